//! The form of messages between tabs: messages of the conversation with their files, and public events.

use super::files::as_file;
use crate::chat::{FileId, TabMessage};
use crate::json;
use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::File;

/// Marks public events. Version 1.0.0 uses the same word.
const PUBLIC_EVENT: &str = "told";

/// A message that another tab has sent.
pub(super) enum Received {
    /// A public event for the code of the page.
    PublicEvent { event: String, message: JsValue, session: String },
    /// A message of the conversation, if this version can read it, and the files that come with it.
    Conversation { message: Option<TabMessage>, files: Vec<(FileId, File)> },
}

pub(super) fn encode_public_event(event: &str, message: &JsValue, session: &str) -> JsValue {
    Array::of4(&PUBLIC_EVENT.into(), &event.into(), message, &session.into()).into()
}

pub(super) fn encode_message(message: &TabMessage, files: &[(FileId, File)]) -> JsValue {
    let array = Array::new();
    for (id, file) in files {
        array.push(&Array::of2(&(id.0 as f64).into(), file));
    }
    Array::of2(&json::to_js(message), &array).into()
}

/// `None` for values that no version of the widget sends.
pub(super) fn decode(value: JsValue) -> Option<Received> {
    let value: Array = value.dyn_into().ok()?;
    let [message, files] = [value.get(0), value.get(1)];
    if message.as_string().as_deref() == Some(PUBLIC_EVENT) {
        let (event, session) = (files.as_string()?, value.get(3).as_string()?);
        return Some(Received::PublicEvent { event, message: value.get(2), session });
    }
    let mut files_by_id = Vec::new();
    for file in files.dyn_into::<Array>().unwrap_or_default().iter() {
        let file: Array = file.dyn_into().ok()?;
        files_by_id.push((FileId(file.get(0).as_f64()? as u64), as_file(file.get(1))?));
    }
    Some(Received::Conversation { files: files_by_id, message: json::from_js(message) })
}
