//! The demo website: serves the built bundle under the strict Content Security Policy that the widget supports.

use crate::response;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::Method;
use axum::response::Response;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The attributes of the page that name the chatbot.
#[derive(Debug, Clone)]
pub struct EmbedAttributes {
    /// Base URL of the Chat API.
    pub api: String,
    /// UUID of the chatbot.
    pub chatbot: String,
    /// Embed key, if any.
    pub embed_key: Option<String>,
}

/// Serves `folder`, and sets the attributes that name the chatbot in its `index.html`.
///
/// `GET /csp-reports` returns the reported violations of the policy.
pub fn router(folder: PathBuf, attributes: EmbedAttributes) -> Router {
    let reports: Arc<Mutex<Vec<String>>> = Arc::default();
    Router::new().fallback(move |request: Request| {
        let (folder, attributes, reports) = (folder.clone(), attributes.clone(), reports.clone());
        async move { serve(&folder, &attributes, &reports, request).await }
    })
}

async fn serve(
    folder: &Path,
    attributes: &EmbedAttributes,
    reports: &Mutex<Vec<String>>,
    request: Request,
) -> Response {
    let path = request.uri().path().to_owned();
    match (request.method(), path.as_str()) {
        (&Method::POST, "/csp-report") => {
            let body = axum::body::to_bytes(request.into_body(), MAX_REPORT_BYTES).await.unwrap_or_default();
            reports.lock().unwrap_or_else(PoisonError::into_inner).push(String::from_utf8_lossy(&body).into_owned());
            return response::with_body(204, "text/plain", String::new());
        }
        (_, "/csp-reports") => {
            let reports = reports.lock().unwrap_or_else(PoisonError::into_inner);
            return response::json(200, &serde_json::json!(*reports));
        }
        _ => {}
    }
    let name = path.trim_start_matches('/');
    let name = if name.is_empty() { "index.html" } else { name };
    let is_inside = name.split('/').all(|part| !part.is_empty() && !part.starts_with('.'));
    let content = std::fs::read(folder.join(name));
    let (true, Ok(mut bytes)) = (is_inside, content) else { return response::html(404, "Not Found") };
    if name == "index.html" {
        bytes = set_attributes(&String::from_utf8_lossy(&bytes), attributes).into_bytes();
    }
    let mut response = Response::new(Body::from(bytes));
    response::set_header(&mut response, "content-type", content_type(name));
    response::set_header(&mut response, "content-security-policy", POLICY);
    response::set_header(&mut response, "x-content-type-options", "nosniff");
    response::set_header(&mut response, "cache-control", "no-cache");
    response
}

/// The largest report of a violation that is read.
const MAX_REPORT_BYTES: usize = 65_536;

/// A strict policy, except for connections and images: visitors of the demo can enter the URLs of images, texts and APIs. Its
/// previews are frames.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     connect-src 'self' http: https:; img-src 'self' data: http: https:; frame-src 'self'; \
     require-trusted-types-for 'script'; \
     base-uri 'none'; form-action 'none'; report-uri /csp-report";

/// Replaces the values of the attributes; removes those without a value.
fn set_attributes(page: &str, attributes: &EmbedAttributes) -> String {
    let values = [
        ("data-chatbot-id", Some(&attributes.chatbot)),
        ("data-embed-key", attributes.embed_key.as_ref()),
        ("data-api-base-url", Some(&attributes.api)),
    ];
    let mut page = page.to_owned();
    for (name, value) in values {
        let start = format!("{name}=\"");
        if let Some((before, rest)) = page.split_once(&start)
            && let Some((_, after)) = rest.split_once('"')
        {
            page = match value {
                Some(value) => format!("{before}{start}{}\"{after}", escape(value)),
                None => format!("{before}{after}"),
            };
        }
    }
    page
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_attributes_are_replaced_and_escaped() {
        let page = r#"<script data-chatbot-id="1" data-embed-key="2" data-api-base-url="3" data-x="4">"#;
        let attributes = EmbedAttributes { api: "http://a".into(), chatbot: "\"b".into(), embed_key: None };
        assert_eq!(
            set_attributes(page, &attributes),
            r#"<script data-chatbot-id="&quot;b"  data-api-base-url="http://a" data-x="4">"#
        );
    }
}
