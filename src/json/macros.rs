//! Macros that implement [`FromJson`](super::FromJson) and [`ToJson`](super::ToJson) for structs and enums.

/// Implements [`FromJson`](super::FromJson) for a struct. Each field is `required` or `optional`. ` = "name"`
/// follows if its name in JSON differs.
macro_rules! from_json {
    ($type:ty { $($field:ident: $presence:ident $(= $name:literal)?),* $(,)? }) => {
        impl $crate::json::FromJson for $type {
            #[cfg(test)]
            const FIELDS: &'static [&'static str] = &[$($crate::json::field_name!($field $($name)?)),*];

            fn from_json(value: &$crate::json::Value) -> Option<Self> {
                if !matches!(value, $crate::json::Value::Object(_)) {
                    return None;
                }
                Some(Self {
                    $($field: $crate::json::field!($presence value, $crate::json::field_name!($field $($name)?))),*
                })
            }
        }
    };
}

/// Implements [`ToJson`](super::ToJson) for a struct. Takes the same declaration as [`from_json!`].
macro_rules! to_json {
    ($type:ty { $($field:ident: $presence:ident $(= $name:literal)?),* $(,)? }) => {
        impl $crate::json::ToJson for $type {
            fn to_json(&self) -> $crate::json::Value {
                $crate::json::Value::object()
                    $(.with($crate::json::field_name!($field $($name)?), $crate::json::ToJson::to_json(&self.$field)))*
            }
        }
    };
}

/// Implements both directions for a struct.
macro_rules! json_struct {
    ($type:ty { $($fields:tt)* }) => {
        $crate::json::from_json!($type { $($fields)* });
        $crate::json::to_json!($type { $($fields)* });
    };
}

/// Reads a field of a struct. Returns `None` from the enclosing function if a required field is missing.
macro_rules! field {
    (required $value:ident, $name:expr) => {
        $crate::json::required($value, $name)?
    };
    (optional $value:ident, $name:expr) => {
        $crate::json::optional($value, $name)
    };
}

/// The name of a field in JSON.
macro_rules! field_name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $name:literal) => {
        $name
    };
}

/// Implements both directions for an enum. Each variant follows its name in JSON and holds at most one value.
macro_rules! json_enum {
    ($type:ty { $($name:literal $variant:ident $(($inner:ident))?),* $(,)? }) => {
        impl $crate::json::FromJson for $type {
            fn from_json(value: &$crate::json::Value) -> Option<Self> {
                #[allow(unused_variables)]
                let (name, content) = value.as_variant()?;
                Some(match name {
                    $($name => Self::$variant $(({
                        let $inner = $crate::json::FromJson::from_json(content)?;
                        $inner
                    }))?,)*
                    _ => return None,
                })
            }
        }

        impl $crate::json::ToJson for $type {
            fn to_json(&self) -> $crate::json::Value {
                match self {
                    $($crate::json::json_enum!(@pattern Self::$variant $($inner)?) =>
                        $crate::json::json_enum!(@value $name $($inner)?),)*
                }
            }
        }
    };
    (@pattern $type:ident::$variant:ident) => { $type::$variant };
    (@pattern $type:ident::$variant:ident $inner:ident) => { $type::$variant($inner) };
    (@value $name:literal) => { $crate::json::Value::String($name.to_owned()) };
    (@value $name:literal $inner:ident) => {
        $crate::json::Value::variant($name, $crate::json::ToJson::to_json($inner))
    };
}

pub(crate) use {field, field_name, from_json, json_enum, json_struct, to_json};
