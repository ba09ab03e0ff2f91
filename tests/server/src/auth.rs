//! Authentication by embed key, origin and session token.

use crate::chatbot::{AuthLevel, Chatbot};
use crate::request::header;
use crate::response;
use crate::session_token::{self, TokenStatus};
use crate::state::Session;
use axum::http::HeaderMap;
use axum::response::Response;

pub(crate) const INVALID_KEY: &str = "Invalid widget embed key";
const FORBIDDEN: &str = "You do not have permission to perform this action.";
const NO_CREDENTIALS: &str = "Authentication credentials were not provided.";

/// The embed key of a request; an empty one counts as missing.
pub(crate) fn embed_key(headers: &HeaderMap) -> Option<&str> {
    header(headers, "x-embed-key").filter(|key| !key.is_empty())
}

/// The host of the page that sends a request, from `Origin` or else `Referer`. `None` if neither names a host.
pub(crate) fn origin_host(headers: &HeaderMap) -> Option<String> {
    header(headers, "origin").or_else(|| header(headers, "referer")).and_then(host_of)
}

/// Whether a list of domains includes a host: exactly, as `*.example.com` for its subdomains, or as `*`.
pub(crate) fn is_listed(domains: &[String], host: &str) -> bool {
    domains.iter().any(|domain| match domain.strip_prefix("*.") {
        _ if domain == "*" => true,
        Some(parent) => host.strip_suffix(parent).is_some_and(|sub| sub.len() > 1 && sub.ends_with('.')),
        None => domain.eq_ignore_ascii_case(host),
    })
}

/// Checks that the page that sends the request may use the channel. The scheme and the port of its origin are ignored. A public
/// link may only be used on the server's own pages.
pub(crate) fn check_origin(chatbot: &Chatbot, headers: &HeaderMap) -> Result<(), Response> {
    let is_allowed = origin_host(headers).is_some_and(|host| {
        if chatbot.public_link { host == chatbot.canonical_host } else { is_listed(&chatbot.allowed_domains, &host) }
    });
    if is_allowed { Ok(()) } else { Err(response::detail(403, FORBIDDEN)) }
}

fn host_of(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = if host.starts_with('[') { host.split_inclusive(']').next()? } else { host.split(':').next()? };
    Some(host.to_lowercase()).filter(|host| !host.is_empty())
}

/// Checks that the credentials of a request give access to a session.
pub(crate) fn check_session(chatbot: &Chatbot, session: &Session, headers: &HeaderMap) -> Result<(), Response> {
    let key = embed_key(headers);
    if let Some(key) = key {
        if key != chatbot.embed_key {
            return Err(response::detail(403, INVALID_KEY));
        }
        check_origin(chatbot, headers)?;
    }
    let level = if session.has_channel { chatbot.required_level() } else { AuthLevel::SessionToken };
    match level {
        AuthLevel::None => Ok(()),
        AuthLevel::EmbedKey if key.is_some() => Ok(()),
        AuthLevel::EmbedKey => Err(response::detail(403, NO_CREDENTIALS)),
        // The session was started before the level was raised or the channel switched to OAuth.
        AuthLevel::SessionToken if session.tokens.is_empty() => Err(response::detail(403, FORBIDDEN)),
        AuthLevel::SessionToken => {
            let Some(token) = header(headers, "x-session-token").filter(|token| !token.is_empty()) else {
                return Err(response::error_with_code(403, "Session token required", "session_token_required"));
            };
            match session_token::status(token, session, chatbot) {
                TokenStatus::Valid => Ok(()),
                TokenStatus::Expired => Err(response::error_with_code(403, "Session has expired", "session_expired")),
                TokenStatus::Invalid => {
                    Err(response::error_with_code(403, "Invalid session token", "session_token_invalid"))
                }
            }
        }
    }
}

/// The response for a session that does not exist.
pub(crate) fn session_not_found(headers: &HeaderMap) -> Response {
    response::detail(403, if embed_key(headers).is_some() { "Session does not exist" } else { NO_CREDENTIALS })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn is_allowed(domains: &[&str], origin: &'static str) -> bool {
        let allowed_domains = domains.iter().map(|domain| (*domain).to_owned()).collect();
        let chatbot = Chatbot { allowed_domains, ..Chatbot::default() };
        let headers = HeaderMap::from_iter([(axum::http::header::ORIGIN, HeaderValue::from_static(origin))]);
        check_origin(&chatbot, &headers).is_ok()
    }

    #[test]
    fn only_the_host_of_an_origin_is_compared() {
        assert!(is_allowed(&["shop.example"], "https://SHOP.example:8443"));
        assert!(!is_allowed(&["shop.example"], "https://evil-shop.example"));
        assert!(is_allowed(&["*.shop.example"], "http://a.b.shop.example"));
        assert!(!is_allowed(&["*.shop.example"], "http://shop.example"));
        assert!(!is_allowed(&["*.shop.example"], "http://evilshop.example"));
        assert!(is_allowed(&["*"], "http://127.0.0.1:1"));
        assert!(!is_allowed(&["*"], "null"));
    }
}
