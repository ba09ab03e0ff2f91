//! Copies a message, or a code block in it, to the clipboard.

use crate::event_loop::{run_after, spawn};
use crate::i18n::Key;
use crate::ui::buttons::icon_button;
use crate::ui::dom::El;
use crate::ui::exec_command::exec_command;
use crate::ui::handle::Ui;
use crate::ui::icons;
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::{document, window};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, HtmlTextAreaElement};

/// How long the button shows that the text has been copied.
const FEEDBACK_MS: u32 = 2_000;

/// A button that copies the source text of a message, converted when it is pressed.
pub(super) fn copy_button(ui: Ui, text: String, convert: fn(Ui, &str) -> String) -> El {
    let attributes = [("part", "copy"), ("class", "quiet small copy")];
    let button = icon_button(&attributes, &ui.text(Key::Copy), icons::COPY);
    let element = button.element().clone();
    button.on("click", move |_| copy(ui, convert(ui, &text), &element, Key::Copy))
}

/// Copies the code block beside a button.
pub(super) fn copy_code(ui: Ui, button: &Element) {
    let code = button.parent_element().and_then(|parent| parent.query_selector("pre").ok().flatten());
    let text = code.and_then(|code| code.text_content()).unwrap_or_default();
    copy(ui, text, button, Key::CopyCode);
}

fn copy(ui: Ui, text: String, button: &Element, label: Key) {
    let button = button.clone();
    spawn(async move {
        let is_written = match write_to_clipboard(&text) {
            Some(writing) => JsFuture::from(writing).await.is_ok(),
            None => false,
        };
        if !is_written && !copy_selection(&text, &button) {
            return;
        }
        let copied = ui.text(Key::Copied);
        let set_label_and_icon = move |label: &str, icon: &str| {
            let _ = button.set_attribute("aria-label", label);
            let _ = button.set_attribute("title", label);
            if let Ok(Some(path)) = button.query_selector("path") {
                let _ = path.set_attribute("d", icon);
            }
        };
        set_label_and_icon(&copied, icons::CHECK);
        ui.announce(&copied);
        let label = ui.text(label);
        run_after(FEEDBACK_MS, Box::new(move || set_label_and_icon(&label, icons::COPY))).forget();
    });
}

/// Starts to write to `navigator.clipboard`; `None` where it is missing, as on insecure origins.
fn write_to_clipboard(text: &str) -> Option<Promise> {
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into()).ok().filter(JsValue::is_object)?;
    let write = Reflect::get(&clipboard, &"writeText".into()).ok()?.dyn_into::<Function>().ok()?;
    write.call1(&clipboard, &text.into()).ok()?.dyn_into().ok()
}

/// Copies the text with `execCommand`, from a temporary text field. Returns whether it worked.
fn copy_selection(text: &str, button: &Element) -> bool {
    let document = document();
    let Ok(field) = document.create_element("textarea") else { return false };
    let field: HtmlTextAreaElement = field.unchecked_into();
    field.set_class_name("heard");
    field.set_value(text);
    let is_copied = button.parent_element().is_some_and(|parent| parent.append_child(&field).is_ok()) && {
        field.select();
        exec_command("copy", "")
    };
    field.remove();
    let _ = button.unchecked_ref::<HtmlElement>().focus();
    is_copied
}
