//! The chat window: the root component.

use super::banner::{connection_banner, page_banner};
use super::composer::composer;
use super::dialogs::confirm::confirm_dialog;
use super::dialogs::consent_form::consent_form;
use super::dom::el;
use super::files::drag_and_drop::{accept_drops, drop_hint};
use super::header::header;
use super::key_events::is_key;
use super::state::Section;
use super::transcript::transcript;
use super::user_interface::Ui;
use leptos::prelude::*;
use web_sys::Event;

/// The whole widget except its launcher.
#[component]
pub fn ChatWindow(
    /// The state to show.
    ui: Ui,
) -> impl IntoView {
    let is_full_screen = move || {
        let is_full_screen = ui.read(Section::FullScreen, |state| state.is_full_screen);
        is_full_screen && ui.appearance(|appearance| appearance.allow_full_screen && !appearance.kiosk)
    };
    let on_keydown = move |event: Event| {
        if is_key(&event, "Escape") && !ui.appearance(|appearance| appearance.kiosk) {
            event.stop_propagation();
            event.prevent_default();
            if is_full_screen() {
                ui.update(Section::FullScreen, |state| state.is_full_screen = false);
            } else {
                ui.close();
            }
        }
    };
    let attributes = [("part", "window"), ("class", "window"), ("role", "dialog"), ("aria-labelledby", "title")];
    let window = el("section", &attributes)
        .bind_class("full", is_full_screen)
        .bind_class("kiosk", move || ui.appearance(|appearance| appearance.kiosk))
        .bind_bool_attr("hidden", move || !ui.read(Section::Open, |state| state.is_open))
        .on("keydown", on_keydown);
    accept_drops(ui, window)
        .child(&header(ui))
        .child(&connection_banner(ui))
        .child(&page_banner(ui, false))
        .children(transcript(ui))
        .child(&page_banner(ui, true))
        .bind_children(move || consent_form(ui).into_iter().collect())
        .child(&composer(ui))
        .child(&drop_hint(ui))
        .bind_children(move || {
            let confirmation = ui.read(Section::Confirmation, |state| state.confirmation);
            confirmation.map(|confirmation| confirm_dialog(ui, confirmation)).into_iter().collect()
        })
}
