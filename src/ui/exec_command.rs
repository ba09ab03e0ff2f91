//! Editing commands of the document.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = document, js_name = execCommand)]
    fn exec_document_command(name: &str, shows_dialog: bool, value: &str) -> Result<bool, JsValue>;
}

/// Executes a command on the selection, or on the field with the focus, unless the browser has no `execCommand`: browsers may
/// remove it some day.
pub(super) fn exec_command(name: &str, value: &str) {
    let _ = exec_document_command(name, false, value);
}
