//! Where the visitor writes.

pub(super) mod selected_files;
mod thumbnail;

use crate::chat::ACCEPTED_EXTENSIONS;
use crate::i18n::Key;
use crate::ui::Ui;
use crate::ui::composer::selected_files::{self as files, picked_files};
use crate::ui::dom::{Markup, icon_button, markup, watch};
use crate::ui::icons;
use crate::ui::state::Part;
use crate::ui::window::is_key;
use leptos::prelude::*;
use std::cell::Cell;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Event, HtmlInputElement, HtmlTextAreaElement, KeyboardEvent};

pub(super) fn composer(ui: Ui) -> Markup {
    let is_blank = move || ui.0.see(Part::Draft, |state| state.draft.trim().is_empty());
    let object = move |objection| ui.0.change(Part::Objection, |state| state.objection = objection);
    let disabled = move || ui.looks(|looks| looks.disabled);
    let send = move || {
        if disabled() {
            return;
        }
        let (is_blank, has_files, is_faulty) = ui.0.peek(|state| {
            let is_faulty = state.picked.iter().any(|file| file.error.is_some());
            (state.draft.trim().is_empty(), !state.picked.is_empty(), is_faulty)
        });
        // Said only once the visitor has tried to send.
        let objections = [(is_faulty, Key::FileBlocks), (is_blank && has_files, Key::FileNeedsText)];
        let found = objections.into_iter().find_map(|(applies, key)| applies.then_some(key));
        object(found);
        if found.is_none() && !is_blank {
            let text = ui.0.change(Part::Draft, |state| std::mem::take(&mut state.draft));
            let files = ui.0.change(Part::Picked, |state| std::mem::take(&mut state.picked));
            ui.submit(text, files);
        }
        ui.focus_field();
    };

    let field = markup("textarea", "part=field; rows=1; enterkeyhint=send")
        .set("aria-label", &ui.text(Key::MessageField))
        .set("placeholder", &ui.text(Key::Placeholder))
        // The placeholder runs as the interface does, what is written as it does itself.
        .bind("dir", move || ui.0.see(Part::Draft, |state| (!state.draft.is_empty()).then(|| "auto".to_owned())))
        .flag("disabled", disabled)
        .on("input", move |event| {
            if let Some(field) = event.target() {
                let text = field.unchecked_into::<HtmlTextAreaElement>().value();
                ui.0.change(Part::Draft, |state| state.draft = text);
            }
            object(None);
        })
        .on("paste", move |event| {
            let carried = event.unchecked_ref::<ClipboardEvent>().clipboard_data();
            // Tables and documents come with a picture of themselves.
            let text = carried.as_ref().and_then(|carried| carried.get_data("text/plain").ok()).unwrap_or_default();
            let files = files::carried(carried);
            if text.is_empty() && !files.is_empty() && ui.takes_files() {
                event.prevent_default();
                files::add(ui, files.into_iter());
            }
        })
        .on("keydown", move |event| {
            if is_key(&event, "Enter") && !event.unchecked_ref::<KeyboardEvent>().shift_key() {
                event.prevent_default();
                send();
            }
        });
    let shown: HtmlTextAreaElement = field.as_a::<HtmlTextAreaElement>().clone();
    watch(Box::new(move || {
        ui.0.see(Part::Draft, |state| {
            if shown.value() != state.draft {
                shown.set_value(&state.draft);
            }
        });
    }));
    let focused = field.clone();
    let told = Cell::new(0);
    watch(Box::new(move || {
        let times = ui.0.see(Part::Focus, |state| state.focus);
        if told.replace(times) != times {
            let focused = focused.clone();
            // The window may only just have been opened.
            request_animation_frame(move || focused.focus());
        }
    }));

    let objection = move || ui.0.see(Part::Objection, |state| state.objection);
    let objection_text = move || objection().map(|key| ui.text(key)).unwrap_or_default();
    let line = markup("div", "part=line; class=line")
        .children(move || if ui.looks(|looks| looks.allow_attachments) { attach(ui) } else { Vec::new() })
        // The field grows with a copy of its text: no layout has to be measured on a keystroke.
        .add(
            &markup("div", "part=grow; class=grow")
                .bind("data-text", move || Some(ui.0.see(Part::Draft, |state| state.draft.clone())))
                .add(&field),
        )
        .add(
            &icon_button("part=send; class=send", &ui.text(Key::Send), icons::SEND)
                .with("type=submit")
                .flag("disabled", disabled)
                .bind("aria-disabled", move || Some(if is_blank() { "true" } else { "false" }.to_owned())),
        );
    markup("form", "part=composer; class=composer")
        .flag("hidden", move || ui.0.see(Part::Consent, |state| state.consent.is_some()))
        .on("submit", move |event| {
            event.prevent_default();
            send();
        })
        .add(&picked_files(ui))
        .add(
            &markup("p", "part=objection; class=objection; role=alert")
                .flag("hidden", move || objection().is_none())
                .says(objection_text),
        )
        .add(&line)
}

/// The button for files, and the browser's own dialog.
fn attach(ui: Ui) -> Vec<Markup> {
    let on_pick = move |event: Event| {
        if let Some(dialog) = event.target() {
            let dialog: HtmlInputElement = dialog.unchecked_into();
            if let Some(files) = dialog.files() {
                files::add(ui, files::listed_in(&files).into_iter());
            }
            // So that the same file can be picked again.
            dialog.set_value("");
        }
        ui.0.change(Part::Objection, |state| state.objection = None);
        ui.focus_field();
    };
    let dialog = markup("input", "type=file; multiple; hidden; tabindex=-1; aria-hidden=true")
        .set("accept", &[ACCEPTED_EXTENSIONS, ",text/*"].concat())
        .on("change", on_pick);
    let input = dialog.clone();
    let button = icon_button("part=attach; class=quiet", &ui.text(Key::Attach), icons::CLIP)
        .flag("disabled", move || ui.looks(|looks| looks.disabled))
        .on("click", move |_| input.as_a::<HtmlInputElement>().click());
    vec![dialog, button]
}
