//! The typing indicator, shown while a reply from the bot is pending.

use super::intent_button::intent_button;
use crate::chat::Intent;
use crate::i18n::Key;
use crate::ui::dom::{El, el};
use crate::ui::state::{ConversationStatus, Section};
use crate::ui::user_interface::Ui;

/// Three dots with the bot's progress message, the page's text or a default. After a minute, the server's progress is
/// not shown: the server also reports progress for tasks that are lost.
pub(super) fn typing_indicator(ui: Ui) -> El {
    let status = move |read: fn(&ConversationStatus) -> bool| ui.read(Section::Status, |state| read(&state.status));
    let is_slow = move || status(|status| status.is_slow);
    let text = move || {
        if is_slow() {
            return ui.text(Key::NoticeStillWaiting);
        }
        let configured = || ui.appearance(|appearance| appearance.typing_indicator_text.clone());
        let progress = ui.read(Section::Status, |state| state.status.progress.clone());
        progress.or_else(configured).unwrap_or_else(|| ui.text(Key::Typing))
    };
    let dots = el("span", &[("part", "dots"), ("class", "dots"), ("aria-hidden", "true")]);
    let stop = intent_button(ui, "stop-waiting", Key::StopWaiting, Intent::StopWaiting);
    let stop = stop.bind_text(move || ui.text(Key::StopWaiting));
    el("div", &[("part", "typing"), ("class", "typing")])
        .bind_bool_attr("hidden", move || !status(|status| status.is_waiting))
        .child(&dots.children((0..3).map(|_| el("i", &[]))))
        .child(&el("span", &[("part", "progress-text"), ("dir", "auto")]).bind_text(text))
        .child(&stop.bind_bool_attr("hidden", move || !is_slow()))
}
