//! Reads requests: headers, JSON bodies, and the messages of Django REST framework for malformed ones.

use crate::response;
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::{Value, json};

pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The JSON object in a request's body.
pub(crate) fn parse_json(parts: &Parts, body: &Bytes) -> Result<Value, Response> {
    let content_type = header(&parts.headers, "content-type").unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/json") {
        return Err(response::detail(415, &format!("Unsupported media type \"{content_type}\" in request.")));
    }
    let value: Value = serde_json::from_slice(body).map_err(|error| {
        let expected = if body.first() == Some(&b'{') { "property name enclosed in double quotes" } else { "value" };
        let (line, column) = (error.line().max(1), error.column().max(1));
        let message =
            format!("JSON parse error - Expecting {expected}: line {line} column {column} (char {})", column - 1);
        response::detail(400, &message)
    })?;
    if value.is_object() {
        return Ok(value);
    }
    let python_type = match value {
        Value::Array(_) => "list",
        Value::String(_) => "str",
        Value::Number(_) => "int",
        Value::Bool(_) => "bool",
        _ => "NoneType",
    };
    let message = format!("Invalid data. Expected a dictionary, but got {python_type}.");
    Err(response::json(400, &json!({ "non_field_errors": [message] })))
}

/// Rejects a body that is longer than the server reads.
pub(crate) fn check_size(body: &Bytes, max: usize) -> Result<(), Response> {
    if body.len() <= max {
        return Ok(());
    }
    Err(response::detail(413, &format!("Request body too large. The maximum is {max} bytes.")))
}

/// The validation message for a field that must be an object.
pub(crate) fn expected_object_message(value: &Value) -> String {
    let python_type = match value {
        Value::String(_) => "str",
        Value::Array(_) => "list",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::Null | Value::Object(_) => return "This field may not be null.".to_owned(),
    };
    format!("Expected a dictionary of items but got type \"{python_type}\".")
}
