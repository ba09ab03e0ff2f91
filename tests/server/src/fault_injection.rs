//! Applies the effects of faults to a request and its response.

use crate::fault::FaultKind;
use crate::response;
use crate::state::{Server, Session};
use axum::body::Body;
use axum::http::header::CONTENT_LENGTH;
use axum::response::Response;
use futures_util::stream;
use serde_json::Value;
use std::io;
use std::time::Duration;

/// What a request is for.
#[derive(Clone, Copy)]
pub(crate) struct Target<'a> {
    pub(crate) chatbot_id: Option<&'a str>,
    pub(crate) session_id: Option<&'a str>,
    pub(crate) bearer: Option<&'a str>,
}

/// Processes a request, unless a fault prevents it, and returns the response with the faults applied.
pub(crate) async fn respond(
    server: &Server,
    faults: Vec<FaultKind>,
    target: Target<'_>,
    process: impl Future<Output = Response>,
) -> Response {
    let mut response_fault = None;
    for fault in faults {
        match fault {
            FaultKind::Delay { ms } => tokio::time::sleep(Duration::from_millis(ms)).await,
            FaultKind::DropBefore | FaultKind::Offline => return response::dropped(),
            FaultKind::Status { status, body, retry_after } => {
                return error_response(status, body.as_ref(), retry_after.as_ref());
            }
            FaultKind::SessionExpired => update_session(server, &target, |session| session.set_tokens_expired(true)),
            FaultKind::SessionEnded => update_session(server, &target, |session| session.has_ended = true),
            FaultKind::StaleBearer => expire_bearer(server, &target),
            FaultKind::DropAfter
            | FaultKind::BrokenJson
            | FaultKind::SlowBody { .. }
            | FaultKind::CutOff
            | FaultKind::Html => response_fault = Some(fault),
        }
    }
    let response = process.await;
    match response_fault {
        Some(FaultKind::DropAfter) => response::dropped(),
        Some(FaultKind::Html) => response::html(response.status().as_u16(), "Please stand by"),
        Some(FaultKind::SlowBody { ms }) => send_in_pieces(response, Duration::from_millis(ms), PIECES).await,
        Some(FaultKind::CutOff) => send_in_pieces(response, Duration::ZERO, PIECES / 2).await,
        Some(FaultKind::BrokenJson) => {
            let (parts, body) = response.into_parts();
            let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
            let half = body.slice(..body.len() / 2);
            Response::from_parts(parts, Body::from(half))
        }
        _ => response,
    }
}

/// The number of pieces in which [`send_in_pieces`] sends a body.
const PIECES: usize = 10;

/// Sends `count` of ten pieces of the body, each after a tenth of `duration`. With fewer than ten, the connection closes then,
/// before all bytes of `Content-Length` were sent.
async fn send_in_pieces(response: Response, duration: Duration, count: usize) -> Response {
    let (mut parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.insert(CONTENT_LENGTH, body.len().into());
    let pieces = stream::unfold(0, move |index| {
        let (start, end) = (body.len() * index / PIECES, body.len() * (index + 1) / PIECES);
        let piece = body.slice(start..end);
        async move {
            if index == PIECES {
                return None;
            }
            tokio::time::sleep(duration / PIECES as u32).await;
            let cut = || io::Error::other("body cut off by a fault");
            Some((if index < count { Ok(piece) } else { Err(cut()) }, index + 1))
        }
    });
    Response::from_parts(parts, Body::from_stream(pieces))
}

fn error_response(status: u16, body: Option<&Value>, retry_after: Option<&Value>) -> Response {
    let mut response = match body {
        Some(body) => response::json(status, body),
        None => response::html(status, &format!("Error {status}")),
    };
    if let Some(value) = retry_after {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        response::set_header(&mut response, "retry-after", &text);
    }
    response
}

fn expire_bearer(server: &Server, target: &Target<'_>) {
    if let (Some(id), Some(bearer), mut state) = (target.chatbot_id, target.bearer, server.state())
        && let Some(chatbot) = state.chatbots.get_mut(id)
    {
        chatbot.expired_bearers.push(bearer.to_owned());
    }
}

fn update_session(server: &Server, target: &Target<'_>, update: impl FnOnce(&mut Session)) {
    if let (Some(id), mut state) = (target.session_id, server.state())
        && let Some(session) = state.sessions.get_mut(id)
    {
        update(session);
    }
}
