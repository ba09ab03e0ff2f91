//! What the conversation hears and what it asks for.

use super::entry::{Attached, EntryId, FileId, Progress};
use super::snapshot::Snapshot;
use crate::api::{Access, ApiError, PollResponse, SendResponse, StartResponse, TaskPollResponse, UploadResponse};

/// Milliseconds.
pub type Millis = u64;

/// The time, in the two senses that matter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Now {
    /// A clock that never jumps, from any starting point. All waiting is counted on it.
    pub monotonic: Millis,
    /// The visitor's clock, milliseconds since 1970. May be wrong; only ever shown.
    pub wall: f64,
}

/// Ties an answer to its request. Answers to requests that nobody waits for any more are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub u32);

/// Who is chatting, as far as the page says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visitor {
    /// The page's own id for the visitor.
    pub remote_id: Option<String>,
    /// The visitor's name.
    pub name: Option<String>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The visitor has sent a message. Blank text is ignored.
    Submit {
        /// As typed.
        text: String,
        /// Files that go with it, none of them uploaded.
        files: Vec<Attached>,
    },
    /// The visitor wants a failed message, or one whose task failed, to be sent again.
    Retry(EntryId),
    /// The visitor gives a failed message up.
    Discard(EntryId),
    /// The visitor takes a failed message back, to change it. Its files are theirs again.
    TakeBack(EntryId),
    /// The visitor takes one file off a failed message.
    RemoveFile(EntryId, FileId),
    /// The visitor wants to start over.
    NewChat,
    /// The window was opened (`true`) or closed.
    Open(bool),
    /// The page can be seen (`true`) or is in the background.
    Visible(bool),
    /// The browser says that it is online (`true`) or offline.
    Online(bool),
    /// The time asked for by [`Effect::Wake`] has come.
    Tick,
    /// An upload goes on.
    UploadProgress(RequestId, Progress),
    /// [`Effect::Start`] has ended.
    Started(RequestId, Result<StartResponse, ApiError>),
    /// [`Effect::Upload`] has ended.
    Uploaded(RequestId, Result<UploadResponse, ApiError>),
    /// [`Effect::Send`] has ended.
    Sent(RequestId, Result<SendResponse, ApiError>),
    /// [`Effect::PollTask`] has ended.
    TaskPolled(RequestId, Result<TaskPollResponse, ApiError>),
    /// [`Effect::Poll`] has ended.
    Polled(RequestId, Result<PollResponse, ApiError>),
}

/// What is to be done. Effects are carried out in their order: what must survive is stored before it is acted on.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Keep this in place of what was kept before.
    Store(Box<Snapshot>),
    /// `POST /api/chat/start/`
    Start(RequestId),
    /// `POST …/upload/`
    Upload {
        /// Whose answer is awaited.
        request: RequestId,
        /// To the session.
        access: Access,
        /// In this order.
        files: Vec<FileId>,
    },
    /// `POST …/message/`
    Send {
        /// Whose answer is awaited.
        request: RequestId,
        /// To the session.
        access: Access,
        /// The text.
        text: String,
        /// What was uploaded for it.
        attachment_ids: Vec<i64>,
    },
    /// `GET …/{task_id}/poll/`
    PollTask {
        /// Whose answer is awaited.
        request: RequestId,
        /// To the session.
        access: Access,
        /// The task.
        task: String,
    },
    /// `GET …/poll/`
    Poll {
        /// Whose answer is awaited.
        request: RequestId,
        /// To the session.
        access: Access,
        /// The cursor, exactly as the server sent it.
        since: Option<String>,
    },
    /// Nobody waits for the answers to the requests under way: end them.
    AbortAll,
    /// Nothing needs these files any more.
    ReleaseFiles(Vec<FileId>),
    /// Send [`Event::Tick`] at this time of the monotonic clock, in place of any time asked for before; never, if `None`.
    Wake(Option<Millis>),
    /// Something that the owner of the page has to know.
    Warn(ApiError),
}
