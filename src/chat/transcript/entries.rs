//! The entries of the transcript, their ids and their revisions.

use super::index::Index;
use crate::chat::model::entry::{DeliveryStatus, Entry, EntryId, EntryKind, Message, Notice, Outgoing};
use std::cell::{Cell, OnceCell};
use std::sync::Arc;

/// The entries, top to bottom. Every change of an entry's kind increments its revision, and no id is used twice.
#[derive(Debug)]
pub(crate) struct Transcript {
    pub(super) entries: Vec<Arc<Entry>>,
    next_id: u32,
    /// Created on first use: a tab that shows a copy of another's transcript never needs it.
    index: OnceCell<Index>,
    /// Where the current session begins.
    session_start: usize,
    /// Where the last entry was found. The next one often follows it.
    last_position: Cell<usize>,
}

impl Transcript {
    pub(crate) fn new() -> Self {
        Self { entries: Vec::new(), next_id: 1, index: OnceCell::new(), session_start: 0, last_position: Cell::new(0) }
    }

    pub(crate) fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    /// Replaces all entries; new ones get ids above theirs.
    pub(crate) fn replace(&mut self, entries: Vec<Arc<Entry>>) {
        self.next_id = entries.iter().map(|entry| entry.id.0 + 1).max().unwrap_or(1);
        self.entries = entries;
        self.index.take();
        self.find_session_start();
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.index.take();
        self.session_start = 0;
    }

    pub(super) fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(&self.entries))
    }

    /// Where the current session begins: timestamps of different sessions are not compared.
    pub(crate) fn current_session_start(&self) -> usize {
        self.session_start
    }

    fn find_session_start(&mut self) {
        self.session_start = self.entries.iter().rposition(is_session_boundary).map_or(0, |at| at + 1);
    }

    /// Sets the id of the next entry and returns the one that it replaces.
    pub(crate) fn set_next_id(&mut self, id: u32) -> u32 {
        std::mem::replace(&mut self.next_id, id)
    }

    pub(crate) fn position(&self, id: EntryId) -> Option<usize> {
        let has_id = |entry: &Arc<Entry>| entry.id == id;
        let last = self.last_position.get();
        let near = self.entries.iter().skip(last).take(2).position(has_id).map(|at| last + at);
        let found = near.or_else(|| self.entries.iter().rposition(has_id))?;
        self.last_position.set(found);
        Some(found)
    }

    pub(crate) fn entry(&self, id: EntryId) -> Option<&Entry> {
        self.entries.get(self.position(id)?).map(Arc::as_ref)
    }

    pub(crate) fn outgoing(&self, id: EntryId) -> Option<&Outgoing> {
        self.entry(id)?.outgoing()
    }

    /// The first outgoing message that is neither sent nor failed.
    pub(crate) fn next_outgoing(&self) -> Option<EntryId> {
        let is_queued = |status: &DeliveryStatus| !matches!(status, DeliveryStatus::Sent | DeliveryStatus::Failed(_));
        let mut entries = self.entries.iter();
        entries.find(|entry| entry.outgoing().is_some_and(|outgoing| is_queued(&outgoing.status))).map(|entry| entry.id)
    }

    /// The outgoing messages in the given states, top to bottom.
    pub(crate) fn outgoing_where(&self, is_wanted: &dyn Fn(&DeliveryStatus) -> bool) -> Vec<EntryId> {
        let mut ids = Vec::new();
        for entry in &self.entries {
            if entry.outgoing().is_some_and(|outgoing| is_wanted(&outgoing.status)) {
                ids.push(entry.id);
            }
        }
        ids
    }

    /// Changes the kind of an entry and increments its revision.
    pub(crate) fn update(&mut self, id: EntryId, change: impl FnOnce(&mut EntryKind)) {
        self.change(id, 1, change);
    }

    /// Changes the kind of an entry in a way that is not shown, or that the user interface reads separately.
    pub(crate) fn update_unseen(&mut self, id: EntryId, change: impl FnOnce(&mut EntryKind)) {
        self.change(id, 0, change);
    }

    /// Only what depends on the closure's type is here, because it is compiled for each.
    fn change(&mut self, id: EntryId, revisions: u32, change: impl FnOnce(&mut EntryKind)) {
        if let Some(entry) = self.begin_change(id, revisions) {
            change(&mut entry.kind);
            self.end_change();
        }
    }

    fn begin_change(&mut self, id: EntryId, revisions: u32) -> Option<&mut Entry> {
        let at = self.position(id)?;
        let entry = Arc::make_mut(self.entries.get_mut(at)?);
        if let Some(index) = self.index.get_mut() {
            index.remove(entry);
        }
        entry.revision += revisions;
        Some(entry)
    }

    /// Ends the change of the entry that was found last.
    fn end_change(&mut self) {
        if let (Some(index), Some(entry)) = (self.index.get_mut(), self.entries.get(self.last_position.get())) {
            index.add(entry);
        }
    }

    pub(crate) fn update_outgoing(&mut self, id: EntryId, change: impl FnOnce(&mut Outgoing)) {
        self.update(id, |kind| {
            if let EntryKind::Outgoing(outgoing) = kind {
                change(outgoing);
            }
        });
    }

    /// Inserts a new entry at a position, or at the end if the position is beyond it.
    pub(crate) fn insert(&mut self, at: usize, kind: EntryKind) -> EntryId {
        let id = EntryId(self.next_id);
        self.next_id += 1;
        let at = at.min(self.entries.len());
        let entry = Arc::new(Entry { id, revision: 0, kind });
        if let Some(index) = self.index.get_mut() {
            index.add(&entry);
        }
        self.last_position.set(at);
        let is_boundary = is_session_boundary(&entry);
        self.entries.insert(at, entry);
        if is_boundary {
            self.find_session_start();
        } else if at < self.session_start {
            self.session_start += 1;
        }
        id
    }

    pub(crate) fn remove(&mut self, id: EntryId) {
        if let Some(at) = self.position(id) {
            let entry = self.entries.remove(at);
            if let Some(index) = self.index.get_mut() {
                index.remove(&entry);
            }
            self.find_session_start();
        }
    }

    pub(crate) fn remove_notices(&mut self, notice: Notice) {
        self.entries.retain(|entry| entry.kind != EntryKind::Notice(notice));
        self.find_session_start();
    }

    pub(crate) fn move_to_end(&mut self, id: EntryId) {
        if let Some(at) = self.position(id) {
            self.move_entry(at, |transcript| transcript.entries.len());
        }
    }

    /// Removes an entry and inserts it at the position that `find` then returns.
    pub(super) fn move_entry(&mut self, at: usize, find: impl FnOnce(&Self) -> usize) {
        if at < self.entries.len() {
            let entry = self.entries.remove(at);
            self.find_session_start();
            let to = find(self).min(self.entries.len());
            self.entries.insert(to, entry);
            self.find_session_start();
        }
    }

    pub(super) fn find_message(&self, from: usize, wanted: impl Fn(&Message) -> bool) -> Option<EntryId> {
        self.find_between(from, self.entries.len(), wanted)
    }

    pub(super) fn find_between(&self, from: usize, to: usize, wanted: impl Fn(&Message) -> bool) -> Option<EntryId> {
        let mut entries = self.entries.iter().take(to).skip(from);
        entries.find(|entry| entry.message().is_some_and(&wanted)).map(|entry| entry.id)
    }
}

/// Whether another session begins below an entry.
pub(super) fn is_session_boundary(entry: &Arc<Entry>) -> bool {
    matches!(entry.kind, EntryKind::Notice(notice) if notice.is_session_boundary())
}
