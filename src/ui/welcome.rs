//! What stands in the window before anybody has said anything: the page's own words for it, and questions to choose from.

use super::Ui;
use super::macros::ui;
use super::markdown;
use crate::chat::Entry;
use crate::i18n::Key;
use leptos::html::Div;
use leptos::prelude::*;

/// The bot's first words, above the conversation.
pub(super) fn welcome(ui: Ui) -> impl IntoView {
    let messages = Memo::new(move |_| {
        // A session that the page gives has a beginning of its own.
        let is_known = ui.view.given.get() && ui.view.entries.with(|entries| !entries.is_empty());
        let messages = if is_known { Vec::new() } else { ui.looks(|looks| looks.welcome_messages.clone()) };
        // The incumbent made them a part of the conversation, which may have been moved over.
        ui.view.entries.with(|entries| {
            let is_there = |text: &String| entries.iter().any(|entry| is_said_by_bot(entry, text));
            messages.into_iter().filter(|text| !is_there(text)).collect::<Vec<_>>()
        })
    });
    move || {
        let bubbles = messages.get().into_iter().map(|text| {
            let (body, picture) = (NodeRef::<Div>::new(), ui.text(Key::Picture));
            body.on_load(move |body| markdown::show(&text, &picture, &body));
            ui! {
                <div part="row" class="row bot welcome">
                    <span class="heard">{ui.text(Key::Bot)}": "</span>
                    <div part="message bot-message welcome-message" class="bubble">
                        <div part="text" class="markdown" dir="auto" node_ref=body></div>
                    </div>
                </div>
            }
        });
        bubbles.collect::<Vec<_>>()
    }
}

fn is_said_by_bot(entry: &Entry, text: &str) -> bool {
    entry.message().is_some_and(|message| message.is_from_bot() && !message.in_history && message.wire.content == text)
}

/// Questions that can be asked with one press, while nothing has been said.
pub(super) fn starters(ui: Ui) -> impl IntoView {
    let questions = Memo::new(move |_| {
        let wanted = ui.view.entries.with(Vec::is_empty) && !ui.looks(|looks| looks.disabled);
        if wanted { ui.looks(|looks| looks.starter_questions.clone()) } else { Vec::new() }
    });
    move || {
        let questions = questions.get();
        (!questions.is_empty()).then(|| {
            let buttons = questions.into_iter().map(|question| {
                let text = question.clone();
                let ask = move |_| {
                    ui.submit(question.clone(), Vec::new());
                    ui.focus_field();
                };
                ui! { <button type="button" part="starter-question" class="starter" dir="auto" on:click=ask>{text}</button> }
            });
            ui! { <div part="starter-questions" class="starters">{buttons.collect::<Vec<_>>()}</div> }
        })
    }
}
