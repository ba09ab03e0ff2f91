//! The button that scrolls to the latest message.

use super::scroll::ScrollView;
use crate::i18n::Key;
use crate::ui::dom::{El, el};
use crate::ui::icons::{self, icon};
use crate::ui::state::Section;
use crate::ui::user_interface::Ui;

/// The button, shown while the visitor has scrolled up. It counts the messages that have arrived since.
pub(super) fn latest_button(ui: Ui, view: ScrollView) -> El {
    let count = move || ui.read(Section::ReadingPosition, |state| state.unseen_messages);
    let label = move || match count() {
        0 => ui.text(Key::LatestMessage),
        count => ui.plural_text(Key::NewMessages, count),
    };
    let text = el("span", &[]).bind_text(move || if count() == 0 { String::new() } else { label() });
    el("button", &[("type", "button"), ("part", "newest"), ("class", "newest")])
        .bind_attr("title", move || Some(label()))
        .bind_attr("aria-label", move || Some(label()))
        .bind_bool_attr("hidden", move || !ui.read(Section::ReadingPosition, |state| state.is_scrolled_up))
        .on("click", move |_| view.scroll_to_latest())
        .child(&icon(icons::DOWN))
        .child(&text)
}
