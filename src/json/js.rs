//! JavaScript's values as ours, and back.

use super::parse as text;
use super::value::{Read, Tell, Value};
use js_sys::{Array, JSON, Object};
use serde::Serialize as _;
use wasm_bindgen::{JsCast as _, JsValue};

/// What a value of JavaScript's says; `None` if it does not fit.
pub fn read<T: Read>(value: JsValue) -> Option<T> {
    T::read(&from_js(&value, 0))
}

/// The value of JavaScript's that says it.
pub fn tell(what: &impl Tell) -> JsValue {
    to_js(&what.tell())
}

/// What JSON says; `None` if it does not fit.
pub fn parse<T: Read>(text: &str) -> Option<T> {
    match text::read(text) {
        Some(value) => T::read(&value),
        None => read(JSON::parse(text).ok()?),
    }
}

/// The JSON that says it.
pub fn stringify(what: &impl Tell) -> String {
    text::write(&what.tell())
}

/// Not by serde: its way in brings along all that it needs to say what does not fit, a tenth of what visitors download.
fn from_js(value: &JsValue, depth: usize) -> Value {
    // What is deeper says nothing.
    if depth > text::DEEPEST {
        Value::Nothing
    } else if let Some(text) = value.as_string() {
        Value::Text(text)
    } else if let Some(number) = value.as_f64() {
        Value::Number(number)
    } else if let Some(truth) = value.as_bool() {
        Value::Truth(truth)
    } else if Array::is_array(value) {
        Value::List(Array::from(value).iter().map(|item| from_js(&item, depth + 1)).collect())
    } else if value.is_object() {
        // It may come from another document, whose `Object` is not ours.
        let entries = Object::entries(value.unchecked_ref());
        let fields = entries.iter().filter_map(|entry| {
            let entry: Array = entry.unchecked_into();
            Some((entry.get(0).as_string()?.into(), from_js(&entry.get(1), depth + 1)))
        });
        Value::Fields(fields.collect())
    } else {
        Value::Nothing
    }
}

fn to_js(value: &Value) -> JsValue {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or_default()
}
