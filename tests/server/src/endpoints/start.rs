//! `POST /api/chat/start/`: starts a session.

use super::consent;
use crate::auth;
use crate::chatbot::{AuthLevel, Chatbot};
use crate::request::{expected_object_message, header, parse_json};
use crate::response::{self, HandlerResult};
use crate::state::{Server, Session};
use crate::timestamp;
use crate::widget_version;
use axum::body::Bytes;
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::{Map, Value, json};
use uuid::Uuid;

pub(crate) fn post(server: &Server, parts: &Parts, body: &Bytes) -> HandlerResult {
    let headers = &parts.headers;
    let body = parse_json(parts, body)?;
    let fields = body.as_object().cloned().unwrap_or_default();
    let given_id = fields.get("chatbot_id").and_then(Value::as_str);
    let id = given_id.and_then(|id| Uuid::try_parse(id).ok()).map(|id| id.to_string());
    let found = id.as_ref().and_then(|id| server.state().chatbots.get(id).cloned());
    let key = auth::embed_key(headers);
    let chatbot = if let Some(key) = key {
        if given_id.is_none() {
            return Err(response::detail(400, "Experiment ID required for embedded widget authentication"));
        }
        if id.is_none() {
            return Err(response::detail(400, "chatbot_id must be a valid UUID"));
        }
        let chatbot = found.filter(|chatbot| chatbot.embed_key == key).ok_or_else(invalid_key)?;
        auth::check_origin(&chatbot, headers)?;
        chatbot
    } else {
        match fields.get("chatbot_id") {
            None => return Err(response::field_error("chatbot_id", "This field is required.")),
            Some(_) if id.is_none() => return Err(response::field_error("chatbot_id", "Must be a valid UUID.")),
            Some(_) => {}
        }
        found.ok_or_else(|| response::detail(404, "No Experiment matches the given query."))?
    };
    check_bearer(&chatbot, header(headers, "authorization"))?;
    let bucket = if key.is_some() { format!("start {}", chatbot.id) } else { "start by address".to_owned() };
    let usage = server.state().rate_limiter.count(&bucket, chatbot.rate)?;
    let mut response = start_session(server, &chatbot, key.is_some(), &fields).unwrap_or_else(|rejection| rejection);
    usage.add_headers(&mut response);
    let version = header(headers, "x-ocs-widget-version");
    let version = if chatbot.deprecated { Some("0.1.0") } else { version };
    let source = fields.get("session_data").and_then(|data| data.get("source"));
    let is_widget = source.is_some_and(|source| source == "widget");
    widget_version::add_deprecation_headers(&mut response, version, is_widget);
    Ok(response)
}

fn invalid_key() -> Response {
    let mut rejection = response::detail(401, auth::INVALID_KEY);
    response::set_header(&mut rejection, "www-authenticate", "Bearer realm=\"api\"");
    rejection
}

fn check_bearer(chatbot: &Chatbot, authorization: Option<&str>) -> Result<(), Response> {
    let token = authorization.and_then(|value| value.strip_prefix("Bearer "));
    let is_authorized = match (&chatbot.bearer, token) {
        (None, None) => true,
        (Some(expected), Some(token)) => expected == token,
        _ => false,
    };
    if is_authorized {
        return Ok(());
    }
    let mut rejection =
        response::error_with_code(401, "Authentication required to chat with this chatbot", "chat_access_denied");
    response::set_header(&mut rejection, "www-authenticate", "Bearer realm=\"api\"");
    Err(rejection)
}

fn start_session(server: &Server, chatbot: &Chatbot, has_channel: bool, fields: &Map<String, Value>) -> HandlerResult {
    let mut errors = Map::new();
    for name in ["participant_remote_id", "participant_name"] {
        let message = match fields.get(name) {
            Some(Value::Null) => "This field may not be null.",
            Some(Value::String(text)) if text.trim().is_empty() => "This field may not be blank.",
            Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) => "Not a valid string.",
            _ => continue,
        };
        errors.insert(name.to_owned(), json!([message]));
    }
    if let Some(data) = fields.get("session_data")
        && !data.is_object()
    {
        errors.insert("session_data".to_owned(), json!([expected_object_message(data)]));
    }
    if !errors.is_empty() {
        return Err(response::json(400, &Value::Object(errors)));
    }
    if fields.get("version_number").is_some_and(|number| !number.is_null()) {
        return Err(response::error(403, "Version number requires authentication"));
    }
    if has_channel {
        // Without a key the session belongs to the team's API channel, which is always enabled.
        check_enabled(chatbot)?;
    }
    let id = Uuid::new_v4().to_string();
    let has_token = !has_channel || chatbot.auth_level == AuthLevel::SessionToken;
    let token = has_token.then(|| auth::sign_token(&server.secret, &id));
    let remote_id = fields.get("participant_remote_id").and_then(Value::as_str).unwrap_or_default();
    let body = json!({
        "session_id": id,
        "session_token": token,
        "chatbot": {
            "id": chatbot.id,
            "name": chatbot.name,
            "url": format!("http://127.0.0.1/api/experiments/{}/", chatbot.id),
            "version_number": 2,
            "versions": [{
                "name": chatbot.name,
                "version_number": 1,
                "is_default_version": true,
                "version_description": "first",
            }],
        },
        "consent": consent::status(chatbot, None),
        "participant": { "identifier": format!("anon:{}", Uuid::new_v4()), "remote_id": remote_id },
    });
    let session = Session {
        id: id.clone(),
        chatbot_id: chatbot.id.clone(),
        has_channel,
        token,
        started: timestamp::now(),
        is_expired: false,
        has_ended: false,
        accepted_consent: None,
        messages: Vec::new(),
    };
    server.state().sessions.insert(id, session);
    Ok(response::json(201, &body))
}

/// Rejects a session of a disabled channel.
fn check_enabled(chatbot: &Chatbot) -> Result<(), Response> {
    if chatbot.enabled {
        return Ok(());
    }
    let message = Some(chatbot.disabled_message.as_str()).filter(|message| !message.is_empty());
    Err(response::error(403, message.unwrap_or("This chatbot is currently unavailable.")))
}
