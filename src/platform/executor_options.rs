//! The start-up options of the [`Executor`](super::Executor).

use super::indexed_db::CallFileStore;
use crate::api::ApiConfig;
use crate::chat::ConversationOptions;
use crate::config::Persistence;
use js_sys::{Map, Promise};

/// The data about the visitor that the page lets the widget send to the server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visitor {
    /// The page's own id for the visitor.
    pub remote_id: Option<String>,
    /// The visitor's name.
    pub name: Option<String>,
    /// Whether the address of the page that is sent includes its query.
    pub sends_page_query: bool,
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
    /// The page's options for the conversation.
    pub conversation: ConversationOptions,
    /// The visitor.
    pub visitor: Visitor,
    /// Version of the chatbot, if not the published one.
    pub version: Option<i64>,
    /// The memory of the page, which outlives this instance of the module.
    pub memory: Map,
    /// Access to IndexedDB.
    pub file_store: CallFileStore,
    /// Resolves when the browser has painted the window. Long conversations are read after that.
    pub painted: Promise,
}
