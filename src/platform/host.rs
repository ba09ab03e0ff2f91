//! What runs above the platform: the observer that it notifies and asks, and the options that it starts with.

use super::indexed_db::CallFileStore;
use crate::api::{ApiConfig, ApiError, DeprecationNotice};
use crate::chat::{Conversation, ConversationOptions};
use crate::config::Persistence;
use js_sys::{Map, Promise};
use wasm_bindgen::JsValue;

/// Receives what happens in the conversation, and answers for the page.
pub trait HostObserver {
    /// The conversation has changed. Must not call back.
    fn conversation_changed(&self, conversation: &Conversation);
    /// The number of unread messages of the bot.
    fn unread_changed(&self, count: u32);
    /// An error that only the owner of the page can fix.
    fn warn(&self, error: &ApiError);
    /// A public event: its name, its message, and the id of its session.
    fn emit(&self, event: &str, message: &JsValue, session: &str);
    /// Called before a message is sent. Returns the context to send with it. A context is the JSON text of an object.
    fn before_send(&self, text: &str, session: &str, context: Option<String>) -> Option<String>;
    /// The page's token for the visitor: a promise of a string, or `None` if the page does not provide tokens. `renew` is
    /// set if the server has rejected the last token.
    fn bearer_token(&self, renew: bool) -> Option<Promise>;
    /// The server will stop serving this version.
    fn deprecation_announced(&self, notice: &DeprecationNotice);
}

/// The visitor, as far as the page identifies them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visitor {
    /// The page's own id for the visitor.
    pub remote_id: Option<String>,
    /// The visitor's name.
    pub name: Option<String>,
}

/// Options of an [`Executor`](super::Executor).
pub struct ExecutorOptions {
    /// The chatbot.
    pub chatbot_id: String,
    /// A storage key that no other widget of the page uses.
    pub storage_key: String,
    /// Where and for how long the conversation is stored.
    pub persistence: Persistence,
    /// The server and the channel.
    pub api: ApiConfig,
    /// What the page has specified about the conversation.
    pub rules: ConversationOptions,
    /// The visitor.
    pub visitor: Visitor,
    /// Version of the chatbot, if not the published one.
    pub version: Option<i64>,
    /// The memory of the page, which outlives this instance of the module.
    pub memory: Map,
    /// Access to IndexedDB.
    pub file_store: CallFileStore,
    /// Resolved when this instance of the module has ended, in whichever way.
    pub ended: Promise,
    /// Resolved when the browser has painted the window. Long conversations are read after that.
    pub painted: Promise,
}
