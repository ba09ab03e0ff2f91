//! The typing indicator, shown while a reply from the bot is pending.

use crate::i18n::Key;
use crate::ui::dom::{El, el};
use crate::ui::handle::Ui;
use crate::ui::state::{ConversationStatus, Section};

/// Three dots with the bot's progress message, the page's text or a default.
pub(super) fn typing_indicator(ui: Ui) -> El {
    let status = move |read: fn(&ConversationStatus) -> bool| ui.read(Section::Status, |state| read(&state.status));
    let text = move || {
        let default = || ui.text(if status(|status| status.is_slow) { Key::NoticeStillWaiting } else { Key::Typing });
        let configured = || ui.appearance(|appearance| appearance.typing_indicator_text.clone());
        let progress = ui.read(Section::Status, |state| state.status.progress.clone());
        progress.or_else(configured).unwrap_or_else(default)
    };
    let dots = el("span", &[("part", "dots"), ("class", "dots"), ("aria-hidden", "true")]);
    el("div", &[("part", "typing"), ("class", "typing")])
        .bind_bool_attr("hidden", move || !status(|status| status.is_waiting))
        .child(&dots.children((0..3).map(|_| el("i", &[]))))
        .child(&el("span", &[("part", "progress-text"), ("dir", "auto")]).bind_text(text))
}
