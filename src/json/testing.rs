//! Parses JSON in native tests, where there is no browser to fall back to.

use super::convert::FromJson;
use super::value::Value;

impl From<serde_json::Value> for Value {
    fn from(json: serde_json::Value) -> Self {
        match json {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(truth) => Self::Bool(truth),
            serde_json::Value::Number(number) => number.as_f64().map_or(Self::Null, Self::Number),
            serde_json::Value::String(text) => Self::String(text),
            serde_json::Value::Array(list) => Self::Array(list.into_iter().map(Self::from).collect()),
            serde_json::Value::Object(fields) => {
                Self::Object(fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
            }
        }
    }
}

/// A value of type `T` from JSON text; `None` if the text does not have the shape of the type.
pub(crate) fn parse<T: FromJson>(json: &str) -> Option<T> {
    T::from_json(&serde_json::from_str::<serde_json::Value>(json).ok()?.into())
}
