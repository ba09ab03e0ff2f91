//! The headers of a request, except its content type.

use super::bodies::SessionCredentials;
use super::config::ApiConfig;
use crate::browser::{string_property, window};
use crate::text::{concat, split, split_at_first, trim_whitespace};

/// Sent as `x-ocs-widget-version`. Servers require session tokens only from widgets of version 0.9.0 or later.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What authorizes a request, besides the embed key.
#[derive(Debug)]
pub(super) enum Auth {
    /// Nothing.
    None,
    /// The token of the session.
    Session(String),
    /// The access token of the page.
    Bearer(String),
}

impl Auth {
    pub(super) fn of_session(credentials: &SessionCredentials) -> Self {
        credentials.token.clone().map_or(Self::None, Self::Session)
    }
}

/// Names and values. The server's CORS configuration allows only these. `X-CSRFToken` is sent only to the page's own origin.
pub(super) fn request_headers(config: &ApiConfig, auth: &Auth, is_post: bool) -> Vec<(&'static str, String)> {
    let mut headers = vec![("x-ocs-widget-version", VERSION.to_owned())];
    if let Some(key) = &config.embed_key {
        headers.push(("X-Embed-Key", key.clone()));
    }
    match auth {
        Auth::Session(token) => headers.push(("X-Session-Token", token.clone())),
        Auth::Bearer(token) => headers.push(("Authorization", concat(&["Bearer ", token]))),
        Auth::None => {}
    }
    // Requests from the server's own pages carry its session cookie, and then Django requires a CSRF token.
    if is_post
        && is_same_origin(&config.base_url)
        && let Some(token) = cookie("csrftoken")
    {
        headers.push(("X-CSRFToken", token));
    }
    headers
}

/// Whether the API belongs to the page's own origin.
fn is_same_origin(base_url: &str) -> bool {
    let origin = window().location().origin().ok();
    let rest = origin.as_deref().and_then(|origin| base_url.strip_prefix(origin));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The value of a cookie of the page that is not `HttpOnly`.
fn cookie(name: &str) -> Option<String> {
    let document = window().document()?;
    let cookies = string_property(&document, "cookie")?;
    let mut pairs = split(&cookies, ";").filter_map(|pair| split_at_first(trim_whitespace(pair), "="));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value.to_owned())
}
