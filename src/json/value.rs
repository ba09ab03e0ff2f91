//! What JSON can say, before it is known to be what it should be.
//!
//! One piece of code turns JavaScript's values into this, and `serde` turns it into JavaScript's values. What a type makes
//! of it is written down with [`fields!`] and [`variants!`]: derived code for each type would be half of what visitors download.

use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::sync::Arc;

/// A value of JSON.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Value {
    /// `null`, and what is not there.
    #[default]
    Nothing,
    /// `true` or `false`.
    Truth(bool),
    /// A number.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Self>),
    /// An object.
    Fields(Vec<(Cow<'static, str>, Self)>),
}

/// Whole numbers beyond this cannot be told apart from their neighbours.
pub(crate) const MOST_EXACT: f64 = 9_007_199_254_740_991.0;

/// Something that can be read from a [`Value`].
pub trait Read: Sized {
    /// What a value says; `None` if it does not fit.
    fn read(value: &Value) -> Option<Self>;
}

/// Something that can be told as a [`Value`].
pub trait Tell {
    /// The value that says it.
    fn tell(&self) -> Value;
}

impl Value {
    /// An object. Fields with nothing in them are left out.
    #[must_use]
    pub fn fields<const COUNT: usize>(fields: [(&'static str, Self); COUNT]) -> Self {
        let fields = fields.into_iter().filter(|(_, value)| *value != Self::Nothing);
        Self::Fields(fields.map(|(name, value)| (name.into(), value)).collect())
    }

    /// One of several things: its name, with what more there is to say about it.
    #[must_use]
    pub fn variant(name: &'static str, about: Self) -> Self {
        Self::Fields(vec![(name.into(), about)])
    }

    /// A field of an object; nothing, if it has none of that name.
    #[must_use]
    pub fn field(&self, name: &str) -> &Self {
        let Self::Fields(fields) = self else { return &Self::Nothing };
        fields.iter().find(|(other, _)| other == name).map_or(&Self::Nothing, |(_, value)| value)
    }

    /// Which of several things it is, and what more is said about it.
    #[must_use]
    pub fn as_variant(&self) -> Option<(&str, &Self)> {
        match self {
            Self::Text(name) => Some((name, &Self::Nothing)),
            Self::Fields(fields) => fields.first().map(|(name, value)| (&**name, value)),
            _ => None,
        }
    }

    /// An element of an array; nothing, if there is none.
    #[must_use]
    pub fn at(&self, place: usize) -> &Self {
        let Self::List(list) = self else { return &Self::Nothing };
        list.get(place).unwrap_or(&Self::Nothing)
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The number, if it is a whole one from `least` to `most`.
    fn as_whole(&self, least: f64, most: f64) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
            .filter(|number| (least..=most).contains(number) && number.fract() == 0.0)
    }
}

/// A field that has to be there.
pub fn must<T: Read>(value: &Value, name: &str) -> Option<T> {
    T::read(value.field(name))
}

/// A field that may be missing or `null`: it is the default then.
pub fn may<T: Read + Default>(value: &Value, name: &str) -> Option<T> {
    match value.field(name) {
        Value::Nothing => Some(T::default()),
        value => T::read(value),
    }
}

/// Declares the fields that a type is read from: `field: must` or `field: may`, and ` = "name"` where JSON has another name
/// for it.
macro_rules! reads {
    ($type:ty { $($field:ident: $how:ident $(= $name:literal)?),* $(,)? }) => {
        impl $crate::json::Read for $type {
            fn read(value: &$crate::json::Value) -> Option<Self> {
                if !matches!(value, $crate::json::Value::Fields(_)) {
                    return None;
                }
                Some(Self { $($field: $crate::json::$how(value, $crate::json::name!($field $($name)?))?),* })
            }
        }
    };
}

/// Declares the fields in which a type is told, in the same way.
macro_rules! tells {
    ($type:ty { $($field:ident: $how:ident $(= $name:literal)?),* $(,)? }) => {
        impl $crate::json::Tell for $type {
            fn tell(&self) -> $crate::json::Value {
                $crate::json::Value::fields([
                    $(($crate::json::name!($field $($name)?), $crate::json::Tell::tell(&self.$field))),*
                ])
            }
        }
    };
}

/// Declares the fields that a type is read from and told in.
macro_rules! fields {
    ($type:ty { $($fields:tt)* }) => {
        $crate::json::reads!($type { $($fields)* });
        $crate::json::tells!($type { $($fields)* });
    };
}

/// The name of a field in JSON.
macro_rules! name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $name:literal) => {
        $name
    };
}

/// Declares what a type may be: a name alone, or one with something in it, each with its name in JSON.
macro_rules! variants {
    ($type:ty { $($name:literal $variant:ident $(($inner:ident))?),* $(,)? }) => {
        impl $crate::json::Read for $type {
            fn read(value: &$crate::json::Value) -> Option<Self> {
                #[allow(unused_variables)]
                let (name, about) = value.as_variant()?;
                Some(match name {
                    $($name => Self::$variant $(({
                        let $inner = $crate::json::Read::read(about)?;
                        $inner
                    }))?,)*
                    _ => return None,
                })
            }
        }

        impl $crate::json::Tell for $type {
            fn tell(&self) -> $crate::json::Value {
                match self {
                    $($crate::json::variants!(@pattern Self::$variant $($inner)?) =>
                        $crate::json::variants!(@tell $name $($inner)?),)*
                }
            }
        }
    };
    (@pattern $type:ident::$variant:ident) => { $type::$variant };
    (@pattern $type:ident::$variant:ident $inner:ident) => { $type::$variant($inner) };
    (@tell $name:literal) => { $crate::json::Value::Text($name.to_owned()) };
    (@tell $name:literal $inner:ident) => {
        $crate::json::Value::variant($name, $crate::json::Tell::tell($inner))
    };
}

pub(crate) use {fields, name, reads, tells, variants};

impl Read for Value {
    fn read(value: &Value) -> Option<Self> {
        Some(value.clone())
    }
}

impl Tell for Value {
    fn tell(&self) -> Value {
        self.clone()
    }
}

impl Read for bool {
    fn read(value: &Value) -> Option<Self> {
        if let Value::Truth(truth) = value { Some(*truth) } else { None }
    }
}

impl Tell for bool {
    fn tell(&self) -> Value {
        Value::Truth(*self)
    }
}

impl Read for f64 {
    fn read(value: &Value) -> Option<Self> {
        if let Value::Number(number) = value { Some(*number) } else { None }
    }
}

impl Tell for f64 {
    fn tell(&self) -> Value {
        Value::Number(*self)
    }
}

impl Read for u32 {
    fn read(value: &Value) -> Option<Self> {
        value.as_whole(0.0, Self::MAX.into()).map(|number| number as Self)
    }
}

impl Tell for u32 {
    fn tell(&self) -> Value {
        Value::Number((*self).into())
    }
}

impl Read for u64 {
    fn read(value: &Value) -> Option<Self> {
        value.as_whole(0.0, MOST_EXACT).map(|number| number as Self)
    }
}

impl Tell for u64 {
    fn tell(&self) -> Value {
        Value::Number(*self as f64)
    }
}

impl Read for i64 {
    fn read(value: &Value) -> Option<Self> {
        value.as_whole(-MOST_EXACT, MOST_EXACT).map(|number| number as Self)
    }
}

impl Tell for i64 {
    fn tell(&self) -> Value {
        Value::Number(*self as f64)
    }
}

impl Read for String {
    fn read(value: &Value) -> Option<Self> {
        value.as_text().map(str::to_owned)
    }
}

impl Tell for String {
    fn tell(&self) -> Value {
        Value::Text(self.clone())
    }
}

impl Tell for &str {
    fn tell(&self) -> Value {
        Value::Text((*self).to_owned())
    }
}

impl<T: Read> Read for Option<T> {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Nothing => Some(None),
            value => T::read(value).map(Some),
        }
    }
}

