//! The conversation as it can be read.

use super::Ui;
use super::bubble::bubble;
use super::macros::ui;
use super::welcome::{starters, welcome};
use crate::i18n::Key;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::ResizeObserver;

/// Pixels from the bottom at which a reader counts as being there.
const NEAR: i32 = 80;

pub(super) fn transcript(ui: Ui) -> impl IntoView {
    let list = NodeRef::<Div>::new();
    let at_bottom = StoredValue::new(true);
    let on_scroll = move |_| {
        if let Some(list) = list.try_get_untracked().flatten() {
            let below = list.scroll_height() - list.scroll_top() - list.client_height();
            at_bottom.try_set_value(below < NEAR);
        }
    };
    // The view follows the conversation only while the reader is at its end, or has just written something.
    Effect::new(move |count: Option<usize>| {
        let (now, own) = ui
            .view
            .entries
            .with(|entries| (entries.len(), entries.last().is_some_and(|entry| entry.outgoing().is_some())));
        let open = ui.view.open.get();
        ui.view.waiting.track();
        let grown = count.is_some_and(|before| now > before);
        if open && (at_bottom.get_value() || (grown && own)) {
            request_animation_frame(move || follow(list));
        }
        now
    });
    // The list shrinks when the field grows or a keyboard appears; who was at the end stays there.
    let resized = Closure::<dyn Fn()>::new(move || {
        if let Some(list) = list.try_get_untracked().flatten()
            && at_bottom.try_get_value() == Some(true)
        {
            list.set_scroll_top(list.scroll_height());
        }
    });
    if let Ok(observer) = ResizeObserver::new(resized.as_ref().unchecked_ref()) {
        let watched = StoredValue::new_local((observer, resized));
        list.on_load(move |list| {
            watched.try_with_value(|(observer, _)| observer.observe(&list));
        });
        on_cleanup(move || {
            watched.try_with_value(|(observer, _)| observer.disconnect());
        });
    }
    let typing = move || {
        let otherwise = || ui.text(if ui.view.slow.get() { Key::NoticeStillWaiting } else { Key::Typing });
        let given = || ui.looks(|looks| looks.typing_indicator_text.clone());
        ui.view.progress.get().or_else(given).unwrap_or_else(otherwise)
    };
    let greets = move || {
        ui.view.entries.with(Vec::is_empty)
            && ui.looks(|looks| {
                looks.welcome_messages.is_empty() && looks.starter_questions.is_empty() && !looks.disabled
            })
    };
    ui! {
        <div
            part="transcript" class="transcript" role="log" aria-label=ui.text(Key::Log) tabindex="0"
            node_ref=list on:scroll=on_scroll
        >
            <p part="greeting" class="greeting" hidden=move || !greets()>{ui.text(Key::Greeting)}</p>
            {welcome(ui)}
            <For
                each=move || ui.view.entries.get()
                key=|entry| (entry.id, entry.revision)
                children=move |entry| bubble(ui, &entry)
            />
            <div part="typing" class="typing" hidden=move || !ui.view.waiting.get()>
                <span part="dots" class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
                <span part="progress-text">{typing}</span>
            </div>
            {starters(ui)}
        </div>
    }
}

/// To the end, but no further than the start of the newest answer: a long one is read from its start.
fn follow(list: NodeRef<Div>) {
    let Some(list) = list.try_get_untracked().flatten() else { return };
    let end = list.scroll_height() - list.client_height();
    let newest = list.query_selector(":scope > .row:nth-last-child(1 of .row)").ok().flatten();
    let start = newest.filter(|newest| newest.class_list().contains("bot")).map(|newest| {
        let above = newest.get_bounding_client_rect().top() - list.get_bounding_client_rect().top();
        list.scroll_top() + above as i32 - 12
    });
    list.set_scroll_top(start.map_or(end, |start| start.min(end)));
}
