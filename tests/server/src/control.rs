//! Endpoints below `/control/`, with which tests configure the server and inspect its state. Bodies are JSON.
//!
//! | request | effect |
//! |---|---|
//! | `POST /control/chatbots` | adds a chatbot with the given fields of [`Chatbot`]; returns `id` and `embed_key` |
//! | `PATCH /control/chatbots/{id}` | changes the given fields |
//! | `POST /control/faults` | adds a [`Fault`] |
//! | `DELETE /control/faults?chatbot=ID` | removes the faults of one chatbot, or all |
//! | `GET /control/received?chatbot=ID` | returns the requests for one chatbot, or all, oldest first |
//! | `GET /control/sessions?chatbot=ID` | returns sessions with their messages |
//! | `POST /control/sessions/{id}` | accepts `say` with a text, and `ended`, `expired` and `files_lost` with a boolean |

use crate::attachment::Links;
use crate::bot;
use crate::chatbot::Chatbot;
use crate::fault::Fault;
use crate::response;
use crate::state::Server;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, patch, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Debug, Default, Deserialize)]
struct Filter {
    chatbot: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct SessionChange {
    /// A message that the bot sends unprompted.
    say: Option<String>,
    ended: Option<bool>,
    /// Whether the tokens so far have expired. A renewed token is valid.
    expired: Option<bool>,
    /// Whether the files so far have lost their content.
    files_lost: Option<bool>,
}

impl Filter {
    fn matches(&self, chatbot: Option<&str>) -> bool {
        self.chatbot.is_none() || self.chatbot.as_deref() == chatbot
    }
}

pub(crate) fn router(server: Arc<Server>) -> Router {
    Router::new()
        .route("/control/chatbots", post(add_chatbot))
        .route("/control/chatbots/{id}", patch(change_chatbot))
        .route("/control/faults", post(add_fault).delete(remove_faults))
        .route("/control/received", get(list_received))
        .route("/control/sessions", get(list_sessions))
        .route("/control/sessions/{id}", post(change_session))
        .with_state(server)
}

async fn add_chatbot(State(server): State<Arc<Server>>, Json(chatbot): Json<Chatbot>) -> Response {
    let added = json!({ "id": chatbot.id, "embed_key": chatbot.embed_key });
    server.add_chatbot(chatbot);
    response::json(201, &added)
}

async fn change_chatbot(
    State(server): State<Arc<Server>>,
    Path(id): Path<String>,
    Json(fields): Json<Value>,
) -> Response {
    let mut state = server.state();
    let Some(chatbot) = state.chatbots.get_mut(&id) else { return response::detail(404, "No such chatbot") };
    let mut changed = json!(chatbot);
    if let (Some(all), Value::Object(fields)) = (changed.as_object_mut(), fields) {
        all.extend(fields);
    }
    let changed: Chatbot = match serde_json::from_value(changed) {
        Ok(changed) => changed,
        Err(error) => return response::detail(400, &error.to_string()),
    };
    // A public link with another key is a new one, and the sessions of the old one have ended.
    let is_new_link = changed.public_link && changed.embed_key != chatbot.embed_key;
    *chatbot = changed;
    if is_new_link {
        let sessions = state.sessions.values_mut().filter(|session| session.chatbot_id == id);
        sessions.for_each(|session| session.has_ended = true);
    }
    response::json(200, &json!({}))
}

async fn add_fault(State(server): State<Arc<Server>>, Json(fault): Json<Fault>) -> Response {
    server.state().faults.push(fault);
    response::json(201, &json!({}))
}

async fn remove_faults(State(server): State<Arc<Server>>, Query(filter): Query<Filter>) -> Response {
    server.state().faults.retain(|fault| !filter.matches(fault.chatbot.as_deref()));
    response::json(200, &json!({}))
}

async fn list_received(State(server): State<Arc<Server>>, Query(filter): Query<Filter>) -> Response {
    let state = server.state();
    let requests: Vec<_> = state.received.iter().filter(|request| filter.matches(request.chatbot.as_deref())).collect();
    response::json(200, &json!(requests))
}

async fn list_sessions(
    State(server): State<Arc<Server>>,
    Query(filter): Query<Filter>,
    headers: HeaderMap,
) -> Response {
    let state = server.state();
    let mut sessions: Vec<_> =
        state.sessions.values().filter(|session| filter.matches(Some(&session.chatbot_id))).collect();
    sessions.sort_by_key(|session| session.started);
    let sessions: Vec<Value> = sessions
        .into_iter()
        .map(|session| {
            let chatbot = state.chatbots.get(&session.chatbot_id).cloned().unwrap_or_default();
            let links = Links::new(&chatbot, &session.id, &headers);
            let messages: Vec<Value> = session.messages.iter().map(|message| message.to_json(&links)).collect();
            json!({ "id": session.id, "ended": session.has_ended, "messages": messages })
        })
        .collect();
    response::json(200, &json!(sessions))
}

async fn change_session(
    State(server): State<Arc<Server>>,
    Path(id): Path<String>,
    Json(change): Json<SessionChange>,
) -> Response {
    if let Some(text) = &change.say {
        bot::send_unprompted(&server, &id, text);
    }
    let mut state = server.state();
    let Some(session) = state.sessions.get_mut(&id) else { return response::detail(404, "No such session") };
    session.has_ended = change.ended.unwrap_or(session.has_ended);
    if let Some(expired) = change.expired {
        session.set_tokens_expired(expired);
    }
    if let Some(lost) = change.files_lost {
        state.files.values_mut().filter(|file| file.session_id == id).for_each(|file| file.is_lost = lost);
    }
    response::json(200, &json!({}))
}
