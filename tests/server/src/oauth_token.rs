//! `POST /o/token/`: issues access tokens to the backends of sites, with the client credentials grant of OAuth 2.

use crate::chatbot::BearerTokens;
use crate::request::header;
use crate::response;
use crate::state::{ReceivedRequest, Server};
use crate::timestamp;
use axum::Router;
use axum::extract::{Form, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::post;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// The scope that is required to start a session.
const SCOPE: &str = "chat:start";
const PATH: &str = "/o/token/";

/// The credentials with which the backend of a site gets access tokens.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientCredentials {
    /// Public id of the OAuth application.
    pub client_id: String,
    /// Secret of the OAuth application.
    pub client_secret: String,
    /// Lifetime of the tokens in seconds.
    pub expires_in: u64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct TokenRequest {
    grant_type: String,
    scope: String,
    client_id: String,
    client_secret: String,
}

pub(crate) fn router(server: Arc<Server>) -> Router {
    Router::new().route(PATH, post(issue_token)).with_state(server)
}

/// Issues a token. The chatbots of the application accept it in addition to earlier ones.
async fn issue_token(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    Form(request): Form<TokenRequest>,
) -> Response {
    let (id, secret) = basic_credentials(&headers).unwrap_or((request.client_id, request.client_secret));
    let mut state = server.state();
    let has_credentials =
        |credentials: &ClientCredentials| credentials.client_id == id && credentials.client_secret == secret;
    let chatbots: Vec<String> = state
        .chatbots
        .values()
        .filter(|chatbot| chatbot.client_credentials.as_ref().is_some_and(has_credentials))
        .map(|chatbot| chatbot.id.clone())
        .collect();
    let expires_in =
        chatbots.first().and_then(|id| state.chatbots.get(id)?.client_credentials.as_ref()).map(|one| one.expires_in);
    let (status, body) = match expires_in {
        None => (401, json!({ "error": "invalid_client" })),
        Some(_) if request.grant_type != "client_credentials" => (400, json!({ "error": "unsupported_grant_type" })),
        Some(_) if request.scope != SCOPE => (400, json!({ "error": "invalid_scope" })),
        Some(expires_in) => {
            let token = Uuid::new_v4().simple().to_string();
            for id in &chatbots {
                if let Some(chatbot) = state.chatbots.get_mut(id) {
                    let earlier = chatbot.bearer.take().unwrap_or(BearerTokens::Several(Vec::new()));
                    chatbot.bearer = Some(earlier.with(token.clone()));
                }
            }
            let fields = json!({
                "access_token": token, "expires_in": expires_in, "token_type": "Bearer", "scope": SCOPE,
            });
            (200, fields)
        }
    };
    state.received.push(ReceivedRequest {
        chatbot: chatbots.first().cloned(),
        endpoint: "oauth-token",
        method: "POST".to_owned(),
        path: PATH.to_owned(),
        headers: HashMap::new(),
        body: Value::Null,
        status,
        at: timestamp::now().timestamp_millis(),
    });
    let mut response = response::json(status, &body);
    response::set_header(&mut response, "cache-control", "no-store");
    response
}

/// The client id and secret of an `Authorization: Basic` header.
fn basic_credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let encoded = header(headers, "authorization")?.strip_prefix("Basic ")?;
    let decoded = String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}
