//! The button that breaks the line, for on-screen keyboards whose Enter key sends.

use crate::i18n::Key;
use crate::ui::buttons::icon_button;
use crate::ui::dom::El;
use crate::ui::exec_command::exec_command;
use crate::ui::icons;
use crate::ui::state::Section;
use crate::ui::user_interface::Ui;

/// The button. The style sheet shows it on touch screens only, while the field has the focus.
pub(super) fn new_line_button(ui: Ui) -> El {
    let is_hidden = move || {
        ui.read(Section::Draft, |state| state.draft.is_empty())
            || ui.appearance(|appearance| appearance.enter_breaks_line || appearance.disabled)
    };
    icon_button(&[("part", "new-line"), ("class", "quiet new-line")], &ui.text(Key::NewLine), icons::RETURN)
        .bind_bool_attr("hidden", is_hidden)
        // Keeps the focus in the field, so the keyboard stays.
        .on("pointerdown", |event| event.prevent_default())
        .on("mousedown", |event| event.prevent_default())
        .on("click", |_| exec_command("insertText", "\n"))
}
