//! Welcome messages and starter questions from the page's options.

use super::choices;
use super::row::{markdown_text, row};
use crate::chat::Entry;
use crate::i18n::Key;
use crate::ui::dom::{El, effect, el};
use crate::ui::state::Section;
use crate::ui::user_interface::Ui;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;

/// The welcome messages, above the conversation.
pub(super) fn welcome_rows(ui: Ui) -> impl Fn() -> Vec<El> {
    let messages = memo(Box::new(move || welcome_messages(ui)));
    move || {
        let mut rows = Vec::new();
        for text in messages() {
            let attributes = [("part", "message bot-message welcome-message"), ("class", "bubble")];
            let message = el("div", &attributes).child(&markdown_text(ui, Rc::new(ui.parse(&text)), &[]));
            rows.push(row(ui, "bot welcome", Key::Bot).child(&message));
        }
        rows
    }
}

/// The starter questions, while the conversation is empty.
pub(super) fn starter_questions(ui: Ui) -> Vec<El> {
    if ui.has_entries() {
        return Vec::new();
    }
    let questions =
        ui.appearance(|appearance| if appearance.disabled { Vec::new() } else { appearance.starter_questions.clone() });
    (!questions.is_empty()).then(|| choices::starter_questions(ui, questions)).into_iter().collect()
}

/// The welcome messages, without those that the conversation contains as messages. Tracked.
pub(super) fn welcome_messages(ui: Ui) -> Vec<String> {
    // A session that the page provides has its own beginning.
    let has_own_beginning = ui.read(Section::Status, |state| state.status.is_session_provided) && ui.has_entries();
    if has_own_beginning {
        return Vec::new();
    }
    let mut messages = ui.appearance(|appearance| appearance.welcome_messages.clone());
    // `<open-chat-studio-widget>` stores its welcome messages as messages, and its conversations are migrated.
    ui.read(Section::Entries, |state| {
        messages.retain(|text| !state.entries.iter().any(|entry| is_migrated_welcome(entry, text)));
    });
    messages
}

fn is_migrated_welcome(entry: &Entry, text: &str) -> bool {
    entry.message().is_some_and(|message| message.is_from_bot() && !message.in_history && message.wire.content == text)
}

/// Returns a function that reads the texts. An effect that calls it runs again only when the texts have changed. Leptos' `Memo`
/// would be larger: it is compiled for its type.
fn memo(texts: Box<dyn Fn() -> Vec<String>>) -> impl Fn() -> Vec<String> {
    let changed = ArcTrigger::new();
    let current = Rc::new(RefCell::new(Vec::new()));
    let (tracked, latest) = (changed.clone(), current.clone());
    effect(Box::new(move || {
        let texts = texts();
        if texts != *current.borrow() {
            current.replace(texts);
            changed.notify();
        }
    }));
    move || {
        tracked.track();
        latest.borrow().clone()
    }
}
