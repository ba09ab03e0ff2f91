//! What is not needed often enough to have a place in the header of its own.

use crate::i18n::Key;
use crate::ui::Ui;
use crate::ui::dom::{Markup, button, icon_button, markup};
use crate::ui::icons;
use crate::ui::state::Part;
use crate::ui::transcript::export::{Form, download};
use crate::ui::window::is_key;
use leptos::prelude::{queue_microtask, untrack};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, FocusEvent, HtmlElement, Node};

/// The button, and the menu while it is open.
pub(in crate::ui) fn menu(ui: Ui) -> Markup {
    let is_open = move || ui.0.see(Part::Menu, |state| state.has_menu);
    let opens = icon_button("part=menu; class=quiet; aria-haspopup=menu; tabindex=0", &ui.text(Key::Menu), icons::MORE)
        .bind("aria-expanded", move || Some(if is_open() { "true" } else { "false" }.to_owned()))
        .on("click", move |_| ui.0.change(Part::Menu, |state| state.has_menu = !state.has_menu));
    let place = markup("div", "part=menu-place; class=menu-place")
        .flag("hidden", move || !ui.has_entries() && ui.looks(|looks| looks.sound.is_none()));
    let (around, button) = (place.element().clone(), opens.clone());
    place.add(&opens).children(move || if is_open() { vec![untrack(|| items(ui, &button))] } else { Vec::new() }).on(
        "focusout",
        move |event| {
            // It is open for as long as the focus is in it.
            let next = event.unchecked_ref::<FocusEvent>().related_target();
            if !around.contains(next.as_ref().and_then(|next| next.dyn_ref::<Node>())) {
                ui.0.change(Part::Menu, |state| state.has_menu = false);
            }
        },
    )
}

fn items(ui: Ui, button: &Markup) -> Markup {
    let has_entries = ui.has_entries();
    let save = move |key, form| item(ui, button, &ui.text(key), move || download(ui, form));
    let sound = ui.looks(|looks| looks.sound).map(|is_on| {
        let label = ui.text(if is_on { Key::SoundOff } else { Key::SoundOn });
        item(ui, button, &label, move || {
            if let Some(actions) = ui.actions() {
                actions.turn_sound(!is_on);
            }
        })
    });
    let saves = has_entries.then(|| [save(Key::DownloadText, Form::Text), save(Key::DownloadMarkdown, Form::Markdown)]);
    let list = markup("div", "part=menu-items; class=menu; role=menu")
        .set("aria-label", &ui.text(Key::Menu))
        .add_all(saves.into_iter().flatten())
        .add_all(sound);
    let button = button.clone();
    list.clone().on("keydown", move |event| move_about(ui, &list, &button, &event)).once_shown(|list| {
        if let Some(first) = list.element().first_element_child() {
            let _ = first.unchecked_ref::<HtmlElement>().focus();
        }
    })
}

fn item(ui: Ui, opener: &Markup, label: &str, act: impl Fn() + 'static) -> Markup {
    let opener = opener.clone();
    button("part=menu-item; role=menuitem; tabindex=-1", label).on("click", move |_| {
        act();
        leave(ui, &opener);
    })
}

/// Closes the menu, whose items go with what they are being told.
fn leave(ui: Ui, opener: &Markup) {
    let opener = opener.clone();
    queue_microtask(move || {
        opener.focus();
        ui.0.change(Part::Menu, |state| state.has_menu = false);
    });
}

/// Arrow keys go round, Escape goes back to the button.
fn move_about(ui: Ui, list: &Markup, opener: &Markup, event: &Event) {
    let list = list.element();
    let (first, last) = (list.first_element_child(), list.last_element_child());
    let now = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let next = if is_key(event, "ArrowDown") {
        now.and_then(|now| now.next_element_sibling()).or(first)
    } else if is_key(event, "ArrowUp") {
        now.and_then(|now| now.previous_element_sibling()).or(last)
    } else if is_key(event, "Home") {
        first
    } else if is_key(event, "End") {
        last
    } else if is_key(event, "Escape") {
        event.stop_propagation();
        return leave(ui, opener);
    } else {
        return;
    };
    event.prevent_default();
    if let Some(next) = next {
        let _ = next.unchecked_ref::<HtmlElement>().focus();
    }
}
