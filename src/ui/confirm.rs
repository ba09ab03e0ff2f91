//! The question before everything is cleared.

use super::Ui;
use super::macros::ui;
use crate::chat::Intent;
use crate::i18n::Key;
use leptos::ev::KeyboardEvent;
use leptos::html::Button;
use leptos::prelude::*;

/// Shown over the window while `asking`. Keeps the focus to itself and gives it back to the field.
pub(super) fn confirm(ui: Ui, asking: RwSignal<bool>) -> impl IntoView {
    let (cancel, agree) = (NodeRef::<Button>::new(), NodeRef::<Button>::new());
    let dismiss = move || {
        asking.set(false);
        ui.focus_field();
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Escape" => {
            event.stop_propagation();
            dismiss();
        }
        "Tab" => {
            // Two buttons: either way, Tab leads from one to the other.
            event.prevent_default();
            let (Some(cancel), Some(agree)) = (cancel.get_untracked(), agree.get_untracked()) else { return };
            let on_cancel = cancel.matches(":focus").unwrap_or(false);
            let _ = if on_cancel { agree.focus() } else { cancel.focus() };
        }
        _ => {}
    };
    let body =
        ui.looks(|looks| looks.new_chat_confirmation_message.clone()).unwrap_or_else(|| ui.text(Key::ConfirmBody));
    cancel.on_load(|button| drop(button.focus()));
    ui! {
        <div part="overlay" class="overlay" on:keydown=on_key>
            <div part="dialog" class="dialog" role="alertdialog" aria-modal="true" aria-labelledby="ask" aria-describedby="why">
                <h3 part="dialog-title" id="ask">{ui.text(Key::ConfirmTitle)}</h3>
                <p part="dialog-text" id="why">{body}</p>
                <div part="dialog-buttons" class="choices">
                    <button type="button" part="dialog-cancel" class="plain" node_ref=cancel on:click=move |_| dismiss()>
                        {ui.text(Key::ConfirmCancel)}
                    </button>
                    <button
                        type="button" part="dialog-confirm" class="danger" node_ref=agree
                        on:click=move |_| {
                            ui.send(Intent::NewChat);
                            dismiss();
                        }
                    >
                        {ui.text(Key::ConfirmYes)}
                    </button>
                </div>
            </div>
        </div>
    }
}
