//! The window and what is in it.

use super::Ui;
use super::banner::banner;
use super::composer::composer;
use super::composer::selected_files as files;
use super::dialogs::confirm::confirm;
use super::dialogs::consent::consent;
use super::dom::markup;
use super::header::header;
use super::state::Part;
use super::transcript::transcript;
use crate::chat::Connection;
use crate::i18n::Key;
use leptos::tachys::view::Render;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Event, KeyboardEvent, Node};

/// The whole widget but its launcher.
pub fn window(ui: Ui) -> impl Render {
    let is_full = move || {
        let is_full = ui.0.see(Part::FullScreen, |state| state.is_full_screen);
        is_full && ui.looks(|looks| looks.allow_full_screen && !looks.kiosk)
    };
    let on_key = move |event: Event| {
        // In the middle of a composition, Escape belongs to the input method.
        if is_key(&event, "Escape") && !ui.looks(|looks| looks.kiosk) {
            event.stop_propagation();
            if is_full() {
                ui.0.change(Part::FullScreen, |state| state.is_full_screen = false);
            } else {
                ui.close();
            }
        }
    };
    let trouble = move || match ui.0.see(Part::Status, |state| state.status.connection) {
        Connection::Online => None,
        Connection::Offline => Some(ui.text(Key::Offline)),
        Connection::Unstable => Some(ui.text(Key::Unstable)),
        Connection::Limited => Some(ui.text(Key::Limited)),
    };
    markup("section", "part=window; class=window; role=dialog; aria-labelledby=title")
        .class("full", is_full)
        .class("kiosk", move || ui.looks(|looks| looks.kiosk))
        .flag("hidden", move || !ui.0.see(Part::Open, |state| state.is_open))
        .on("keydown", on_key)
        .on("dragover", move |event| drag(ui, &event, true))
        .on("dragleave", move |event| drag(ui, &event, false))
        .on("drop", move |event| {
            drag(ui, &event, false);
            let files = files::carried(event.unchecked_ref::<DragEvent>().data_transfer());
            if !files.is_empty() {
                // Browsers would open it in place of the page.
                event.prevent_default();
            }
            if !files.is_empty() && ui.takes_files() {
                files::add(ui, files.into_iter());
                ui.focus_field();
            }
        })
        .add(&header(ui))
        .add(
            &markup("div", "part=trouble; class=banner; role=status")
                .flag("hidden", move || trouble().is_none())
                .says(move || trouble().unwrap_or_default()),
        )
        .add(&banner(ui, false))
        .add_all(transcript(ui))
        .add(&banner(ui, true))
        .children(move || consent(ui).into_iter().collect())
        .add(&composer(ui))
        .add(
            &markup("div", "part=drop; class=drop; aria-hidden=true")
                .flag("hidden", move || !ui.0.see(Part::Dragging, |state| state.is_dragging))
                .text(&ui.text(Key::Drop)),
        )
        .children(move || {
            let is_asking = ui.0.see(Part::Asking, |state| state.is_asking);
            is_asking.then(|| confirm(ui)).into_iter().collect()
        })
}

/// Something is dragged over the window, or not any more. Files would otherwise replace the page.
fn drag(ui: Ui, event: &Event, is_over: bool) {
    let event: &DragEvent = event.unchecked_ref();
    let carries_files = event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0));
    if !carries_files {
        return;
    }
    event.prevent_default();
    if !ui.takes_files() {
        return;
    }
    let within = event
        .current_target()
        .zip(event.related_target())
        .is_some_and(|(window, next)| window.unchecked_ref::<Node>().contains(next.dyn_ref::<Node>()));
    let is_over = is_over || (event.type_() == "dragleave" && within);
    if ui.0.peek(|state| state.is_dragging != is_over) {
        ui.0.change(Part::Dragging, |state| state.is_dragging = is_over);
    }
}

/// Whether it is this key, and not in the middle of a composition.
pub(super) fn is_key(event: &Event, key: &str) -> bool {
    let event: &KeyboardEvent = event.unchecked_ref();
    // Safari ends a composition before it tells of the Enter that ended it; 229 gives that key away.
    event.key() == key && !event.is_composing() && event.key_code() != 229
}
