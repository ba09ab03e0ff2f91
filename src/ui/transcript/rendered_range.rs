//! The entries of the transcript that have rows in the DOM.

use crate::chat::Entry;
use std::sync::Arc;

/// Maximum number of entries in the DOM. With the page's welcome messages, that is up to 100 rows.
pub(in crate::ui) const MAX_RENDERED_ENTRIES: usize = 90;

/// A range of entries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::ui) struct RenderedRange {
    /// Index of the first entry.
    pub(in crate::ui) from: usize,
    /// Index after the last entry; `None` includes the end of the transcript and entries that are added there later.
    pub(in crate::ui) to: Option<usize>,
}

impl RenderedRange {
    /// The range after the entries have changed. Keeps the rendered entries when earlier ones are added. If later ones exceed
    /// [`MAX_RENDERED_ENTRIES`], drops entries at the start or, if the visitor has scrolled up, leaves the new ones out.
    pub(in crate::ui) fn after_change(self, old: &[Arc<Entry>], new: &[Arc<Entry>], is_scrolled_up: bool) -> Self {
        let Self { mut from, mut to } = self;
        let first = old.get(from).map(|entry| entry.id);
        let position = first.and_then(|first| new.iter().position(|entry| entry.id == first));
        if let Some(position) = position.filter(|position| *position > from) {
            to = to.map(|to| to + position - from);
            from = position;
        }
        let surplus = new.len().saturating_sub(from + MAX_RENDERED_ENTRIES);
        if to.is_none() && surplus > 0 {
            if is_scrolled_up {
                to = Some(from + MAX_RENDERED_ENTRIES);
            } else {
                from += surplus;
            }
        }
        Self { from, to }
    }
}
