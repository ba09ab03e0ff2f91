//! The Chat API of Open Chat Studio, in memory.
//!
//! A client cannot tell it from a real server on the five endpoints under `/api/chat/`: statuses, bodies, headers and
//! quirks are those that a real server was seen to send. Endpoints under `/control/` make chatbots, switch faults on and
//! tell what was received; see [`control`].

#![expect(clippy::result_large_err, reason = "a refusal is a whole response, made once a request")]

mod auth;
mod bot;
pub mod control;
pub mod demo_site;
mod endpoints;
mod faults;
mod rate_limit;
mod response;
mod router;
mod state;
mod timestamp;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use hyper_util::rt::TokioIo;
use std::io;
use std::sync::Arc;
use tokio::net::TcpListener;
use tower::ServiceExt as _;

pub use state::{AuthLevel, Chatbot, DEMO_CHATBOT, DEMO_KEY, Server};

/// Marks a response that is not to be sent: the connection is closed instead.
#[derive(Clone, Copy)]
pub(crate) struct Dropped;

/// The Chat API and its controls.
pub fn api(server: Arc<Server>) -> Router {
    control::routes(server.clone()).fallback(move |request: Request| router::answer(server.clone(), request))
}

/// Answers connections until the task is dropped.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, app: Router) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        let app = app.clone();
        let service = hyper::service::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
            let app = app.clone();
            async move {
                let response: Response =
                    app.oneshot(request.map(Body::new)).await.unwrap_or_else(|never| match never {});
                match response.extensions().get::<Dropped>() {
                    Some(Dropped) => Err(io::Error::other("dropped on purpose")),
                    None => Ok(response),
                }
            }
        });
        tokio::spawn(async move {
            // One request a connection: browsers send a request once more by themselves when a connection that served
            // before is closed on them, and a test that counts requests would count that.
            let connection = hyper::server::conn::http1::Builder::new()
                .keep_alive(false)
                .serve_connection(TokioIo::new(stream), service);
            // A dropped connection ends in an error; there is nobody to tell.
            let _ = connection.await;
        });
    }
}
