//! The entries of the transcript.

use super::failure::Failure;
use crate::api::{FileError, Role, WireMessage};
use crate::json::{FromJson, ToJson, Value, json_enum, json_struct};

/// Identifies an entry in this visitor's browser for as long as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId(pub u32);

/// Identifies a file that the platform retains, among all tabs. A [`FileIdGenerator`](crate::chat::FileIdGenerator) creates
/// the ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u64);

/// One item of the transcript.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Stays the same when the server confirms an outgoing message.
    pub id: EntryId,
    /// Incremented by every visible change of [`Entry::kind`].
    pub revision: u32,
    /// The content.
    pub kind: EntryKind,
}

/// The kinds of entries.
#[derive(Debug, Clone, PartialEq)]
pub enum EntryKind {
    /// A message from the server.
    Message(Message),
    /// A message from the visitor that the server has not confirmed.
    Outgoing(Outgoing),
    /// A notice by the widget itself.
    Notice(Notice),
}

/// A message from the server, by the bot or the visitor.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// As received. `created_at` determines its place in the transcript.
    pub wire: WireMessage,
    /// Whether the history contains it. A task may return its answer with another timestamp, or one that is never stored.
    pub in_history: bool,
    /// What it replies to.
    pub reply: Reply,
}

/// What a message replies to, as far as is known.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// Unknown, or nothing.
    Unknown,
    /// It answers one of the visitor's messages.
    Answer,
    /// There is no answer. The visitor can resend the message.
    Failure(ResendContent),
    /// There is no answer, and the visitor has resent the message.
    FailureRetried,
}

impl Reply {
    /// Whether there is no answer.
    #[must_use]
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Failure(_) | Self::FailureRetried)
    }
}

/// The content of a message, kept so that it can be resent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ResendContent {
    /// The text.
    pub text: String,
    /// The files that were sent with it.
    pub files: Vec<AttachedFile>,
    /// As in [`Outgoing`].
    pub context: Option<String>,
}

/// A message from the visitor that the server has not confirmed.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// Trimmed, not blank, without NUL characters: as the server stores it.
    pub text: String,
    /// The files to send with it.
    pub files: Vec<AttachedFile>,
    /// The page context at the time of writing: the JSON of an object.
    pub context: Option<String>,
    /// Visitor's clock when it was written, milliseconds since 1970. It is shown, but never compared with the server's.
    pub written_at: f64,
    /// The state of its delivery.
    pub status: DeliveryStatus,
    /// Failed requests since the visitor last submitted or retried it.
    pub attempts: u32,
    /// Whether a request with it may have reached the server.
    pub may_have_arrived: bool,
}

/// A file of an outgoing message.
#[derive(Debug, Clone, PartialEq)]
pub struct AttachedFile {
    /// The file.
    pub id: FileId,
    /// File name.
    pub name: String,
    /// Size in bytes.
    pub size: f64,
    /// The server's id, once it is uploaded to the current session.
    pub uploaded: Option<i64>,
    /// Why it cannot be sent.
    pub error: Option<FileError>,
}

impl AttachedFile {
    /// The ids of files.
    #[must_use]
    pub fn ids(files: &[Self]) -> Vec<FileId> {
        files.iter().map(|file| file.id).collect()
    }
}

/// The state of the delivery of an outgoing message.
#[derive(Debug, Clone, PartialEq)]
pub enum DeliveryStatus {
    /// Waits for earlier messages, a session, consent, the network, or the end of the rate limit.
    Waiting,
    /// Its files are being uploaded.
    Uploading(Progress),
    /// The request is under way.
    Sending,
    /// The request ended without a response. The history is checked for the message.
    Unconfirmed,
    /// The server has accepted it.
    Sent,
    /// Not sent. The visitor can retry or discard it.
    Failed(Failure),
}

/// The progress of an upload.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Progress {
    /// Bytes sent.
    pub sent: f64,
    /// Total bytes; 0 while unknown.
    pub total: f64,
}

