//! The poll of a task and the poll of a session.

use super::consent;
use super::with_session::with_session;
use crate::attachment::Links;
use crate::chatbot::OptionalEndpoint;
use crate::response::{self, HandlerResult};
use crate::state::{Server, TaskOutcome};
use crate::timestamp;
use axum::extract::Query;
use axum::http::request::Parts;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Page size without the parameter `limit`.
const DEFAULT_PAGE_SIZE: usize = 50;

/// `GET /api/chat/{session}/{task}/poll/`
pub(crate) fn task(server: &Server, session: &str, task: &str, parts: &Parts) -> HandlerResult {
    with_session(server, session, &parts.headers, |chatbot, session| {
        let task = server.state().tasks.get(task).cloned();
        let Some(task) = task else {
            // The result store does not distinguish unknown tasks from those that have not started.
            return Ok(response::json(200, &json!({ "message": null, "status": "processing" })));
        };
        if task.session_id != session.id {
            return Err(response::detail(404, "Not found."));
        }
        let message = |created_at, content: &str| {
            json!({
                "created_at": timestamp::format(created_at), "role": "assistant", "content": content,
                "metadata": {}, "tags": [], "attachments": [],
            })
        };
        match task.outcome {
            None => {
                let progress = if chatbot.progress {
                    message(timestamp::now(), progress_message(task.started))
                } else {
                    Value::Null
                };
                Ok(response::json(200, &json!({ "message": progress, "status": "processing" })))
            }
            Some(TaskOutcome::Answer(answer)) => {
                let links = Links::new(chatbot, &session.id, &parts.headers);
                Ok(response::json(200, &json!({ "message": answer.to_json(&links), "status": "complete" })))
            }
            Some(TaskOutcome::UnstoredAnswer(text)) => {
                let body = json!({ "message": message(timestamp::now(), &text), "status": "complete" });
                Ok(response::json(200, &body))
            }
            Some(TaskOutcome::Failure { status, message, has_status_field: true }) => {
                Err(response::json(status, &json!({ "error": message, "status": "error" })))
            }
            Some(TaskOutcome::Failure { status, message, has_status_field: false }) => {
                Err(response::error(status, &message))
            }
        }
    })
}

/// The progress message for the time since the start of a task. It changes every five seconds.
fn progress_message(started: chrono::DateTime<chrono::Utc>) -> &'static str {
    match (timestamp::now() - started).num_seconds() {
        0..5 => "Thinking…",
        5..10 => "Looking things up…",
        10..15 => "Comparing what I found…",
        _ => "Writing the answer…",
    }
}

/// `GET /api/chat/{session}/poll/`
pub(crate) fn session(server: &Server, session: &str, parts: &Parts) -> HandlerResult {
    with_session(server, session, &parts.headers, |chatbot, session| {
        let query: Query<HashMap<String, String>> = Query::try_from_uri(&parts.uri).unwrap_or_default();
        let since = match query.get("since").map(String::as_str) {
            None | Some("") => None,
            Some(text) => {
                let message = "Invalid 'since' parameter format. Use ISO format.";
                Some(timestamp::parse(text).ok_or_else(|| response::error(400, message))?)
            }
        };
        let limit = match query.get("limit") {
            None => DEFAULT_PAGE_SIZE,
            Some(text) => match text.trim().parse::<i64>() {
                // The server fetches one message more than the limit, so −1 is valid and returns none.
                Ok(limit @ -1..) => usize::try_from(limit).unwrap_or(0),
                _ => return Err(response::html(500, "Server Error (500)")),
            },
        };
        // `session` is a copy; the history may have changed since.
        let state = server.state();
        let session = state.sessions.get(&session.id).unwrap_or(session);
        let newer = session.messages.iter().filter(|message| since.is_none_or(|since| message.created_at > since));
        let links = Links::new(chatbot, &session.id, &parts.headers);
        let mut messages: Vec<Value> = newer.take(limit + 1).map(|message| message.to_json(&links)).collect();
        let has_more = limit == 0 || messages.len() > limit;
        messages.truncate(limit);
        let status = if session.has_ended { "ended" } else { "active" };
        let consent = consent::status(chatbot, session.accepted_consent);
        let mut page =
            json!({ "messages": messages, "has_more": has_more, "session_status": status, "consent": consent });
        if let Some(page) = page.as_object_mut().filter(|_| !chatbot.has_endpoint(OptionalEndpoint::Consent)) {
            page.shift_remove("consent");
        }
        Ok(response::json(200, &page))
    })
}
