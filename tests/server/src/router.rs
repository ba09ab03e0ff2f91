//! Routes requests to the endpoints, with the faults of tests applied, and records them.

use crate::chatbot::OptionalEndpoint;
use crate::endpoints::{consent, files, message, poll, start, token, upload};
use crate::fault;
use crate::fault_injection::{self, Target};
use crate::oauth;
use crate::request::header;
use crate::response::{self, HandlerResult};
use crate::state::{ReceivedRequest, Server};
use crate::timestamp;
use axum::body::Bytes;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// The largest body. The proxy in front of a real server rejects larger ones.
const MAX_BODY_BYTES: usize = 160 * 1024 * 1024;

/// An endpoint, with the ids in its path.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Endpoint {
    Start,
    Upload(String),
    Message(String),
    Consent(String),
    Token(String),
    Download(String, i64),
    TaskPoll(String, String),
    Poll(String),
}

impl Endpoint {
    fn name(&self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Upload(_) => "upload",
            Self::Message(_) => "message",
            Self::Consent(_) => "consent",
            Self::Token(_) => "token",
            Self::Download(..) => "download",
            Self::TaskPoll(..) => "task",
            Self::Poll(_) => "poll",
        }
    }

    fn session_id(&self) -> Option<&str> {
        match self {
            Self::Start => None,
            Self::Upload(session)
            | Self::Message(session)
            | Self::Consent(session)
            | Self::Token(session)
            | Self::Download(session, _)
            | Self::TaskPoll(session, _)
            | Self::Poll(session) => Some(session),
        }
    }

    fn method(&self) -> Method {
        match self {
            Self::Start | Self::Upload(_) | Self::Message(_) | Self::Consent(_) | Self::Token(_) => Method::POST,
            Self::Download(..) | Self::TaskPoll(..) | Self::Poll(_) => Method::GET,
        }
    }

    /// The endpoint, if it is one that servers have only since September 2026.
    fn optional(&self) -> Option<OptionalEndpoint> {
        match self {
            Self::Consent(_) => Some(OptionalEndpoint::Consent),
            Self::Token(_) => Some(OptionalEndpoint::Token),
            Self::Download(..) => Some(OptionalEndpoint::Download),
            _ => None,
        }
    }

    /// Parses a path below `/api/chat/`, without its trailing slash.
    fn parse(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.split('/').collect();
        let uuid = |text: &str| Uuid::try_parse(text).ok().map(|id| id.to_string());
        match parts.as_slice() {
            ["start"] => Some(Self::Start),
            [id, "upload"] => Some(Self::Upload(uuid(id)?)),
            [id, "message"] => Some(Self::Message(uuid(id)?)),
            [id, "consent"] => Some(Self::Consent(uuid(id)?)),
            [id, "token"] => Some(Self::Token(uuid(id)?)),
            [id, "files", file, "content"] => Some(Self::Download(uuid(id)?, file.parse::<u32>().ok()?.into())),
            [id, "poll"] => Some(Self::Poll(uuid(id)?)),
            [id, task, "poll"] => Some(Self::TaskPoll(uuid(id)?, (*task).to_owned())),
            _ => None,
        }
    }
}

