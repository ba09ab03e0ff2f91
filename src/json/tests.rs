//! Tests of the parser and the writer against `serde_json`, and of the conversions.
#![allow(clippy::unwrap_used)]

use super::convert::ToJson;
use super::macros::{json_enum, json_struct};
use super::parse::parse_value;
use super::text::parse;
use super::value::Value as JsonValue;
use super::write::write_value;
use proptest::prelude::*;
use serde_json::{Value, json};

impl From<Value> for JsonValue {
    fn from(json: Value) -> Self {
        match json {
            Value::Null => Self::Null,
            Value::Bool(boolean) => Self::Bool(boolean),
            Value::Number(number) => number.as_f64().map_or(Self::Null, Self::Number),
            Value::String(text) => Self::String(text),
            Value::Array(list) => Self::Array(list.into_iter().map(Self::from).collect()),
            Value::Object(fields) => {
                Self::Object(fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
            }
        }
    }
}

fn expected(text: &str) -> Option<JsonValue> {
    serde_json::from_str::<Value>(text).ok().map(Into::into)
}

#[test]
fn invalid_and_unsupported_text_is_not_parsed() {
    for text in ["", "[1,]", "{\"a\" 1}", "01", "1.", "-", "1e3", "\"a", "\"\\ud800\"", "\"\n\"", "[1] 2", "nul", "+1"]
    {
        assert!(parse_value(text).is_none(), "{text}");
    }
    assert!(parse_value("9007199254740993").is_none());
    assert!(parse_value("99999999999999999999").is_none());
    assert!(parse_value("0.1234567890123456").is_none());
    assert!(parse_value(&"[".repeat(1_000)).is_none());
}

#[test]
fn escapes_and_whitespace_are_parsed() {
    for text in [
        r#" { "a\n\"\u00e9\ud83d\ude00/\/" : [ ] , "b":{} } "#,
        "[-0.5,0,12.25,-7,true,false,null]",
        "9007199254740991",
        "\"\u{7f}é\"",
    ] {
        assert_eq!(parse_value(text), expected(text), "{text}");
        assert!(parse_value(text).is_some());
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(|boolean| json!(boolean)),
        (-(1_i64 << 53) + 1..1 << 53).prop_map(|number| json!(number)),
        (0_i64..1_000_000_000, 1_u32..6)
            .prop_map(|(number, power)| json!(number as f64 / f64::from(10_u32.pow(power)))),
        any::<f64>().prop_map(|number| json!(number)),
        any::<String>().prop_map(|text| json!(text)),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Whether it contains a number with more digits than the parser supports.
fn has_many_digits(value: &Value) -> bool {
    match value {
        Value::Number(number) => {
            let written = number.to_string();
            number.is_f64() && (written.contains('e') || written.bytes().filter(u8::is_ascii_digit).count() > 15)
        }
        Value::Array(list) => list.iter().any(has_many_digits),
        Value::Object(fields) => fields.values().any(has_many_digits),
        _ => false,
    }
}

#[test]
fn written_text_is_valid_json() {
    let text = "\u{0}\n\"\\\u{1f}é\u{2028}";
    assert_eq!(write_value(&JsonValue::String(text.into())), "\"\\u0000\\u000a\\\"\\\\\\u001fé\u{2028}\"");
    assert_eq!(write_value(&JsonValue::Number(f64::NAN)), "null");
    assert_eq!(write_value(&JsonValue::Array(Vec::new())), "[]");
    assert_eq!(write_value(&JsonValue::Object(Vec::new())), "{}");
}

proptest! {
    #[test]
    fn written_values_are_parsed_back(value in any_json()) {
        let value: JsonValue = value.into();
        let written = write_value(&value);
        prop_assert_eq!(expected(&written), Some(value), "{}", written);
    }

    #[test]
    fn parsed_values_equal_those_of_serde_json(value in any_json(), is_pretty in any::<bool>()) {
        let text = if is_pretty { format!("{value:#}") } else { value.to_string() };
        if let Some(read) = parse_value(&text) {
            prop_assert_eq!(Some(read), expected(&text));
        } else {
            prop_assert!(has_many_digits(&value), "{}", text);
        }
    }

    #[test]
    fn text_that_serde_json_rejects_is_not_parsed(text in "[\\[\\]{}\",:0-9a-z.\\\\ -]{0,12}") {
        if let Some(read) = parse_value(&text) {
            prop_assert_eq!(Some(read), expected(&text));
        }
    }
}

#[derive(Debug, PartialEq)]
struct Pet {
    name: String,
    age: Option<u32>,
    likes: Vec<Food>,
}

#[derive(Debug, PartialEq)]
enum Food {
    Grass,
    Other(String),
}

json_struct!(Pet { name: required, age: required, likes: optional = "favourites" });
json_enum!(Food { "Grass" Grass, "Other" Other(name) });

#[test]
fn converted_values_are_read_back() {
    let pet = Pet { name: "Ada".into(), age: Some(3), likes: vec![Food::Grass, Food::Other("milk".into())] };
    let json = serde_json::to_string(&pet.to_json()).unwrap();
    assert_eq!(json, r#"{"name":"Ada","age":3,"favourites":["Grass",{"Other":"milk"}]}"#);
    assert_eq!(parse(&json), Some(pet));
}

#[test]
fn only_optional_fields_may_be_missing_or_have_another_type() {
    let pet = Pet { name: "Bo".into(), age: None, likes: Vec::new() };
    assert_eq!(parse::<Pet>(r#"{"name":"Bo","more":1}"#).as_ref(), Some(&pet));
    assert_eq!(parse::<Pet>(r#"{"name":"Bo","age":null,"favourites":null}"#).as_ref(), Some(&pet));
    assert_eq!(parse::<Pet>(r#"{"name":"Bo","favourites":["Meat"]}"#), Some(pet));
    for bad in ["{}", "null", "[]", r#"{"name":1}"#, r#"{"name":"Bo","age":-1}"#, r#"{"name":"Bo","age":1.5}"#] {
        assert_eq!(parse::<Pet>(bad), None, "{bad}");
    }
}
