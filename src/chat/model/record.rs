//! What of a conversation survives a reload, a crash and a closed tab, and how it is divided.
//!
//! Storage writes one record at a time and may be cut off between two. So all that changes often is in one record, the
//! [`Head`]: what is under way, and the last entries of the transcript. Earlier entries are in chunks that are written
//! before a head names them and never changed in a way that an older head could not bear. What a change costs does not
//! depend on the length of the transcript.

use crate::api::{Consent, SessionCredentials};
use crate::chat::conversation::sessions::Session;
use crate::chat::model::entry::{Attached, Entry, EntryId, FileId, Question};
use crate::chat::timing::pace::Habit;
use crate::json::{FromJson, ToJson, Value, json_struct, required};
use std::sync::Arc;

/// Entries of one chunk.
const CHUNK: usize = 64;
/// Most entries that a head carries.
const MOST_IN_HEAD: usize = 2 * CHUNK;

/// Names a chunk of the transcript.
pub type ChunkId = u32;

/// Names what a visitor asked for, among all tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MailId(pub u64);

/// What a visitor asked for in a tab that is not the one that acts.
#[derive(Debug, Clone, PartialEq)]
pub struct Mail {
    /// Its name.
    pub id: MailId,
    /// Visitor's clock when it was asked, milliseconds since 1970.
    pub at: f64,
    /// What was asked.
    pub intent: Intent,
}

/// What the visitor asks for, in whichever tab.
#[derive(Debug, Clone, PartialEq)]
pub enum Intent {
    /// Send a message. Blank text is ignored.
    Submit {
        /// As typed.
        text: String,
        /// Files that go with it, none of them uploaded.
        files: Vec<Attached>,
        /// What the page says about where it was written: the JSON of an object.
        context: Option<String>,
    },
    /// Agree to this wording of what has to be agreed to.
    Agree(i64),
    /// Send a failed message, or one whose task failed, again.
    Retry(EntryId),
    /// Give a failed message up.
    Discard(EntryId),
    /// Take back a message that failed or has not been sent yet, to change it. Its files are the visitor's again.
    TakeBack(EntryId),
    /// Take one file off a failed message.
    RemoveFile(EntryId, FileId),
    /// Start over.
    NewChat,
    /// What the bot has said has been seen.
    Read,
}

/// One thing that is kept. Records are written in the order in which they are given.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// Earlier entries; `None` takes them away.
    Chunk(ChunkId, Option<Vec<Arc<Entry>>>),
    /// Everything else.
    Head(Box<Head>),
    /// What a visitor asked for; `None` takes it away.
    Mail(MailId, Option<Box<Mail>>),
}

/// What is under way, and the end of the transcript.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Head {
    pub(in crate::chat) version: u32,
    /// Counts the changes, whichever tab made them.
    pub(in crate::chat) revision: u64,
    pub(in crate::chat) session: Option<Session>,
    pub(in crate::chat) chatbot_name: String,
    /// Where the earlier entries are, first to last.
    pub(in crate::chat) chunks: Vec<ChunkId>,
    /// The last entries.
    pub(in crate::chat) entries: Vec<Arc<Entry>>,
    pub(in crate::chat) unread: u32,
    /// A message that was found in the history, and how often its answer has been looked for there since.
    pub(in crate::chat) found: Option<(EntryId, u32)>,
    /// What the visitor has to agree to in the current session.
    pub(in crate::chat) consent: Option<Consent>,
    /// What the visitor has agreed to.
    pub(in crate::chat) agreed: Option<i64>,
    /// How long the last answers took.
    pub(in crate::chat) habit: Habit,
    /// Whether what the server can tell again was left out, for want of room.
    pub(in crate::chat) is_lean: bool,
    pub(in crate::chat) tasks: Vec<SavedTask>,
    /// Mail that has been taken note of lately.
    pub(in crate::chat) applied: Vec<MailId>,
    /// Visitor's clock at the last change, milliseconds since 1970; 0 if unknown.
    pub(in crate::chat) saved: f64,
    /// The same for the last poll of the session.
    pub(in crate::chat) polled: f64,
}

/// A task that is waited for.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::chat) struct SavedTask {
    pub(in crate::chat) id: String,
    pub(in crate::chat) access: SessionCredentials,
    pub(in crate::chat) outgoing: EntryId,
    pub(in crate::chat) question: Question,
}

impl Head {
    /// Version of the stored form. A change that an older widget cannot read gets a new one; what older widgets left is
    /// read for as long as its fields have defaults here (version 1 had all entries in the head).
    pub const VERSION: u32 = 2;

    /// A head of the current version.
    #[must_use]
    pub(in crate::chat) fn current() -> Self {
        Self { version: Self::VERSION, ..Self::default() }
    }

    /// Whether this version of the widget can read it.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        (1..=Self::VERSION).contains(&self.version)
    }

    /// Whether what the server can tell again was left out, for want of room.
    #[must_use]
    pub fn is_lean(&self) -> bool {
        self.is_lean
    }

    /// Counts the changes, whichever tab made them.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The last entries of the transcript.
    #[must_use]
    pub fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    /// The chunks that it wants, first to last.
    #[must_use]
    pub fn chunks(&self) -> &[ChunkId] {
        &self.chunks
    }
}

/// All that is kept of a conversation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stored {
    /// What is under way, if there is a conversation.
    pub head: Option<Box<Head>>,
    /// The chunks that the head wants, as far as they could be read.
    pub chunks: Vec<(ChunkId, Vec<Arc<Entry>>)>,
    /// What visitors asked for that may not have been taken note of, oldest first.
    pub mail: Vec<Mail>,
}

