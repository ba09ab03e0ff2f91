//! Copies a message, or a code block in it, to the clipboard. `www/widget/host/copy-text.ts` has the code for that.

use crate::event_loop::spawn;
use crate::i18n::Key;
use crate::ui::buttons::icon_button;
use crate::ui::dom::El;
use crate::ui::icons;
use crate::ui::user_interface::Ui;
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

/// A button that copies the source text of a message, converted when it is pressed.
pub(super) fn copy_button(ui: Ui, text: String, convert: fn(Ui, &str) -> String) -> El {
    let attributes = [("part", "copy"), ("class", "quiet small copy")];
    let button = icon_button(&attributes, &ui.text(Key::Copy), icons::COPY);
    let element = button.element().clone();
    button.on("click", move |_| copy(ui, &convert(ui, &text), &element))
}

/// Copies the code block beside a button.
pub(super) fn copy_code(ui: Ui, button: &Element) {
    let code = button.closest(".code").ok().flatten().and_then(|block| block.query_selector("pre").ok().flatten());
    copy(ui, &code.and_then(|code| code.text_content()).unwrap_or_default(), button);
}

fn copy(ui: Ui, text: &str, button: &Element) {
    let Some(actions) = ui.actions() else { return };
    let copied = ui.text(Key::Copied);
    let copying = actions.copy_text(text, button, &copied, icons::CHECK);
    spawn(async move {
        if JsFuture::from(copying).await.is_ok_and(|is_copied| is_copied.is_truthy()) {
            ui.announce(&copied);
        }
    });
}
