//! The checks that messages and uploads share. They come after the checks of the syntax and before those of the content.

use super::consent;
use crate::chatbot::Chatbot;
use crate::response;
use crate::state::Session;
use axum::http::HeaderMap;
use axum::response::Response;

/// Rejects, in this order, an ended session with 400, an unpublished chatbot of a public link with 409, and missing consent
/// with 403.
pub(super) fn check(chatbot: &Chatbot, session: &Session, headers: &HeaderMap) -> Result<(), Response> {
    if session.has_ended {
        return Err(response::error(400, "Session has ended"));
    }
    if !chatbot.is_available(session.is_of_member) {
        return Err(response::no_published_version());
    }
    consent::check(chatbot, session, headers)
}
