//! The button that asks whether to start a new chat: in the header, or in kiosk mode, which has no header, in the composer.

use super::buttons::icon_button;
use super::dom::El;
use super::icons;
use super::state::{Confirmation, ConversationStatus, Section};
use super::user_interface::Ui;
use crate::i18n::Key;

/// The button. While the transcript is empty, it is hidden in the header, but disabled beside the field, which keeps its width. It
/// is always hidden in a session that the page provides, and in kiosk mode after the end of the session, where a larger button
/// is shown.
pub(super) fn new_chat_button(ui: Ui) -> El {
    let is_hidden = move || {
        let is_kiosk = ui.appearance(|appearance| appearance.kiosk);
        let is_unavailable = |state: &ConversationStatus| state.is_session_provided || (is_kiosk && state.can_restart);
        ui.read(Section::Status, |state| is_unavailable(&state.status)) || !(is_kiosk || ui.has_entries())
    };
    icon_button(&[("part", "new-chat"), ("class", "quiet")], &ui.text(Key::NewChat), icons::PLUS)
        .bind_bool_attr("hidden", is_hidden)
        .bind_bool_attr("disabled", move || !ui.has_entries())
        .on("click", move |_| ask_for_new_chat(ui))
}

/// Asks the visitor whether to start a new chat.
pub(super) fn ask_for_new_chat(ui: Ui) {
    ui.update(Section::Confirmation, |state| state.confirmation = Some(Confirmation::NewChat));
}
