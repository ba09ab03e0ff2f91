//! Pending writes to storage, and the forwarded intents that have been applied.

use crate::chat::model::entry::Entry;
use crate::chat::model::intent::IntentId;
use crate::chat::model::record::{ChunkId, Head, Record};
use crate::chat::transcript::archive::Archive;
use std::sync::Arc;

/// Applied intents that a head lists. Their records are removed with the same write, and once more by the tab that
/// wrote them.
const MAX_APPLIED: usize = 32;

/// Maximum number of stored messages after the first write that failed.
const DEGRADED_MESSAGES: usize = 64;

/// Failed writes after which no message that the server can repeat is stored.
const FAILED_WRITES_UNTIL_NO_REPEATABLE: u32 = DEGRADED_MESSAGES.ilog2() + 2;

/// The stored state of the conversation, as this tab knows it.
#[derive(Debug, Default)]
pub(crate) struct Persistence {
    archive: Archive,
    /// Counts the writes of all tabs.
    revision: u64,
    /// Intents that have been applied.
    applied: Vec<IntentId>,
    /// Applied intents whose records have still to be removed.
    handled: Vec<IntentId>,
    /// Visitor's clock at the last change.
    saved_at: f64,
    /// Visitor's clock at the start of the last poll of the session.
    polled_at: f64,
    /// How many writes have failed for lack of space.
    failed_writes: u32,
    /// Whether something that must survive has changed since the last write.
    has_changed: bool,
    /// Whether a write is needed that does not count as a use of the conversation.
    is_unsynced: bool,
    /// Whether the next write includes chunks that have not changed.
    writes_all: bool,
}

impl Persistence {
    pub(crate) fn revision(&self) -> u64 {
        self.revision
    }

    pub(crate) fn has_failed_writes(&self) -> bool {
        self.failed_writes > 0
    }

    pub(crate) fn polled_at(&self) -> f64 {
        self.polled_at
    }

    pub(crate) fn mark_changed(&mut self) {
        self.has_changed = true;
    }

    /// Undoes [`Self::mark_changed`]: another tab writes the change.
    pub(crate) fn discard_change(&mut self) {
        self.has_changed = false;
    }

    /// Storage and other tabs do not have the current state. Unlike a change, this does not count as a use of the conversation.
    pub(crate) fn mark_unsynced(&mut self) {
        self.is_unsynced = true;
    }

    /// Another tab, or storage, may not have the current state. `stores_by_tab`: whether each tab stores the
    /// conversation for itself, so that any chunk may be missing.
    pub(crate) fn mark_incomplete(&mut self, stores_by_tab: bool) {
        self.is_unsynced = true;
        self.writes_all = stores_by_tab;
    }

    pub(crate) fn on_poll_started(&mut self, wall: f64) {
        self.polled_at = wall;
        self.is_unsynced = true;
    }

    /// The maximum number of stored messages that the server can repeat, and of others.
    pub(crate) fn max_messages(&self) -> (usize, usize) {
        let max = |failed_writes: u32| match failed_writes {
            0 => usize::MAX,
            failed_writes => DEGRADED_MESSAGES.checked_shr(failed_writes - 1).unwrap_or(0),
        };
        (max(self.failed_writes), max(self.failed_writes.saturating_sub(FAILED_WRITES_UNTIL_NO_REPEATABLE)))
    }

    /// Stores less from now on: only the newest messages, and half as many after each call. `true` for the first call.
    pub(crate) fn degrade(&mut self) -> bool {
        self.failed_writes += 1;
        self.is_unsynced |= self.failed_writes <= 2 * FAILED_WRITES_UNTIL_NO_REPEATABLE;
        self.failed_writes == 1
    }

    /// Makes whatever another tab writes count as newer.
    pub(crate) fn reset_revision(&mut self) {
        self.revision = 0;
    }

    pub(crate) fn is_applied(&self, id: IntentId) -> bool {
        self.applied.contains(&id)
    }

    pub(crate) fn note_applied(&mut self, id: IntentId) {
        self.applied.push(id);
    }

    /// Removes the record of a forwarded intent with the next write.
    pub(crate) fn note_handled(&mut self, id: IntentId) {
        self.handled.push(id);
        self.is_unsynced = true;
    }

    pub(crate) fn replace_chunks(&mut self, chunks: Vec<(ChunkId, Vec<Arc<Entry>>)>) {
        self.archive = Archive::new(chunks);
    }

    /// Adopts a chunk that another tab has written.
    pub(crate) fn replace_chunk(&mut self, id: ChunkId, entries: Option<Vec<Arc<Entry>>>) {
        self.archive.replace(id, entries);
    }

    /// Adopts the head that another tab, or an earlier page, has written. Returns its transcript.
    pub(crate) fn adopt(&mut self, head: &Head) -> Vec<Arc<Entry>> {
        self.revision = head.revision;
        self.applied = head.applied.clone();
        (self.saved_at, self.polled_at) = (head.saved_at, head.polled_at);
        self.archive.transcript(head)
    }

    /// Whether all chunks of the adopted head are known.
    pub(crate) fn has_chunks_of(&self, head: &Head) -> bool {
        self.archive.len() == head.chunks.len()
    }

    /// Returns whether anything has to be written, and counts it as written.
    pub(crate) fn take_changes(&mut self, wall: f64) -> bool {
        let is_unsynced = std::mem::take(&mut self.is_unsynced);
        let has_changed = std::mem::take(&mut self.has_changed);
        if has_changed {
            self.saved_at = wall;
        }
        has_changed || is_unsynced
    }

    /// A head of the current version with the fields that this struct holds.
    pub(crate) fn new_head(&mut self) -> Head {
        let surplus = self.applied.len().saturating_sub(MAX_APPLIED);
        self.applied.drain(..surplus);
        Head {
            revision: self.revision,
            applied: self.applied.clone(),
            saved_at: self.saved_at,
            polled_at: self.polled_at,
            ..Head::current()
        }
    }

    pub(crate) fn next_revision(&mut self) {
        self.revision += 1;
    }

    /// Divides the transcript into chunks and the head.
    pub(crate) fn divide(&mut self, entries: &[Arc<Entry>], head: &mut Head) -> (Vec<Record>, Vec<Record>) {
        self.archive.divide(entries, head, std::mem::take(&mut self.writes_all))
    }

    /// The records that remove handled intents.
    pub(crate) fn take_handled(&mut self) -> Vec<Record> {
        let mut records = Vec::new();
        for id in self.handled.drain(..) {
            records.push(Record::ForwardedIntent(id, None));
        }
        records
    }
}
