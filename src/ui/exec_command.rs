//! Editing commands of the document.

use js_sys::{Function, Reflect};
use leptos::prelude::document;
use wasm_bindgen::prelude::*;

/// Executes a command on the selection, or on the field with the focus, unless the browser has no `execCommand`: browsers may
/// remove it some day.
pub(super) fn exec_command(name: &str, value: &str) {
    let document = document();
    let command = Reflect::get(&document, &"execCommand".into()).ok();
    let command = command.and_then(|command| command.dyn_into::<Function>().ok());
    if let Some(command) = command {
        let _ = command.call3(&document, &name.into(), &JsValue::FALSE, &value.into());
    }
}
