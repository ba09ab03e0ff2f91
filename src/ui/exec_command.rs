//! Editing commands of the document.

use js_sys::{Function, Reflect};
use leptos::prelude::document;
use wasm_bindgen::prelude::*;

/// Executes a command on the selection, or on the field with the focus. Returns whether it worked: browsers may remove
/// `execCommand` some day.
pub(super) fn exec_command(name: &str, value: &str) -> bool {
    let document = document();
    let command = Reflect::get(&document, &"execCommand".into()).ok();
    let command = command.and_then(|command| command.dyn_into::<Function>().ok());
    let result =
        command.and_then(|command| command.call3(&document, &name.into(), &JsValue::FALSE, &value.into()).ok());
    result.is_some_and(|result| result.is_truthy())
}
