//! ocs-chat: a chat widget that any web page embeds with one line and that talks to an Open Chat Studio server through
//! its Chat API.
//!
//! What needs no browser (the API's types, the conversation, Markdown, texts, options) builds and is tested natively.

pub mod api;
#[cfg(target_arch = "wasm32")]
mod bindings;
pub mod chat;
pub mod config;
pub mod i18n;
pub mod json;
pub mod markdown;
#[cfg(target_arch = "wasm32")]
mod platform;
#[cfg(target_arch = "wasm32")]
mod spawn;
#[cfg(target_arch = "wasm32")]
mod ui;

#[cfg(target_arch = "wasm32")]
pub use bindings::{Host, Widget};

#[cfg(all(test, target_arch = "wasm32"))]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
