//! `POST /api/chat/start/`

use super::consent;
use crate::auth;
use crate::response::{self, Answer};
use crate::router::read_json;
use crate::state::{AuthLevel, Chatbot, Server, Session};
use crate::timestamp;
use axum::body::Bytes;
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::{Map, Value, json};
use uuid::Uuid;

pub(crate) fn start(server: &Server, parts: &Parts, body: &Bytes) -> Answer {
    let headers = &parts.headers;
    let body = read_json(parts, body)?;
    let fields = body.as_object().cloned().unwrap_or_default();
    let given = fields.get("chatbot_id").and_then(Value::as_str);
    let id = given.and_then(|id| Uuid::try_parse(id).ok()).map(|id| id.to_string());
    let known = id.as_ref().and_then(|id| server.world().chatbots.get(id).cloned());
    let key = auth::key(headers);
    let chatbot = if let Some(key) = key {
        if given.is_none() {
            return Err(response::detail(400, "Experiment ID required for embedded widget authentication"));
        }
        if id.is_none() {
            return Err(response::detail(400, "chatbot_id must be a valid UUID"));
        }
        let chatbot = known.filter(|chatbot| chatbot.embed_key == key).ok_or_else(unauthorized)?;
        auth::check_origin(&chatbot, headers)?;
        chatbot
    } else {
        match fields.get("chatbot_id") {
            None => return Err(response::field("chatbot_id", "This field is required.")),
            Some(_) if id.is_none() => return Err(response::field("chatbot_id", "Must be a valid UUID.")),
            Some(_) => {}
        }
        known.ok_or_else(|| response::detail(404, "No Experiment matches the given query."))?
    };
    check_bearer(&chatbot, auth::header(headers, "authorization"))?;
    let bucket = if key.is_some() { format!("start {}", chatbot.id) } else { "start by address".to_owned() };
    let usage = server.world().limits.count(&bucket, chatbot.rate)?;
    let mut response = begin(server, &chatbot, key.is_some(), &fields).unwrap_or_else(|refusal| refusal);
    usage.tell(&mut response);
    let version = auth::header(headers, "x-ocs-widget-version");
    let version = if chatbot.deprecated { Some("0.1.0") } else { version };
    warn_old(&mut response, version, fields.get("session_data"));
    Ok(response)
}

fn unauthorized() -> Response {
    let mut refusal = response::detail(401, auth::INVALID_KEY);
    response::set(&mut refusal, "www-authenticate", "Bearer realm=\"api\"");
    refusal
}

fn check_bearer(chatbot: &Chatbot, authorization: Option<&str>) -> Result<(), Response> {
    let token = authorization.and_then(|value| value.strip_prefix("Bearer "));
    let fits = match (&chatbot.bearer, token) {
        (None, None) => true,
        (Some(wanted), Some(token)) => wanted == token,
        _ => false,
    };
    if fits {
        return Ok(());
    }
    let mut refusal = response::coded(401, "Authentication required to chat with this chatbot", "chat_access_denied");
    response::set(&mut refusal, "www-authenticate", "Bearer realm=\"api\"");
    Err(refusal)
}

fn begin(server: &Server, chatbot: &Chatbot, keyed: bool, fields: &Map<String, Value>) -> Answer {
    let mut errors = Map::new();
    for name in ["participant_remote_id", "participant_name"] {
        let fault = match fields.get(name) {
            Some(Value::Null) => "This field may not be null.",
            Some(Value::String(text)) if text.trim().is_empty() => "This field may not be blank.",
            Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) => "Not a valid string.",
            _ => continue,
        };
        errors.insert(name.to_owned(), json!([fault]));
    }
    if let Some(data) = fields.get("session_data")
        && !data.is_object()
    {
        errors.insert("session_data".to_owned(), json!([expected_object(data)]));
    }
    if !errors.is_empty() {
        return Err(response::json(400, &Value::Object(errors)));
    }
    if fields.get("version_number").is_some_and(|number| !number.is_null()) {
        return Err(response::error(403, "Version number requires authentication"));
    }
    if keyed {
        // Without a key the session belongs to the team's own channel, which nobody has switched off.
        check_enabled(chatbot)?;
    }
    let id = Uuid::new_v4().to_string();
    let has_token = !keyed || chatbot.auth_level == AuthLevel::SessionToken;
    let token = has_token.then(|| auth::sign(server, &id));
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
        "consent": consent::block(chatbot, None),
        "participant": { "identifier": format!("anon:{}", Uuid::new_v4()), "remote_id": remote_id },
    });
    let session = Session {
        id: id.clone(),
        chatbot: chatbot.id.clone(),
        keyed,
        token,
        started: timestamp::now(),
        expired: false,
        ended: false,
        agreed: None,
        messages: Vec::new(),
    };
    server.world().sessions.insert(id, session);
    Ok(response::json(201, &body))
}

/// The refusal of a channel that is switched off.
fn check_enabled(chatbot: &Chatbot) -> Result<(), Response> {
    if chatbot.enabled {
        return Ok(());
    }
    let words = Some(chatbot.disabled_message.as_str()).filter(|words| !words.is_empty());
    Err(response::error(403, words.unwrap_or("This chatbot is currently unavailable.")))
}

pub(crate) fn expected_object(value: &Value) -> String {
    let kind = match value {
        Value::String(_) => "str",
        Value::Array(_) => "list",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::Null | Value::Object(_) => return "This field may not be null.".to_owned(),
    };
    format!("Expected a dictionary of items but got type \"{kind}\".")
}

/// Tells widgets older than 0.6.0 that they will be switched off, and those whose version cannot be read.
pub(crate) fn warn_old(response: &mut Response, version: Option<&str>, session_data: Option<&Value>) {
    let is_widget = session_data.and_then(|data| data.get("source")).is_some_and(|source| source == "widget");
    let is_old = match version {
        Some(version) => release(version).is_none_or(|release| release < [0, 6, 0]),
        None => is_widget,
    };
    if is_old {
        response::set(response, "deprecation", "true");
        response::set(response, "sunset", "Thu, 01 Oct 2026 00:00:00 GMT");
        response::set(response, "link", "<https://docs.openchatstudio.com/chat_widget/>; rel=\"successor-version\"");
    }
}

/// The release part of a PEP 440 version.
pub(crate) fn release(version: &str) -> Option<[u64; 3]> {
    let version = version.trim().trim_start_matches(['v', 'V']);
    let end = version.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(version.len());
    let (numbers, suffix) = version.split_at(end);
    let known = ["", "a", "b", "rc", ".dev", "dev", ".post", "post", "+", "-"];
    let suffix = suffix.trim_end_matches(|c: char| c.is_ascii_digit());
    if !known.contains(&suffix) && !suffix.starts_with('+') {
        return None;
    }
    let mut release = [0; 3];
    for (at, number) in numbers.trim_end_matches('.').split('.').enumerate() {
        let number = number.parse().ok()?;
        if let Some(place) = release.get_mut(at) {
            *place = number;
        }
    }
    Some(release)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_python_reads_them() {
        assert_eq!(release("1.0.0"), Some([1, 0, 0]));
        assert_eq!(release("0.11"), Some([0, 11, 0]));
        assert_eq!(release("1.0.0rc1"), Some([1, 0, 0]));
        assert_eq!(release("my-widget/1.0"), None);
        assert_eq!(release(""), None);
    }
}
