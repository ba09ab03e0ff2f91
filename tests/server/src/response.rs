//! The shapes of the server's answers.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

/// What a view gives back: an answer either way.
pub(crate) type Answer = Result<Response, Response>;

pub(crate) fn json(status: u16, body: &Value) -> Response {
    respond(status, "application/json", body.to_string())
}

pub(crate) fn detail(status: u16, words: &str) -> Response {
    json(status, &json!({ "detail": words }))
}

pub(crate) fn error(status: u16, words: &str) -> Response {
    json(status, &json!({ "error": words }))
}

pub(crate) fn coded(status: u16, words: &str, code: &str) -> Response {
    json(status, &json!({ "error": words, "code": code }))
}

/// A field that does not fit.
pub(crate) fn field(name: &str, words: &str) -> Response {
    json(400, &json!({ name: [words] }))
}

pub(crate) fn html(status: u16, title: &str) -> Response {
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head><title>{title}</title></head>\n<body><h1>{title}</h1></body>\n</html>\n"
    );
    respond(status, "text/html; charset=utf-8", page)
}

pub(crate) fn respond(status: u16, content_type: &'static str, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    set(&mut response, "content-type", content_type);
    response
}

/// Sets a header; a value that cannot be one is left out.
pub(crate) fn set(response: &mut Response, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(HeaderName::from_static(name), value);
    }
}

/// The headers that are on every answer of the application.
pub(crate) fn decorate(response: &mut Response) {
    for (name, value) in [
        ("x-frame-options", "DENY"),
        ("vary", "Accept-Language, Cookie, origin"),
        ("content-language", "en"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        set(response, name, value);
    }
    response.headers_mut().append(header::SET_COOKIE, HeaderValue::from_static("ocs_language=en; Path=/"));
}

const EXPOSED: &str = "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After";

/// What an answer to a request with an `Origin` carries.
pub(crate) fn allow_origin(response: &mut Response) {
    set(response, "access-control-allow-origin", "*");
    set(response, "access-control-expose-headers", EXPOSED);
}

/// The answer to a preflight, whatever it asks for.
pub(crate) fn preflight() -> Response {
    let mut response = respond(200, "text/html; charset=utf-8", String::new());
    set(&mut response, "content-length", "0");
    set(&mut response, "vary", "origin");
    allow_origin(&mut response);
    set(
        &mut response,
        "access-control-allow-headers",
        "accept, accept-encoding, content-type, dnt, origin, user-agent, x-requested-with, x-ocs-widget-version, \
         x-embed-key, x-session-token, authorization",
    );
    set(&mut response, "access-control-allow-methods", "DELETE, GET, OPTIONS, PATCH, POST, PUT");
    set(&mut response, "access-control-max-age", "86400");
    response
}
