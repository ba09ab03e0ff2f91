//! The callbacks of the [`Executor`](super::Executor).

use crate::api::{ApiError, DeprecationNotice};
use crate::chat::Conversation;
use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use web_sys::{FormData, Request};

/// Observes the conversation and supplies values from the page.
pub trait HostObserver {
    /// Called after each change of the conversation. Must not call into the executor (re-entrancy).
    fn conversation_changed(&self, conversation: &Conversation);
    /// Reports the number of unread messages of the bot.
    fn unread_changed(&self, count: u32);
    /// Reports an error that only the owner of the page can fix.
    fn warn(&self, error: &ApiError);
    /// Reports that the browser has no space for records of the conversation.
    fn storage_write_failed(&self);
    /// Dispatches a public event: its name, its message, and the id of its session.
    fn emit(&self, event: &str, message: &JsValue, session: &str);
    /// Called before a message is sent. Returns the context to send with it. A context is the JSON text of an object.
    fn before_send(&self, text: &str, session: &str, context: Option<String>) -> Option<String>;
    /// Returns the access token: a promise of a string, or `None` if the page does not provide tokens. `renew` is
    /// set if the server has rejected the last token.
    fn bearer_token(&self, renew: bool) -> Option<Promise>;
    /// Sends a request with a form as its body, and returns a promise of the response. `on_progress` receives the bytes sent and
    /// the bytes in total.
    fn upload(&self, request: &Request, form: &FormData, on_progress: &Function) -> Promise;
    /// Requests a Web Lock of this name. With `steal` it is taken from its holder. Calls `on_acquired` when this instance has
    /// it, and `on_lost` when the request has failed or another request has stolen the lock. Returns a function that releases
    /// the lock or withdraws the request, or `None` if the browser has no Web Locks.
    fn request_lock(&self, name: &str, steal: bool, on_acquired: &JsValue, on_lost: &JsValue) -> Option<Function>;
    /// Reports that the server will stop serving this version.
    fn deprecation_announced(&self, notice: &DeprecationNotice);
}
