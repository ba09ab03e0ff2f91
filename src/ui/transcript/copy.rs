//! Puts a message, or a piece of code in it, on the visitor's clipboard.

use crate::i18n::Key;
use crate::spawn::spawn;
use crate::ui::Ui;
use crate::ui::dom::{Markup, icon_button};
use crate::ui::icons;
use gloo_timers::callback::Timeout;
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, HtmlTextAreaElement};

/// Milliseconds for which the button says that it has been done.
const SAID: u32 = 2_000;

/// A button that copies a message as it was written, in Markdown.
pub(super) fn copy_button(ui: Ui, text: String) -> Markup {
    let button = icon_button("part=copy; class=quiet small copy", &ui.text(Key::Copy), icons::COPY);
    let this = button.element().clone();
    button.on("click", move |_| copy(ui, text.clone(), &this, Key::Copy))
}

/// Copies the code beside a button in a message.
pub(super) fn copy_code(ui: Ui, button: &Element) {
    let code = button.parent_element().and_then(|around| around.query_selector("pre").ok().flatten());
    let text = code.and_then(|code| code.text_content()).unwrap_or_default();
    copy(ui, text, button, Key::CopyCode);
}

fn copy(ui: Ui, text: String, button: &Element, label: Key) {
    let button = button.clone();
    spawn(async move {
        let written = match by_clipboard(&text) {
            Some(writing) => JsFuture::from(writing).await.is_ok(),
            None => false,
        };
        if !written && !by_selection(&text, &button) {
            return;
        }
        let done = ui.text(Key::Copied);
        let look = move |label: &str, icon: &str| {
            let _ = button.set_attribute("aria-label", label);
            let _ = button.set_attribute("title", label);
            if let Ok(Some(line)) = button.query_selector("path") {
                let _ = line.set_attribute("d", icon);
            }
        };
        look(&done, icons::CHECK);
        ui.announce(&done);
        let label = ui.text(label);
        Timeout::new(SAID, move || look(&label, icons::COPY)).forget();
    });
}

/// The browser's clipboard, which pages that are not secure do not have.
fn by_clipboard(text: &str) -> Option<Promise> {
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into()).ok().filter(JsValue::is_object)?;
    let write = Reflect::get(&clipboard, &"writeText".into()).ok()?.dyn_into::<Function>().ok()?;
    write.call1(&clipboard, &text.into()).ok()?.dyn_into().ok()
}

/// The same by a field that is selected for a moment.
fn by_selection(text: &str, button: &Element) -> bool {
    let document = leptos::prelude::document();
    let Ok(field) = document.create_element("textarea") else { return false };
    let field: HtmlTextAreaElement = field.unchecked_into();
    field.set_class_name("heard");
    field.set_value(text);
    let copied = button.parent_element().is_some_and(|around| around.append_child(&field).is_ok()) && {
        field.select();
        let command =
            Reflect::get(&document, &"execCommand".into()).ok().and_then(|command| command.dyn_into::<Function>().ok());
        command.and_then(|command| command.call1(&document, &"copy".into()).ok()).is_some_and(|done| done.is_truthy())
    };
    field.remove();
    let _ = button.unchecked_ref::<HtmlElement>().focus();
    copied
}
