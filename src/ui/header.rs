//! The bar at the top of the window.

use super::Ui;
use super::dialogs::menu::menu;
use super::dom::{Markup, icon_button, markup};
use super::icons;
use super::state::Part;
use crate::i18n::Key;

/// Who answers, and what can be done with the window.
pub(super) fn header(ui: Ui) -> Markup {
    let title = move || {
        ui.0.track(Part::Status);
        ui.0.track(Part::Looks);
        ui.title()
    };
    let can_start_over = move || !ui.0.see(Part::Status, |state| state.status.is_given) && ui.has_entries();
    let is_full = move || ui.0.see(Part::FullScreen, |state| state.is_full_screen);
    let label = move || Some(ui.text(if is_full() { Key::ExitFullScreen } else { Key::FullScreen }));
    let line = move || Some(if is_full() { icons::SHRINK } else { icons::EXPAND }.to_owned());
    let resize_icon = icons::icon("");
    let resize_line = Markup::drawn("path").bind("d", line);
    markup("header", "part=header")
        .flag("hidden", move || ui.looks(|looks| looks.kiosk))
        .add(&markup("h2", "part=title; id=title; dir=auto").bind("title", move || Some(title())).says(title))
        .add(
            &icon_button("part=new-chat; class=quiet", &ui.text(Key::NewChat), icons::PLUS)
                .flag("hidden", move || !can_start_over())
                .on("click", move |_| ui.0.change(Part::Asking, |state| state.is_asking = true)),
        )
        .add(&menu(ui))
        .add(
            &markup("button", "type=button; part=full-screen; class=quiet resize")
                .bind("aria-label", label)
                .bind("title", label)
                .flag("hidden", move || !ui.looks(|looks| looks.allow_full_screen))
                .on("click", move |_| {
                    ui.0.change(Part::FullScreen, |state| state.is_full_screen = !state.is_full_screen)
                })
                .add(&resize_icon.add(&resize_line)),
        )
        .add(
            &icon_button("part=close; class=quiet", &ui.text(Key::Close), icons::CLOSE)
                .on("click", move |_| ui.close()),
        )
}
