//! What of a conversation survives a reload, a crash and a closed tab, and how it is divided.
//!
//! Storage writes one record at a time and may be cut off between two. So all that changes often is in one record, the
//! [`Head`]: what is under way, and the last entries of the transcript. Earlier entries are in chunks that are written
//! before a head names them and never changed in a way that an older head could not bear. What a change costs does not
//! depend on the length of the transcript.

use super::entry::{Entry, EntryId};
use super::intent::{Mail, MailId};
use super::session::Session;
use super::task::SavedTask;
use super::time::{Millis, Now};
use crate::api::Consent;
use crate::json::{FromJson, ToJson, Value, json_struct};
use std::sync::Arc;

/// Names a chunk of the transcript.
pub type ChunkId = u32;

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
    pub(crate) version: u32,
    /// Counts the changes, whichever tab made them.
    pub(crate) revision: u64,
    pub(crate) session: Option<Session>,
    pub(crate) chatbot_name: String,
    /// Where the earlier entries are, first to last.
    pub(crate) chunks: Vec<ChunkId>,
    /// The last entries.
    pub(crate) entries: Vec<Arc<Entry>>,
    pub(crate) unread: u32,
    /// A message that was found in the history, and how often its answer has been looked for there since.
    pub(crate) found: Option<(EntryId, u32)>,
    /// What the visitor has to agree to in the current session.
    pub(crate) consent: Option<Consent>,
    /// What the visitor has agreed to.
    pub(crate) agreed: Option<i64>,
    /// How long the last answers took.
    pub(crate) latencies: Vec<(Millis, Millis)>,
    /// Whether what the server can tell again was left out, for want of room.
    pub(crate) is_lean: bool,
    pub(crate) tasks: Vec<SavedTask>,
    /// Mail that has been taken note of lately.
    pub(crate) applied: Vec<MailId>,
    /// Visitor's clock at the last change, milliseconds since 1970; 0 if unknown.
    pub(crate) saved: f64,
    /// The same for the last poll of the session.
    pub(crate) polled: f64,
}

impl Head {
    /// Version of the stored form. A change that an older widget cannot read gets a new one; what older widgets left is
    /// read for as long as its fields have defaults here (version 1 had all entries in the head).
    pub const VERSION: u32 = 2;

    /// A head of the current version.
    #[must_use]
    pub(crate) fn current() -> Self {
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

    /// Whether the conversation has been abandoned for too long; `minutes` of 0 are for ever.
    pub(crate) fn is_expired(&self, minutes: f64, now: Now) -> bool {
        minutes > 0.0 && self.saved > 0.0 && now.wall - self.saved > minutes * 60_000.0
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
    latencies: optional = "habit",
    is_lean: optional,
    tasks: required,
    applied: optional,
    saved: optional,
    polled: optional,
});
