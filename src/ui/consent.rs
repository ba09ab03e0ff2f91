//! What the visitor has to agree to before a message goes: in place of the field.

use super::Ui;
use super::macros::ui;
use super::markdown;
use crate::chat::Intent;
use crate::i18n::Key;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

pub(super) fn consent(ui: Ui) -> impl IntoView {
    move || {
        let consent = ui.view.consent.get()?;
        let form = consent.form_version_id?;
        let body = NodeRef::<Div>::new();
        let text = consent.text.unwrap_or_default();
        body.on_load(move |body| {
            markdown::show_html(&text, &body);
            // Whoever was writing reads on here; whoever is elsewhere on the page stays there. Not on the button: what is
            // typed on must not agree to anything.
            if has_focus(&body) {
                let _ = body.focus();
            }
        });
        let agree = move |_| {
            ui.send(Intent::Agree(form));
            ui.focus_field();
        };
        Some(ui! {
            <section part="consent" class="consent" aria-label=ui.text(Key::ConsentLabel)>
                <div part="consent-text" class="markdown" dir="auto" tabindex="0" node_ref=body></div>
                <button type="button" part="consent-agree" class="main" on:click=agree>
                    {ui.text(Key::ConsentAgree)}
                </button>
            </section>
        })
    }
}

/// Whether the focus is in the widget that an element is in.
fn has_focus(element: &web_sys::Node) -> bool {
    let root = element.get_root_node();
    js_sys::Reflect::get(&root, &JsValue::from_str("activeElement")).is_ok_and(|active| active.is_object())
}
