//! The window and what is in it.

use super::Ui;
use super::banner::banner;
use super::composer::composer;
use super::confirm::confirm;
use super::consent::consent;
use super::header::header;
use super::macros::ui;
use super::transcript::transcript;
use crate::chat::Connection;
use crate::i18n::Key;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// The whole widget but its launcher.
pub fn window(ui: Ui) -> impl IntoView {
    let full_screen = RwSignal::new(false);
    let asking = RwSignal::new(false);
    let on_key = move |event: KeyboardEvent| {
        // In the middle of a composition, Escape belongs to the input method.
        if event.key() == "Escape" && !event.is_composing() && !ui.looks(|looks| looks.kiosk) {
            event.stop_propagation();
            ui.close();
        }
    };
    let trouble = move || match ui.view.connection.get() {
        Connection::Online => None,
        Connection::Offline => Some(ui.text(Key::Offline)),
        Connection::Unstable => Some(ui.text(Key::Unstable)),
        Connection::Limited => Some(ui.text(Key::Limited)),
    };
    ui! {
        <section
            part="window" class="window" role="dialog" aria-labelledby="title"
            class:full=move || full_screen.get() && ui.looks(|looks| looks.allow_full_screen && !looks.kiosk)
            class:kiosk=move || ui.looks(|looks| looks.kiosk)
            hidden=move || !ui.view.open.get()
            on:keydown=on_key
        >
            {header(ui, full_screen, asking)}
            <div part="trouble" class="banner" role="status" hidden=move || trouble().is_none()>{trouble}</div>
            {banner(ui, false)}
            {transcript(ui)}
            {banner(ui, true)}
            {consent(ui)}
            {composer(ui)}
            {move || asking.get().then(|| confirm(ui, asking))}
        </section>
    }
}
