//! The form of the records in which a conversation is stored. They survive a reload, a crash and a closed tab.
//!
//! Storage writes one record at a time and may be interrupted between two. Everything that changes often is therefore in
//! one record, the [`Head`]: what is under way, and the last entries of the transcript. Earlier entries are in chunks, which
//! are written before the head that refers to them and change only in ways that an older head tolerates. The cost of a
//! change does not depend on the length of the transcript.

use super::entry::{Entry, EntryId};
use super::intent::{ForwardedIntent, IntentId};
use super::session::Session;
use super::stored_task::StoredTask;
use super::time::{Millis, Now};
use crate::api::Consent;
use crate::json::{FromJson, ToJson, Value, json_struct};
use crate::text::{parse_digits, split};
use std::sync::Arc;

/// Identifies a chunk of the transcript.
pub type ChunkId = u32;

/// One record. Records are written in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// Earlier entries; `None` removes them.
    Chunk(ChunkId, Option<Vec<Arc<Entry>>>),
    /// Everything else.
    Head(Box<Head>),
    /// An intent that the leader may not have applied; `None` removes it.
    ForwardedIntent(IntentId, Option<Box<ForwardedIntent>>),
}

/// What is under way, and the end of the transcript.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Head {
    pub(crate) version: u32,
    /// Counts the writes of all tabs.
    pub(crate) revision: u64,
    pub(crate) session: Option<Session>,
    pub(crate) chatbot_name: String,
    /// The chunks with the earlier entries, first to last.
    pub(crate) chunks: Vec<ChunkId>,
    /// The last entries.
    pub(crate) entries: Vec<Arc<Entry>>,
    pub(crate) unread: u32,
    /// A delivered message whose task is unknown, and the number of checks for its answer.
    pub(crate) awaited_answer: Option<(EntryId, u32)>,
    /// The consent form of the current session.
    pub(crate) consent: Option<Consent>,
    /// The version of the form that the visitor has agreed to.
    pub(crate) agreed: Option<i64>,
    /// How long the last answers took: longer than the first number, at most the second.
    pub(crate) latencies: Vec<(Millis, Millis)>,
    /// Whether messages may be missing because a write has failed. Those in the server's history are left out first.
    pub(crate) is_truncated: bool,
    pub(crate) tasks: Vec<StoredTask>,
    /// Intents that were applied recently.
    pub(crate) applied: Vec<IntentId>,
    /// Visitor's clock at the last change of the conversation, which is not the last write, milliseconds since 1970; 0 if unknown.
    pub(crate) changed_at: f64,
    /// Visitor's clock at the start of the last poll of the session, milliseconds since 1970; 0 if unknown.
    pub(crate) polled_at: f64,
}

impl Head {
    /// Version of the stored form. The text of every head begins with it. A change that older widgets cannot read
    /// increments it; older widgets leave such heads as they are. Heads of older widgets are read as long as the fields
    /// they lack are optional (version 1 had all entries in the head).
    pub const VERSION: u32 = 2;

    /// An empty head with the number of the current version.
    #[must_use]
    pub(crate) fn empty() -> Self {
        Self { version: Self::VERSION, ..Self::default() }
    }

    /// Whether a stored text is the head of a newer version of the widget, whose other fields may have any form.
    #[must_use]
    pub fn is_from_newer_version(text: &str) -> bool {
        let version = text.strip_prefix(r#"{"version":"#).and_then(|rest| parse_digits(split(rest, ",").next()?, 10));
        version.is_some_and(|version| version > Self::VERSION.into())
    }

    /// Whether this version of the widget can read it.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        (1..=Self::VERSION).contains(&self.version)
    }

