//! Session tokens: how they are issued, what they contain and when they expire.
//!
//! Several tokens of one session are valid at the same time: a renewal does not revoke the others. A token's lifetime is
//! counted from its issue; use does not extend it, and a later change of the channel's lifetime does not affect it.

use crate::chatbot::{Chatbot, OptionalEndpoint};
use crate::state::Session;
use crate::timestamp;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// A token of a session.
#[derive(Debug, Clone)]
pub(crate) struct SessionToken {
    pub(crate) text: String,
    /// When it expires, in whole seconds. `None` for tokens of releases before September 2026, which expire with the age of the
    /// session.
    pub(crate) expires_at: Option<DateTime<Utc>>,
    /// Whether a test made it expire early.
    pub(crate) is_expired: bool,
}

impl SessionToken {
    /// `expires_at` in the format of responses: RFC 3339 in UTC with whole seconds.
    pub(crate) fn formatted_expiry(&self) -> Option<String> {
        self.expires_at.map(timestamp::format)
    }

    /// A token expires strictly after the second in its payload.
    fn has_expired(&self, session: &Session, chatbot: &Chatbot, now: DateTime<Utc>) -> bool {
        let end = self.expires_at.unwrap_or_else(|| session.started + lifetime(chatbot));
        self.is_expired || now > end
    }
}

/// Whether a token gives access to a session.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum TokenStatus {
    Valid,
    Expired,
    /// The token is forged, or belongs to another session.
    Invalid,
}

pub(crate) fn status(token: &str, session: &Session, chatbot: &Chatbot) -> TokenStatus {
    match session.tokens.iter().find(|issued| issued.text == token) {
        None => TokenStatus::Invalid,
        Some(issued) if issued.has_expired(session, chatbot, timestamp::now()) => TokenStatus::Expired,
        Some(_) => TokenStatus::Valid,
    }
}

fn lifetime(chatbot: &Chatbot) -> TimeDelta {
    TimeDelta::seconds(i64::try_from(chatbot.token_lifetime).unwrap_or(i64::MAX / 1_000))
}

/// Issues a token for a session that already has `previous` tokens.
pub(crate) fn issue(secret: &[u8], chatbot: &Chatbot, session_id: &str, previous: usize) -> SessionToken {
    let now = timestamp::now();
    let expires_at = (now + lifetime(chatbot)).trunc_subsecs(0);
    let expires_at = chatbot.has_endpoint(OptionalEndpoint::Token).then_some(expires_at);
    // Makes the time of the signature unique, so that a token that a test has expired is not issued again in the same second.
    let signed_at = now.timestamp().unsigned_abs() + previous as u64;
    let text = sign(secret, session_id, expires_at.map(|end| end.timestamp()), signed_at);
    SessionToken { text, expires_at, is_expired: false }
}

/// A token in the format of Django's signer: payload, time and signature. The payload is `{"sid": …, "exp": …}`.
fn sign(secret: &[u8], session_id: &str, end: Option<i64>, signed_at: u64) -> String {
    let end = end.map(|end| format!(",\"exp\":{end}")).unwrap_or_default();
    let payload = URL_SAFE_NO_PAD.encode(format!("{{\"sid\":\"{session_id}\"{end}}}"));
    let signed = format!("{payload}:{}", base62(signed_at));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_has_the_format_of_djangos_signer() {
        let session = "dc42f25d-a358-475c-b700-74e3d129888c";
        let token = sign(&[0; 32], session, Some(1_790_000_000), 1_789_000_000);
        let parts: Vec<_> = token.split(':').collect();
        let lengths: Vec<_> = parts.iter().map(|part| part.len()).collect();
        assert_eq!(lengths, [84, 6, 43], "payload, time and signature of {token}");
        let payload = URL_SAFE_NO_PAD.decode(parts.first().copied().unwrap_or_default()).unwrap_or_default();
        assert_eq!(payload, format!("{{\"sid\":\"{session}\",\"exp\":1790000000}}").into_bytes());
        let without_end = sign(&[0; 32], session, None, 1_789_000_000);
        assert_eq!(without_end.split(':').map(str::len).collect::<Vec<_>>(), [62, 6, 43]);
    }
}
