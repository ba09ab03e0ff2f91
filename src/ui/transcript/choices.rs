//! Groups of buttons that send a message: starter questions and quick replies.

use crate::i18n::Key;
use crate::markdown::{Node, reply_texts};
use crate::ui::buttons::text_button;
use crate::ui::dom::{El, el};
use crate::ui::key_events::move_focus;
use crate::ui::user_interface::Ui;

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
    let mut list = el("div", &[("part", "starter-questions"), ("class", "starters")]);
    for question in questions {
        list = list.child(&choice(ui, "starter-question", &question.clone(), question));
    }
    list
}

/// Buttons that send a reply. `replies` begins with the last one. One button is in the tab order, and arrow keys lead
/// to the others.
pub(super) fn quick_replies(ui: Ui, replies: &[Node]) -> El {
    let mut group = el("div", &[("part", "quick-replies"), ("class", "starters replies"), ("role", "group")])
        .attr("aria-label", &ui.text(Key::QuickReplies));
    let mut tabindex = "0";
    for (label, text) in replies.iter().rev().map(reply_texts) {
        group = group.child(&choice(ui, "quick-reply", &label, text).attr("tabindex", tabindex));
        tabindex = "-1";
    }
    let list = group.element().clone();
    group.on("keydown", move |event| move_focus(&list, &event))
}
