//! Buttons in a message that send an intent to the conversation.

use crate::chat::Intent;
use crate::i18n::Key;
use crate::ui::buttons::text_button;
use crate::ui::dom::El;
use crate::ui::user_interface::Ui;

/// A button that sends an intent.
pub(super) fn intent_button(ui: Ui, part: &str, text: Key, intent: Intent) -> El {
    text_button(&[("part", part), ("class", "link")], &ui.text(text))
        .on("click", move |_| send_and_refocus(ui, intent.clone()))
}

/// Sends an intent that removes the focused button.
pub(super) fn send_and_refocus(ui: Ui, intent: Intent) {
    ui.send_intent(intent);
    ui.focus_field();
}
