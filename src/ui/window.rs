//! The window and what is in it.

use super::Ui;
use super::banner::banner;
use super::composer::composer;
use super::confirm::confirm;
use super::consent::consent;
use super::header::header;
use super::markup::markup;
use super::state::Part;
use super::transcript::transcript;
use crate::chat::Connection;
use crate::i18n::Key;
use leptos::tachys::view::Render;
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};

/// The whole widget but its launcher.
pub fn window(ui: Ui) -> impl Render {
    let on_key = move |event: Event| {
        // In the middle of a composition, Escape belongs to the input method.
        if is_key(&event, "Escape") && !ui.looks(|looks| looks.kiosk) {
            event.stop_propagation();
            ui.close();
        }
    };
    let trouble = move || match ui.0.see(Part::Status, |state| state.status.connection) {
        Connection::Online => None,
        Connection::Offline => Some(ui.text(Key::Offline)),
        Connection::Unstable => Some(ui.text(Key::Unstable)),
        Connection::Limited => Some(ui.text(Key::Limited)),
    };
    markup("section", "part=window; class=window; role=dialog; aria-labelledby=title")
        .class("full", move || {
            let is_full = ui.0.see(Part::FullScreen, |state| state.is_full_screen);
            is_full && ui.looks(|looks| looks.allow_full_screen && !looks.kiosk)
        })
        .class("kiosk", move || ui.looks(|looks| looks.kiosk))
        .flag("hidden", move || !ui.0.see(Part::Open, |state| state.is_open))
        .on("keydown", on_key)
        .add(&header(ui))
        .add(
            &markup("div", "part=trouble; class=banner; role=status")
                .flag("hidden", move || trouble().is_none())
                .says(move || trouble().unwrap_or_default()),
        )
        .add(&banner(ui, false))
        .add(&transcript(ui))
        .add(&banner(ui, true))
        .children(move || consent(ui).into_iter().collect())
        .add(&composer(ui))
        .children(move || {
            let is_asking = ui.0.see(Part::Asking, |state| state.is_asking);
            is_asking.then(|| confirm(ui)).into_iter().collect()
        })
}

/// Whether it is this key, and not in the middle of a composition.
pub(super) fn is_key(event: &Event, key: &str) -> bool {
    let event: &KeyboardEvent = event.unchecked_ref();
    // Safari ends a composition before it tells of the Enter that ended it; 229 gives that key away.
    event.key() == key && !event.is_composing() && event.key_code() != 229
}
