//! Keeps the response to the last poll, whose messages have every field that the server sent: events pass them on to the page.

use super::bodies::WireMessage;
use crate::json;
use js_sys::{Array, Reflect};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

/// The JSON of the last response to a poll of the session or of a task.
#[derive(Debug, Default)]
pub(super) struct LastPoll(RefCell<JsValue>);

impl LastPoll {
    pub(super) fn set(&self, response: JsValue) {
        *self.0.borrow_mut() = response;
    }

    /// The message with every field that the server sent, if the last poll returned it; otherwise with the fields of
    /// [`WireMessage`].
    pub(super) fn raw_message(&self, message: &WireMessage) -> JsValue {
        let response = self.0.borrow();
        let field = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).unwrap_or_default();
        let of_task = std::iter::once(field(&response, "message"));
        let of_session = field(&response, "messages").dyn_into::<Array>().into_iter().flatten();
        let is_same = |raw: &JsValue| {
            raw.is_object()
                && field(raw, "content").as_string().as_ref() == Some(&message.content)
                && field(raw, "created_at").as_string().as_ref() == Some(&message.created_at)
        };
        of_task.chain(of_session).find(is_same).unwrap_or_else(|| json::to_js(message))
    }
}
