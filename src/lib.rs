//! ocs-chat: a chat widget that any web page embeds with one line and that talks to an Open Chat Studio server through
//! its Chat API.
//!
//! What needs no browser (the API's types, the conversation, Markdown, texts, options) builds and is tested natively.

pub mod api;
pub mod chat;
pub mod config;
pub mod i18n;
#[cfg(any(test, target_arch = "wasm32"))]
mod json;
pub mod markdown;
pub mod value;

#[cfg(target_arch = "wasm32")]
mod js;
#[cfg(target_arch = "wasm32")]
mod shell;
#[cfg(target_arch = "wasm32")]
mod ui;
#[cfg(target_arch = "wasm32")]
mod widget;

#[cfg(target_arch = "wasm32")]
pub use widget::{Host, Widget};

#[cfg(all(test, target_arch = "wasm32"))]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
