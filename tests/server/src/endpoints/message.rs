//! `POST /api/chat/{session}/message/`: accepts a message and starts the task that answers it.

use super::chat_precondition;
use super::with_session::with_session;
use crate::attachment;
use crate::bot::{self, UserMessage};
use crate::chatbot::Chatbot;
use crate::request::{check_size, expected_object_message, header, parse_json};
use crate::response::{self, HandlerResult};
use crate::state::{Message, Server, Session, StoredFile, Task};
use crate::timestamp;
use crate::widget_version;
use axum::body::Bytes;
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

pub(crate) fn post(server: &Arc<Server>, session: &str, parts: &Parts, body: &Bytes) -> HandlerResult {
    let mut response = with_session(server, session, &parts.headers, |chatbot, session| {
        check_size(body, chatbot.max_body_bytes)?;
        let body = parse_json(parts, body)?;
        let text = parse_text(&body)?;
        let file_ids = parse_attachment_ids(&body)?;
        let context = parse_context(&body)?;
        if body.get("version_number").is_some_and(|number| !number.is_null()) {
            return Err(response::error(403, "Version number requires authentication"));
        }
        chat_precondition::check(chatbot, session, &parts.headers)?;
        let files = attach_files(server, session, &file_ids)?;
        let is_repeated = session.messages.iter().any(|message| message.role == "user" && message.content == text);
        let message = UserMessage {
            text,
            is_repeated,
            files: files.into_iter().zip(file_ids).collect(),
            context,
            base_url: attachment::base_url(chatbot, &parts.headers),
        };
        let task_id = Uuid::new_v4().to_string();
        let task = Task { session_id: session.id.clone(), started: timestamp::now(), outcome: None };
        server.state().tasks.insert(task_id.clone(), task);
        tokio::spawn(run_task(server.clone(), chatbot.clone(), session.id.clone(), task_id.clone(), message));
        Ok(response::json(202, &json!({ "task_id": task_id, "status": "processing" })))
    })?;
    let version = header(&parts.headers, "x-ocs-widget-version");
    widget_version::add_deprecation_headers(&mut response, version, false);
    Ok(response)
}

fn parse_text(body: &Value) -> Result<String, Response> {
    let invalid = |message| Err(response::field_error("message", message));
    let text = match body.get("message") {
        None => return invalid("This field is required."),
        Some(Value::Null) => return invalid("This field may not be null."),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(_) => return invalid("Not a valid string."),
    };
    if text.contains('\0') {
        return invalid("Null characters are not allowed.");
    }
    // Python's `str.strip` also removes these control characters.
    let text = text.trim_matches(|c: char| c.is_whitespace() || ('\x1c'..='\x1f').contains(&c));
    if text.is_empty() { invalid("This field may not be blank.") } else { Ok(text.to_owned()) }
}

fn parse_attachment_ids(body: &Value) -> Result<Vec<i64>, Response> {
    let invalid = |message: &str| Err(response::field_error("attachment_ids", message));
    match body.get("attachment_ids") {
        None => Ok(Vec::new()),
        Some(Value::Null) => invalid("This field may not be null."),
        Some(Value::Array(ids)) => {
            let integer = |id: &Value| id.as_i64().or_else(|| id.as_str()?.trim().parse().ok());
            let parsed: Option<Vec<i64>> = ids.iter().map(integer).collect();
            let error = json!({ "attachment_ids": { "0": ["A valid integer is required."] } });
            parsed.ok_or_else(|| response::json(400, &error))
        }
        Some(_) => invalid("Expected a list of items but got type \"str\"."),
    }
}

fn parse_context(body: &Value) -> Result<Value, Response> {
    match body.get("context") {
        None => Ok(Value::Null),
        Some(context @ Value::Object(_)) => Ok(context.clone()),
        Some(other) => Err(response::field_error("context", &expected_object_message(other))),
    }
}

/// Attaches files to a message. Each must belong to the session and not be attached to another message.
fn attach_files(server: &Server, session: &Session, ids: &[i64]) -> Result<Vec<StoredFile>, Response> {
    let mut state = server.state();
    let has_duplicates = ids.iter().enumerate().any(|(index, id)| ids.iter().take(index).any(|other| other == id));
    let is_available =
        |id: &i64| state.files.get(id).is_some_and(|file| file.session_id == session.id && !file.is_attached);
    if has_duplicates || !ids.iter().all(is_available) {
        return Err(response::error(400, "One or more file IDs are invalid"));
    }
    let mut files = Vec::new();
    for id in ids {
        if let Some(file) = state.files.get_mut(id) {
            file.is_attached = true;
            files.push(file.clone());
        }
    }
    Ok(files)
}

/// Stores the message, as a background worker does after a short delay, and then the bot's answer.
async fn run_task(server: Arc<Server>, chatbot: Chatbot, session_id: String, task_id: String, message: UserMessage) {
    tokio::time::sleep(Duration::from_millis(chatbot.pickup_ms)).await;
    let plan = bot::plan(&chatbot, &message);
    if plan.is_stored {
        server.store_message(&session_id, to_history(&message));
    }
    tokio::time::sleep(Duration::from_millis(chatbot.think_ms.max(plan.think_ms))).await;
    bot::carry_out(&server, &session_id, &task_id, plan).await;
}

/// The message as the history has it, with its attachments.
fn to_history(message: &UserMessage) -> Message {
    let file_ids: Vec<i64> = message.files.iter().map(|(_, id)| *id).collect();
    let mut metadata = json!({ "trace_info": bot::run_metadata().get("trace_info") });
    if let Some(fields) = metadata.as_object_mut().filter(|_| !file_ids.is_empty()) {
        fields.insert("ocs_attachment_file_ids".to_owned(), json!(file_ids));
    }
    Message {
        created_at: timestamp::now(),
        role: "user",
        content: message.text.clone(),
        metadata,
        tags: Vec::new(),
        attachments: message.files.iter().map(|(file, id)| file.to_attachment(*id)).collect(),
    }
}
