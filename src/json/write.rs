//! Writes JSON without `JSON.stringify`, because pages can alter its output, for example with `Array.prototype.toJSON`.

use super::value::Value;

/// The JSON text of a value.
pub(super) fn write_value(value: &Value) -> String {
    let mut text = String::new();
    append_value(value, &mut text);
    text
}

fn append_value(value: &Value, json: &mut String) {
    match value {
        Value::Null => json.push_str("null"),
        Value::Bool(value) => json.push_str(if *value { "true" } else { "false" }),
        // JSON has no NaN and no infinity.
        Value::Number(number) if number.is_finite() => json.push_str(&digits(*number)),
        Value::Number(_) => json.push_str("null"),
        Value::String(text) => append_string(text, json),
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                json.push(if at == 0 { '[' } else { ',' });
                append_value(item, json);
            }
            json.push_str(if items.is_empty() { "[]" } else { "]" });
        }
        Value::Object(fields) => {
            for (at, (name, value)) in fields.iter().enumerate() {
                json.push(if at == 0 { '{' } else { ',' });
                append_string(name, json);
                json.push(':');
                append_value(value, json);
            }
            json.push_str(if fields.is_empty() { "{}" } else { "}" });
        }
    }
}

fn append_string(text: &str, json: &mut String) {
    json.push('"');
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        json.push_str(text.get(from..at).unwrap_or_default());
        from = at + 1;
        json.push('\\');
        if byte >= 0x20 {
            json.push(char::from(byte));
        } else {
            json.push_str("u00");
            for digit in [byte >> 4, byte & 15] {
                json.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
            }
        }
    }
    json.push_str(text.get(from..).unwrap_or_default());
    json.push('"');
}

/// A number as JavaScript writes it. Rust's formatting of floating-point numbers would be a tenth of the download.
#[cfg(target_arch = "wasm32")]
fn digits(number: f64) -> String {
    js_sys::Number::from(number).to_string_with_radix(10).map(String::from).unwrap_or_default()
}

#[cfg(not(target_arch = "wasm32"))]
fn digits(number: f64) -> String {
    number.to_string()
}
