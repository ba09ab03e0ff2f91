//! Receives responses, and separates successes from errors.
//!
//! `fetch` is called directly: gloo-net's `send` panics if the page has replaced `fetch` with a function that rejects
//! with something other than an `Error` or resolves with something other than a `Response`.

use super::error::{ApiError, Endpoint, ErrorBody};
use crate::json::{self, FromJson};
use crate::text::{parse_digits, trim_whitespace};
use js_sys::{Date, JSON, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch, catch)]
    pub(super) fn fetch(request: &web_sys::Request) -> Result<Promise, JsValue>;
}

/// The server's announcement that it will stop serving this version of the widget. Only pages of the API's own origin
/// can read its headers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeprecationNotice {
    /// The `Sunset` header: when the version stops being served.
    pub sunset: Option<String>,
    /// The `Link` header: where to read about it.
    pub link: Option<String>,
}

/// A response of any status.
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) retry_after: Option<String>,
    pub(super) deprecation: Option<DeprecationNotice>,
    pub(super) text: String,
}

/// Awaits the response of `fetch` and reads its text. Fails without a response or without its text.
pub(super) async fn receive(promise: Result<Promise, JsValue>) -> Result<Response, ()> {
    let response = JsFuture::from(Promise::resolve(&promise.map_err(drop)?)).await.map_err(drop)?;
    if !response.is_object() {
        return Err(());
    }
    // May be another object if the page has replaced `fetch`: reading its text fails.
    let response: web_sys::Response = response.unchecked_into();
    let header = |name: &str| response.headers().get(name).ok().flatten();
    let retry_after = header("Retry-After");
    let notice = DeprecationNotice { sunset: header("Sunset"), link: header("Link") };
    let deprecation = (notice.sunset.is_some() || header("Deprecation").is_some()).then_some(notice);
    let text = JsFuture::from(Promise::resolve(&response.text().map_err(drop)?)).await.map_err(drop)?;
    Ok(Response { status: response.status(), retry_after, deprecation, text: text.as_string().unwrap_or_default() })
}

/// Returns the JSON of a successful response (`undefined` for 204), or the error that the response reports.
pub(super) fn validate(
    endpoint: Endpoint,
    has_token: bool,
    status: u16,
    retry_after: Option<String>,
    text: &str,
) -> Result<JsValue, ApiError> {
    if status == 204 {
        return Ok(JsValue::UNDEFINED);
    }
    let json = JSON::parse(text);
    if (200..300).contains(&status) {
        return json.map_err(|_| ApiError::Malformed);
    }
    let body = json.ok().and_then(json::from_js::<ErrorBody>);
    let retry_after = retry_after.map(|text| match parse_digits(trim_whitespace(&text), 10) {
        Some(seconds) => seconds as f64,
        // A date, or NaN.
        None => (Date::parse(&text) - Date::now()) / 1_000.0,
    });
    Err(ApiError::classify(endpoint, has_token, status, body.as_ref(), retry_after))
}

/// Decodes the JSON of a response into the type that the endpoint returns.
///
/// # Errors
/// The error of the request, or [`ApiError::Malformed`].
pub fn decode<T: FromJson>(response: Result<JsValue, ApiError>) -> Result<T, ApiError> {
    json::from_js(response?).ok_or(ApiError::Malformed)
}
