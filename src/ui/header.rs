//! The header of the window: its title and its buttons.

use super::buttons::icon_button;
use super::dialogs::menu::menu;
use super::dom::{El, el, svg_el};
use super::icons;
use super::new_chat_button::new_chat_button;
use super::state::Section;
use super::user_interface::Ui;
use crate::i18n::Key;

/// The header.
pub(super) fn header(ui: Ui) -> El {
    let title = move || {
        ui.track(Section::Status);
        ui.track(Section::Appearance);
        ui.title()
    };
    let heading = el("h2", &[("part", "title"), ("id", "title"), ("dir", "auto")]);
    let new_chat = new_chat_button(ui);
    // Without the role it would be the `banner` landmark of the page, which is the page's own header.
    el("header", &[("part", "header"), ("role", "none")])
        .bind_bool_attr("hidden", move || ui.appearance(|appearance| appearance.kiosk))
        .child(&heading.bind_attr("title", move || Some(title())).bind_text(title))
        .child(&new_chat)
        .child(&menu(ui, new_chat))
        .child(&full_screen_button(ui))
        .child(
            &icon_button(&[("part", "close"), ("class", "quiet")], &ui.text(Key::Close), icons::CLOSE)
                .on("click", move |_| ui.close()),
        )
}

fn full_screen_button(ui: Ui) -> El {
    let is_full_screen = move || ui.read(Section::FullScreen, |state| state.is_full_screen);
    let label = move || Some(ui.text(if is_full_screen() { Key::ExitFullScreen } else { Key::FullScreen }));
    let path = move || Some(if is_full_screen() { icons::SHRINK } else { icons::EXPAND }.to_owned());
    el("button", &[("type", "button"), ("part", "full-screen"), ("class", "quiet resize")])
        .bind_attr("aria-label", label)
        .bind_attr("title", label)
        .bind_bool_attr("hidden", move || !ui.appearance(|appearance| appearance.allow_full_screen))
        .on("click", move |_| ui.update(Section::FullScreen, |state| state.is_full_screen = !state.is_full_screen))
        .child(&icons::icon("").child(&svg_el("path", &[]).bind_attr("d", path)))
}
