//! The checks that messages and uploads have in common: after their syntax, and before their content.

use super::consent;
use crate::chatbot::Chatbot;
use crate::response;
use crate::state::Session;
use axum::http::HeaderMap;
use axum::response::Response;

/// In this order: an ended session is 400, a chatbot that was unpublished while visitors of its public link chat 409, and
/// a missing consent 403.
pub(super) fn check(chatbot: &Chatbot, session: &Session, headers: &HeaderMap) -> Result<(), Response> {
    if session.has_ended {
        return Err(response::error(400, "Session has ended"));
    }
    if !chatbot.is_available(session.is_of_member) {
        return Err(response::no_published_version());
    }
    consent::check(chatbot, session, headers)
}