impl<T: Tell> Tell for Option<T> {
    fn tell(&self) -> Value {
        self.as_ref().map_or(Value::Nothing, T::tell)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(value: &Value) -> Option<Self> {
        if let Value::List(list) = value { list.iter().map(T::read).collect() } else { None }
    }
}

impl<T: Tell> Tell for Vec<T> {
    fn tell(&self) -> Value {
        Value::List(self.iter().map(T::tell).collect())
    }
}

impl<T: Read, U: Read> Read for (T, U) {
    fn read(value: &Value) -> Option<Self> {
        Some((T::read(value.at(0))?, U::read(value.at(1))?))
    }
}

impl<T: Tell, U: Tell> Tell for (T, U) {
    fn tell(&self) -> Value {
        Value::List(vec![self.0.tell(), self.1.tell()])
    }
}

impl<T: Read> Read for Arc<T> {
    fn read(value: &Value) -> Option<Self> {
        T::read(value).map(Self::new)
    }
}

impl<T: Tell> Tell for Arc<T> {
    fn tell(&self) -> Value {
        T::tell(self)
    }
}

impl<T: Read> Read for Box<T> {
    fn read(value: &Value) -> Option<Self> {
        T::read(value).map(Self::new)
    }
}

impl<T: Tell> Tell for Box<T> {
    fn tell(&self) -> Value {
        T::tell(self)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => serializer.serialize_unit(),
            Self::Truth(truth) => serializer.serialize_bool(*truth),
            // As it is written elsewhere: without a point.
            Self::Number(number) if self.as_whole(-MOST_EXACT, MOST_EXACT).is_some() => {
                serializer.serialize_i64(*number as i64)
            }
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(list) => serializer.collect_seq(list),
            Self::Fields(fields) => serializer.collect_map(fields.iter().map(|(name, value)| (&**name, value))),
        }
    }
}

