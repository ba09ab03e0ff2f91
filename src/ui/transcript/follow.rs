//! Keeps the end of the conversation in view, as long as the visitor is there.

use super::scroll::{JUMP_ROWS, ScrollView};
use crate::chat::{Entry, EntryId, Message};
use crate::event_loop::run_in_next_frame;
use crate::ui::dom::{effect, keep_alive};
use crate::ui::state::Section;
use crate::ui::user_interface::Ui;
use std::cell::Cell;
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use web_sys::ResizeObserver;

/// Scrolls to new messages while the visitor is at the end or has just sent one, and counts them otherwise.
pub(super) fn follow_conversation(ui: Ui, view: ScrollView) {
    let (last_count, last_id, last_from) = (Cell::new(None), Cell::new(None), Cell::new(0));
    effect(Box::new(move || {
        let (count, ends_with_own) = ui.read(Section::Entries, |state| {
            (state.entries.len(), state.entries.last().is_some_and(|entry| entry.outgoing().is_some()))
        });
        let is_open = ui.read(Section::Open, |state| state.is_open);
        ui.track(Section::Status);
        let before = last_count.replace(Some(count));
        let previous_id = last_id.replace(ui.read_untracked(|state| state.entries.last().map(|entry| entry.id)));
        // A message that is sent again moves to the end. The leader tab replaces this tab's provisional ids.
        let is_resent = previous_id != last_id.get() && !previous_id.is_some_and(EntryId::is_provisional);
        let has_sent = ends_with_own && before.is_some_and(|before| count > before || (count == before && is_resent));
        // A single entry is removed from a conversation that goes on, such as a message that the visitor deletes.
        let has_shrunk = before.is_some_and(|before| count < before);
        let is_new_conversation = before.is_none_or(|before| count + 1 < before || (before == 0 && count > JUMP_ROWS));
        if is_new_conversation || has_sent {
            view.set_at_end(true);
        }
        let new = ui.read_untracked(|state| {
            // New entries follow the previous last one: entries may also have been inserted above.
            if has_shrunk { NewMessages::default() } else { NewMessages::below(previous_id, &state.entries) }
        });
        if is_new_conversation || has_sent || view.is_at_end() {
            view.render_end(count, is_new_conversation);
        } else if previous_id != last_id.get() {
            ui.update(Section::ReadingPosition, |state| state.unseen_messages += new.of_bot);
        }
        let from = ui.read_untracked(|state| state.rendered_range.from);
        let has_moved = last_from.replace(from) != from;
        if has_moved {
            // Earlier messages may have been added above a few rows, which the visitor cannot scroll.
            view.schedule_fill();
        }
        if count == 0 && before != Some(0) {
            // The welcome messages are read from their start.
            view.element().set_scroll_top(0);
        } else if is_open && count > 0 && (view.is_at_end() || has_sent) {
            let view = view.clone();
            let scroll_top = view.element().scroll_top();
            let new_rows = if is_new_conversation || has_sent { 1 } else { new.of_bot_at_end };
            run_in_next_frame(Box::new(move || {
                // Do not scroll if the visitor has started to scroll up. A changed rendered range also reduces
                // `scrollTop`.
                if !(has_sent || has_moved || view.element().scroll_top() >= scroll_top) {
                    return;
                }
                if new_rows > 0 {
                    view.scroll_to_last_rows(new_rows);
                } else if view.is_at_end() {
                    // Only the status has changed: a long answer that was read to its end stays there.
                    view.scroll_to_bottom();
                }
            }));
        }
    }));
}

/// Stays at the end when the list shrinks because the message field grows or an on-screen keyboard opens.
pub(super) fn stay_at_end_on_resize(view: ScrollView) {
    let element = view.element().clone();
    let on_resize = Closure::<dyn Fn()>::wrap(Box::new(move || view.on_resize()));
    if let Ok(observer) = ResizeObserver::new(on_resize.as_ref().unchecked_ref()) {
        observer.observe(&element);
        keep_alive(Box::new(Observation { observer, _on_resize: on_resize }));
    }
}

/// The number of the bot's messages among the entries that have been added at the end.
#[derive(Default)]
struct NewMessages {
    of_bot: usize,
    /// Those that only the bot's messages follow. They are shown from the start of the first.
    of_bot_at_end: usize,
}

impl NewMessages {
    /// `previous` was the last entry before.
    fn below(previous: Option<EntryId>, entries: &[Arc<Entry>]) -> Self {
        let (mut new, mut is_at_end) = (Self::default(), true);
        for entry in entries.iter().rev() {
            if Some(entry.id) == previous {
                break;
            }
            let is_from_bot = entry.message().is_some_and(Message::is_from_bot);
            is_at_end &= is_from_bot;
            new.of_bot_at_end += usize::from(is_at_end);
            new.of_bot += usize::from(is_from_bot);
        }
        new
    }
}

/// Observes an element until it is dropped.
struct Observation {
    observer: ResizeObserver,
    _on_resize: Closure<dyn Fn()>,
}

impl Drop for Observation {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
