//! The message field.

use super::submit::submit;
use crate::event_loop::run_in_next_frame;
use crate::i18n::Key;
use crate::ui::dom::{El, effect, el};
use crate::ui::files::selection::transferred_files;
use crate::ui::key_events::is_key;
use crate::ui::state::Section;
use crate::ui::user_interface::Ui;
use std::cell::Cell;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Event, HtmlTextAreaElement, KeyboardEvent};

/// The field in a container that grows with its text.
pub(super) fn field(ui: Ui) -> El {
    let enter_breaks_line = move || ui.appearance(|appearance| appearance.enter_breaks_line);
    let field = el("textarea", &[("part", "field"), ("rows", "1")])
        .attr("aria-label", &ui.text(Key::MessageField))
        .bind_attr("enterkeyhint", move || Some(if enter_breaks_line() { "enter" } else { "send" }.to_owned()))
        .bind_attr("placeholder", move || {
            let configured = || ui.appearance(|appearance| appearance.placeholder.clone());
            disabled_text(ui).or_else(configured).or_else(|| Some(ui.text(Key::Placeholder)))
        })
        // The placeholder has the direction of the interface, the draft its own.
        .bind_attr("dir", move || ui.read(Section::Draft, |state| (!state.draft.is_empty()).then(|| "auto".to_owned())))
        .bind_bool_attr("disabled", move || ui.appearance(|appearance| appearance.disabled))
        .on("input", move |event| {
            if let Some(field) = event.target() {
                ui.set_draft(field.unchecked_into::<HtmlTextAreaElement>().value());
            }
            ui.set_validation_error(None);
        })
        .on("paste", move |event| paste(ui, &event))
        .on("keydown", move |event| {
            let keyboard_event: &KeyboardEvent = event.unchecked_ref();
            let breaks_line = keyboard_event.shift_key() || enter_breaks_line();
            if is_key(&event, "Enter") && !breaks_line {
                event.prevent_default();
                // A key that is held down may have chosen a question, which moves the focus here.
                if !keyboard_event.repeat() {
                    submit(ui);
                }
            }
        });
    show_draft(ui, field.cast::<HtmlTextAreaElement>().clone());
    follow_focus_requests(ui, field.clone());
    // The container grows with a copy of the text in `::after`, without measuring the layout on every keystroke. In a disabled chat,
    // `::after` covers the draft with the text for that.
    el("div", &[("part", "grow"), ("class", "grow")])
        .bind_attr("data-text", move || {
            disabled_text(ui).or_else(|| Some(ui.read(Section::Draft, |state| state.draft.clone())))
        })
        .child(&field)
}

/// What the field of a disabled chat says.
fn disabled_text(ui: Ui) -> Option<String> {
    ui.appearance(|appearance| appearance.disabled).then(|| ui.text(Key::ChatDisabled))
}

fn show_draft(ui: Ui, field: HtmlTextAreaElement) {
    effect(Box::new(move || {
        ui.read(Section::Draft, |state| {
            if field.value() != state.draft {
                field.set_value(&state.draft);
            }
        });
    }));
}

fn follow_focus_requests(ui: Ui, field: El) {
    let handled = Cell::new(0);
    effect(Box::new(move || {
        let requests = ui.read(Section::Focus, |state| state.focus_requests);
        if handled.replace(requests) != requests {
            let field = field.clone();
            // The window may still be hidden in this frame.
            run_in_next_frame(Box::new(move || field.focus()));
        }
    }));
}

/// Attaches pasted files.
fn paste(ui: Ui, event: &Event) {
    let data = event.unchecked_ref::<ClipboardEvent>().clipboard_data();
    // Office applications add a picture to copied tables and documents: text takes precedence.
    let text = data.as_ref().and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default();
    let files = transferred_files(data);
    if text.is_empty() && !files.is_empty() && ui.accepts_files() {
        event.prevent_default();
        ui.attach_files(files);
    }
}
