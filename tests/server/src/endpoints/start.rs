//! `POST /api/chat/start/`: starts a session.

use super::consent;
use crate::auth;
use crate::chatbot::{AuthLevel, Chatbot, LaterEndpoint};
use crate::oauth;
use crate::request::{expected_object_message, header, parse_json};
use crate::response::{self, HandlerResult};
use crate::session_token::{self, SessionToken};
use crate::state::{Server, Session};
use crate::timestamp;
use crate::widget_version;
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// What admits a session start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Credential {
    /// A bearer token. The embed key is ignored then, even a wrong one.
    Bearer,
    EmbedKey,
    /// None: the session belongs to the team's API channel.
    None,
}

impl Credential {
    fn has_channel(self) -> bool {
        self != Self::None
    }
}

pub(crate) fn post(server: &Server, parts: &Parts, body: &Bytes) -> HandlerResult {
    let headers = &parts.headers;
    let body = parse_json(parts, body)?;
    let fields = body.as_object().cloned().unwrap_or_default();
    let (chatbot, credential) = authenticate(server, headers, &fields)?;
    let bucket = if credential.has_channel() { format!("start {}", chatbot.id) } else { "start by address".to_owned() };
    let usage = server.state().rate_limiter.count(&bucket, chatbot.rate)?;
    let mut response = start_session(server, &chatbot, credential, &fields).unwrap_or_else(|rejection| rejection);
    usage.add_headers(&mut response);
    let version = header(headers, "x-ocs-widget-version");
    let version = if chatbot.deprecated { Some("0.1.0") } else { version };
    let source = fields.get("session_data").and_then(|data| data.get("source"));
    let is_widget = source.is_some_and(|source| source == "widget");
    widget_version::add_deprecation_headers(&mut response, version, is_widget);
    Ok(response)
}

/// Finds the chatbot and checks the credential for it. A bearer token is checked first, then an embed key.
fn authenticate(
    server: &Server,
    headers: &HeaderMap,
    fields: &Map<String, Value>,
) -> Result<(Chatbot, Credential), Response> {
    let given_id = fields.get("chatbot_id").and_then(Value::as_str);
    let id = given_id.and_then(|id| Uuid::try_parse(id).ok()).map(|id| id.to_string());
    let found = id.as_ref().and_then(|id| server.state().chatbots.get(id).cloned());
    let key = auth::embed_key(headers);
    if oauth::authorization(headers).is_some()
        && let Some(chatbot) = &found
    {
        oauth::admit(chatbot, headers)?;
        return Ok((chatbot.clone(), Credential::Bearer));
    }
    if let Some(key) = key {
        if given_id.is_none() {
            return Err(response::detail(400, "Experiment ID required for embedded widget authentication"));
        }
        if id.is_none() {
            return Err(response::detail(400, "chatbot_id must be a valid UUID"));
        }
        let chatbot = found.filter(|chatbot| chatbot.embed_key == key).ok_or_else(invalid_key)?;
        auth::check_origin(&chatbot, headers)?;
        return Ok((chatbot, Credential::EmbedKey));
    }
    match fields.get("chatbot_id") {
        None => return Err(response::field_error("chatbot_id", "This field is required.")),
        Some(_) if id.is_none() => return Err(response::field_error("chatbot_id", "Must be a valid UUID.")),
        Some(_) => {}
    }
    let chatbot = found.ok_or_else(|| response::detail(404, "No Experiment matches the given query."))?;
    Ok((chatbot, Credential::None))
}

fn invalid_key() -> Response {
    let mut rejection = response::detail(401, auth::INVALID_KEY);
    response::set_header(&mut rejection, "www-authenticate", "Bearer realm=\"api\"");
    rejection
}

fn start_session(
    server: &Server,
    chatbot: &Chatbot,
    credential: Credential,
    fields: &Map<String, Value>,
) -> HandlerResult {
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
    if credential == Credential::EmbedKey && chatbot.uses_oauth() {
        return Err(oauth::access_denied());
    }
    if fields.get("version_number").is_some_and(|number| !number.is_null()) {
        return Err(response::error(403, "Version number requires authentication"));
    }
    if credential.has_channel() {
        // Without a key the session belongs to the team's API channel, which is always enabled.
        check_enabled(chatbot)?;
    }
    let id = Uuid::new_v4().to_string();
    let has_token = !credential.has_channel() || chatbot.required_level() == AuthLevel::SessionToken;
    let token = has_token.then(|| session_token::issue(&server.secret, chatbot, &id, 0));
    let remote_id = fields.get("participant_remote_id").and_then(Value::as_str).unwrap_or_default();
    let mut body = json!({
        "session_id": id,
        "session_token": token.as_ref().map(|token| &token.text),
        "expires_at": token.as_ref().map(SessionToken::formatted_end),
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
    for (endpoint, field) in [(LaterEndpoint::Token, "expires_at"), (LaterEndpoint::Consent, "consent")] {
        if let Some(body) = body.as_object_mut().filter(|_| !chatbot.has_endpoint(endpoint)) {
            body.shift_remove(field);
        }
    }
    let session = Session {
        id: id.clone(),
        chatbot_id: chatbot.id.clone(),
        has_channel: credential.has_channel(),
        tokens: token.into_iter().collect(),
        started: timestamp::now(),
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
