//! The transcript: the scrollable log of messages.

mod announcer;
mod choices;
mod citation_focus;
mod cited_file;
mod copy;
mod entry_text;
pub(super) mod export;
mod follow;
mod intent_button;
mod latest_button;
mod message_row;
mod outgoing_row;
mod picture;
mod read_aloud;
pub(in crate::ui) mod rendered_range;
mod row;
mod rows;
mod scroll;
mod typing_indicator;
mod welcome;

use crate::i18n::Key;
use crate::ui::dom::{El, el};
use crate::ui::user_interface::Ui;
use announcer::announcer;
use citation_focus::{return_to_mark, show_source};
use cited_file::open_cited_file;
use copy::copy_code;
use follow::{follow_conversation, stay_at_end_on_resize};
use latest_button::latest_button;
use picture::show_picture;
use rows::{build_row, row_keys};
use scroll::ScrollView;
use typing_indicator::typing_indicator;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, EventTarget};
use welcome::{starter_questions, welcome_rows};

/// The log, and the button that scrolls to its end.
pub(super) fn transcript(ui: Ui) -> Vec<El> {
    // The log itself is not live: the announcer is.
    let attributes =
        [("part", "transcript"), ("class", "transcript"), ("role", "log"), ("tabindex", "0"), ("aria-live", "off")];
    let log = el("div", &attributes).attr("aria-label", &ui.text(Key::Transcript));
    let view = ScrollView::new(ui, log.element().clone());
    follow_conversation(ui, view.clone());
    stay_at_end_on_resize(view.clone());
    let (scrolled, pressed, changed) = (view.clone(), view.clone(), view.clone());
    let log = log
        .on("scroll", move |_| scrolled.on_scroll())
        .on("keydown", move |event| pressed.on_keydown(&event))
        .on("click", move |event| on_click(ui, &event))
        .child(&greeting(ui))
        .bind_children(welcome_rows(ui))
        .bind_keyed_children(
            move || row_keys(ui),
            move |key| build_row(ui, key),
            move |commit| changed.preserve_scroll_position(commit),
        )
        .child(&typing_indicator(ui))
        .bind_children(move || starter_questions(ui))
        .child(&announcer(ui));
    vec![log, latest_button(ui, view)]
}

/// The default greeting, while the conversation is empty and the page has no welcome message or starter question.
fn greeting(ui: Ui) -> El {
    let is_shown = move || {
        !ui.has_entries()
            && ui.appearance(|appearance| {
                appearance.welcome_messages.is_empty()
                    && appearance.starter_questions.is_empty()
                    && !appearance.disabled
            })
    };
    el("p", &[("part", "greeting"), ("class", "greeting")])
        .text(&ui.text(Key::Greeting))
        .bind_bool_attr("hidden", move || !is_shown())
}

/// Handles clicks on buttons within rendered Markdown, which have no listeners of their own.
fn on_click(ui: Ui, event: &Event) {
    let Some(target) = event.target().map(EventTarget::unchecked_into::<Element>) else { return };
    let closest = |selector| target.closest(selector).ok().flatten();
    if let Some(button) = closest(".copy-code") {
        copy_code(ui, &button);
    } else if let Some(button) = closest(".show-picture") {
        event.prevent_default();
        show_picture(ui, &button);
    } else if let Some(mark) = closest(".citation") {
        show_source(&mark);
    } else if let Some(link) = closest(".cited-file") {
        open_cited_file(&link);
    } else if let Some(button) = closest(".back") {
        return_to_mark(&button);
    }
}
