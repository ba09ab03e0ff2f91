//! Where the visitor writes.

use super::Ui;
use super::files::picked_files;
use super::icons;
use super::markup::{Markup, icon_button, markup, watch};
use super::window::is_key;
use crate::chat::EXTENSIONS;
use crate::i18n::Key;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, HtmlTextAreaElement, KeyboardEvent};

pub(super) fn composer(ui: Ui) -> Markup {
    let text = ui.draft;
    let picked = ui.picked;
    // Said only once the visitor has tried to send.
    let objection = RwSignal::new(None::<Key>);

    let is_blank = move || text.with(|text| text.trim().is_empty());
    let disabled = move || ui.looks(|looks| looks.disabled);
    let send = move || {
        if disabled() {
            return;
        }
        let objections =
            [(picked.is_faulty(), Key::FileBlocks), (is_blank() && !picked.is_empty(), Key::FileNeedsText)];
        let found = objections.into_iter().find_map(|(applies, key)| applies.then_some(key));
        objection.set(found);
        if found.is_none() && !is_blank() {
            let text = text.try_update(std::mem::take).unwrap_or_default();
            ui.submit(text, picked.take());
        }
        ui.focus_field();
    };

    let field = markup("textarea", "part=field; rows=1; enterkeyhint=send")
        .set("aria-label", &ui.text(Key::MessageField))
        .set("placeholder", &ui.text(Key::Placeholder))
        // The placeholder runs as the interface does, what is written as it does itself.
        .bind("dir", move || text.with(|text| (!text.is_empty()).then(|| "auto".to_owned())))
        .flag("disabled", disabled)
        .on("input", move |event| {
            if let Some(field) = event.target() {
                text.set(field.unchecked_into::<HtmlTextAreaElement>().value());
            }
            objection.set(None);
        })
        .on("keydown", move |event| {
            if is_key(&event, "Enter") && !event.unchecked_ref::<KeyboardEvent>().shift_key() {
                event.prevent_default();
                send();
            }
        });
    let shown: HtmlTextAreaElement = field.as_a::<HtmlTextAreaElement>().clone();
    watch(Box::new(move || {
        text.with(|text| {
            if shown.value() != *text {
                shown.set_value(text);
            }
        });
    }));
    let focused = field.clone();
    let told = StoredValue::new(0);
    watch(Box::new(move || {
        let times = ui.view.focus.get();
        if told.try_get_value() != Some(times) {
            told.try_set_value(times);
            let focused = focused.clone();
            // The window may only just have been opened.
            request_animation_frame(move || focused.focus());
        }
    }));

    let objection_text = move || objection.get().map(|key| ui.text(key)).unwrap_or_default();
    let line = markup("div", "part=line; class=line")
        .children(move || if ui.looks(|looks| looks.allow_attachments) { attach(ui, objection) } else { Vec::new() })
        // The field grows with a copy of its text: no layout has to be measured on a keystroke.
        .add(&markup("div", "part=grow; class=grow").bind("data-text", move || Some(text.get())).add(&field))
        .add(
            &icon_button("part=send; class=send", &ui.text(Key::Send), icons::SEND)
                .with("type=submit")
                .flag("disabled", disabled)
                .bind("aria-disabled", move || Some(if is_blank() { "true" } else { "false" }.to_owned())),
        );
    markup("form", "part=composer; class=composer")
        .flag("hidden", move || ui.view.consent.with(Option::is_some))
        .on("submit", move |event| {
            event.prevent_default();
            send();
        })
        .add(&picked_files(ui, picked))
        .add(
            &markup("p", "part=objection; class=objection; role=alert")
                .flag("hidden", move || objection.get().is_none())
                .says(objection_text),
        )
        .add(&line)
}

/// The button for files, and the browser's own dialog.
fn attach(ui: Ui, objection: RwSignal<Option<Key>>) -> Vec<Markup> {
    let on_pick = move |event: Event| {
        if let Some(dialog) = event.target() {
            let dialog: HtmlInputElement = dialog.unchecked_into();
            if let Some(files) = dialog.files() {
                ui.picked.add(ui, (0..files.length()).filter_map(|at| files.get(at)));
            }
            // So that the same file can be picked again.
            dialog.set_value("");
        }
        objection.set(None);
        ui.focus_field();
    };
    let dialog = markup("input", "type=file; multiple; hidden; tabindex=-1; aria-hidden=true")
        .set("accept", &[EXTENSIONS, ",text/*"].concat())
        .on("change", on_pick);
    let input = dialog.clone();
    let button = icon_button("part=attach; class=quiet", &ui.text(Key::Attach), icons::CLIP)
        .flag("disabled", move || ui.looks(|looks| looks.disabled))
        .on("click", move |_| input.as_a::<HtmlInputElement>().click());
    vec![dialog, button]
}
