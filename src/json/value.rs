//! A JSON value of any shape.

use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// A JSON value.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Value {
    /// `null`, or a field or item that does not exist.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Self>),
    /// An object, with its fields in the order in which they were written.
    Object(Vec<(Cow<'static, str>, Self)>),
}

/// JavaScript's `Number.MAX_SAFE_INTEGER`: larger whole numbers are not exact.
pub(super) const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

impl Value {
    /// An object without fields.
    #[must_use]
    pub const fn object() -> Self {
        Self::Object(Vec::new())
    }

    /// The object with another field, unless the field's value is `null`.
    #[must_use]
    #[inline(never)]
    pub fn with(mut self, name: &'static str, value: Self) -> Self {
        if let Self::Object(fields) = &mut self
            && !matches!(value, Self::Null)
        {
            fields.push((Cow::Borrowed(name), value));
        }
        self
    }

    /// A variant of an enum with its content: an object with one field.
    #[must_use]
    pub fn variant(name: &'static str, content: Self) -> Self {
        Self::Object(vec![(name.into(), content)])
    }

    /// The field of this name; `null` if there is none or this is not an object.
    #[must_use]
    pub fn field(&self, name: &str) -> &Self {
        let Self::Object(fields) = self else { return &Self::Null };
        fields.iter().find(|(other, _)| other == name).map_or(&Self::Null, |(_, value)| value)
    }

    /// The name and the content of an enum's variant. A string is a variant without content.
    #[must_use]
    pub fn as_variant(&self) -> Option<(&str, &Self)> {
        match self {
            Self::String(name) => Some((name, &Self::Null)),
            Self::Object(fields) => fields.first().map(|(name, value)| (&**name, value)),
            _ => None,
        }
    }

    /// The item at `index`; `null` if there is none or this is not an array.
    #[must_use]
    pub fn item(&self, index: usize) -> &Self {
        let Self::Array(items) = self else { return &Self::Null };
        items.get(index).unwrap_or(&Self::Null)
    }

    /// The string, if this is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// The number, if this is a whole one from `min` to `max`.
    pub(super) fn as_integer(&self, min: f64, max: f64) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
            .filter(|number| (min..=max).contains(number) && number.fract() == 0.0)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            // Without a decimal point, as JavaScript writes it, where all numbers have the same type.
            #[cfg(not(target_arch = "wasm32"))]
            Self::Number(number) if self.as_integer(-MAX_SAFE_INTEGER, MAX_SAFE_INTEGER).is_some() => {
                serializer.serialize_i64(*number as i64)
            }
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(items) => serializer.collect_seq(items),
            Self::Object(fields) => serializer.collect_map(fields.iter().map(|(name, value)| (&**name, value))),
        }
    }
}
