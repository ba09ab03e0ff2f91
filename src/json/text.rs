//! Conversions between JSON text and Rust types.

use super::convert::{FromJson, ToJson};
#[cfg(target_arch = "wasm32")]
use super::js::parse_in_browser;
#[cfg(not(target_arch = "wasm32"))]
use super::parse::parse_many_digits;
use super::parse::parse_value;
use super::write::write_value;

/// A Rust value from JSON text; `None` if the text is invalid or does not have the shape of the type. Only the browser
/// parses text with lone surrogates or with numbers of many digits.
pub fn parse<T: FromJson>(text: &str) -> Option<T> {
    match parse_value(text) {
        Some(value) => T::from_json(&value),
        None => parse_in_browser(text),
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn parse_in_browser<T: FromJson>(text: &str) -> Option<T> {
    T::from_json(&parse_many_digits(text)?)
}

/// The JSON text of a Rust value.
pub fn stringify(value: &impl ToJson) -> String {
    write_value(&value.to_json())
}
