//! What visitors have to agree to before the bot may be spoken to: `POST /api/chat/{session}/consent/`.
//!
//! As the server of August 2026 does it (its `apps/api/chat_consent.py` and the tests of that).

use crate::auth;
use crate::response::{self, Answer};
use crate::router::{in_session, read_json};
use crate::state::{Chatbot, Server, Session};
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::{Value, json};

/// The part of an answer that says what is still to be agreed to.
pub(crate) fn block(chatbot: &Chatbot, agreed: Option<i64>) -> Value {
    let form = chatbot.consent.as_ref();
    let required = form.is_some_and(|form| agreed != Some(form.id));
    json!({
        "required": required,
        "form_version_id": form.map(|form| form.id),
        "text": form.filter(|_| required).map(|form| &form.text),
    })
}

fn refusal(status: u16, words: &str, code: &str, chatbot: &Chatbot, session: &Session) -> Response {
    let body = json!({ "error": words, "code": code, "consent": block(chatbot, session.agreed) });
    response::json(status, &body)
}

/// Holds back what may not be done before the visitor has agreed. Widgets that know nothing of it pass.
pub(crate) fn check(chatbot: &Chatbot, session: &Session, headers: &HeaderMap) -> Result<(), Response> {
    let is_missing = chatbot.consent.as_ref().is_some_and(|form| session.agreed != Some(form.id));
    let version = auth::header(headers, "x-ocs-widget-version").and_then(super::start::release);
    if is_missing && version.is_some_and(|version| version >= [0, 13, 0]) {
        return Err(refusal(403, "Consent is required", "consent_required", chatbot, session));
    }
    Ok(())
}

pub(crate) fn record(server: &Server, session: &str, parts: &Parts, body: &Bytes) -> Answer {
    in_session(server, session, &parts.headers, |chatbot, session| {
        let body = read_json(parts, body)?;
        let Some(form) = body.get("form_version_id").and_then(Value::as_i64) else {
            return Err(response::field("form_version_id", "A valid integer is required."));
        };
        if session.ended {
            return Err(response::error(400, "Session has ended"));
        }
        if chatbot.consent.as_ref().is_none_or(|wanted| wanted.id != form) {
            return Err(refusal(409, "The consent form has changed", "consent_stale", chatbot, session));
        }
        if let Some(session) = server.world().sessions.get_mut(&session.id) {
            session.agreed = Some(form);
        }
        Ok(response::respond(204, "application/json", String::new()))
    })
}
