//! The rows of the rendered range, with a separator above the first message of each day.

use super::message_row::entry_row;
use crate::chat::{Entry, EntryKind};
use crate::ui::dom::{ChildKey, El, el};
use crate::ui::format;
use crate::ui::state::{Section, State};
use crate::ui::transcript::rendered_range::RenderedRange;
use crate::ui::user_interface::Ui;
use wasm_bindgen::JsValue;

/// Bits of a row's key: the day separator above it, and whether answers can be read aloud.
const SEPARATOR_MASK: u64 = 3;
const READ_ALOUD: u64 = 4;
/// The position of the entry's revision in the key.
const REVISION_SHIFT: u32 = 3;

/// The keys of the rows to render, tracked. A row is built again when its entry or another part of its key changes.
pub(super) fn row_keys(ui: Ui) -> Vec<ChildKey> {
    for section in [Section::RenderedRange, Section::Status, Section::Appearance] {
        ui.track(section);
    }
    ui.read(Section::Entries, keys)
}

fn keys(state: &State) -> Vec<ChildKey> {
    let (entries, RenderedRange { from, to }) = (&state.entries, state.rendered_range);
    let visible = entries.get(from..to.unwrap_or(entries.len()).min(entries.len())).unwrap_or_default();
    let mut day = None;
    for entry in entries.get(..from).unwrap_or_default().iter().rev() {
        day = day_of(entry);
        if day.is_some() {
            break;
        }
    }
    // A conversation that starts today begins without a separator.
    day = day.or_else(|| (from == 0).then(format::today));
    let mut keys = Vec::with_capacity(visible.len());
    let read_aloud = if state.appearance.read_aloud.is_some() { READ_ALOUD } else { 0 };
    for entry in visible {
        let entry_day = day_of(entry);
        // Separators say "today", "yesterday" or the date, so a row's key changes at midnight.
        let separator = match entry_day.filter(|_| entry_day != day).map(|entry_day| format::today() - entry_day) {
            None => 0,
            Some(..=0) => 1,
            Some(1) => 2,
            Some(_) => 3,
        };
        day = entry_day.or(day);
        keys.push((entry.id.0.into(), u64::from(entry.revision) << REVISION_SHIFT | read_aloud | separator));
    }
    keys
}

/// Builds the row for a key.
pub(super) fn build_row(ui: Ui, (id, version): ChildKey) -> El {
    let find = |state: &State| state.entries.iter().rev().find(|entry| u64::from(entry.id.0) == id).cloned();
    let Some(entry) = ui.read_untracked(find) else { return el("p", &[]) };
    let row = entry_row(ui, &entry);
    if version & SEPARATOR_MASK > 0 { row.prepend(&day_separator(ui, &entry)) } else { row }
}

fn day_separator(ui: Ui, entry: &Entry) -> El {
    let day = time_of(entry).map(|time| format::day_name(&time, ui.language().as_deref()));
    el("div", &[("part", "day"), ("class", "day")]).text(&day.unwrap_or_default())
}

fn time_of(entry: &Entry) -> Option<JsValue> {
    match &entry.kind {
        EntryKind::Message(message) => Some(message.wire.created_at.as_str().into()),
        EntryKind::Outgoing(outgoing) => Some(outgoing.written_at.into()),
        EntryKind::Notice(_) => None,
    }
}

fn day_of(entry: &Entry) -> Option<i32> {
    format::day_number(&time_of(entry)?)
}
