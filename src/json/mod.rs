//! JSON: values of any shape, their text and JavaScript forms, and conversions to Rust types.

mod convert;
#[cfg(target_arch = "wasm32")]
mod js;
mod macros;
mod parse;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod text;
mod value;
mod write;

pub use convert::{FromJson, ToJson, optional, required};
#[cfg(target_arch = "wasm32")]
pub use js::{from_js, to_js};
pub(crate) use macros::{field, field_name, from_json, json_enum, json_struct, to_json};
pub use text::{parse, stringify};
pub use value::Value;
