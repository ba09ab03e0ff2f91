//! The checks before a session is started: finds the chatbot, and checks the credentials, the fields and the chatbot's settings.

use crate::auth;
use crate::chatbot::{Chatbot, Login, PUBLISHED_VERSION, WORKING_VERSION};
use crate::oauth;
use crate::request::{check_size, expected_object_message, header};
use crate::response;
use crate::state::Server;
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The credential with which a session is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Credential {
    /// A bearer token. The embed key is ignored then, even a wrong one.
    Bearer,
    EmbedKey,
    /// The cookie of a user of the server, with or without a valid embed key.
    Cookie {
        login: Login,
        has_key: bool,
    },
    /// No credential: the session belongs to the team's API channel.
    None,
}

impl Credential {
    /// Whether the session belongs to the channel for embedded widgets.
    pub(super) fn has_channel(&self) -> bool {
        matches!(self, Self::Bearer | Self::EmbedKey | Self::Cookie { has_key: true, .. })
    }

    pub(super) fn login(&self) -> Option<&Login> {
        match self {
            Self::Cookie { login, .. } => Some(login),
            _ => None,
        }
    }

    pub(super) fn is_member(&self) -> bool {
        self.login().is_some_and(|login| login.is_member)
    }
}

/// Finds the chatbot and checks the credential for it: a bearer token first, then a cookie, then an embed key.
pub(super) fn authenticate(
    server: &Server,
    headers: &HeaderMap,
    body: &Bytes,
    fields: &Map<String, Value>,
) -> Result<(Chatbot, Credential), Response> {
    let given_id = fields.get("chatbot_id").and_then(Value::as_str);
    let id = given_id.and_then(|id| Uuid::try_parse(id).ok()).map(|id| id.to_string());
    let found = id.as_ref().and_then(|id| server.state().chatbots.get(id).cloned());
    let key = auth::embed_key(headers);
    if let Some(chatbot) = &found {
        check_size(body, chatbot.max_body_bytes)?;
        if oauth::authorization(headers).is_some() && !chatbot.archived {
            oauth::check_token(chatbot, headers)?;
            return Ok((chatbot.clone(), Credential::Bearer));
        }
        if let Some(login) = chatbot.login.as_ref().filter(|_| has_session_cookie(headers)) {
            let has_key = key == Some(&chatbot.embed_key)
                && !chatbot.uses_oauth()
                && auth::check_origin(chatbot, headers).is_ok();
            return Ok((chatbot.clone(), Credential::Cookie { login: login.clone(), has_key }));
        }
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
    Ok((found.ok_or_else(not_found)?, Credential::None))
}

fn has_session_cookie(headers: &HeaderMap) -> bool {
    let cookies = header(headers, "cookie").unwrap_or_default();
    cookies.split(';').filter_map(|cookie| cookie.trim().strip_prefix("sessionid=")).any(|value| !value.is_empty())
}

fn invalid_key() -> Response {
    let mut rejection = response::detail(401, auth::INVALID_KEY);
    response::set_header(&mut rejection, "www-authenticate", "Bearer realm=\"api\"");
    rejection
}

/// The response for an unknown chatbot, and for an archived one.
fn not_found() -> Response {
    response::detail(404, "No Experiment matches the given query.")
}

/// Checks a start whose credential is valid. The body is validated before the settings of the chatbot are checked.
pub(super) fn check(chatbot: &Chatbot, credential: &Credential, fields: &Map<String, Value>) -> Result<(), Response> {
    validate(fields)?;
    if chatbot.archived {
        return Err(not_found());
    }
    if *credential == Credential::EmbedKey && chatbot.uses_oauth() {
        return Err(oauth::access_denied());
    }
    // With a valid embed key, any user of the server may start a session.
    if credential.login().is_some_and(|login| !login.is_member) && !credential.has_channel() {
        return Err(response::error(403, "You do not have access to this chatbot"));
    }
    match fields.get("version_number").filter(|number| !number.is_null()) {
        None => {}
        Some(_) if credential.login().is_none() => {
            return Err(response::error(403, "Version number requires authentication"));
        }
        Some(number) if *number == PUBLISHED_VERSION || *number == WORKING_VERSION => {}
        Some(number) => return Err(response::detail(404, &format!("Experiment with version {number} not found"))),
    }
    if credential.has_channel() {
        // The team's API channel is always enabled.
        check_enabled(chatbot)?;
    }
    if !chatbot.is_available(credential.is_member()) {
        return Err(response::no_published_version());
    }
    let remote_id = fields.get("participant_remote_id").and_then(Value::as_str).unwrap_or_default();
    if credential.login().is_some_and(|login| login.email != remote_id) && !chatbot.public_link {
        return Err(response::error(400, "Remote ID must match your email address"));
    }
    Ok(())
}

fn validate(fields: &Map<String, Value>) -> Result<(), Response> {
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
    if errors.is_empty() { Ok(()) } else { Err(response::json(400, &Value::Object(errors))) }
}

/// Rejects a session of a disabled channel.
fn check_enabled(chatbot: &Chatbot) -> Result<(), Response> {
    if chatbot.enabled {
        return Ok(());
    }
    let message = Some(chatbot.disabled_message.as_str()).filter(|message| !message.is_empty());
    Err(response::error(403, message.unwrap_or("This chatbot is currently unavailable.")))
}
