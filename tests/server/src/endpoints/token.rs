//! `POST /api/chat/{session}/token/`: issues a new token for a session of a channel in OAuth mode.

use crate::oauth;
use crate::response::{self, HandlerResult};
use crate::session_token;
use crate::state::Server;
use axum::http::request::Parts;
use serde_json::json;

/// Requires the access token of the page's server. The body, the embed key and an old session token are ignored. Every refusal
/// is the same 401, also for a session that does not exist.
///
/// Renewals are counted in the bucket of the OAuth application, which all its visitors share.
pub(crate) fn renew(server: &Server, session_id: &str, parts: &Parts) -> HandlerResult {
    let mut state = server.state();
    let found = state.sessions.get(session_id).and_then(|session| {
        let chatbot = state.chatbots.get(&session.chatbot_id)?;
        Some((chatbot.clone(), session.has_channel, session.tokens.len()))
    });
    let Some((chatbot, true, previous)) = found else { return Err(oauth::access_denied()) };
    if !chatbot.enabled || chatbot.archived {
        return Err(oauth::access_denied());
    }
    oauth::check_token(&chatbot, &parts.headers)?;
    let bucket = format!("oauth_client {}", chatbot.application());
    let usage = state.rate_limiter.count(&bucket, chatbot.rate)?;
    let token = session_token::issue(&server.secret, &chatbot, session_id, previous);
    let body = json!({
        "session_id": session_id,
        "session_token": token.text,
        "expires_at": token.formatted_expiry(),
    });
    if let Some(session) = state.sessions.get_mut(session_id) {
        session.tokens.push(token);
    }
    let mut response = response::json(200, &body);
    usage.add_headers(&mut response);
    Ok(response)
}
