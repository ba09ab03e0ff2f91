//! The bar at the top of the window.

use super::Ui;
use super::icons::{self, icon};
use super::macros::ui;
use crate::i18n::Key;
use leptos::prelude::*;

/// `full_screen` and `asking` (whether to start over) belong to the window.
pub(super) fn header(ui: Ui, full_screen: RwSignal<bool>, asking: RwSignal<bool>) -> impl IntoView {
    let title = move || {
        let name = ui.view.chatbot_name.get();
        let given = ui.looks(|looks| looks.header_text.clone());
        given.or_else(|| Some(name).filter(|name| !name.is_empty())).unwrap_or_else(|| ui.text(Key::Title))
    };
    let can_start_over = move || !ui.view.given.get() && ui.view.entries.with(|entries| !entries.is_empty());
    let full_screen_label = move || ui.text(if full_screen.get() { Key::ExitFullScreen } else { Key::FullScreen });
    let button = move |key: Key| ui.text(key);
    ui! {
        <header part="header" hidden=move || ui.looks(|looks| looks.kiosk)>
            <h2 part="title" id="title" dir="auto" title=title>{title}</h2>
            <button
                type="button" part="new-chat" class="quiet" aria-label=button(Key::NewChat) title=button(Key::NewChat)
                hidden=move || !can_start_over()
                on:click=move |_| asking.set(true)
            >
                {icon(icons::PLUS)}
            </button>
            <button
                type="button" part="full-screen" class="quiet resize" aria-label=full_screen_label title=full_screen_label
                hidden=move || !ui.looks(|looks| looks.allow_full_screen)
                on:click=move |_| full_screen.update(|full| *full = !*full)
            >
                {move || icon(if full_screen.get() { icons::SHRINK } else { icons::EXPAND })}
            </button>
            <button
                type="button" part="close" class="quiet" aria-label=button(Key::Close) title=button(Key::Close)
                on:click=move |_| ui.close()
            >
                {icon(icons::CLOSE)}
            </button>
        </header>
    }
}
