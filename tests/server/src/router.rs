//! From a request to the view that answers it, by way of the faults.

use super::Dropped;
use super::auth;
use super::endpoints::{consent, message, poll, start, upload};
use super::faults::{Kind, status_answer};
use super::response::{self, Answer};
use super::state::{Chatbot, Received, Server, Session};
use super::timestamp;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// More than any client sends: what is larger is refused by the proxy in front of a real server.
const MOST_BYTES: usize = 160 * 1024 * 1024;

/// What a path asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Call {
    Start,
    Upload(String),
    Message(String),
    Consent(String),
    TaskPoll(String, String),
    Poll(String),
}

impl Call {
    fn name(&self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Upload(_) => "upload",
            Self::Message(_) => "message",
            Self::Consent(_) => "consent",
            Self::TaskPoll(..) => "task",
            Self::Poll(_) => "poll",
        }
    }

    fn session(&self) -> Option<&str> {
        match self {
            Self::Start => None,
            Self::Upload(session)
            | Self::Message(session)
            | Self::Consent(session)
            | Self::TaskPoll(session, _)
            | Self::Poll(session) => Some(session),
        }
    }

    fn method(&self) -> Method {
        match self {
            Self::Start | Self::Upload(_) | Self::Message(_) | Self::Consent(_) => Method::POST,
            Self::TaskPoll(..) | Self::Poll(_) => Method::GET,
        }
    }

    /// Reads a path below `/api/chat/`; its slash at the end has been taken off.
    fn read(rest: &str) -> Option<Self> {
        let parts: Vec<&str> = rest.split('/').collect();
        let session = |text: &str| Uuid::try_parse(text).ok().map(|id| id.to_string());
        match parts.as_slice() {
            ["start"] => Some(Self::Start),
            [id, "upload"] => Some(Self::Upload(session(id)?)),
            [id, "message"] => Some(Self::Message(session(id)?)),
            [id, "consent"] => Some(Self::Consent(session(id)?)),
            [id, "poll"] => Some(Self::Poll(session(id)?)),
            [id, task, "poll"] => Some(Self::TaskPoll(session(id)?, (*task).to_owned())),
            _ => None,
        }
    }
}

/// Everything that is not under `/control/`.
pub(crate) async fn answer(server: Arc<Server>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, MOST_BYTES).await.unwrap_or_default();
    let path = parts.uri.path().to_owned();
    let (rest, cors) = match (path.strip_prefix("/api/chat/"), path.strip_prefix("/api/v1/chat/")) {
        (Some(rest), _) => (rest, true),
        (None, Some(rest)) => (rest, false),
        (None, None) => return response::html(404, "Not Found"),
    };
    let is_preflight = parts.method == Method::OPTIONS
        && parts.headers.contains_key("origin")
        && parts.headers.contains_key("access-control-request-method");
    let call = Call::read(rest.strip_suffix('/').unwrap_or(rest));
    let chatbot = chatbot_of(&server, call.as_ref(), &body);
    let name = if is_preflight { "preflight" } else { call.as_ref().map_or("other", Call::name) };

    let faults = server.world().strike(name, chatbot.as_deref());
    let real = async {
        if is_preflight && cors {
            return response::preflight();
        }
        let mut response = match &call {
            None => response::html(404, "Not Found"),
            Some(_) if !rest.ends_with('/') => redirect(&path),
            Some(call) => view(&server, call, &parts, body.clone()).await.unwrap_or_else(|refusal| refusal),
        };
        response::decorate(&mut response);
        response
    };
    let mut response = suffer(&server, faults, call.as_ref().and_then(Call::session), real).await;
    if cors && !is_preflight && parts.headers.contains_key("origin") {
        response::allow_origin(&mut response);
    }
    let status = if response.extensions().get::<Dropped>().is_some() { 0 } else { response.status().as_u16() };
    let received = Received {
        chatbot,
        call: name,
        method: parts.method.to_string(),
        path: parts.uri.to_string(),
        headers: plain(&parts.headers),
        body: if name == "upload" { upload::describe(&parts, body).await } else { readable(&body) },
        status,
        at: timestamp::now().timestamp_millis(),
    };
    server.world().received.push(received);
    response
}

/// Gives the real answer what the faults make of it.
async fn suffer(
    server: &Server,
    faults: Vec<Kind>,
    session: Option<&str>,
    real: impl Future<Output = Response>,
) -> Response {
    let mut after = None;
    for fault in faults {
        match fault {
            Kind::Delay { ms } => tokio::time::sleep(Duration::from_millis(ms)).await,
            Kind::DropBefore | Kind::Offline => return dropped(),
            Kind::Status { status, body, retry_after } => return status_answer(status, body.as_ref(), retry_after),
            Kind::SessionExpired => change(server, session, |session| session.expired = true),
            Kind::SessionEnded => change(server, session, |session| session.ended = true),
            Kind::DropAfter | Kind::BrokenJson | Kind::Html => after = Some(fault),
        }
    }
    let response = real.await;
    match after {
        Some(Kind::DropAfter) => dropped(),
        Some(Kind::Html) => response::html(response.status().as_u16(), "Please stand by"),
        Some(Kind::BrokenJson) => {
            let (parts, body) = response.into_parts();
            let body = axum::body::to_bytes(body, MOST_BYTES).await.unwrap_or_default();
            let half = body.slice(..body.len() / 2);
            Response::from_parts(parts, Body::from(half))
        }
        _ => response,
    }
}

