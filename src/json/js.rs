//! Conversions between JavaScript values and Rust types.

use super::convert::{FromJson, ToJson};
use super::parse::MAX_NESTING;
use super::value::Value;
use js_sys::{Array, JSON, Object};
use serde::Serialize as _;
use wasm_bindgen::{JsCast as _, JsValue};

/// A Rust value from a JavaScript value; `None` if it does not have the shape of the type.
pub fn from_js<T: FromJson>(value: JsValue) -> Option<T> {
    T::from_json(&value_from_js(&value, 0))
}

/// The JavaScript value of a Rust value.
pub fn to_js(value: &impl ToJson) -> JsValue {
    value_to_js(&value.to_json())
}

/// Parses JSON text with `JSON.parse`.
pub(super) fn parse_in_browser<T: FromJson>(text: &str) -> Option<T> {
    from_js(JSON::parse(text).ok()?)
}

/// Not by serde: its deserializers carry code for error messages, a tenth of the download.
fn value_from_js(value: &JsValue, depth: usize) -> Value {
    if depth > MAX_NESTING {
        Value::Null
    } else if let Some(text) = value.as_string() {
        Value::String(text)
    } else if let Some(number) = value.as_f64() {
        Value::Number(number)
    } else if let Some(value) = value.as_bool() {
        Value::Bool(value)
    } else if Array::is_array(value) {
        let mut items = Vec::new();
        for item in Array::from(value).iter() {
            items.push(value_from_js(&item, depth + 1));
        }
        Value::Array(items)
    } else if value.is_object() {
        // No `dyn_into`: the object may come from another document, which has an `Object` of its own.
        let mut fields = Vec::new();
        for entry in Object::entries(value.unchecked_ref()).iter() {
            let entry: Array = entry.unchecked_into();
            if let Some(name) = entry.get(0).as_string() {
                fields.push((name.into(), value_from_js(&entry.get(1), depth + 1)));
            }
        }
        Value::Object(fields)
    } else {
        Value::Null
    }
}

fn value_to_js(value: &Value) -> JsValue {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or_default()
}
