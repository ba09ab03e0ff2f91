//! The Chat API of Open Chat Studio, in memory.
//!
//! The endpoints below `/api/chat/` return the statuses, headers and bodies that a real server was observed to send.
//! `/o/token/` issues access tokens to the backends of sites. With the endpoints below `/control/`, tests add chatbots, inject
//! faults and inspect requests; see [`control`].

#![expect(clippy::result_large_err, reason = "an error is a whole response, created once for a request")]

mod attachment;
mod auth;
mod bot;
mod chatbot;
mod connections;
pub mod control;
pub mod demo_site;
mod endpoints;
mod fault;
mod fault_injection;
mod oauth;
mod oauth_token;
mod rate_limit;
mod request;
mod response;
mod router;
mod session_token;
mod state;
mod timestamp;
mod widget_version;

use axum::Router;
use axum::extract::Request;
use std::sync::Arc;

pub use chatbot::{AuthLevel, BearerTokens, Chatbot, ConsentForm, DEMO_CHATBOT, DEMO_KEY, Login, OptionalEndpoint};
pub use connections::serve;
pub use oauth_token::ClientCredentials;
pub use state::Server;

/// The Chat API and the control endpoints.
pub fn api(server: Arc<Server>) -> Router {
    control::router(server.clone())
        .merge(oauth_token::router(server.clone()))
        .fallback(move |request: Request| router::handle(server.clone(), request))
}