fn change(server: &Server, session: Option<&str>, change: impl FnOnce(&mut Session)) {
    if let (Some(id), mut world) = (session, server.world())
        && let Some(session) = world.sessions.get_mut(id)
    {
        change(session);
    }
}

fn dropped() -> Response {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(Dropped);
    response
}

fn redirect(path: &str) -> Response {
    let mut response = response::html(301, "Moved Permanently");
    response::set(&mut response, "location", &format!("{path}/"));
    response
}

/// Whom a request is for, as far as can be told before it is answered.
fn chatbot_of(server: &Server, call: Option<&Call>, body: &Bytes) -> Option<String> {
    match call? {
        Call::Start => {
            let body: Value = serde_json::from_slice(body).ok()?;
            Some(body.get("chatbot_id")?.as_str()?.to_lowercase())
        }
        call => Some(server.world().sessions.get(call.session()?)?.chatbot.clone()),
    }
}

async fn view(server: &Arc<Server>, call: &Call, parts: &Parts, body: Bytes) -> Answer {
    if let Some(accept) = auth::header(&parts.headers, "accept")
        && !accept.split(',').any(|kind| {
            let kind = kind.split(';').next().unwrap_or_default().trim();
            matches!(kind, "*/*" | "application/*" | "application/json" | "")
        })
    {
        return Err(response::detail(406, "Could not satisfy the request Accept header."));
    }
    if parts.method == Method::OPTIONS {
        let name = json!({ "name": call.name(), "renders": ["application/json"], "parses": ["application/json"] });
        let mut response = response::json(200, &name);
        response::set(&mut response, "allow", &allowed(call));
        return Ok(response);
    }
    let is_head = parts.method == Method::HEAD && call.method() == Method::GET;
    if parts.method != call.method() && !is_head {
        let words = format!("Method \"{}\" not allowed.", parts.method);
        let mut refusal = response::detail(405, &words);
        response::set(&mut refusal, "allow", &allowed(call));
        return Err(refusal);
    }
    let mut response = match call {
        Call::Start => start::start(server, parts, &body)?,
        Call::Upload(session) => upload::upload(server, session, parts, body).await?,
        Call::Message(session) => message::message(server, session, parts, &body)?,
        Call::Consent(session) => consent::record(server, session, parts, &body)?,
        Call::TaskPoll(session, task) => poll::task(server, session, task, parts)?,
        Call::Poll(session) => poll::session(server, session, parts)?,
    };
    response::set(&mut response, "allow", &allowed(call));
    Ok(response)
}

fn allowed(call: &Call) -> String {
    if call.method() == Method::GET { "GET, HEAD, OPTIONS".to_owned() } else { "POST, OPTIONS".to_owned() }
}

/// Lets a request into a session and runs a view on it, with the rate limit between.
pub(crate) fn in_session(
    server: &Server,
    id: &str,
    headers: &HeaderMap,
    view: impl FnOnce(&Chatbot, &Session) -> Answer,
) -> Answer {
    let (chatbot, session) = {
        let world = server.world();
        let session = world.sessions.get(id).ok_or_else(|| auth::no_session(headers))?;
        let chatbot = world.chatbots.get(&session.chatbot).ok_or_else(|| auth::no_session(headers))?;
        (chatbot.clone(), auth::check_session(chatbot, session, headers)?.clone())
    };
    let usage = server.world().limits.count(id, chatbot.rate)?;
    let mut response = view(&chatbot, &session).unwrap_or_else(|refusal| refusal);
    usage.tell(&mut response);
    Ok(response)
}

/// The JSON of a request, or the refusal for what is none.
pub(crate) fn read_json(parts: &Parts, body: &Bytes) -> Result<Value, Response> {
    let given = auth::header(&parts.headers, "content-type").unwrap_or_default();
    let kind = given.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(response::detail(415, &format!("Unsupported media type \"{given}\" in request.")));
    }
    let value: Value = serde_json::from_slice(body).map_err(|error| {
        let expected = if body.first() == Some(&b'{') { "property name enclosed in double quotes" } else { "value" };
        let (line, column) = (error.line().max(1), error.column().max(1));
        let words =
            format!("JSON parse error - Expecting {expected}: line {line} column {column} (char {})", column - 1);
        response::detail(400, &words)
    })?;
    if value.is_object() {
        return Ok(value);
    }
    let kind = match value {
        Value::Array(_) => "list",
        Value::String(_) => "str",
        Value::Number(_) => "int",
        Value::Bool(_) => "bool",
        _ => "NoneType",
    };
    let words = format!("Invalid data. Expected a dictionary, but got {kind}.");
    Err(response::json(400, &json!({ "non_field_errors": [words] })))
}

fn plain(headers: &HeaderMap) -> std::collections::HashMap<String, String> {
    let text = |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect()
}

/// A body for a test to look at.
fn readable(body: &Bytes) -> Value {
    serde_json::from_slice(body).unwrap_or_else(|_| json!({ "bytes": body.len() }))
}
