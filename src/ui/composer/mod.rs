//! The composer: the form in which the visitor writes a message.

mod attach_button;
mod field;
mod new_line_button;
mod restart_button;
mod submit;

use crate::i18n::Key;
use crate::text::is_blank;
use crate::ui::buttons::icon_button;
use crate::ui::dom::{El, el};
use crate::ui::files::selection::selected_files;
use crate::ui::icons;
use crate::ui::new_chat_button::new_chat_button;
use crate::ui::state::Section;
use crate::ui::user_interface::Ui;
use attach_button::attach_button;
use field::field;
use new_line_button::new_line_button;
use restart_button::restart_button;
use submit::submit;

/// The form. It is hidden while the visitor has to agree to something first.
pub(super) fn composer(ui: Ui) -> El {
    let is_disabled = move || ui.appearance(|appearance| appearance.disabled);
    let is_blank = move || ui.read(Section::Draft, |state| is_blank(&state.draft));
    let send =
        icon_button(&[("part", "send"), ("class", "send"), ("type", "submit")], &ui.text(Key::Send), icons::SEND)
            .bind_bool_attr("disabled", is_disabled)
            .bind_attr("aria-disabled", move || Some(if is_blank() { "true" } else { "false" }.to_owned()));
    // Built once: if the button were built again, files selected in its open dialog would be lost.
    let (attach, new_chat) = (attach_button(ui), new_chat_button(ui));
    let line = el("div", &[("part", "line"), ("class", "line")])
        .bind_children(move || {
            let (has_attach_button, has_new_chat_button) =
                ui.appearance(|appearance| (appearance.allow_attachments, appearance.kiosk && !appearance.disabled));
            let mut buttons = if has_attach_button { attach.clone() } else { Vec::new() };
            if has_new_chat_button {
                buttons.push(new_chat.clone());
            }
            buttons
        })
        .child(&field(ui))
        .child(&new_line_button(ui))
        .child(&send);
    el("form", &[("part", "composer"), ("class", "composer")])
        .bind_bool_attr("hidden", move || ui.read(Section::Consent, |state| state.consent.is_some()))
        .on("submit", move |event| {
            event.prevent_default();
            submit(ui);
        })
        .child(&restart_button(ui))
        .child(&selected_files(ui))
        .child(&validation_error(ui))
        .child(&line)
}

fn validation_error(ui: Ui) -> El {
    let error = move || ui.read(Section::ValidationError, |state| state.validation_error);
    el("p", &[("part", "objection"), ("class", "objection"), ("role", "alert")])
        .bind_bool_attr("hidden", move || error().is_none())
        .bind_text(move || error().map(|key| ui.text(key)).unwrap_or_default())
}