/// A notice by the widget itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The session above has expired; a new one begins below.
    NewSession,
    /// The session above was ended on the server.
    SessionEnded,
    /// The session that the page has provided is over. No other one follows.
    SessionClosed,
    /// The answer is slow. Its task is no longer polled, and only the session poll can find it.
    StillWaiting,
    /// The browser stores nothing: the conversation is lost when the visitor leaves the page.
    StorageUnavailable,
}

impl Notice {
    /// Whether a new session begins below it.
    #[must_use]
    pub fn is_session_boundary(self) -> bool {
        matches!(self, Self::NewSession | Self::SessionEnded)
    }
}

impl EntryId {
    /// The first provisional id.
    pub(crate) const FIRST_PROVISIONAL: u32 = 1 << 31;

    /// Whether a follower has chosen the id, until the leader assigns another one.
    #[must_use]
    pub fn is_provisional(self) -> bool {
        self.0 >= Self::FIRST_PROVISIONAL
    }
}

impl Outgoing {
    /// Whether the visitor can withdraw it: it has failed, or certainly has not been sent.
    #[must_use]
    pub fn can_be_withdrawn(&self) -> bool {
        match self.status {
            DeliveryStatus::Failed(_) => true,
            DeliveryStatus::Waiting | DeliveryStatus::Uploading(_) => !self.may_have_arrived,
            DeliveryStatus::Sending | DeliveryStatus::Unconfirmed | DeliveryStatus::Sent => false,
        }
    }
}

impl Entry {
    /// The outgoing message, if it is one.
    #[must_use]
    pub fn outgoing(&self) -> Option<&Outgoing> {
        match &self.kind {
            EntryKind::Outgoing(outgoing) => Some(outgoing),
            EntryKind::Message(_) | EntryKind::Notice(_) => None,
        }
    }

    /// The message, if it is one.
    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        match &self.kind {
            EntryKind::Message(message) => Some(message),
            EntryKind::Outgoing(_) | EntryKind::Notice(_) => None,
        }
    }
}

impl Message {
    /// Whether it is not from the visitor: from the bot, or from a person who writes through it.
    #[must_use]
    pub fn is_from_bot(&self) -> bool {
        self.wire.role != Role::User
    }
}

impl FromJson for EntryId {
    fn from_json(value: &Value) -> Option<Self> {
        FromJson::from_json(value).map(Self)
    }
}

impl ToJson for EntryId {
    fn to_json(&self) -> Value {
        self.0.to_json()
    }
}

impl FromJson for FileId {
    fn from_json(value: &Value) -> Option<Self> {
        FromJson::from_json(value).map(Self)
    }
}

impl ToJson for FileId {
    fn to_json(&self) -> Value {
        self.0.to_json()
    }
}

// These names are fixed by data that 1.0 stored.
json_struct!(Entry { id: required, revision: required, kind: required });
json_enum!(EntryKind { "Message" Message(message), "Outgoing" Outgoing(outgoing), "Notice" Notice(notice) });
json_struct!(Message { wire: required, in_history: optional, reply: required });
json_enum!(Reply { "Unknown" Unknown, "Answer" Answer, "Failure" Failure(content), "FailureRetried" FailureRetried });
json_struct!(ResendContent { text: required, files: required, context: optional });
json_struct!(Outgoing {
    text: required,
    files: required,
    context: optional,
    written_at: optional,
    status: required = "sending",
    attempts: optional,
    may_have_arrived: optional,
});
json_struct!(AttachedFile {
    id: required = "file",
    name: optional,
    size: optional,
    uploaded: optional,
    error: optional = "fault"
});
json_enum!(DeliveryStatus {
    "Waiting" Waiting,
    "Uploading" Uploading(progress),
    "Sending" Sending,
    "Unclear" Unconfirmed,
    "Sent" Sent,
    "Failed" Failed(failure),
});
json_struct!(Progress { sent: optional, total: optional });
json_enum!(Notice {
    "NewSession" NewSession,
    "SessionEnded" SessionEnded,
    "Over" SessionClosed,
    "StillWaiting" StillWaiting,
    "NotKept" StorageUnavailable,
});
