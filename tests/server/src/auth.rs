//! Authentication by embed key, origin and session token.

use crate::chatbot::{AuthLevel, Chatbot};
use crate::request::header;
use crate::response;
use crate::state::Session;
use crate::timestamp;
use axum::http::HeaderMap;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

pub(crate) const INVALID_KEY: &str = "Invalid widget embed key";
const FORBIDDEN: &str = "You do not have permission to perform this action.";
const NO_CREDENTIALS: &str = "Authentication credentials were not provided.";

/// The embed key of a request; an empty one counts as missing.
pub(crate) fn embed_key(headers: &HeaderMap) -> Option<&str> {
    header(headers, "x-embed-key").filter(|key| !key.is_empty())
}

/// Checks that the page that sends the request may use the channel. The scheme and the port of its origin are ignored.
pub(crate) fn check_origin(chatbot: &Chatbot, headers: &HeaderMap) -> Result<(), Response> {
    let origin = header(headers, "origin").or_else(|| header(headers, "referer"));
    let host = origin.and_then(host_of).ok_or_else(|| response::detail(403, FORBIDDEN))?;
    let is_allowed = chatbot.allowed_domains.iter().any(|domain| match domain.strip_prefix("*.") {
        _ if domain == "*" => true,
        Some(parent) => host.strip_suffix(parent).is_some_and(|sub| sub.len() > 1 && sub.ends_with('.')),
        None => domain.eq_ignore_ascii_case(&host),
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

/// A session token in the form of Django's signer: payload, time and signature.
pub(crate) fn sign_token(secret: &[u8], session_id: &str) -> String {
    let payload = URL_SAFE_NO_PAD.encode(format!("{{\"sid\":\"{session_id}\"}}"));
    let signed = format!("{payload}:{}", base62(timestamp::now().timestamp().unsigned_abs()));
    // HMAC accepts keys of any length, so this cannot fail.
    let signature = Hmac::<Sha256>::new_from_slice(secret).map(|mut mac| {
        mac.update(signed.as_bytes());
        URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    });
    format!("{signed}:{}", signature.unwrap_or_default())
}

fn base62(mut number: u64) -> String {
    let digits: Vec<char> = ('0'..='9').chain('A'..='Z').chain('a'..='z').collect();
    let mut text: Vec<char> = Vec::new();
    while number > 0 {
        text.extend(digits.get((number % 62) as usize));
        number /= 62;
    }
    text.into_iter().rev().collect()
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
    let level = if session.has_channel { chatbot.auth_level } else { AuthLevel::SessionToken };
    match level {
        AuthLevel::None => Ok(()),
        AuthLevel::EmbedKey if key.is_some() => Ok(()),
        AuthLevel::EmbedKey => Err(response::detail(403, NO_CREDENTIALS)),
        // The session was started before the level was raised.
        AuthLevel::SessionToken if session.token.is_none() => Err(response::detail(403, FORBIDDEN)),
        AuthLevel::SessionToken => {
            let Some(token) = header(headers, "x-session-token").filter(|token| !token.is_empty()) else {
                return Err(response::error_with_code(403, "Session token required", "session_token_required"));
            };
            if session.token.as_deref() != Some(token) {
                return Err(response::error_with_code(403, "Invalid session token", "session_token_invalid"));
            }
            let age = (timestamp::now() - session.started).num_seconds().unsigned_abs();
            if session.is_expired || age >= chatbot.token_lifetime {
                return Err(response::error_with_code(403, "Session has expired", "session_expired"));
            }
            Ok(())
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

    #[test]
    fn token_has_the_form_of_djangos_signer() {
        let token = sign_token(&[0; 32], "dc42f25d-a358-475c-b700-74e3d129888c");
        let lengths: Vec<_> = token.split(':').map(str::len).collect();
        assert_eq!(lengths, [62, 6, 43], "payload, time and signature of {token}");
    }
}
