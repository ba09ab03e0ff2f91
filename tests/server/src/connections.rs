//! Accepts connections and serves one request on each.

use crate::response;
use axum::Router;
use axum::body::Body;
use axum::response::Response;
use hyper_util::rt::TokioIo;
use std::io;
use tokio::net::TcpListener;
use tower::ServiceExt as _;

/// Serves `app` until the future is dropped.
///
/// # Errors
/// If the listener fails.
pub async fn serve(listener: TcpListener, app: Router) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        let app = app.clone();
        let service = hyper::service::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
            let app = app.clone();
            async move {
                let response: Response =
                    app.oneshot(request.map(Body::new)).await.unwrap_or_else(|never| match never {});
                if response::is_dropped(&response) {
                    Err(io::Error::other("connection dropped by a fault"))
                } else {
                    Ok(response)
                }
            }
        });
        tokio::spawn(async move {
            // Browsers repeat a request by themselves when a reused connection closes, and tests count requests.
            let connection = hyper::server::conn::http1::Builder::new()
                .keep_alive(false)
                .serve_connection(TokioIo::new(stream), service);
            // Dropped connections end with an error.
            let _ = connection.await;
        });
    }
}
