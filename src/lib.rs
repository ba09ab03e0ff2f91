//! ocs-chat: a chat widget that any web page embeds with one line and that talks to an Open Chat Studio server through
//! its Chat API.
pub mod api;
pub mod chat;
pub mod markdown;
