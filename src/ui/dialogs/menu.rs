//! The menu in the header.

use crate::event_loop::run_soon;
use crate::i18n::Key;
use crate::ui::buttons::{icon_button, text_button};
use crate::ui::dom::{El, el};
use crate::ui::icons;
use crate::ui::key_events::{is_key, move_focus};
use crate::ui::state::{Confirmation, Section};
use crate::ui::transcript::export::{Format, download};
use crate::ui::user_interface::Ui;
use leptos::prelude::untrack;
use wasm_bindgen::JsCast;
use web_sys::{Event, FocusEvent, HtmlElement, Node};

/// The menu button, and the menu while it is open. The menu has an item for a new chat where the style sheet has no
/// room for the header's button.
pub(in crate::ui) fn menu(ui: Ui, new_chat: El) -> El {
    let is_open = move || ui.read(Section::Menu, |state| state.is_menu_open);
    let attributes = [("part", "menu"), ("class", "quiet"), ("aria-haspopup", "menu"), ("tabindex", "0")];
    let opener = icon_button(&attributes, &ui.text(Key::Menu), icons::MORE)
        .bind_attr("aria-expanded", move || Some(if is_open() { "true" } else { "false" }.to_owned()))
        .on("click", move |_| ui.update(Section::Menu, |state| state.is_menu_open = !state.is_menu_open));
    let container = el("div", &[("part", "menu-place"), ("class", "menu-place")]).bind_bool_attr("hidden", move || {
        let has_switches = ui.appearance(|appearance| appearance.sound.is_some() || appearance.read_aloud.is_some());
        !has_switches && !ui.has_entries()
    });
    let (bounds, button) = (container.element().clone(), opener.clone());
    container
        .child(&opener)
        .bind_children(move || if is_open() { vec![untrack(|| items(ui, &button, &new_chat))] } else { Vec::new() })
        .on("focusout", move |event| {
            let next = event.unchecked_ref::<FocusEvent>().related_target();
            // In focus events of the browser, what gets the focus is a node.
            if !bounds.contains(next.as_ref().map(|next| next.unchecked_ref::<Node>())) {
                ui.update(Section::Menu, |state| state.is_menu_open = false);
            }
        })
}

fn items(ui: Ui, opener: &El, new_chat: &El) -> El {
    let has_entries = ui.has_entries();
    let download_item =
        |key, format| has_entries.then(|| item(ui, opener, &ui.text(key), move || download(ui, format)));
    let sound = ui.appearance(|appearance| appearance.sound).map(|is_on| {
        let label = ui.text(if is_on { Key::SoundOff } else { Key::SoundOn });
        item(ui, opener, &label, move || {
            if let Some(actions) = ui.actions() {
                actions.set_sound(!is_on);
            }
        })
    });
    let read_aloud = ui.appearance(|appearance| appearance.read_aloud.clone()).map(|label| {
        item(ui, opener, &label, move || {
            if let Some(actions) = ui.actions() {
                actions.toggle_read_aloud();
            }
        })
    });
    let button = new_chat.element();
    let has_room = button.client_height() > 0 || button.matches("[hidden]").unwrap_or_default();
    let new_chat = (!has_room).then(|| {
        let button = new_chat.cast::<HtmlElement>().clone();
        item(ui, opener, &ui.text(Key::NewChat), move || button.click())
    });
    // The server keeps a session that the page provides, and the widget would read it again.
    let is_provided = ui.read_untracked(|state| state.status.is_session_provided);
    let delete = (has_entries && !is_provided).then(|| {
        item(ui, opener, &ui.text(Key::DeleteConversation), move || {
            ui.update(Section::Confirmation, |state| state.confirmation = Some(Confirmation::Delete));
        })
    });
    let list = el("div", &[("part", "menu-items"), ("class", "menu"), ("role", "menu")])
        .attr("aria-label", &ui.text(Key::Menu))
        .children(download_item(Key::DownloadText, Format::Text))
        .children(download_item(Key::DownloadMarkdown, Format::Markdown))
        .children(sound)
        .children(read_aloud)
        .children(new_chat)
        .children(delete);
    let opener = opener.clone();
    list.clone().on("keydown", move |event| on_keydown(ui, &list, &opener, &event)).after_mount(|list| {
        if let Some(first) = list.element().first_element_child() {
            let _ = first.unchecked_ref::<HtmlElement>().focus();
        }
    })
}

fn item(ui: Ui, opener: &El, label: &str, activate: impl Fn() + 'static) -> El {
    let opener = opener.clone();
    let attributes = [("part", "menu-item"), ("role", "menuitem"), ("tabindex", "-1")];
    text_button(&attributes, label).on("click", move |_| {
        activate();
        close(ui, &opener);
    })
}

/// Closes the menu and moves the focus back to its button, after the current event: closing drops its listeners.
fn close(ui: Ui, opener: &El) {
    let opener = opener.clone();
    run_soon(Box::new(move || {
        opener.focus();
        ui.update(Section::Menu, |state| state.is_menu_open = false);
    }));
}

/// The keyboard interface of the WAI-ARIA menu pattern.
fn on_keydown(ui: Ui, list: &El, opener: &El, event: &Event) {
    if is_key(event, "Escape") {
        event.stop_propagation();
        event.prevent_default();
        return close(ui, opener);
    }
    move_focus(list.element(), event);
}
