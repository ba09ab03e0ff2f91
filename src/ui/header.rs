//! The bar at the top of the window.

use super::Ui;
use super::icons;
use super::markup::{Markup, icon_button, markup};
use crate::i18n::Key;
use leptos::prelude::*;

/// `full_screen` and `asking` (whether to start over) belong to the window.
pub(super) fn header(ui: Ui, full_screen: RwSignal<bool>, asking: RwSignal<bool>) -> Markup {
    let title = move || {
        let name = ui.view.chatbot_name.get();
        let given = ui.looks(|looks| looks.header_text.clone());
        given.or_else(|| Some(name).filter(|name| !name.is_empty())).unwrap_or_else(|| ui.text(Key::Title))
    };
    let can_start_over = move || !ui.view.given.get() && ui.view.entries.with(|entries| !entries.is_empty());
    let label = move || Some(ui.text(if full_screen.get() { Key::ExitFullScreen } else { Key::FullScreen }));
    let line = move || Some(if full_screen.get() { icons::SHRINK } else { icons::EXPAND }.to_owned());
    let resize_icon = icons::icon("");
    let resize_line = Markup::drawn("path").bind("d", line);
    markup("header", "part=header")
        .flag("hidden", move || ui.looks(|looks| looks.kiosk))
        .add(&markup("h2", "part=title; id=title; dir=auto").bind("title", move || Some(title())).says(title))
        .add(
            &icon_button("part=new-chat; class=quiet", &ui.text(Key::NewChat), icons::PLUS)
                .flag("hidden", move || !can_start_over())
                .on("click", move |_| asking.set(true)),
        )
        .add(
            &markup("button", "type=button; part=full-screen; class=quiet resize")
                .bind("aria-label", label)
                .bind("title", label)
                .flag("hidden", move || !ui.looks(|looks| looks.allow_full_screen))
                .on("click", move |_| full_screen.update(|full| *full = !*full))
                .add(&resize_icon.add(&resize_line)),
        )
        .add(
            &icon_button("part=close; class=quiet", &ui.text(Key::Close), icons::CLOSE)
                .on("click", move |_| ui.close()),
        )
}
