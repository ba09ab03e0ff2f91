//! Conversions between [`Value`] and Rust types.

use super::value::{MAX_SAFE_INTEGER, Value};
use std::sync::Arc;

/// A type that is read from a [`Value`]. Implement it with [`from_json!`](super::from_json) where possible: code that
/// is derived for each type, as by serde, would be half of the download.
pub trait FromJson: Sized {
    /// The names of the fields of a struct, for tests that compare them with other declarations.
    #[cfg(test)]
    const FIELDS: &'static [&'static str] = &[];

    /// `None` if the value does not have the shape of the type.
    fn from_json(value: &Value) -> Option<Self>;
}

/// A type that is written as a [`Value`]. Implement it with [`to_json!`](super::to_json) where possible.
pub trait ToJson {
    /// The value that [`FromJson`] reads back.
    fn to_json(&self) -> Value;
}

/// The field `name`. `None` if it has another type, or is missing and `T` does not accept `null`.
pub fn required<T: FromJson>(value: &Value, name: &str) -> Option<T> {
    T::from_json(value.field(name))
}

/// The field `name`, or the default of `T` if it is missing or has another type.
pub fn optional<T: FromJson + Default>(value: &Value, name: &str) -> T {
    T::from_json(value.field(name)).unwrap_or_default()
}

impl FromJson for Value {
    fn from_json(value: &Value) -> Option<Self> {
        Some(value.clone())
    }
}

impl ToJson for Value {
    fn to_json(&self) -> Value {
        self.clone()
    }
}

impl FromJson for bool {
    fn from_json(value: &Value) -> Option<Self> {
        if let Value::Bool(boolean) = value { Some(*boolean) } else { None }
    }
}

impl ToJson for bool {
    fn to_json(&self) -> Value {
        Value::Bool(*self)
    }
}

impl FromJson for f64 {
    fn from_json(value: &Value) -> Option<Self> {
        if let Value::Number(number) = value { Some(*number) } else { None }
    }
}

impl ToJson for f64 {
    fn to_json(&self) -> Value {
        Value::Number(*self)
    }
}

impl FromJson for u32 {
    fn from_json(value: &Value) -> Option<Self> {
        value.as_integer(0.0, Self::MAX.into()).map(|number| number as Self)
    }
}

impl ToJson for u32 {
    fn to_json(&self) -> Value {
        Value::Number((*self).into())
    }
}

impl FromJson for u64 {
    fn from_json(value: &Value) -> Option<Self> {
        value.as_integer(0.0, MAX_SAFE_INTEGER).map(|number| number as Self)
    }
}

impl ToJson for u64 {
    fn to_json(&self) -> Value {
        Value::Number(*self as f64)
    }
}

impl FromJson for i64 {
    fn from_json(value: &Value) -> Option<Self> {
        value.as_integer(-MAX_SAFE_INTEGER, MAX_SAFE_INTEGER).map(|number| number as Self)
    }
}

impl ToJson for i64 {
    fn to_json(&self) -> Value {
        Value::Number(*self as f64)
    }
}

impl FromJson for String {
    fn from_json(value: &Value) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }
}

impl ToJson for String {
    fn to_json(&self) -> Value {
        Value::String(self.clone())
    }
}

impl ToJson for &str {
    fn to_json(&self) -> Value {
        Value::String((*self).to_owned())
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::from_json(value).map(Some),
        }
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn to_json(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::to_json)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: &Value) -> Option<Self> {
        // Loops here and below: iterator adapters would be compiled for each type.
        let Value::Array(items) = value else { return None };
        let mut all = Self::new();
        for item in items {
            all.push(T::from_json(item)?);
        }
        Some(all)
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn to_json(&self) -> Value {
        let mut items = Vec::with_capacity(self.len());
        for item in self {
            items.push(item.to_json());
        }
        Value::Array(items)
    }
}

impl<T: FromJson, U: FromJson> FromJson for (T, U) {
    fn from_json(value: &Value) -> Option<Self> {
        Some((T::from_json(value.item(0))?, U::from_json(value.item(1))?))
    }
}

impl<T: ToJson, U: ToJson> ToJson for (T, U) {
    fn to_json(&self) -> Value {
        Value::Array(vec![self.0.to_json(), self.1.to_json()])
    }
}

impl<T: FromJson> FromJson for Arc<T> {
    fn from_json(value: &Value) -> Option<Self> {
        T::from_json(value).map(Self::new)
    }
}

impl<T: ToJson> ToJson for Arc<T> {
    fn to_json(&self) -> Value {
        T::to_json(self)
    }
}

impl<T: FromJson> FromJson for Box<T> {
    fn from_json(value: &Value) -> Option<Self> {
        T::from_json(value).map(Self::new)
    }
}

impl<T: ToJson> ToJson for Box<T> {
    fn to_json(&self) -> Value {
        T::to_json(self)
    }
}
