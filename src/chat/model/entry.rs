//! What the transcript is made of.

use crate::api::{ApiError, FileError, Role, WireMessage};
use crate::json::{FromJson, ToJson, Value, json_enum, json_struct};

/// Identity of an entry for as long as it is shown, in this visitor's browser only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId(pub u32);

/// Names a file whose bytes the shell holds, among all tabs. [`FileIds`](crate::chat::FileIds) makes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u64);

/// One line of the transcript.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Stays the same when an outgoing message turns into one that the server has confirmed.
    pub id: EntryId,
    /// Grows with every change of [`Entry::kind`], so that what shows the entry knows when to show it anew.
    pub revision: u32,
    /// What it is.
    pub kind: EntryKind,
}

/// The kinds of entries.
#[derive(Debug, Clone, PartialEq)]
pub enum EntryKind {
    /// Said by the server.
    Message(Message),
    /// Sent by the visitor, not yet confirmed by the server.
    Outgoing(Outgoing),
    /// Said by the widget.
    Notice(Notice),
}

/// A message that the server has told us.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// As received. `created_at` decides the place in the transcript.
    pub wire: WireMessage,
    /// Whether the history has it. The answer of a task may be told with a time of its own, or never be stored at all.
    pub in_history: bool,
    /// What it is said to.
    pub reply: Reply,
}

/// What a message is a reply to, as far as we know.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// Nothing that we know of.
    Unknown,
    /// The answer to one of the visitor's messages.
    Answer,
    /// Tells that there is no answer. What was asked can be asked again.
    Failure(Question),
    /// The same, and it has been asked again.
    FailureRetried,
}

/// What a failed task was to answer, for asking it again.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The text.
    pub text: String,
    /// The files that went with it.
    pub files: Vec<Attached>,
}

/// A message of the visitor's on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// Trimmed, never blank, without NUL characters: as the server will store it.
    pub text: String,
    /// Files that go with it.
    pub files: Vec<Attached>,
    /// What the page said about where it was written: the JSON of an object.
    pub context: Option<String>,
    /// Visitor's clock when it was sent, milliseconds since 1970. Only ever shown, never compared with the server's.
    pub written_at: f64,
    /// How far it is.
    pub sending: Sending,
    /// How many requests for it have failed since the visitor last asked for it to be sent.
    pub attempts: u32,
    /// Whether a request that carried it may have reached the server.
    pub may_have_arrived: bool,
}

/// A file of an outgoing message.
#[derive(Debug, Clone, PartialEq)]
pub struct Attached {
    /// The bytes.
    pub file: FileId,
    /// File name.
    pub name: String,
    /// Bytes.
    pub size: f64,
    /// The server's id for it, once uploaded to the current session.
    pub uploaded: Option<i64>,
    /// Why the server did not take it.
    pub fault: Option<FileError>,
}

impl Question {
    /// The files that went with it, by name.
    #[must_use]
    pub fn file_ids(&self) -> Vec<FileId> {
        self.files.iter().map(|attached| attached.file).collect()
    }
}

/// How far an outgoing message is.
#[derive(Debug, Clone, PartialEq)]
pub enum Sending {
    /// In the queue: for its turn, for a session, for the network, or for the rate limit.
    Waiting,
    /// Its files are on their way.
    Uploading(Progress),
    /// The request is on its way.
    Sending,
    /// The request ended without an answer: the history will tell whether it arrived.
    Unclear,
    /// The server has taken it.
    Sent,
    /// Not sent; the visitor decides what happens next.
    Failed(Failure),
}

/// Bytes that have left, out of all.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Progress {
    /// Bytes sent.
    pub sent: f64,
    /// Bytes in all; 0 while unknown.
    pub total: f64,
}

/// Why an outgoing message was not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// No answer after several attempts.
    NoConnection,
    /// The server kept failing.
    Server,
    /// The chatbot is switched off, in its owner's words where there are any.
    Unavailable(Option<String>),
    /// The chat is not set up rightly on this page: key, domain or chatbot.
    Setup,
    /// Some of its files were refused; each says why.
    Files,
    /// Its files are no longer here, or the server has dropped them.
    FilesLost,
    /// New sessions are refused as soon as they are made.
    SessionRefused,
    /// It may have arrived in a session that can no longer be read.
    Uncertain,
    /// The session was given by the page and is over.
    Over,
    /// The server does not take it as it is.
    Rejected,
}

