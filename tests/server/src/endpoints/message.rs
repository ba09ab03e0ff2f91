//! `POST /api/chat/{session}/message/`

use super::consent;
use super::start::{expected_object, warn_old};
use crate::bot::{self, Heard};
use crate::response::{self, Answer};
use crate::router::{in_session, read_json};
use crate::state::{Chatbot, Message, Server, Session, StoredFile, Task};
use crate::{auth, timestamp};
use axum::body::Bytes;
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

pub(crate) fn message(server: &Arc<Server>, session: &str, parts: &Parts, body: &Bytes) -> Answer {
    let mut response = in_session(server, session, &parts.headers, |chatbot, session| {
        let body = read_json(parts, body)?;
        let text = read_text(&body)?;
        let wanted = read_ids(&body)?;
        let context = read_context(&body)?;
        if body.get("version_number").is_some_and(|number| !number.is_null()) {
            return Err(response::error(403, "Version number requires authentication"));
        }
        if session.ended {
            return Err(response::error(400, "Session has ended"));
        }
        consent::check(chatbot, session, &parts.headers)?;
        let files = use_files(server, session, &wanted)?;
        let heard = Heard { text, files: files.into_iter().zip(wanted).collect(), context };
        let task = Uuid::new_v4().to_string();
        let pending = Task { session: session.id.clone(), started: timestamp::now(), outcome: None };
        server.world().tasks.insert(task.clone(), pending);
        tokio::spawn(work(server.clone(), chatbot.clone(), session.id.clone(), task.clone(), heard));
        Ok(response::json(202, &json!({ "task_id": task, "status": "processing" })))
    })?;
    warn_old(&mut response, auth::header(&parts.headers, "x-ocs-widget-version"), None);
    Ok(response)
}

fn read_text(body: &Value) -> Result<String, Response> {
    let refuse = |words| Err(response::field("message", words));
    let text = match body.get("message") {
        None => return refuse("This field is required."),
        Some(Value::Null) => return refuse("This field may not be null."),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(_) => return refuse("Not a valid string."),
    };
    if text.contains('\0') {
        return refuse("Null characters are not allowed.");
    }
    let text = text.trim_matches(|c: char| c.is_whitespace() || ('\x1c'..='\x1f').contains(&c));
    if text.is_empty() { refuse("This field may not be blank.") } else { Ok(text.to_owned()) }
}

fn read_ids(body: &Value) -> Result<Vec<i64>, Response> {
    let refuse = |words: &str| Err(response::field("attachment_ids", words));
    match body.get("attachment_ids") {
        None => Ok(Vec::new()),
        Some(Value::Null) => refuse("This field may not be null."),
        Some(Value::Array(ids)) => {
            let number = |id: &Value| id.as_i64().or_else(|| id.as_str()?.trim().parse().ok());
            let read: Option<Vec<i64>> = ids.iter().map(number).collect();
            let invalid = json!({ "attachment_ids": { "0": ["A valid integer is required."] } });
            read.ok_or_else(|| response::json(400, &invalid))
        }
        Some(_) => refuse("Expected a list of items but got type \"str\"."),
    }
}

fn read_context(body: &Value) -> Result<Value, Response> {
    match body.get("context") {
        None => Ok(Value::Null),
        Some(context @ Value::Object(_)) => Ok(context.clone()),
        Some(other) => Err(response::field("context", &expected_object(other))),
    }
}

/// Takes files for a message: each must be this session's and serves once.
fn use_files(server: &Server, session: &Session, ids: &[i64]) -> Result<Vec<StoredFile>, Response> {
    let mut world = server.world();
    let repeated = ids.iter().enumerate().any(|(at, id)| ids.iter().take(at).any(|other| other == id));
    let known = |id: &i64| world.files.get(id).is_some_and(|file| file.session == session.id && !file.used);
    if repeated || !ids.iter().all(known) {
        return Err(response::error(400, "One or more file IDs are invalid"));
    }
    let mut files = Vec::new();
    for id in ids {
        if let Some(file) = world.files.get_mut(id) {
            file.used = true;
            files.push(file.clone());
        }
    }
    Ok(files)
}

/// A worker: picks the message up, stores it, lets the bot answer, and stores that.
async fn work(server: Arc<Server>, chatbot: Chatbot, session: String, task: String, heard: Heard) {
    tokio::time::sleep(Duration::from_millis(chatbot.pickup_ms)).await;
    let plan = bot::plan(&chatbot, &heard);
    let attachments = heard.files.iter().map(|(file, id)| {
        json!({
            "name": file.name,
            "content_type": file.content_type,
            "size": file.size,
            "content_url": format!("http://127.0.0.1/api/files/{id}/content"),
        })
    });
    let ids: Vec<i64> = heard.files.iter().map(|(_, id)| *id).collect();
    let mut metadata = json!({ "trace_info": bot::trace().get("trace_info") });
    if let Some(fields) = metadata.as_object_mut().filter(|_| !ids.is_empty()) {
        fields.insert("ocs_attachment_file_ids".to_owned(), json!(ids));
    }
    let question = Message {
        created_at: timestamp::now(),
        role: "user",
        content: heard.text.clone(),
        metadata,
        tags: Vec::new(),
        attachments: attachments.collect(),
    };
    if plan.stored {
        store(&server, &session, question);
    }
    tokio::time::sleep(Duration::from_millis(chatbot.think_ms.max(plan.think_ms))).await;
    bot::finish(&server, &session, &task, plan).await;
}

/// Adds a message to a session's history.
pub(crate) fn store(server: &Server, session: &str, message: Message) {
    if let Some(session) = server.world().sessions.get_mut(session) {
        session.add(message);
    }
}
