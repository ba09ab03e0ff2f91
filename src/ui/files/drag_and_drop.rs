//! Files that the visitor drops on the window.

use super::selection::transferred_files;
use crate::i18n::Key;
use crate::ui::dom::{El, el};
use crate::ui::state::Section;
use crate::ui::user_interface::Ui;
use js_sys::Array;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Event, Node};

/// Makes an element accept dropped files.
pub(in crate::ui) fn accept_drops(ui: Ui, target: El) -> El {
    target
        .on("dragover", move |event| track_drag(ui, &event, true))
        .on("dragleave", move |event| track_drag(ui, &event, false))
        .on("drop", move |event| {
            track_drag(ui, &event, false);
            let files = transferred_files(event.unchecked_ref::<DragEvent>().data_transfer());
            if !files.is_empty() {
                // By default, the browser navigates to the file.
                event.prevent_default();
            }
            if !files.is_empty() && ui.accepts_files() {
                ui.attach_files(files);
                ui.focus_field();
            }
        })
}

/// The hint that covers the window while files are dragged over it.
pub(in crate::ui) fn drop_hint(ui: Ui) -> El {
    el("div", &[("part", "drop"), ("class", "drop"), ("aria-hidden", "true")])
        .bind_bool_attr("hidden", move || !ui.read(Section::Dragging, |state| state.is_dragging))
        .text(&ui.text(Key::DropFiles))
}

/// Shows or hides the drop hint, and cancels the event, so that the browser allows the drop.
fn track_drag(ui: Ui, event: &Event, is_over: bool) {
    let event: &DragEvent = event.unchecked_ref();
    let has_files = event.data_transfer().is_some_and(|data| {
        // Scripts that simulate a drop may leave `types` out.
        let types = data.types();
        Array::is_array(&types) && types.includes(&"Files".into(), 0)
    });
    if !has_files {
        return;
    }
    event.prevent_default();
    if !ui.accepts_files() {
        return;
    }
    // `dragleave` is also sent when the pointer moves on to a descendant.
    let is_within = event
        .current_target()
        .zip(event.related_target())
        .is_some_and(|(target, next)| target.unchecked_ref::<Node>().contains(Some(next.unchecked_ref())));
    let is_over = is_over || (event.type_() == "dragleave" && is_within);
    if ui.read_untracked(|state| state.is_dragging != is_over) {
        ui.update(Section::Dragging, |state| state.is_dragging = is_over);
    }
}
