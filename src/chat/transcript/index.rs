//! Finds the entries that may show a message of the history, without comparing the message with every entry.

use crate::chat::model::entry::{Entry, EntryId, EntryKind, Message, Reply};
use crate::chat::model::timestamp::order_key;
use crate::text::trim_where;
use std::sync::Arc;

/// The keys of all entries, sorted. An entry can have a key of its time and one of its content.
#[derive(Debug)]
pub(super) struct Index(Vec<(u64, EntryId)>);

/// The bit that is set in keys of contents. Keys of times are lower.
const CONTENT: u64 = 1 << 63;
/// The key of messages of the history whose timestamp is invalid.
const UNKNOWN_TIME: u64 = 0;
/// The key of failures that the history does not contain: the server's message about them can have any text.
const FAILURE: u64 = u64::MAX;

impl Index {
    pub(super) fn new(entries: &[Arc<Entry>]) -> Self {
        let mut index = Self(Vec::with_capacity(entries.len()));
        for entry in entries {
            index.add(entry);
        }
        index
    }

    pub(super) fn add(&mut self, entry: &Entry) {
        for key in keys(entry) {
            let Some(key) = key.map(|key| (key, entry.id)) else { continue };
            // Most entries are added at the end.
            let at = if self.0.last().is_none_or(|last| *last < key) { self.0.len() } else { self.place(key) };
            self.0.insert(at, key);
        }
    }

    pub(super) fn remove(&mut self, entry: &Entry) {
        for key in keys(entry) {
            let Some(key) = key.map(|key| (key, entry.id)) else { continue };
            let at = self.place(key);
            if self.0.get(at) == Some(&key) {
                self.0.remove(at);
            }
        }
    }

    /// The entries that may show the message with this timestamp and this text.
    pub(super) fn candidates(&self, created_at: &str, text: &str) -> Vec<EntryId> {
        let mut found = Vec::new();
        for key in [order_key(created_at).unwrap_or(UNKNOWN_TIME), content_key(text), FAILURE] {
            let from = self.0.get(self.place((key, EntryId(0)))..).unwrap_or_default();
            found.extend(from.iter().take_while(|(other, _)| *other == key).map(|(_, id)| *id));
        }
        found
    }

    /// The number of entries, of all sessions, with a time after that of a key.
    pub(super) fn count_later(&self, key: u64) -> usize {
        self.place((CONTENT, EntryId(0))) - self.place((key.saturating_add(1).min(CONTENT), EntryId(0)))
    }

    fn place(&self, key: (u64, EntryId)) -> usize {
        self.0.partition_point(|other| *other < key)
    }
}

fn keys(entry: &Entry) -> [Option<u64>; 2] {
    match &entry.kind {
        EntryKind::Message(message) => {
            let unknown_time = message.in_history.then_some(UNKNOWN_TIME);
            let content = if message.reply.is_failure() { FAILURE } else { content_key(&message.wire.content) };
            [server_time(message).or(unknown_time), (!message.in_history).then_some(content)]
        }
        EntryKind::Outgoing(outgoing) => [None, Some(content_key(&outgoing.text))],
        EntryKind::Notice(_) => [None; 2],
    }
}

/// The server's timestamp of a message. Timestamps that the legacy widget generated do not count.
pub(super) fn server_time(message: &Message) -> Option<u64> {
    if message.in_history || message.reply != Reply::Unknown { order_key(&message.wire.created_at) } else { None }
}

/// A hash (FNV-1a) of a text as the server stores it.
fn content_key(text: &str) -> u64 {
    let hash = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    as_stored(text).bytes().fold(0xcbf2_9ce4_8422_2325, hash) | CONTENT
}

/// The text as the server stores it: without the white space that Python's `str.strip` removes.
pub(super) fn as_stored(text: &str) -> &str {
    trim_where(text, &|c| c.is_whitespace() || ('\x1c'..='\x1f').contains(&c))
}
