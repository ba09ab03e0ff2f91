//! The button above the message field that starts a new chat after the end of a session in kiosk mode.

use crate::chat::Intent;
use crate::i18n::Key;
use crate::ui::buttons::text_button;
use crate::ui::dom::El;
use crate::ui::state::Section;
use crate::ui::user_interface::Ui;

pub(super) fn restart_button(ui: Ui) -> El {
    let is_shown = move || {
        ui.read(Section::Status, |state| state.status.can_restart)
            && ui.appearance(|appearance| appearance.kiosk && !appearance.disabled)
    };
    text_button(&[("part", "restart"), ("class", "main restart")], &ui.text(Key::NewChat))
        .bind_bool_attr("hidden", move || !is_shown())
        .on("click", move |_| {
            ui.send_intent(Intent::NewChat);
            ui.focus_field();
        })
}
