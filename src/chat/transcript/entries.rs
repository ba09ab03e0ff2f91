//! The entries of the transcript, their ids and their revisions.

use crate::chat::model::entry::{DeliveryStatus, Entry, EntryId, EntryKind, Message, Notice, Outgoing};
use std::sync::Arc;

/// The entries, top to bottom. Every change of an entry's kind increments its revision, and no id is used twice.
#[derive(Debug)]
pub(crate) struct Transcript {
    pub(super) entries: Vec<Arc<Entry>>,
    next_id: u32,
}

impl Transcript {
    pub(crate) fn new() -> Self {
        Self { entries: Vec::new(), next_id: 1 }
    }

    pub(crate) fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    /// Replaces all entries; new ones get ids above theirs.
    pub(crate) fn replace(&mut self, entries: Vec<Arc<Entry>>) {
        self.next_id = entries.iter().map(|entry| entry.id.0 + 1).max().unwrap_or(1);
        self.entries = entries;
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }

    /// Sets the id of the next entry and returns the one that it replaces.
    pub(crate) fn set_next_id(&mut self, id: u32) -> u32 {
        std::mem::replace(&mut self.next_id, id)
    }

    pub(crate) fn position(&self, id: EntryId) -> Option<usize> {
        self.entries.iter().position(|entry| entry.id == id)
    }

    pub(crate) fn entry(&self, id: EntryId) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id).map(Arc::as_ref)
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
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) {
            let entry = Arc::make_mut(entry);
            change(&mut entry.kind);
            entry.revision += 1;
        }
    }

    /// Changes the kind of an entry in a way that is not shown, or that the user interface reads by itself.
    pub(crate) fn update_unseen(&mut self, id: EntryId, change: impl FnOnce(&mut EntryKind)) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) {
            change(&mut Arc::make_mut(entry).kind);
        }
    }

    pub(crate) fn update_outgoing(&mut self, id: EntryId, change: impl FnOnce(&mut Outgoing)) {
        self.update(id, |kind| {
            if let EntryKind::Outgoing(outgoing) = kind {
                change(outgoing);
            }
        });
    }

    /// Inserts a new entry at a position, or at the end if that is beyond it.
    pub(crate) fn insert(&mut self, at: usize, kind: EntryKind) -> EntryId {
        let id = EntryId(self.next_id);
        self.next_id += 1;
        let at = at.min(self.entries.len());
        self.entries.insert(at, Arc::new(Entry { id, revision: 0, kind }));
        id
    }

    pub(crate) fn remove(&mut self, id: EntryId) {
        self.entries.retain(|entry| entry.id != id);
    }

    pub(crate) fn remove_notices(&mut self, notice: Notice) {
        self.entries.retain(|entry| entry.kind != EntryKind::Notice(notice));
    }

    pub(crate) fn move_to_end(&mut self, id: EntryId) {
        if let Some(at) = self.position(id) {
            let entry = self.entries.remove(at);
            self.entries.push(entry);
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
