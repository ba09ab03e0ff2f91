//! What stands in the window before anybody has said anything: the page's own words for it, and questions to choose from.

use crate::chat::Entry;
use crate::i18n::Key;
use crate::markdown::parse;
use crate::ui::Ui;
use crate::ui::dom::{Markup, button, markup};
use crate::ui::state::Part;
use crate::ui::transcript::message_row::{markdown_text, row};
use leptos::prelude::*;

/// The bot's first words, above the conversation.
pub(super) fn welcome(ui: Ui) -> impl Fn() -> Vec<Markup> {
    let messages = unless_the_same(Box::new(move || messages(ui)));
    move || {
        let bubbles = messages.get().into_iter().map(|text| {
            let bubble = markup("div", "part=message bot-message welcome-message; class=bubble");
            row(ui, "bot welcome", Key::Bot).add(&bubble.add(&markdown_text(ui, &parse(&text))))
        });
        bubbles.collect()
    }
}

/// What changes only when it is another.
fn unless_the_same(texts: Box<dyn Fn() -> Vec<String>>) -> Memo<Vec<String>> {
    let texts = StoredValue::new_local(texts);
    Memo::new(move |_| texts.try_with_value(|texts| texts()).unwrap_or_default())
}

fn is_said_by_bot(entry: &Entry, text: &str) -> bool {
    entry.message().is_some_and(|message| message.is_from_bot() && !message.in_history && message.wire.content == text)
}

/// Questions that can be asked with one press, while nothing has been said.
pub(super) fn starters(ui: Ui) -> impl Fn() -> Vec<Markup> {
    let questions = unless_the_same(Box::new(move || {
        let wanted = !ui.has_entries() && !ui.looks(|looks| looks.disabled);
        if wanted { ui.looks(|looks| looks.starter_questions.clone()) } else { Vec::new() }
    }));
    move || {
        let questions = questions.get();
        if questions.is_empty() {
            return Vec::new();
        }
        let starters = questions.into_iter().map(|question| {
            let starter = button("part=starter-question; class=starter; dir=auto", &question);
            starter.on("click", move |_| {
                ui.submit(question.clone(), Vec::new());
                ui.focus_field();
            })
        });
        vec![markup("div", "part=starter-questions; class=starters").add_all(starters)]
    }
}

/// What the bot says first, as far as the conversation does not say it itself.
pub(super) fn messages(ui: Ui) -> Vec<String> {
    // A session that the page gives has a beginning of its own.
    let is_known = ui.0.see(Part::Status, |state| state.status.is_given) && ui.has_entries();
    let mut messages = if is_known { Vec::new() } else { ui.looks(|looks| looks.welcome_messages.clone()) };
    // The incumbent made them a part of the conversation, which may have been moved over.
    ui.0.see(Part::Entries, |state| {
        messages.retain(|text| !state.entries.iter().any(|entry| is_said_by_bot(entry, text)));
    });
    messages
}