    /// Whether messages may be missing because a write has failed.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        self.is_truncated
    }

    /// The same head without entries and what refers to them. The history is read again from its start. It has the lowest
    /// revision, so that what another tab has stored counts as newer.
    pub(crate) fn without_entries(&self) -> Self {
        let mut head = self.clone();
        head.revision = 1;
        head.chunks.clear();
        head.entries.clear();
        head.tasks.clear();
        head.awaited_answer = None;
        if let Some(session) = &mut head.session {
            session.rewind();
        }
        head
    }

    /// Whether the conversation was abandoned more than this many minutes ago; never, if 0.
    pub(crate) fn is_expired(&self, minutes: f64, now: Now) -> bool {
        minutes > 0.0 && self.changed_at > 0.0 && now.wall - self.changed_at > minutes * 60_000.0
    }

    /// Counts the writes of all tabs.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The last entries of the transcript.
    #[must_use]
    pub fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    /// Whether the session has another token than in an earlier head, or is gone. `false` if that head had no session.
    pub(in crate::chat) fn token_differs_from(&self, earlier: &Self) -> bool {
        earlier.session.as_ref().is_some_and(|earlier| {
            self.session.as_ref().is_none_or(|session| session.credentials.token != earlier.credentials.token)
        })
    }

    /// The chunks with the earlier entries, first to last.
    #[must_use]
    pub fn chunks(&self) -> &[ChunkId] {
        &self.chunks
    }
}

/// Everything that is stored of a conversation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StoredConversation {
    /// The head, if there is a conversation.
    pub head: Option<Box<Head>>,
    /// The chunks that the head refers to, as far as they can be read.
    pub chunks: Vec<(ChunkId, Vec<Arc<Entry>>)>,
    /// Intents that the leader may not have applied, oldest first.
    pub intents: Vec<ForwardedIntent>,
    /// Whether a newer version of the widget has stored a head that this one cannot read, and must not replace.
    pub has_newer_version: bool,
}

/// A model of storage for the tests of the conversation. `storage` has its own tests.
#[cfg(all(test, not(target_arch = "wasm32")))]
impl StoredConversation {
    /// The part that is needed to show the end of the conversation.
    pub(crate) fn recent(&self) -> Self {
        let is_enough = self.head.as_ref().is_some_and(|head| !head.is_truncated);
        let chunks = if is_enough { Vec::new() } else { self.chunks.clone() };
        Self { chunks, ..self.clone() }
    }

    /// Applies records in their order.
    pub(crate) fn apply(&mut self, records: Vec<Record>) {
        for record in records {
            match record {
                Record::Head(head) => self.head = Some(head),
                Record::Chunk(id, entries) => {
                    self.chunks.retain(|(other, _)| *other != id);
                    self.chunks.extend(entries.map(|entries| (id, entries)));
                }
                Record::ForwardedIntent(id, intent) => {
                    self.intents.retain(|other| other.id != id);
                    self.intents.extend(intent.map(|intent| *intent));
                }
            }
        }
    }
}

// The JSON names are a contract with other versions of the widget: `chat/tests/stored_form.rs` pins them.

impl FromJson for Record {
    fn from_json(value: &Value) -> Option<Self> {
        let (name, content) = value.as_variant()?;
        Some(match name {
            "Chunk" => {
                let (id, entries) = FromJson::from_json(content)?;
                Self::Chunk(id, entries)
            }
            "Head" => Self::Head(FromJson::from_json(content)?),
            "Mail" => {
                let (id, intent) = FromJson::from_json(content)?;
                Self::ForwardedIntent(id, intent)
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
            Self::ForwardedIntent(id, intent) => {
                Value::variant("Mail", Value::Array(vec![id.to_json(), intent.to_json()]))
            }
        }
    }
}

json_struct!(Head {
    version: required,
    revision: optional,
    session: optional,
    chatbot_name: optional,
    chunks: optional,
    entries: required,
    unread: optional,
    awaited_answer: optional = "found",
    consent: optional,
    agreed: optional,
    latencies: optional = "habit",
    is_truncated: optional = "is_lean",
    tasks: optional,
    applied: optional,
    changed_at: optional = "saved",
    polled_at: optional = "polled",
});
