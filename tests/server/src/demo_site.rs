//! A website that carries the widget: the built bundle, served under the strictest policy that the widget promises to
//! work under.

use super::response;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::Method;
use axum::response::Response;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// What the page's one line is to say.
#[derive(Debug, Clone)]
pub struct Target {
    /// Where the Chat API is.
    pub api: String,
    /// UUID of the chatbot.
    pub chatbot: String,
    /// Embed key, if any.
    pub embed_key: Option<String>,
}

/// Serves `folder`, with the options of its `index.html` set to `target`.
///
/// Violations of the policy are kept and told by `GET /csp-reports`.
pub fn site(folder: PathBuf, target: Target) -> Router {
    let reports: Arc<Mutex<Vec<String>>> = Arc::default();
    Router::new().fallback(move |request: Request| {
        let (folder, target, reports) = (folder.clone(), target.clone(), reports.clone());
        async move { serve(&folder, &target, &reports, request).await }
    })
}

async fn serve(folder: &Path, target: &Target, reports: &Mutex<Vec<String>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    match (request.method(), path.as_str()) {
        (&Method::POST, "/csp-report") => {
            let body = axum::body::to_bytes(request.into_body(), 65_536).await.unwrap_or_default();
            reports.lock().unwrap_or_else(PoisonError::into_inner).push(String::from_utf8_lossy(&body).into_owned());
            return response::respond(204, "text/plain", String::new());
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
    let read = std::fs::read(folder.join(name));
    let (true, Ok(mut bytes)) = (is_inside, read) else { return response::html(404, "Not Found") };
    if name == "index.html" {
        bytes = point(&String::from_utf8_lossy(&bytes), target).into_bytes();
    }
    let mut response = Response::new(Body::from(bytes));
    response::set(&mut response, "content-type", content_type(name));
    response::set(&mut response, "content-security-policy", POLICY);
    response::set(&mut response, "x-content-type-options", "nosniff");
    response::set(&mut response, "cache-control", "no-cache");
    response
}

/// The policy that the README tells a page's owner to write. Who tries options out types addresses of pictures, texts and APIs,
/// so those may be anywhere.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     connect-src 'self' http: https:; img-src 'self' data: http: https:; require-trusted-types-for 'script'; \
     base-uri 'none'; form-action 'none'; report-uri /csp-report";

/// Writes the target into the page's one line.
fn point(page: &str, target: &Target) -> String {
    let values = [
        ("data-chatbot-id", Some(&target.chatbot)),
        ("data-embed-key", target.embed_key.as_ref()),
        ("data-api-base-url", Some(&target.api)),
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
    fn the_page_points_where_it_is_told() {
        let page = r#"<script data-chatbot-id="1" data-embed-key="2" data-api-base-url="3" data-x="4">"#;
        let target = Target { api: "http://a".into(), chatbot: "\"b".into(), embed_key: None };
        assert_eq!(
            point(page, &target),
            r#"<script data-chatbot-id="&quot;b"  data-api-base-url="http://a" data-x="4">"#
        );
    }
}
