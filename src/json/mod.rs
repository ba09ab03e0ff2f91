//! JSON: values of any shape, their text and JavaScript forms, and conversions to Rust types.

mod convert;
#[cfg(target_arch = "wasm32")]
mod js;
mod macros;
#[cfg(any(test, target_arch = "wasm32"))]
mod parse;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod testing;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod value;
#[cfg(any(test, target_arch = "wasm32"))]
mod write;

pub use convert::{FromJson, ToJson, optional, required};
#[cfg(target_arch = "wasm32")]
pub use js::{from_js, parse, stringify, to_js};
pub(crate) use macros::{field_name, from_json, json_enum, json_struct, to_json};
#[cfg(all(test, not(target_arch = "wasm32")))]
pub(crate) use testing::parse;
pub use value::Value;
