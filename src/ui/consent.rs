//! What the visitor has to agree to before a message goes: in place of the field.

use super::Ui;
use super::macros::ui;
use super::markdown;
use crate::chat::Intent;
use crate::i18n::Key;
use leptos::html::{Button, Div};
use leptos::prelude::*;

pub(super) fn consent(ui: Ui) -> impl IntoView {
    move || {
        let consent = ui.view.consent.get()?;
        let form = consent.form_version_id?;
        let (body, button) = (NodeRef::<Div>::new(), NodeRef::<Button>::new());
        let text = consent.text.unwrap_or_default();
        body.on_load(move |body| markdown::show_html(&text, &body));
        button.on_load(|button| drop(button.focus()));
        let agree = move |_| {
            ui.send(Intent::Agree(form));
            ui.focus_field();
        };
        Some(ui! {
            <section part="consent" class="consent" aria-label=ui.text(Key::ConsentLabel)>
                <div part="consent-text" class="markdown" dir="auto" tabindex="0" node_ref=body></div>
                <button type="button" part="consent-agree" class="main" node_ref=button on:click=agree>
                    {ui.text(Key::ConsentAgree)}
                </button>
            </section>
        })
    }
}
