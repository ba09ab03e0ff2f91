//! `POST /api/chat/start/`: starts a session.

use super::consent;
use super::start_admission::{self, Credential};
use crate::attachment::base_url;
use crate::chatbot::{AuthLevel, Chatbot, OptionalEndpoint, PUBLISHED_VERSION, WORKING_VERSION};
use crate::request::{header, parse_json};
use crate::response::{self, HandlerResult};
use crate::session_token::{self, SessionToken};
use crate::state::{Server, Session};
use crate::timestamp;
use crate::widget_version;
use axum::body::Bytes;
use axum::http::request::Parts;
use serde_json::{Map, Value, json};
use uuid::Uuid;

pub(crate) fn post(server: &Server, parts: &Parts, body: &Bytes) -> HandlerResult {
    let headers = &parts.headers;
    let fields = parse_json(parts, body)?.as_object().cloned().unwrap_or_default();
    let (chatbot, credential) = start_admission::authenticate(server, headers, body, &fields)?;
    // Starts through a channel are counted for it; all others by IP address, and the tests have only one.
    let is_counted_by_channel = credential.has_channel() && !chatbot.public_link;
    let bucket = if is_counted_by_channel { format!("start {}", chatbot.id) } else { "start by address".to_owned() };
    let usage = server.state().rate_limiter.count(&bucket, chatbot.rate)?;
    let started = start_admission::check(&chatbot, &credential, &fields)
        .map(|()| start_session(server, &chatbot, &credential, &fields, &base_url(&chatbot, headers)));
    let mut response = started.map_or_else(|rejection| rejection, |body| response::json(201, &body));
    usage.add_headers(&mut response);
    let version = header(headers, "x-ocs-widget-version");
    let version = if chatbot.deprecated { Some("0.1.0") } else { version };
    let source = fields.get("session_data").and_then(|data| data.get("source"));
    let is_widget = source.is_some_and(|source| source == "widget");
    widget_version::add_deprecation_headers(&mut response, version, is_widget);
    Ok(response)
}

/// Stores a session and returns the body of the response.
///
/// `session_token` and `expires_at` are null if the channel requires no token.
fn start_session(
    server: &Server,
    chatbot: &Chatbot,
    credential: &Credential,
    fields: &Map<String, Value>,
    base_url: &str,
) -> Value {
    let id = Uuid::new_v4().to_string();
    let has_token = !credential.has_channel() || chatbot.required_level() == AuthLevel::SessionToken;
    let token = has_token.then(|| session_token::issue(&server.secret, chatbot, &id, 0));
    // A user of the server is the same participant in all sessions. Everyone else is a new participant in each.
    let login = credential.login();
    let participant = login.map_or_else(|| format!("anon:{}", Uuid::new_v4()), |login| login.email.clone());
    let remote_id = if login.is_some() { None } else { fields.get("participant_remote_id").and_then(Value::as_str) };
    let mut state = server.state();
    let accepted_consent = state
        .sessions
        .values()
        .filter(|session| session.chatbot_id == chatbot.id && session.participant == participant)
        .filter_map(|session| session.accepted_consent)
        .max();
    let mut body = json!({
        "session_id": id,
        "session_token": token.as_ref().map(|token| &token.text),
        "expires_at": token.as_ref().map(SessionToken::formatted_expiry),
        "chatbot": describe(chatbot, credential, fields, base_url),
        "participant": { "identifier": participant, "remote_id": remote_id.unwrap_or_default() },
        "consent": consent::status(chatbot, accepted_consent),
    });
    for (endpoint, field) in [(OptionalEndpoint::Token, "expires_at"), (OptionalEndpoint::Consent, "consent")] {
        if let Some(body) = body.as_object_mut().filter(|_| !chatbot.has_endpoint(endpoint)) {
            body.shift_remove(field);
        }
    }
    let session = Session {
        id: id.clone(),
        chatbot_id: chatbot.id.clone(),
        has_channel: credential.has_channel(),
        is_of_member: credential.is_member(),
        participant,
        tokens: token.into_iter().collect(),
        started: timestamp::now(),
        has_ended: false,
        accepted_consent,
        messages: Vec::new(),
    };
    state.sessions.insert(id, session);
    body
}

/// Describes the requested version. By default it is the published one for visitors of a public link, and the working one for
/// everyone else.
fn describe(chatbot: &Chatbot, credential: &Credential, fields: &Map<String, Value>, base_url: &str) -> Value {
    let requested = fields.get("version_number").and_then(Value::as_i64);
    let default = if chatbot.public_link && !credential.is_member() { PUBLISHED_VERSION } else { WORKING_VERSION };
    let version = requested.unwrap_or(default);
    let published_name = chatbot.published_name.as_ref().unwrap_or(&chatbot.name);
    let published = json!({
        "name": published_name,
        "version_number": PUBLISHED_VERSION,
        "is_default_version": true,
        "version_description": "first",
    });
    json!({
        "id": chatbot.id,
        "name": if version == PUBLISHED_VERSION { published_name } else { &chatbot.name },
        "url": format!("{base_url}/api/experiments/{}/", chatbot.id),
        "version_number": version,
        "versions": if chatbot.published { vec![published] } else { Vec::new() },
    })
}
