//! The button that opens the browser's file picker.

use crate::chat::ACCEPTED_EXTENSIONS;
use crate::i18n::Key;
use crate::text::concat;
use crate::ui::buttons::icon_button;
use crate::ui::dom::{El, el};
use crate::ui::files::selection::files_of;
use crate::ui::icons;
use crate::ui::user_interface::Ui;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};

/// A hidden file input and the button that activates it.
pub(super) fn attach_button(ui: Ui) -> Vec<El> {
    let on_change = move |event: Event| {
        if let Some(input) = event.target() {
            let input: HtmlInputElement = input.unchecked_into();
            if let Some(files) = input.files() {
                ui.attach_files(files_of(&files));
            }
            // Otherwise selecting the same file again dispatches no event.
            input.set_value("");
        }
        ui.set_validation_error(None);
        ui.focus_field();
    };
    let attributes = [("type", "file"), ("multiple", ""), ("hidden", ""), ("tabindex", "-1"), ("aria-hidden", "true")];
    let input =
        el("input", &attributes).attr("accept", &concat(&[ACCEPTED_EXTENSIONS, ",text/*"])).on("change", on_change);
    let picker = input.clone();
    let button = icon_button(&[("part", "attach"), ("class", "quiet")], &ui.text(Key::Attach), icons::CLIP)
        .bind_bool_attr("disabled", move || ui.appearance(|appearance| appearance.disabled))
        .on("click", move |_| picker.cast::<HtmlInputElement>().click());
    vec![input, button]
}
