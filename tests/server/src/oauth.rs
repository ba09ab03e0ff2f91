//! Authentication with an access token, which the page's server gets for its OAuth application.

use crate::auth;
use crate::chatbot::Chatbot;
use crate::request::header;
use crate::response;
use axum::http::HeaderMap;
use axum::response::Response;

/// The response to every refusal of a bearer token: 401 with a challenge and one body. The reason is not given.
pub(crate) fn access_denied() -> Response {
    let mut rejection =
        response::error_with_code(401, "Authentication required to chat with this chatbot", "chat_access_denied");
    response::set_header(&mut rejection, "www-authenticate", "Bearer realm=\"api\"");
    rejection
}

/// The `Authorization` header of a request; an empty one counts as missing.
pub(crate) fn authorization(headers: &HeaderMap) -> Option<&str> {
    header(headers, "authorization").filter(|value| !value.is_empty())
}

/// The bearer token of a request.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    authorization(headers)?.strip_prefix("Bearer ")
}

/// Checks that the channel is in OAuth mode and accepts the bearer token and the origin.
pub(crate) fn check_token(chatbot: &Chatbot, headers: &HeaderMap) -> Result<(), Response> {
    let accepted = chatbot.bearer.as_ref().filter(|_| chatbot.uses_oauth());
    let is_accepted = bearer(headers).is_some_and(|token| {
        accepted.is_some_and(|tokens| tokens.contains(token)) && !chatbot.expired_bearers.iter().any(|old| old == token)
    });
    if is_accepted && is_origin_allowed(chatbot, headers) { Ok(()) } else { Err(access_denied()) }
}

/// A channel without allowed domains accepts only requests without an origin, which servers send. Every other channel requires an
/// origin from its list.
fn is_origin_allowed(chatbot: &Chatbot, headers: &HeaderMap) -> bool {
    match auth::origin_host(headers) {
        Some(host) => auth::is_listed(&chatbot.allowed_domains, &host),
        None => chatbot.allowed_domains.is_empty(),
    }
}
