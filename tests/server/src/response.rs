//! Responses in the forms that a real server sends: JSON, error bodies, HTML pages, CORS and common headers.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

/// The response of a handler. An error is a complete response too.
pub(crate) type HandlerResult = Result<Response, Response>;

/// A response extension: the server closes the connection instead of sending the response.
#[derive(Clone, Copy)]
struct Dropped;

pub(crate) fn json(status: u16, body: &Value) -> Response {
    with_body(status, "application/json", body.to_string())
}

/// An error of Django REST framework: `{"detail": …}`.
pub(crate) fn detail(status: u16, message: &str) -> Response {
    json(status, &json!({ "detail": message }))
}

/// An error of the Chat API's own: `{"error": …}`.
pub(crate) fn error(status: u16, message: &str) -> Response {
    json(status, &json!({ "error": message }))
}

pub(crate) fn error_with_code(status: u16, message: &str, code: &str) -> Response {
    json(status, &json!({ "error": message, "code": code }))
}

/// The response to visitors of a public link whose chatbot is not published.
pub(crate) fn no_published_version() -> Response {
    error_with_code(409, "This chatbot has no published version", "no_published_version")
}

/// A validation error of one field, with status 400.
pub(crate) fn field_error(name: &str, message: &str) -> Response {
    json(400, &json!({ name: [message] }))
}

pub(crate) fn html(status: u16, title: &str) -> Response {
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head><title>{title}</title></head>\n<body><h1>{title}</h1></body>\n</html>\n"
    );
    with_body(status, "text/html; charset=utf-8", page)
}

pub(crate) fn with_body(status: u16, content_type: &'static str, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    set_header(&mut response, "content-type", content_type);
    response
}

/// Stands for a connection that closes without a response.
pub(crate) fn dropped() -> Response {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(Dropped);
    response
}

pub(crate) fn is_dropped(response: &Response) -> bool {
    response.extensions().get::<Dropped>().is_some()
}

/// Sets a header, unless the value is invalid.
pub(crate) fn set_header(response: &mut Response, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(HeaderName::from_static(name), value);
    }
}

/// Adds the headers that the application sets on every response.
pub(crate) fn add_common_headers(response: &mut Response) {
    for (name, value) in [
        ("x-frame-options", "DENY"),
        ("vary", "Accept-Language, Cookie, origin"),
        ("content-language", "en"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        set_header(response, name, value);
    }
    response.headers_mut().append(header::SET_COOKIE, HeaderValue::from_static("ocs_language=en; Path=/"));
}

const EXPOSED_HEADERS: &str = "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After";

/// Adds the CORS headers for a request with an `Origin`.
pub(crate) fn add_cors_headers(response: &mut Response) {
    set_header(response, "access-control-allow-origin", "*");
    set_header(response, "access-control-expose-headers", EXPOSED_HEADERS);
}

/// The response to every preflight, whichever method and headers it requests.
pub(crate) fn preflight() -> Response {
    let mut response = with_body(200, "text/html; charset=utf-8", String::new());
    set_header(&mut response, "content-length", "0");
    set_header(&mut response, "vary", "origin");
    add_cors_headers(&mut response);
    set_header(
        &mut response,
        "access-control-allow-headers",
        "accept, accept-encoding, content-type, dnt, origin, user-agent, x-requested-with, x-ocs-widget-version, \
         x-embed-key, x-session-token, authorization",
    );
    set_header(&mut response, "access-control-allow-methods", "DELETE, GET, OPTIONS, PATCH, POST, PUT");
    set_header(&mut response, "access-control-max-age", "86400");
    response
}
