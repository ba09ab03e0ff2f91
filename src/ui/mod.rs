//! The user interface: DOM elements that Leptos signals keep up to date and that send the visitor's intents.
//!
//! It does not make requests, set timers for the conversation or touch storage.

mod actions;
mod banner;
mod buttons;
mod composer;
mod dialogs;
mod dom;
mod exec_command;
mod files;
mod format;
mod header;
mod headings;
mod icons;
mod key_events;
mod leptos_view;
mod markdown_view;
#[cfg(test)]
mod markdown_view_tests;
mod new_chat_button;
mod parse_cache;
mod state;
mod transcript;
mod trusted_pictures;
mod user_interface;
mod window;

pub use actions::Actions;
pub use user_interface::Ui;
pub use window::{ChatWindow, ChatWindowProps};
