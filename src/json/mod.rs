//! JSON: a value of any shape, its text, its JavaScript counterpart, and the types that are read from it.

#[cfg(target_arch = "wasm32")]
mod js;
#[cfg(any(test, target_arch = "wasm32"))]
mod parse;
mod value;

#[cfg(target_arch = "wasm32")]
pub use js::{parse, read, stringify, tell};
#[cfg(all(test, not(target_arch = "wasm32")))]
pub(crate) use value::parse;
pub use value::{Read, Tell, Value};
pub(crate) use value::{fields, may, must, name, reads, tells, variants};