#[cfg(test)]
impl From<serde_json::Value> for Value {
    fn from(json: serde_json::Value) -> Self {
        match json {
            serde_json::Value::Null => Self::Nothing,
            serde_json::Value::Bool(truth) => Self::Truth(truth),
            serde_json::Value::Number(number) => number.as_f64().map_or(Self::Nothing, Self::Number),
            serde_json::Value::String(text) => Self::Text(text),
            serde_json::Value::Array(list) => Self::List(list.into_iter().map(Self::from).collect()),
            serde_json::Value::Object(fields) => {
                Self::Fields(fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
            }
        }
    }
}

/// What JSON says; `None` if it does not fit.
#[cfg(test)]
pub(crate) fn parse<T: Read>(json: &str) -> Option<T> {
    T::read(&serde_json::from_str::<serde_json::Value>(json).ok()?.into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

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

    fields!(Pet { name: must, age: must, likes: may = "favourites" });
    variants!(Food { "Grass" Grass, "Other" Other(name) });

    fn read(json: &str) -> Option<Pet> {
        parse(json)
    }

    #[test]
    fn what_is_told_is_read() {
        let pet = Pet { name: "Ada".into(), age: Some(3), likes: vec![Food::Grass, Food::Other("milk".into())] };
        let json = serde_json::to_string(&pet.tell()).unwrap();
        assert_eq!(json, r#"{"name":"Ada","age":3,"favourites":["Grass",{"Other":"milk"}]}"#);
        assert_eq!(read(&json), Some(pet));
    }

    #[test]
    fn what_may_be_missing_may_be_missing_and_nothing_else() {
        let pet = Pet { name: "Bo".into(), age: None, likes: Vec::new() };
        assert_eq!(read(r#"{"name":"Bo","more":1}"#).as_ref(), Some(&pet));
        assert_eq!(read(r#"{"name":"Bo","age":null,"favourites":null}"#), Some(pet));
        for bad in ["{}", "null", "[]", r#"{"name":1}"#, r#"{"name":"Bo","age":-1}"#, r#"{"name":"Bo","age":1.5}"#] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert_eq!(read(r#"{"name":"Bo","favourites":["Meat"]}"#), None);
    }
}