/// Responds to a request for a path that is not below `/control/`.
pub(crate) async fn handle(server: Arc<Server>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, MAX_BODY_BYTES).await.unwrap_or_default();
    let path = parts.uri.path().to_owned();
    let (rest, has_cors) = match (path.strip_prefix("/api/chat/"), path.strip_prefix("/api/v1/chat/")) {
        (Some(rest), _) => (rest, true),
        (None, Some(rest)) => (rest, false),
        (None, None) => {
            let mut response =
                files::outside_of_chat(&server, &path).unwrap_or_else(|| response::html(404, "Not Found"));
            response::add_common_headers(&mut response);
            return response;
        }
    };
    let is_preflight = parts.method == Method::OPTIONS
        && parts.headers.contains_key("origin")
        && parts.headers.contains_key("access-control-request-method");
    let endpoint = Endpoint::parse(rest.strip_suffix('/').unwrap_or(rest));
    let chatbot = chatbot_of(&server, endpoint.as_ref(), &body);
    let is_missing =
        chatbot.as_ref().zip(endpoint.as_ref().and_then(Endpoint::optional)).is_some_and(|(id, optional)| {
            server.state().chatbots.get(id).is_some_and(|chatbot| !chatbot.has_endpoint(optional))
        });
    let name = if is_preflight { "preflight" } else { endpoint.as_ref().map_or("other", Endpoint::name) };

    let faults = fault::take_matching(&mut server.state().faults, name, chatbot.as_deref());
    let process = async {
        if is_preflight && has_cors {
            return response::preflight();
        }
        let mut response = match &endpoint {
            None => response::html(404, "Not Found"),
            Some(_) if is_missing => response::html(404, "Not Found"),
            Some(_) if !rest.ends_with('/') => redirect(&path),
            Some(endpoint) => {
                dispatch(&server, endpoint, &parts, body.clone()).await.unwrap_or_else(|rejection| rejection)
            }
        };
        response::add_common_headers(&mut response);
        response
    };
    let target = Target {
        chatbot_id: chatbot.as_deref(),
        session_id: endpoint.as_ref().and_then(Endpoint::session_id),
        bearer: oauth::bearer(&parts.headers),
    };
    let mut response = fault_injection::respond(&server, faults, target, process).await;
    if has_cors && !is_preflight && parts.headers.contains_key("origin") {
        response::add_cors_headers(&mut response);
    }
    let status = if response::is_dropped(&response) { 0 } else { response.status().as_u16() };
    let received = ReceivedRequest {
        chatbot,
        endpoint: name,
        method: parts.method.to_string(),
        path: parts.uri.to_string(),
        headers: text_headers(&parts.headers),
        body: if name == "upload" { upload::describe(&parts, body).await } else { describe_body(&body) },
        status,
        at: timestamp::now().timestamp_millis(),
    };
    server.state().received.push(received);
    response
}

fn redirect(path: &str) -> Response {
    let mut response = response::html(301, "Moved Permanently");
    response::set_header(&mut response, "location", &format!("{path}/"));
    response
}

/// The chatbot that a request is for, if it is known before the request is processed.
fn chatbot_of(server: &Server, endpoint: Option<&Endpoint>, body: &Bytes) -> Option<String> {
    match endpoint? {
        Endpoint::Start => {
            let body: Value = serde_json::from_slice(body).ok()?;
            Some(body.get("chatbot_id")?.as_str()?.to_lowercase())
        }
        endpoint => Some(server.state().sessions.get(endpoint.session_id()?)?.chatbot_id.clone()),
    }
}

async fn dispatch(server: &Arc<Server>, endpoint: &Endpoint, parts: &Parts, body: Bytes) -> HandlerResult {
    if let Some(accept) = header(&parts.headers, "accept")
        && !accept.split(',').any(|media_range| {
            let media_type = media_range.split(';').next().unwrap_or_default().trim();
            matches!(media_type, "*/*" | "application/*" | "application/json" | "")
        })
    {
        return Err(response::detail(406, "Could not satisfy the request Accept header."));
    }
    if parts.method == Method::OPTIONS {
        let description =
            json!({ "name": endpoint.name(), "renders": ["application/json"], "parses": ["application/json"] });
        let mut response = response::json(200, &description);
        response::set_header(&mut response, "allow", &allowed_methods(endpoint));
        return Ok(response);
    }
    let is_head = parts.method == Method::HEAD && endpoint.method() == Method::GET;
    if parts.method != endpoint.method() && !is_head {
        let message = format!("Method \"{}\" not allowed.", parts.method);
        let mut rejection = response::detail(405, &message);
        response::set_header(&mut rejection, "allow", &allowed_methods(endpoint));
        return Err(rejection);
    }
    let mut response = match endpoint {
        Endpoint::Start => start::post(server, parts, &body)?,
        Endpoint::Upload(session) => upload::post(server, session, parts, body).await?,
        Endpoint::Message(session) => message::post(server, session, parts, &body)?,
        Endpoint::Consent(session) => consent::accept(server, session, parts, &body)?,
        Endpoint::Download(session, file) => files::download(server, session, *file, parts)?,
        Endpoint::Token(session) => token::renew(server, session, parts)?,
        Endpoint::TaskPoll(session, task) => poll::task(server, session, task, parts)?,
        Endpoint::Poll(session) => poll::session(server, session, parts)?,
    };
    response::set_header(&mut response, "allow", &allowed_methods(endpoint));
    Ok(response)
}

fn allowed_methods(endpoint: &Endpoint) -> String {
    if endpoint.method() == Method::GET { "GET, HEAD, OPTIONS".to_owned() } else { "POST, OPTIONS".to_owned() }
}

fn text_headers(headers: &HeaderMap) -> HashMap<String, String> {
    let text = |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect()
}

/// The body for `/control/received`: its JSON, or its size.
fn describe_body(body: &Bytes) -> Value {
    serde_json::from_slice(body).unwrap_or_else(|_| json!({ "bytes": body.len() }))
}
