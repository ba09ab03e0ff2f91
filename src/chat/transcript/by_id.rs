//! Looks up the positions of entries by their ids.

use crate::chat::model::entry::{Entry, EntryId};
use std::sync::Arc;

/// Pairs of id and position, sorted by id.
#[derive(Debug)]
pub struct PositionsById(Vec<(EntryId, usize)>);

impl PositionsById {
    /// Sorts the positions of these entries by id.
    #[must_use]
    pub fn new(entries: &[Arc<Entry>]) -> Self {
        let mut positions = Vec::with_capacity(entries.len());
        for (at, entry) in entries.iter().enumerate() {
            positions.push((entry.id, at));
        }
        positions.sort_unstable();
        Self(positions)
    }

    /// The position of the entry with an id.
    #[must_use]
    pub fn get(&self, id: EntryId) -> Option<usize> {
        let at = self.0.partition_point(|(other, _)| *other < id);
        self.0.get(at).filter(|(other, _)| *other == id).map(|(_, position)| *position)
    }
}
