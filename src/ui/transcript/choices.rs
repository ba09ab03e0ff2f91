//! Groups of buttons that send a message: starter questions and quick replies.

use super::scroll::ScrollView;
use crate::chat::EntryId;
use crate::i18n::Key;
use crate::markdown::ReplyTexts;
use crate::ui::buttons::text_button;
use crate::ui::dom::{El, effect, el};
use crate::ui::handle::Ui;
use crate::ui::keys::move_focus;
use crate::ui::reply_text::ReplyText;
use crate::ui::state::Section;
use std::cell::Cell;

/// A button that sends a text.
fn choice(ui: Ui, part: &str, label: &str, text: String) -> El {
    let attributes = [("part", part), ("class", "starter"), ("dir", "auto")];
    text_button(&attributes, label).on("click", move |_| {
        ui.submit(text.clone(), Vec::new());
        ui.focus_field();
    })
}

/// Buttons that send a question.
pub(super) fn starter_questions(ui: Ui, questions: Vec<String>) -> El {
    let buttons = questions.into_iter().map(|question| choice(ui, "starter-question", &question.clone(), question));
    el("div", &[("part", "starter-questions"), ("class", "starters")]).children(buttons)
}

/// Offers the quick replies of an entry in its row: as buttons while the visitor may answer it, and otherwise as text. Nothing
/// else in the row changes. The list begins with the last reply.
pub(super) fn offer_replies(ui: Ui, view: ScrollView, id: EntryId, row: El, replies: Vec<ReplyTexts>, text: ReplyText) {
    let buttons = quick_replies(ui, replies);
    let had_buttons = Cell::new(None);
    effect(Box::new(move || {
        let has_buttons = can_answer(ui, id);
        let change = || {
            text.show(!has_buttons);
            if has_buttons {
                let _ = row.element().append_child(buttons.element());
            } else {
                buttons.element().remove();
            }
        };
        match had_buttons.replace(Some(has_buttons)) {
            // The row is not in the transcript yet.
            None => change(),
            Some(had_buttons) if had_buttons == has_buttons => {}
            Some(_) => view.preserve_scroll_position(&change),
        }
    }));
}

/// Whether an entry is the newest one and the visitor may answer it, tracked.
fn can_answer(ui: Ui, id: EntryId) -> bool {
    ui.track(Section::Status);
    ui.track(Section::Appearance);
    ui.read(Section::Entries, |state| {
        let is_newest = state.entries.last().is_some_and(|entry| entry.id == id);
        is_newest && !state.appearance.disabled && !state.status.is_waiting
    })
}

/// Buttons that send a reply. One button is in the tab order, and arrow keys lead to the others.
fn quick_replies(ui: Ui, replies: Vec<ReplyTexts>) -> El {
    let mut group = el("div", &[("part", "quick-replies"), ("class", "starters replies"), ("role", "group")])
        .attr("aria-label", &ui.text(Key::QuickReplies));
    let mut tabindex = "0";
    for (label, text) in replies.into_iter().rev() {
        group = group.child(&choice(ui, "quick-reply", &label, text).attr("tabindex", tabindex));
        tabindex = "-1";
    }
    let list = group.element().clone();
    group.on("keydown", move |event| move_focus(&list, &event))
}
