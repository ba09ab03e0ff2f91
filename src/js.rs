//! JavaScript's values as ours, and back.

use crate::value::{Read, Tell, Value};
use js_sys::JSON;
use serde::Serialize as _;
use wasm_bindgen::JsValue;

/// What a value of JavaScript's says; `None` if it does not fit.
pub fn read<T: Read>(value: JsValue) -> Option<T> {
    T::read(&serde_wasm_bindgen::from_value::<Value>(value).ok()?)
}

/// The value of JavaScript's that says it.
pub fn tell(what: &impl Tell) -> JsValue {
    to_js(&what.tell())
}

/// What JSON says; `None` if it does not fit.
pub fn parse<T: Read>(json: &str) -> Option<T> {
    read(JSON::parse(json).ok()?)
}

/// The JSON that says it.
pub fn stringify(what: &impl Tell) -> Option<String> {
    JSON::stringify(&tell(what)).ok().map(String::from)
}

fn to_js(value: &Value) -> JsValue {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or_default()
}
