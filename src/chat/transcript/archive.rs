//! Divides the transcript between the [`Head`] and chunks of earlier entries.

use super::by_id::PositionsById;
use crate::chat::model::entry::Entry;
use crate::chat::model::record::{ChunkId, Head, Record};
use crate::list::remove_first;
use std::sync::Arc;

/// Number of entries in a chunk.
const CHUNK_ENTRIES: usize = 64;
/// Maximum number of entries in a head.
const MAX_HEAD_ENTRIES: usize = 2 * CHUNK_ENTRIES;

/// The chunks that the transcript is currently divided into.
#[derive(Debug, Clone, Default)]
pub(crate) struct Archive(Vec<(ChunkId, Vec<Arc<Entry>>)>);

impl Archive {
    pub(crate) fn new(chunks: Vec<(ChunkId, Vec<Arc<Entry>>)>) -> Self {
        Self(chunks)
    }

    /// Replaces one chunk; `None` removes it.
    pub(crate) fn replace(&mut self, id: ChunkId, entries: Option<Vec<Arc<Entry>>>) {
        remove_first(&mut self.0, |(other, _)| *other == id);
        self.0.extend(entries.map(|entries| (id, entries)));
    }

    /// The number of chunks.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The whole transcript that a head belongs to. No entry is duplicated, even after an interrupted write.
    pub(crate) fn transcript(&mut self, head: &Head) -> Vec<Arc<Entry>> {
        let mut chunks = std::mem::take(&mut self.0);
        for id in &head.chunks {
            if let Some(at) = chunks.iter().position(|(other, _)| other == id) {
                self.0.push(chunks.swap_remove(at));
            }
        }
        let in_head = PositionsById::new(&head.entries);
        let mut all = Vec::new();
        for (_, entries) in &self.0 {
            for entry in entries {
                if in_head.get(entry.id).is_none() {
                    all.push(entry.clone());
                }
            }
        }
        all.extend_from_slice(&head.entries);
        all
    }

    /// Divides the transcript again where it has changed, or everywhere with `writes_all_chunks`, and completes the head. Returns the
    /// records to write before the head, and those to write after it.
    pub(crate) fn divide(
        &mut self,
        entries: &[Arc<Entry>],
        head: &mut Head,
        writes_all_chunks: bool,
    ) -> (Vec<Record>, Vec<Record>) {
        let mut before = Vec::new();
        let (mut at, mut kept) = (0, 0);
        for (id, chunk) in &mut self.0 {
            let Some(current) = entries.get(at..at + chunk.len()) else { break };
            let is_same = !writes_all_chunks && current.iter().zip(&*chunk).all(|(one, other)| Arc::ptr_eq(one, other));
            if !is_same {
                if current.iter().zip(&*chunk).any(|(one, other)| one.id != other.id) {
                    break;
                }
                *chunk = current.to_vec();
                before.push(Record::Chunk(*id, Some(current.to_vec())));
            }
            (at, kept) = (at + current.len(), kept + 1);
        }
        let mut after = Vec::new();
        for (id, _) in self.0.split_off(kept) {
            after.push(Record::Chunk(id, None));
        }
        let is_used =
            |id: ChunkId| after.iter().any(|record| matches!(record, Record::Chunk(other, _) if *other == id));
        let mut next = 0;
        for (id, _) in &self.0 {
            next = next.max(id + 1);
        }
        while entries.len() - at > MAX_HEAD_ENTRIES {
            let Some(chunk) = entries.get(at..at + CHUNK_ENTRIES) else { break };
            while is_used(next) {
                next += 1;
            }
            before.push(Record::Chunk(next, Some(chunk.to_vec())));
            self.0.push((next, chunk.to_vec()));
            (at, next) = (at + CHUNK_ENTRIES, next + 1);
        }
        head.chunks.clear();
        for (id, _) in &self.0 {
            head.chunks.push(*id);
        }
        head.entries = entries.get(at..).unwrap_or_default().to_vec();
        (before, after)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::chat::{EntryId, EntryKind, Notice, StoredConversation};
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    /// A change of the transcript between two writes.
    #[derive(Debug, Clone)]
    enum Change {
        Append(usize),
        /// Replaces the entry this far from the end.
        Alter(usize),
        /// Inserts an entry this far from the end.
        Insert(usize),
        Clear,
    }

    fn change() -> impl Strategy<Value = Change> {
        prop_oneof![
            8 => (1usize..150).prop_map(Change::Append),
            3 => (0usize..400).prop_map(Change::Alter),
            2 => (0usize..400).prop_map(Change::Insert),
            1 => Just(Change::Clear),
        ]
    }

    fn entry(id: u32, revision: u32) -> Arc<Entry> {
        Arc::new(Entry { id: EntryId(id), revision, kind: EntryKind::Notice(Notice::StillWaiting) })
    }

    fn read(stored: &StoredConversation) -> Vec<EntryId> {
        let Some(head) = &stored.head else { return Vec::new() };
        Archive::new(stored.chunks.clone()).transcript(head).iter().map(|entry| entry.id).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 300,
            rng_seed: RngSeed::Fixed(2026),
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        /// A complete write is read back completely. A write that is interrupted between two records leaves the transcript
        /// as it was before or as it is now.
        #[test]
        fn interrupted_write_loses_nothing(changes in prop::collection::vec(change(), 1..12)) {
            let (mut archive, mut stored) = (Archive::default(), StoredConversation::default());
            let (mut entries, mut next) = (Vec::<Arc<Entry>>::new(), 1);
            for change in changes {
                let before: Vec<_> = entries.iter().map(|entry| entry.id).collect();
                let place = |from_end: usize, entries: &[Arc<Entry>]| entries.len().saturating_sub(1 + from_end);
                match change {
                    Change::Append(count) => {
                        entries.extend((0..count as u32).map(|more| entry(next + more, 0)));
                        next += count as u32;
                    }
                    Change::Alter(from_end) => {
                        let at = place(from_end, &entries);
                        if let Some(altered) = entries.get_mut(at) {
                            *altered = entry(altered.id.0, altered.revision + 1);
                        }
                    }
                    Change::Insert(from_end) => {
                        entries.insert(place(from_end, &entries), entry(next, 0));
                        next += 1;
                    }
                    Change::Clear => entries.clear(),
                }
                let mut head = Head::empty();
                let (before_head, after_head) = archive.divide(&entries, &mut head, false);
                prop_assert!(head.entries.len() <= MAX_HEAD_ENTRIES);
                let now: Vec<_> = entries.iter().map(|entry| entry.id).collect();
                for record in before_head.into_iter().chain([Record::Head(Box::new(head))]).chain(after_head) {
                    stored.apply(vec![record]);
                    let found = read(&stored);
                    prop_assert!(found == before || found == now, "{found:?} is neither {before:?} nor {now:?}");
                }
                let revisions: Vec<_> = entries.iter().map(|entry| entry.revision).collect();
                if let Some(head) = &stored.head {
                    let complete = Archive::new(stored.chunks.clone()).transcript(head);
                    prop_assert_eq!(complete.iter().map(|entry| entry.revision).collect::<Vec<_>>(), revisions);
                }
            }
        }
    }
}