/// What the widget has to say by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The session before this line has expired; what follows is a new one.
    NewSession,
    /// The session has been closed by the other side.
    SessionEnded,
    /// The session was given by the page and is over: there will be no other.
    Over,
    /// The answer takes so long that it is only looked for now and then.
    StillWaiting,
    /// The browser keeps nothing: the conversation is gone when the page is left.
    NotKept,
}

impl Notice {
    /// Whether another session begins below this.
    #[must_use]
    pub fn is_border(self) -> bool {
        matches!(self, Self::NewSession | Self::SessionEnded)
    }
}

impl EntryId {
    /// Ids from here on are provisional.
    pub(crate) const FIRST_PROVISIONAL: u32 = 1 << 31;

    /// Whether this tab has chosen the id, until the leader tab has assigned another one.
    #[must_use]
    pub fn is_provisional(self) -> bool {
        self.0 >= Self::FIRST_PROVISIONAL
    }
}

impl Failure {
    /// Why a waiting message is not sent after a refusal by the server.
    pub(crate) fn of_refusal(error: &ApiError) -> Self {
        match error {
            ApiError::Unavailable(text) => Self::Unavailable(text.clone()),
            ApiError::KeyRefused | ApiError::LoginRequired | ApiError::OriginRefused | ApiError::ChatbotUnknown => {
                Self::Setup
            }
            _ => Self::Rejected,
        }
    }
}

impl Outgoing {
    /// Whether the visitor can have it back: it has failed, or has certainly not been sent yet.
    #[must_use]
    pub fn can_be_taken_back(&self) -> bool {
        match self.sending {
            Sending::Failed(_) => true,
            Sending::Waiting | Sending::Uploading(_) => !self.may_have_arrived,
            Sending::Sending | Sending::Unclear | Sending::Sent => false,
        }
    }
}

impl Entry {
    /// The outgoing message that this is, if it is one.
    #[must_use]
    pub fn outgoing(&self) -> Option<&Outgoing> {
        match &self.kind {
            EntryKind::Outgoing(outgoing) => Some(outgoing),
            EntryKind::Message(_) | EntryKind::Notice(_) => None,
        }
    }

    /// The message that this is, if it is one.
    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        match &self.kind {
            EntryKind::Message(message) => Some(message),
            EntryKind::Outgoing(_) | EntryKind::Notice(_) => None,
        }
    }
}

impl Message {
    /// Whether the bot (or somebody through it) said it, as opposed to the visitor.
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

json_struct!(Entry { id: required, revision: required, kind: required });
json_enum!(EntryKind { "Message" Message(message), "Outgoing" Outgoing(outgoing), "Notice" Notice(notice) });
json_struct!(Message { wire: required, in_history: required, reply: required });
json_enum!(Reply { "Unknown" Unknown, "Answer" Answer, "Failure" Failure(question), "FailureRetried" FailureRetried });
json_struct!(Question { text: required, files: required });
json_struct!(Outgoing {
    text: required,
    files: required,
    context: required,
    written_at: required,
    sending: required,
    attempts: required,
    may_have_arrived: required,
});
json_struct!(Attached { file: required, name: required, size: required, uploaded: required, fault: required });
json_enum!(Sending {
    "Waiting" Waiting,
    "Uploading" Uploading(progress),
    "Sending" Sending,
    "Unclear" Unclear,
    "Sent" Sent,
    "Failed" Failed(failure),
});
json_struct!(Progress { sent: required, total: required });
json_enum!(Failure {
    "NoConnection" NoConnection,
    "Server" Server,
    "Unavailable" Unavailable(words),
    "Setup" Setup,
    "Files" Files,
    "FilesLost" FilesLost,
    "SessionRefused" SessionRefused,
    "Uncertain" Uncertain,
    "Over" Over,
    "Rejected" Rejected,
});
json_enum!(Notice {
    "NewSession" NewSession,
    "SessionEnded" SessionEnded,
    "Over" Over,
    "StillWaiting" StillWaiting,
    "NotKept" NotKept,
});
