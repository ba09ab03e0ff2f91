//! The two polls: of a task, and of a session.

use super::consent;
use crate::response::{self, Answer};
use crate::router::in_session;
use crate::state::{Outcome, Server};
use crate::timestamp;
use axum::extract::Query;
use axum::http::request::Parts;
use serde_json::{Value, json};
use std::collections::HashMap;

/// `GET /api/chat/{session}/{task}/poll/`
pub(crate) fn task(server: &Server, session: &str, task: &str, parts: &Parts) -> Answer {
    in_session(server, session, &parts.headers, |chatbot, session| {
        let task = server.world().tasks.get(task).cloned();
        let Some(task) = task else {
            // Unknown to the result store is the same as not begun yet.
            return Ok(response::json(200, &json!({ "message": null, "status": "processing" })));
        };
        if task.session != session.id {
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
                let progress =
                    if chatbot.progress { message(timestamp::now(), progress(task.started)) } else { Value::Null };
                Ok(response::json(200, &json!({ "message": progress, "status": "processing" })))
            }
            Some(Outcome::Answer(answer)) => {
                Ok(response::json(200, &json!({ "message": answer.to_json(), "status": "complete" })))
            }
            Some(Outcome::Unstored(words)) => {
                let body = json!({ "message": message(timestamp::now(), &words), "status": "complete" });
                Ok(response::json(200, &body))
            }
            Some(Outcome::Failure(status, words, true)) => {
                Err(response::json(status, &json!({ "error": words, "status": "error" })))
            }
            Some(Outcome::Failure(status, words, false)) => Err(response::error(status, &words)),
        }
    })
}

/// What is said while the bot works; the same text for five seconds.
fn progress(started: chrono::DateTime<chrono::Utc>) -> &'static str {
    match (timestamp::now() - started).num_seconds() {
        0..5 => "Thinking…",
        5..10 => "Looking things up…",
        10..15 => "Comparing what I found…",
        _ => "Writing the answer…",
    }
}

/// `GET /api/chat/{session}/poll/`
pub(crate) fn session(server: &Server, session: &str, parts: &Parts) -> Answer {
    in_session(server, session, &parts.headers, |chatbot, session| {
        let query: Query<HashMap<String, String>> = Query::try_from_uri(&parts.uri).unwrap_or_default();
        let since = match query.get("since").map(String::as_str) {
            None | Some("") => None,
            Some(text) => {
                let words = "Invalid 'since' parameter format. Use ISO format.";
                Some(timestamp::parse(text).ok_or_else(|| response::error(400, words))?)
            }
        };
        let limit = match query.get("limit") {
            None => 50,
            Some(text) => match text.trim().parse::<i64>() {
                // One more than asked for is fetched, so -1 asks for none at all.
                Ok(limit @ -1..) => usize::try_from(limit).unwrap_or(0),
                _ => return Err(response::html(500, "Server Error (500)")),
            },
        };
        // As it is now: the session was looked up before the rate limit.
        let world = server.world();
        let session = world.sessions.get(&session.id).unwrap_or(session);
        let after = session.messages.iter().filter(|message| since.is_none_or(|since| message.created_at > since));
        let mut messages: Vec<Value> = after.take(limit + 1).map(|message| message.to_json()).collect();
        let has_more = limit == 0 || messages.len() > limit;
        messages.truncate(limit);
        let status = if session.ended { "ended" } else { "active" };
        let consent = consent::block(chatbot, session.agreed);
        let page = json!({ "messages": messages, "has_more": has_more, "session_status": status, "consent": consent });
        Ok(response::json(200, &page))
    })
}
