//! The question before everything is cleared.

use crate::chat::Intent;
use crate::i18n::Key;
use crate::ui::Ui;
use crate::ui::dom::{Markup, button, markup};
use crate::ui::state::Part;
use crate::ui::window::is_key;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, ShadowRoot};

/// Shown over the window. Keeps the focus to itself and gives it back to where it was, or to the field of a new chat.
pub(in crate::ui) fn confirm(ui: Ui) -> Markup {
    let opener: Rc<RefCell<Option<HtmlElement>>> = Rc::default();
    let before = opener.clone();
    let dismiss = move |begins: bool| {
        ui.0.change(Part::Asking, |state| state.is_asking = false);
        match opener.take().filter(|_| !begins) {
            Some(opener) => drop(opener.focus()),
            None => ui.focus_field(),
        }
    };
    let (refuse, escape) = (dismiss.clone(), dismiss.clone());
    let body =
        ui.looks(|looks| looks.new_chat_confirmation_message.clone()).unwrap_or_else(|| ui.text(Key::ConfirmBody));
    let cancel =
        button("part=dialog-cancel; class=plain", &ui.text(Key::ConfirmCancel)).on("click", move |_| refuse(false));
    let agree = button("part=dialog-confirm; class=danger", &ui.text(Key::ConfirmYes)).on("click", move |_| {
        ui.send(Intent::NewChat);
        dismiss(true);
    });
    let cancel = cancel.once_shown(move |cancel| {
        let root = cancel.element().get_root_node().dyn_into::<ShadowRoot>().ok();
        before.replace(root.and_then(|root| root.active_element()).and_then(|element| element.dyn_into().ok()));
        cancel.focus();
    });
    let (first, last) = (cancel.clone(), agree.clone());
    markup("div", "part=overlay; class=overlay")
        .on("mousedown", |event| {
            // What is beside the question takes no focus from it.
            if event.target() == event.current_target() {
                event.prevent_default();
            }
        })
        .on("keydown", move |event| {
            if is_key(&event, "Escape") {
                event.stop_propagation();
                escape(false);
            } else if is_key(&event, "Tab") {
                // Two buttons: either way, Tab leads from one to the other.
                event.prevent_default();
                let on_first = first.element().matches(":focus").unwrap_or(false);
                if on_first { last.focus() } else { first.focus() }
            }
        })
        .add(
            &markup(
                "div",
                "part=dialog; class=dialog; role=alertdialog; aria-modal=true; aria-labelledby=ask; aria-describedby=why",
            )
            .add(&markup("h3", "part=dialog-title; id=ask").text(&ui.text(Key::ConfirmTitle)))
            .add(&markup("p", "part=dialog-text; id=why").text(&body))
            .add(&markup("div", "part=dialog-buttons; class=choices").add(&cancel).add(&agree)),
        )
}
