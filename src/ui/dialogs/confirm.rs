//! The dialog that asks the visitor to confirm an action.

use crate::chat::Intent;
use crate::i18n::Key;
use crate::ui::buttons::text_button;
use crate::ui::dom::{El, el};
use crate::ui::key_events::is_key;
use crate::ui::state::{Confirmation, Section};
use crate::ui::user_interface::Ui;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, ShadowRoot};

/// A modal dialog over the window. It traps the focus. When it closes, the focus moves back to the element that had it
/// before, or to the message field of the new chat.
pub(in crate::ui) fn confirm_dialog(ui: Ui, confirmation: Confirmation) -> El {
    let previous_focus: Rc<RefCell<Option<HtmlElement>>> = Rc::default();
    let saved_focus = previous_focus.clone();
    let close = move |is_confirmed: bool| {
        ui.update(Section::Confirmation, |state| state.confirmation = None);
        match previous_focus.take().filter(|_| !is_confirmed) {
            Some(previous) => drop(previous.focus()),
            None => ui.focus_field(),
        }
    };
    let (on_cancel, on_escape) = (close.clone(), close.clone());
    let (title, question, label) = texts(ui, confirmation);
    let cancel = text_button(&[("part", "dialog-cancel"), ("class", "plain")], &ui.text(Key::ConfirmCancel))
        .on("click", move |_| on_cancel(false));
    let confirm = text_button(&[("part", "dialog-confirm"), ("class", "danger")], &label).on("click", move |_| {
        match confirmation {
            Confirmation::NewChat => ui.send_intent(Intent::NewChat),
            Confirmation::Delete => ui.delete_conversation(),
        }
        close(true);
    });
    let cancel = cancel.after_mount(move |cancel| {
        // In a Leptos application the root is the document, which has the same property.
        let root = cancel.element().get_root_node().unchecked_into::<ShadowRoot>();
        saved_focus.replace(root.active_element().map(Element::unchecked_into));
        cancel.focus();
    });
    let (first, last) = (cancel.clone(), confirm.clone());
    let dialog_attributes = [
        ("part", "dialog"),
        ("class", "dialog"),
        ("role", "alertdialog"),
        ("aria-modal", "true"),
        ("aria-labelledby", "ask"),
        ("aria-describedby", "why"),
    ];
    let buttons = el("div", &[("part", "dialog-buttons"), ("class", "choices")]).child(&cancel).child(&confirm);
    let dialog = el("div", &dialog_attributes)
        .child(&el("h3", &[("part", "dialog-title"), ("id", "ask")]).text(&title))
        .child(&el("p", &[("part", "dialog-text"), ("id", "why")]).text(&question))
        .child(&buttons);
    el("div", &[("part", "overlay"), ("class", "overlay")])
        .on("mousedown", |event| {
            // A press on the backdrop must not move the focus out of the dialog.
            if event.target() == event.current_target() {
                event.prevent_default();
            }
        })
        .on("keydown", move |event| {
            if is_key(&event, "Escape") {
                event.stop_propagation();
                event.prevent_default();
                on_escape(false);
            } else if is_key(&event, "Tab") {
                // With two buttons, Tab and Shift+Tab both lead to the other one.
                event.prevent_default();
                let is_on_first = first.element().matches(":focus").unwrap_or(false);
                if is_on_first { last.focus() } else { first.focus() }
            }
        })
        .child(&dialog)
}

/// The title, the question and the label of the button that confirms.
fn texts(ui: Ui, confirmation: Confirmation) -> (String, String, String) {
    match confirmation {
        Confirmation::NewChat => {
            // Untracked: a dialog that is built again would move the focus.
            let question = ui.read_untracked(|state| state.appearance.new_chat_confirmation_message.clone());
            let question = question.unwrap_or_else(|| ui.text(Key::ConfirmBody));
            (ui.text(Key::ConfirmTitle), question, ui.text(Key::ConfirmNewChat))
        }
        Confirmation::Delete => (ui.text(Key::DeleteConversation), ui.text(Key::DeleteBody), ui.text(Key::Discard)),
    }
}