/// How the transcript is divided into chunks at the moment.
#[derive(Debug, Clone, Default)]
pub(in crate::chat) struct Archive(Vec<(ChunkId, Vec<Arc<Entry>>)>);

impl Stored {
    /// The same without what is not needed to show the end of the conversation.
    #[must_use]
    pub fn recent(&self) -> Self {
        let chunks =
            if self.head.as_ref().is_some_and(|head| !head.is_lean) { Vec::new() } else { self.chunks.clone() };
        Self { chunks, ..self.clone() }
    }

    /// Keeps records as a browser's storage would.
    pub fn keep(&mut self, records: Vec<Record>) {
        for record in records {
            match record {
                Record::Head(head) => self.head = Some(head),
                Record::Chunk(id, entries) => {
                    self.chunks.retain(|(other, _)| *other != id);
                    self.chunks.extend(entries.map(|entries| (id, entries)));
                }
                Record::Mail(id, mail) => {
                    self.mail.retain(|other| other.id != id);
                    self.mail.extend(mail.map(|mail| *mail));
                }
            }
        }
    }
}

impl Archive {
    pub(in crate::chat) fn new(chunks: Vec<(ChunkId, Vec<Arc<Entry>>)>) -> Self {
        Self(chunks)
    }

    /// Takes note of a record of another tab's.
    pub(in crate::chat) fn hear(&mut self, id: ChunkId, entries: Option<Vec<Arc<Entry>>>) {
        self.0.retain(|(other, _)| *other != id);
        self.0.extend(entries.map(|entries| (id, entries)));
    }

    /// The whole transcript that a head belongs to. No entry comes twice, whatever was written half.
    pub(in crate::chat) fn transcript(&mut self, head: &Head) -> Vec<Arc<Entry>> {
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
    pub(in crate::chat) fn divide(&mut self, entries: &[Arc<Entry>], head: &mut Head) -> (Vec<Record>, Vec<Record>) {
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

impl FromJson for MailId {
    fn from_json(value: &Value) -> Option<Self> {
        FromJson::from_json(value).map(Self)
    }
}

impl ToJson for MailId {
    fn to_json(&self) -> Value {
        self.0.to_json()
    }
}

json_struct!(Mail { id: required, at: required, intent: required });

impl FromJson for Intent {
    fn from_json(value: &Value) -> Option<Self> {
        let (name, about) = value.as_variant()?;
        Some(match name {
            "Submit" => Self::Submit {
                text: required(about, "text")?,
                files: required(about, "files")?,
                context: required(about, "context")?,
            },
            "Agree" => Self::Agree(FromJson::from_json(about)?),
            "Retry" => Self::Retry(FromJson::from_json(about)?),
            "Discard" => Self::Discard(FromJson::from_json(about)?),
            "TakeBack" => Self::TakeBack(FromJson::from_json(about)?),
            "RemoveFile" => {
                let (entry, file) = FromJson::from_json(about)?;
                Self::RemoveFile(entry, file)
            }
            "NewChat" => Self::NewChat,
            "Read" => Self::Read,
            _ => return None,
        })
    }
}

impl ToJson for Intent {
    fn to_json(&self) -> Value {
        match self {
            Self::Submit { text, files, context } => {
                let about = [("text", text.to_json()), ("files", files.to_json()), ("context", context.to_json())];
                Value::variant("Submit", Value::object(about))
            }
            Self::Agree(form) => Value::variant("Agree", form.to_json()),
            Self::Retry(entry) => Value::variant("Retry", entry.to_json()),
            Self::Discard(entry) => Value::variant("Discard", entry.to_json()),
            Self::TakeBack(entry) => Value::variant("TakeBack", entry.to_json()),
            Self::RemoveFile(entry, file) => {
                Value::variant("RemoveFile", Value::Array(vec![entry.to_json(), file.to_json()]))
            }
            Self::NewChat => "NewChat".to_json(),
            Self::Read => "Read".to_json(),
        }
    }
}

impl FromJson for Record {
    fn from_json(value: &Value) -> Option<Self> {
        let (name, about) = value.as_variant()?;
        Some(match name {
            "Chunk" => {
                let (id, entries) = FromJson::from_json(about)?;
                Self::Chunk(id, entries)
            }
            "Head" => Self::Head(FromJson::from_json(about)?),
            "Mail" => {
                let (id, mail) = FromJson::from_json(about)?;
                Self::Mail(id, mail)
            }
            _ => return None,
        })
    }
}

impl ToJson for Record {
    fn to_json(&self) -> Value {
        match self {
            Self::Chunk(id, entries) => Value::variant("Chunk", Value::Array(vec![id.to_json(), entries.to_json()])),
            Self::Head(head) => Value::variant("Head", head.to_json()),
            Self::Mail(id, mail) => Value::variant("Mail", Value::Array(vec![id.to_json(), mail.to_json()])),
        }
    }
}

json_struct!(Head {
    version: required,
    revision: optional,
    session: required,
    chatbot_name: required,
    chunks: optional,
    entries: required,
    unread: required,
    found: required,
    consent: required,
    agreed: required,
    habit: optional,
    is_lean: optional,
    tasks: required,
    applied: optional,
    saved: optional,
    polled: optional,
});
json_struct!(SavedTask { id: required, access: required, outgoing: required, question: required });

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::chat::{EntryKind, Notice};
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

    fn read(stored: &Stored) -> Vec<EntryId> {
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
            let (mut archive, mut stored) = (Archive::default(), Stored::default());
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
                    stored.keep(vec![record]);
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
