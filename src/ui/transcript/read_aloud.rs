//! Reads answers aloud: the button of each answer, and new answers.

use crate::chat::EntryId;
use crate::markdown::{TextForm, plain_text};
use crate::text::decimal;
use crate::ui::buttons::icon_button;
use crate::ui::dom::El;
use crate::ui::user_interface::Ui;

/// A button that reads an answer, and stops reading it; `None` if the page or the browser does not offer that.
///
/// Its name and icon depend on what is being read, so `www/widget/read-aloud/` sets them. Here they would be part of every
/// visitor's download.
pub(super) fn read_aloud_button(ui: Ui, id: EntryId, text: &str) -> Option<El> {
    ui.read_untracked(|state| state.appearance.read_aloud.is_some()).then(|| {
        let text = text.to_owned();
        icon_button(&[("part", "read-aloud"), ("class", "quiet small copy")], "", "")
            .attr("value", &decimal(id.0.into()))
            .on("click", move |_| drop(read_aloud(ui, id, &text, false)))
    })
}

/// Reads an answer aloud, or stops if it is being read. A new answer is read only if the visitor has turned that on.
/// Returns what to announce in place of a new answer that is read.
pub(super) fn read_aloud(ui: Ui, id: EntryId, text: &str, is_new: bool) -> Option<String> {
    let text = plain_text(&ui.parsed(id, text), TextForm::Speech);
    ui.actions()?.read_aloud(id, &text, is_new)
}
