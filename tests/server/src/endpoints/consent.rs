//! Consent to a form before the first message, and `POST /api/chat/{session}/consent/`.
//!
//! Consent is stored for a participant and a chatbot. A new version of the form has another id and requires consent again, also
//! in running sessions.

use super::with_session::with_session;
use crate::chatbot::{Chatbot, OptionalEndpoint};
use crate::request::{header, parse_json};
use crate::response::{self, HandlerResult};
use crate::state::{Server, Session};
use crate::widget_version;
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::{Value, json};

/// The first release of the widget that supports consent.
const FIRST_RELEASE_WITH_CONSENT: [u64; 3] = [0, 13, 0];

/// The field `consent` of responses: whether the visitor must still accept a form, and its text.
pub(crate) fn status(chatbot: &Chatbot, accepted: Option<i64>) -> Value {
    let form = chatbot.consent.as_ref();
    let is_required = form.is_some_and(|form| accepted != Some(form.id));
    json!({
        "required": is_required,
        "form_version_id": form.map(|form| form.id),
        "text": form.filter(|_| is_required).map(|form| &form.text),
    })
}

fn rejection(http_status: u16, message: &str, code: &str, chatbot: &Chatbot, session: &Session) -> Response {
    let body = json!({ "error": message, "code": code, "consent": status(chatbot, session.accepted_consent) });
    response::json(http_status, &body)
}

/// Rejects a request that requires consent until the visitor has given it. Widgets without support for consent are
/// exempt.
pub(crate) fn check(chatbot: &Chatbot, session: &Session, headers: &HeaderMap) -> Result<(), Response> {
    let is_missing = chatbot.has_endpoint(OptionalEndpoint::Consent)
        && chatbot.consent.as_ref().is_some_and(|form| session.accepted_consent != Some(form.id));
    let release = header(headers, "x-ocs-widget-version").and_then(widget_version::parse_release);
    if is_missing && release.is_some_and(|release| release >= FIRST_RELEASE_WITH_CONSENT) {
        return Err(rejection(403, "Consent is required before chatting", "consent_required", chatbot, session));
    }
    Ok(())
}

/// `POST /api/chat/{session}/consent/`: idempotent, 204 each time. The response to any id other than that of the current
/// form is 409 with the current form, even if the chatbot has none.
pub(crate) fn accept(server: &Server, session: &str, parts: &Parts, body: &Bytes) -> HandlerResult {
    let mut response = with_session(server, session, &parts.headers, |chatbot, session| {
        let body = parse_json(parts, body)?;
        let Some(form_id) = body.get("form_version_id").and_then(Value::as_i64) else {
            let message = match body.get("form_version_id") {
                None => "This field is required.",
                Some(Value::Null) => "This field may not be null.",
                Some(_) => "A valid integer is required.",
            };
            return Err(response::field_error("form_version_id", message));
        };
        if session.has_ended {
            return Err(response::error(400, "Session has ended"));
        }
        if chatbot.consent.as_ref().is_none_or(|form| form.id != form_id) {
            return Err(rejection(409, "The consent form has changed", "consent_stale", chatbot, session));
        }
        if let Some(session) = server.state().sessions.get_mut(&session.id) {
            session.accepted_consent = Some(form_id);
        }
        Ok(response::with_body(204, "application/json", String::new()))
    })?;
    widget_version::add_deprecation_headers(&mut response, header(&parts.headers, "x-ocs-widget-version"), false);
    Ok(response)
}
