//! Runs a handler within a session, after authentication and the rate limit.

use crate::auth;
use crate::chatbot::Chatbot;
use crate::response::HandlerResult;
use crate::state::{Server, Session};
use axum::http::HeaderMap;

/// Calls `handler` with copies of the session and its chatbot, and adds the rate limit's headers to its response.
pub(super) fn with_session(
    server: &Server,
    id: &str,
    headers: &HeaderMap,
    handler: impl FnOnce(&Chatbot, &Session) -> HandlerResult,
) -> HandlerResult {
    let (chatbot, session) = {
        let state = server.state();
        let session = state.sessions.get(id).ok_or_else(|| auth::session_not_found(headers))?;
        let chatbot = state.chatbots.get(&session.chatbot_id).filter(|chatbot| !chatbot.archived);
        let chatbot = chatbot.ok_or_else(|| auth::session_not_found(headers))?;
        auth::check_session(chatbot, session, headers)?;
        (chatbot.clone(), session.clone())
    };
    let usage = server.state().rate_limiter.count(id, chatbot.rate)?;
    let mut response = handler(&chatbot, &session).unwrap_or_else(|rejection| rejection);
    usage.add_headers(&mut response);
    Ok(response)
}
