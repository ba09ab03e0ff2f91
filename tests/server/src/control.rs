//! The server's controls, for tests. All take and give JSON.
//!
//! | call | what it does |
//! |---|---|
//! | `POST /control/chatbots` | makes a chatbot from the fields of [`Chatbot`] given; answers `id` and `embed_key` |
//! | `PATCH /control/chatbots/{id}` | changes the fields given |
//! | `POST /control/faults` | switches a [`Fault`] on |
//! | `DELETE /control/faults?chatbot=ID` | switches them off, for one chatbot or for all |
//! | `GET /control/received?chatbot=ID` | what was received, oldest first, for one chatbot or for all |
//! | `GET /control/sessions?chatbot=ID` | sessions with their messages |
//! | `POST /control/sessions/{id}` | `{"say": "…"}`, `{"ended": true}`, `{"expired": true}` |

use super::bot;
use super::faults::Fault;
use super::response;
use super::state::{Chatbot, Server};
use axum::extract::{Path, Query};
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
    say: Option<String>,
    ended: Option<bool>,
    expired: Option<bool>,
}

impl Filter {
    fn admits(&self, chatbot: Option<&str>) -> bool {
        self.chatbot.is_none() || self.chatbot.as_deref() == chatbot
    }
}

pub(crate) fn routes(server: Arc<Server>) -> Router {
    let with = |server: &Arc<Server>| server.clone();
    let (make, edit, add, clear) = (with(&server), with(&server), with(&server), with(&server));
    let (received, sessions) = (with(&server), with(&server));
    Router::new()
        .route("/control/chatbots", post(async move |Json(chatbot): Json<Chatbot>| make_chatbot(&make, chatbot)))
        .route(
            "/control/chatbots/{id}",
            patch(async move |Path(id): Path<String>, Json(fields): Json<Value>| change_chatbot(&edit, &id, &fields)),
        )
        .route(
            "/control/faults",
            post(async move |Json(fault): Json<Fault>| {
                add.world().faults.push(fault);
                response::json(201, &json!({}))
            })
            .delete(async move |Query(filter): Query<Filter>| {
                clear.world().faults.retain(|fault| !filter.admits(fault.chatbot.as_deref()));
                response::json(200, &json!({}))
            }),
        )
        .route(
            "/control/received",
            get(async move |Query(filter): Query<Filter>| {
                let world = received.world();
                let wanted: Vec<_> =
                    world.received.iter().filter(|one| filter.admits(one.chatbot.as_deref())).collect();
                response::json(200, &json!(wanted))
            }),
        )
        .route("/control/sessions", get(async move |Query(filter): Query<Filter>| list_sessions(&sessions, &filter)))
        .route(
            "/control/sessions/{id}",
            post(async move |Path(id): Path<String>, Json(change): Json<SessionChange>| {
                change_session(&server, &id, change)
            }),
        )
}

fn make_chatbot(server: &Server, chatbot: Chatbot) -> Response {
    let told = json!({ "id": chatbot.id, "embed_key": chatbot.embed_key });
    server.add(chatbot);
    response::json(201, &told)
}

fn change_chatbot(server: &Server, id: &str, fields: &Value) -> Response {
    let mut world = server.world();
    let Some(chatbot) = world.chatbots.get_mut(id) else { return response::detail(404, "No such chatbot") };
    macro_rules! take {
        ($($field:ident),*) => {
            $(if let Some(value) = fields.get(stringify!($field)) {
                match serde_json::from_value(value.clone()) {
                    Ok(value) => chatbot.$field = value,
                    Err(error) => return response::detail(400, &format!("{}: {error}", stringify!($field))),
                }
            })*
        };
    }
    take!(name, embed_key, allowed_domains, auth_level, bearer, enabled, disabled_message, rate, token_lifetime);
    take!(progress, pickup_ms, think_ms, visitor_allowed, consent, deprecated);
    response::json(200, &json!({}))
}

fn list_sessions(server: &Server, filter: &Filter) -> Response {
    let world = server.world();
    let mut sessions: Vec<_> =
        world.sessions.values().filter(|session| filter.admits(Some(&session.chatbot))).collect();
    sessions.sort_by_key(|session| session.started);
    let told: Vec<Value> = sessions
        .into_iter()
        .map(|session| {
            let messages: Vec<Value> = session.messages.iter().map(|message| message.to_json()).collect();
            json!({ "id": session.id, "ended": session.ended, "messages": messages })
        })
        .collect();
    response::json(200, &json!(told))
}

fn change_session(server: &Server, id: &str, change: SessionChange) -> Response {
    if let Some(text) = &change.say {
        bot::say(server, id, text);
    }
    let mut world = server.world();
    let Some(session) = world.sessions.get_mut(id) else { return response::detail(404, "No such session") };
    session.ended = change.ended.unwrap_or(session.ended);
    session.expired = change.expired.unwrap_or(session.expired);
    response::json(200, &json!({}))
}
