//! Reads answers aloud: the button of each answer, and new answers.

use crate::chat::EntryId;
use crate::config::ReadAloud;
use crate::markdown::{TextForm, plain_text};
use crate::ui::dom::{El, el, svg_el};
use crate::ui::handle::Ui;
use crate::ui::icons;

/// A button that reads an answer, and stops reading it; `None` if the page or the browser does not offer that.
pub(super) fn read_aloud_button(ui: Ui, id: EntryId, text: &str) -> Option<El> {
    ui.read_untracked(|state| state.appearance.read_aloud.is_some()).then(|| {
        let text = text.to_owned();
        let is_reading = move || ui.appearance(|it| it.read_aloud.as_ref().is_some_and(|one| one.entry == Some(id.0)));
        let label = move || {
            let is_reading = is_reading();
            let label = |one: &ReadAloud| if is_reading { one.stop.clone() } else { one.start.clone() };
            ui.appearance(|appearance| appearance.read_aloud.as_ref().map(label))
        };
        let path = move || Some(if is_reading() { icons::STOP } else { icons::SPEAKER }.to_owned());
        el("button", &[("type", "button"), ("part", "read-aloud"), ("class", "quiet small copy")])
            .bind_attr("aria-label", label)
            .bind_attr("title", label)
            .bind_class("reading", is_reading)
            .on("click", move |_| drop(read_aloud(ui, id, &text, false)))
            .child(&icons::icon("").child(&svg_el("path", &[]).bind_attr("d", path)))
    })
}

/// Reads an answer aloud, or stops if it is being read. A new answer is read only if the visitor has turned that on: then
/// returns what the live region says in its place.
pub(super) fn read_aloud(ui: Ui, id: EntryId, text: &str, is_new: bool) -> Option<String> {
    let text = plain_text(&ui.parsed(id, text), TextForm::Speech);
    ui.actions()?.read_aloud(id, &text, is_new)
}
