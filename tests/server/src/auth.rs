//! Who gets in: embed keys, origins, session tokens.

use super::response;
use super::state::{AuthLevel, Chatbot, Server, Session};
use super::timestamp;
use axum::http::HeaderMap;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

pub(crate) const INVALID_KEY: &str = "Invalid widget embed key";
const FORBIDDEN: &str = "You do not have permission to perform this action.";
const NO_CREDENTIALS: &str = "Authentication credentials were not provided.";

pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The embed key that a request carries.
pub(crate) fn key(headers: &HeaderMap) -> Option<&str> {
    header(headers, "x-embed-key").filter(|key| !key.is_empty())
}

/// Whether the page that sends the request may use the channel. Scheme and port do not count.
pub(crate) fn check_origin(chatbot: &Chatbot, headers: &HeaderMap) -> Result<(), Response> {
    let from = header(headers, "origin").or_else(|| header(headers, "referer"));
    let host = from.and_then(host_of).ok_or_else(|| response::detail(403, FORBIDDEN))?;
    let allowed = chatbot.allowed_domains.iter().any(|domain| match domain.strip_prefix("*.") {
        _ if domain == "*" => true,
        Some(parent) => host.strip_suffix(parent).is_some_and(|sub| sub.len() > 1 && sub.ends_with('.')),
        None => domain.eq_ignore_ascii_case(&host),
    });
    if allowed { Ok(()) } else { Err(response::detail(403, FORBIDDEN)) }
}

fn host_of(address: &str) -> Option<String> {
    let rest = address.split_once("://")?.1;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = if host.starts_with('[') { host.split_inclusive(']').next()? } else { host.split(':').next()? };
    Some(host.to_lowercase()).filter(|host| !host.is_empty())
}

/// A token as Django signs it: payload, time and signature.
pub(crate) fn sign(server: &Server, session: &str) -> String {
    let payload = URL_SAFE_NO_PAD.encode(format!("{{\"sid\":\"{session}\"}}"));
    let signed = format!("{payload}:{}", base62(timestamp::now().timestamp().unsigned_abs()));
    // Any key length will do for HMAC, so this cannot fail.
    let signature = Hmac::<Sha256>::new_from_slice(&server.secret).map(|mut mac| {
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

/// Whether a request may use a session.
pub(crate) fn check_session<'a>(
    chatbot: &Chatbot,
    session: &'a Session,
    headers: &HeaderMap,
) -> Result<&'a Session, Response> {
    let key = key(headers);
    if let Some(key) = key {
        if key != chatbot.embed_key {
            return Err(response::detail(403, INVALID_KEY));
        }
        check_origin(chatbot, headers)?;
    }
    let level = if session.keyed { chatbot.auth_level } else { AuthLevel::SessionToken };
    match level {
        AuthLevel::None => Ok(session),
        AuthLevel::EmbedKey if key.is_some() => Ok(session),
        AuthLevel::EmbedKey => Err(response::detail(403, NO_CREDENTIALS)),
        AuthLevel::SessionToken => {
            let Some(token) = header(headers, "x-session-token").filter(|token| !token.is_empty()) else {
                return Err(response::coded(403, "Session token required", "session_token_required"));
            };
            if session.token.as_deref() != Some(token) {
                return Err(response::coded(403, "Invalid session token", "session_token_invalid"));
            }
            let age = (timestamp::now() - session.started).num_seconds().unsigned_abs();
            if session.expired || age >= chatbot.token_lifetime {
                return Err(response::coded(403, "Session has expired", "session_expired"));
            }
            Ok(session)
        }
    }
}

/// The refusal for a session that there is not.
pub(crate) fn no_session(headers: &HeaderMap) -> Response {
    response::detail(403, if key(headers).is_some() { "Session does not exist" } else { NO_CREDENTIALS })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn allowed(domains: &[&str], origin: &'static str) -> bool {
        let allowed_domains = domains.iter().map(|domain| (*domain).to_owned()).collect();
        let chatbot = Chatbot { allowed_domains, ..Chatbot::default() };
        let headers = HeaderMap::from_iter([(axum::http::header::ORIGIN, HeaderValue::from_static(origin))]);
        check_origin(&chatbot, &headers).is_ok()
    }

    #[test]
    fn only_the_host_name_of_the_origin_counts() {
        assert!(allowed(&["shop.example"], "https://SHOP.example:8443"));
        assert!(!allowed(&["shop.example"], "https://evil-shop.example"));
        assert!(allowed(&["*.shop.example"], "http://a.b.shop.example"));
        assert!(!allowed(&["*.shop.example"], "http://shop.example"));
        assert!(!allowed(&["*.shop.example"], "http://evilshop.example"));
        assert!(allowed(&["*"], "http://127.0.0.1:1"));
        assert!(!allowed(&["*"], "null"));
    }

    #[test]
    fn a_token_has_the_form_of_djangos() {
        let token = sign(&Server::new(), "dc42f25d-a358-475c-b700-74e3d129888c");
        let lengths: Vec<_> = token.split(':').map(str::len).collect();
        assert_eq!(lengths, [62, 6, 43], "payload, time and signature of {token}");
    }
}
