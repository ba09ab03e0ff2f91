//! How the transcript is divided between the [`Head`] and chunks of earlier entries.

use crate::chat::model::entry::{Entry, EntryId};
use crate::chat::model::record::{ChunkId, Head, Record};
use std::sync::Arc;

/// Entries of one chunk.
const CHUNK: usize = 64;
/// Most entries that a head carries.
const MOST_IN_HEAD: usize = 2 * CHUNK;

/// How the transcript is divided into chunks at the moment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Archive(Vec<(ChunkId, Vec<Arc<Entry>>)>);

impl Archive {
    pub(crate) fn new(chunks: Vec<(ChunkId, Vec<Arc<Entry>>)>) -> Self {
        Self(chunks)
    }

    /// Replaces one chunk; `None` removes it.
    pub(crate) fn replace(&mut self, id: ChunkId, entries: Option<Vec<Arc<Entry>>>) {
        self.0.retain(|(other, _)| *other != id);
        self.0.extend(entries.map(|entries| (id, entries)));
    }

    /// The whole transcript that a head belongs to. No entry comes twice, whatever was written half.
    pub(crate) fn transcript(&mut self, head: &Head) -> Vec<Arc<Entry>> {
        let mut chunks = std::mem::take(&mut self.0);
        for id in &head.chunks {
            if let Some(at) = chunks.iter().position(|(other, _)| other == id) {
                self.0.push(chunks.swap_remove(at));
            }
        }
        let mut last: Vec<EntryId> = head.entries.iter().map(|entry| entry.id).collect();
        last.sort_unstable();
        let earlier = self.0.iter().flat_map(|(_, entries)| entries);
        let earlier = earlier.filter(|entry| last.binary_search(&entry.id).is_err());
        earlier.chain(&head.entries).cloned().collect()
    }

    /// Divides the transcript anew where it has changed. Fills in where the head finds what, and answers the records to
    /// be written before the head and those after it.
    pub(crate) fn divide(&mut self, entries: &[Arc<Entry>], head: &mut Head) -> (Vec<Record>, Vec<Record>) {
        let mut first = Vec::new();
        let (mut at, mut kept) = (0, 0);
        for (id, chunk) in &mut self.0 {
            let Some(now) = entries.get(at..at + chunk.len()) else { break };
            let is_same = now.iter().zip(&*chunk).all(|(one, other)| Arc::ptr_eq(one, other));
            if !is_same {
                if now.iter().zip(&*chunk).any(|(one, other)| one.id != other.id) {
                    break;
                }
                *chunk = now.to_vec();
                first.push(Record::Chunk(*id, Some(now.to_vec())));
            }
            (at, kept) = (at + now.len(), kept + 1);
        }
        let last: Vec<_> = self.0.drain(kept..).map(|(id, _)| Record::Chunk(id, None)).collect();
        let used = |id: ChunkId| last.iter().any(|record| matches!(record, Record::Chunk(other, _) if *other == id));
        let mut next = self.0.iter().map(|(id, _)| id + 1).max().unwrap_or(0);
        while entries.len() - at > MOST_IN_HEAD {
            let Some(chunk) = entries.get(at..at + CHUNK) else { break };
            while used(next) {
                next += 1;
            }
            first.push(Record::Chunk(next, Some(chunk.to_vec())));
            self.0.push((next, chunk.to_vec()));
            (at, next) = (at + CHUNK, next + 1);
        }
        head.chunks = self.0.iter().map(|(id, _)| *id).collect();
        head.entries = entries.get(at..).unwrap_or_default().to_vec();
        (first, last)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::chat::{EntryKind, Notice, StoredConversation};
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    /// What becomes of a transcript between two writes.
    #[derive(Debug, Clone)]
    enum Change {
        Append(usize),
        /// The entry so many from the end is another now.
        Alter(usize),
        /// One entry more, so many from the end.
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

        /// However long the transcript and wherever it changes: what is written whole is read whole, and a write that is
        /// cut off between two records leaves what was there before or what is there now.
        #[test]
        fn a_write_that_is_cut_off_loses_nothing(changes in prop::collection::vec(change(), 1..12)) {
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
                let mut head = Head::current();
                let (first, last) = archive.divide(&entries, &mut head);
                prop_assert!(head.entries.len() <= MOST_IN_HEAD);
                let now: Vec<_> = entries.iter().map(|entry| entry.id).collect();
                for record in first.into_iter().chain([Record::Head(Box::new(head))]).chain(last) {
                    stored.apply(vec![record]);
                    let found = read(&stored);
                    prop_assert!(found == before || found == now, "{found:?} is neither {before:?} nor {now:?}");
                }
                let revisions: Vec<_> = entries.iter().map(|entry| entry.revision).collect();
                if let Some(head) = &stored.head {
                    let whole = Archive::new(stored.chunks.clone()).transcript(head);
                    prop_assert_eq!(whole.iter().map(|entry| entry.revision).collect::<Vec<_>>(), revisions);
                }
            }
        }
    }
}
