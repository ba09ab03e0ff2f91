//! What this tab knows about the stored conversation: its chunks, its revision, the intents of other tabs that have been applied, and
//! which changes are not yet written. After failed writes, less is stored.

use crate::chat::model::entry::Entry;
use crate::chat::model::intent::IntentId;
use crate::chat::model::record::{ChunkId, Head, Record};
use crate::chat::transcript::archive::Archive;
use std::sync::Arc;

/// Maximum number of applied intents that a head lists. Older ones cannot be applied twice: the write that listed them removed
/// their records, and the tab that forwarded them removes those again.
const MAX_APPLIED_INTENTS: usize = 32;

/// Maximum number of stored messages after the first write that failed.
const DEGRADED_MESSAGES: usize = 64;

/// After this many failed writes, no message that can be read from the server's history again is stored.
const FAILED_WRITES_UNTIL_HISTORY_OMITTED: u32 = DEGRADED_MESSAGES.ilog2() + 2;

/// The state of the stored conversation, as this tab knows it.
#[derive(Debug, Default)]
pub(crate) struct StorageSync {
    archive: Archive,
    /// Counts the writes of all tabs.
    revision: u64,
    /// The intents that were applied last, so that none is applied twice.
    applied_intents: Vec<IntentId>,
    /// Intents whose records the next write removes.
    records_to_remove: Vec<IntentId>,
    /// Visitor's clock at the last change.
    changed_at: f64,
    /// Visitor's clock at the start of the last poll of the session.
    polled_at: f64,
    /// How many writes have failed, for any reason.
    failed_writes: u32,
    /// Whether something that must survive has changed since the last write.
    has_changed: bool,
    /// Whether a write is needed that leaves `changed_at` unchanged, so that it does not postpone the expiry of the conversation.
    is_unsynced: bool,
    /// Whether the next write includes chunks that have not changed.
    must_write_all_chunks: bool,
}

impl StorageSync {
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

    /// Storage and other tabs do not have the current state. Unlike a change, writing it does not postpone the expiry of the
    /// conversation.
    pub(crate) fn mark_unsynced(&mut self) {
        self.is_unsynced = true;
    }

    /// Requests a write although nothing has changed. `all_chunks`: also of the unchanged chunks, because each tab stores the
    /// conversation for itself.
    pub(crate) fn request_write(&mut self, all_chunks: bool) {
        self.is_unsynced = true;
        self.must_write_all_chunks = all_chunks;
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
        (max(self.failed_writes), max(self.failed_writes.saturating_sub(FAILED_WRITES_UNTIL_HISTORY_OMITTED)))
    }

    /// Reduces what is stored after a failed write: to the newest 64 messages of those that the server can repeat, then to half as
    /// many with each call, down to none. After that, the other messages are reduced alike. Returns `true` for the first call.
    pub(crate) fn degrade(&mut self) -> bool {
        self.failed_writes += 1;
        // After that many failures nothing is left to leave out, and no further write is tried.
        self.is_unsynced |= self.failed_writes <= 2 * FAILED_WRITES_UNTIL_HISTORY_OMITTED;
        self.failed_writes == 1
    }

    /// Resets the revision to 0, so that the next head of another tab counts as newer.
    pub(crate) fn reset_revision(&mut self) {
        self.revision = 0;
    }

    pub(crate) fn is_applied(&self, id: IntentId) -> bool {
        self.applied_intents.contains(&id)
    }

    pub(crate) fn note_applied(&mut self, id: IntentId) {
        self.applied_intents.push(id);
    }

    /// Removes the record of a forwarded intent with the next write.
    pub(crate) fn remove_intent_record(&mut self, id: IntentId) {
        self.records_to_remove.push(id);
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
        self.applied_intents = head.applied.clone();
        (self.changed_at, self.polled_at) = (head.changed_at, head.polled_at);
        self.archive.transcript(head)
    }

    /// Whether all chunks of the adopted head are known.
    pub(crate) fn has_chunks_of(&self, head: &Head) -> bool {
        self.archive.len() == head.chunks.len()
    }

    /// Returns whether a write is needed, and clears that. Sets `changed_at` if the conversation has changed.
    pub(crate) fn take_write_needed(&mut self, wall: f64) -> bool {
        let is_unsynced = std::mem::take(&mut self.is_unsynced);
        let has_changed = std::mem::take(&mut self.has_changed);
        if has_changed {
            self.changed_at = wall;
        }
        has_changed || is_unsynced
    }

    /// A head of the current version with the fields that this struct holds. Forgets all but the last [`MAX_APPLIED_INTENTS`].
    pub(crate) fn new_head(&mut self) -> Head {
        let surplus = self.applied_intents.len().saturating_sub(MAX_APPLIED_INTENTS);
        self.applied_intents.drain(..surplus);
        Head {
            revision: self.revision,
            applied: self.applied_intents.clone(),
            changed_at: self.changed_at,
            polled_at: self.polled_at,
            ..Head::empty()
        }
    }

    pub(crate) fn increment_revision(&mut self) {
        self.revision += 1;
    }

    /// Splits the transcript into chunks and the entries of the head. Returns the records to write before the head, and those to
    /// write after it.
    pub(crate) fn divide(&mut self, entries: &[Arc<Entry>], head: &mut Head) -> (Vec<Record>, Vec<Record>) {
        self.archive.divide(entries, head, std::mem::take(&mut self.must_write_all_chunks))
    }

    /// The records that remove intents which have been applied.
    pub(crate) fn take_removals(&mut self) -> Vec<Record> {
        let mut records = Vec::new();
        for id in self.records_to_remove.drain(..) {
            records.push(Record::ForwardedIntent(id, None));
        }
        records
    }
}
