//! ocs-chat: a chat widget that any web page embeds with one line and that talks to an Open Chat Studio server through
//! its Chat API.
//!
//! Modules that need no browser (the types of the API, the conversation, its storage, Markdown, texts, options) build and
//! are tested natively.

pub mod api;
#[cfg(target_arch = "wasm32")]
mod bindings;
#[cfg(target_arch = "wasm32")]
mod browser;
pub mod chat;
pub mod config;
#[cfg(target_arch = "wasm32")]
mod event_loop;
#[cfg(target_arch = "wasm32")]
mod host;
pub mod i18n;
#[cfg(target_arch = "wasm32")]
mod instance;
pub mod json;
mod list;
#[cfg(target_arch = "wasm32")]
mod listener;
pub mod markdown;
#[cfg(target_arch = "wasm32")]
mod platform;
pub mod storage;
mod text;
#[cfg(target_arch = "wasm32")]
mod ui;

#[cfg(target_arch = "wasm32")]
pub use bindings::Widget;
#[cfg(target_arch = "wasm32")]
pub use host::Host;
#[cfg(target_arch = "wasm32")]
pub use instance::Instance;
#[cfg(target_arch = "wasm32")]
pub use ui::{ChatWindow, ChatWindowProps, Ui};

#[cfg(all(test, target_arch = "wasm32"))]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
