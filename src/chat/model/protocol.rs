//! What the conversation hears and what it asks for.

use crate::api::{
    ApiError, PollResponse, SendResponse, SessionCredentials, StartResponse, TaskPollResponse, UploadResponse,
    WireMessage,
};
use crate::chat::model::entry::{FileId, Progress};
use crate::chat::model::record::{Intent, Mail, MailId, Record, Stored};
use crate::json::json_enum;

/// Milliseconds.
pub type Millis = u64;

/// The time, in the two senses that matter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Now {
    /// A clock that never jumps, from any starting point. All waiting is counted on it.
    pub monotonic: Millis,
    /// The visitor's clock, milliseconds since 1970. May be wrong and may jump: it is shown, says how long a conversation
    /// was left alone, and keeps two pages from polling one after the other.
    pub wall: f64,
}

/// Ties an answer to its request. Answers to requests that nobody waits for any more are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub u32);

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The visitor asks for something.
    Intends(Intent),
    /// The window was opened (`true`) or closed.
    Open(bool),
    /// The page can be seen (`true`) or is in the background.
    Visible(bool),
    /// The browser says that it is online (`true`) or offline.
    Online(bool),
    /// The time asked for by [`Effect::Wake`] has come.
    Tick,
    /// What is stored, after a tab was made of the most recent part of it.
    Found(Box<Stored>),
    /// This tab is the one that acts, after [`Effect::Lead`]. What is stored now.
    Leads(Box<Stored>),
    /// Another tab has become the one that acts. What was to be done last has not been done.
    Deposed,
    /// Another tab has said something.
    Heard(Post),
    /// What [`Effect::Store`] asked for is kept in this page only: there is no room for it, or no storage.
    NotKept,
    /// An upload goes on.
    UploadProgress(RequestId, Progress),
    /// [`Effect::Start`] has ended.
    Started(RequestId, Result<StartResponse, ApiError>),
    /// [`Effect::Upload`] has ended.
    Uploaded(RequestId, Result<UploadResponse, ApiError>),
    /// [`Effect::Send`] has ended.
    Sent(RequestId, Result<SendResponse, ApiError>),
    /// [`Effect::Consent`] has ended.
    Consented(RequestId, Result<(), ApiError>),
    /// [`Effect::PollTask`] has ended.
    TaskPolled(RequestId, Result<TaskPollResponse, ApiError>),
    /// [`Effect::Poll`] has ended.
    Polled(RequestId, Result<PollResponse, ApiError>),
}

/// What tabs say to each other.
#[derive(Debug, Clone, PartialEq)]
pub enum Post {
    /// This was stored.
    Changed(Vec<Record>),
    /// The visitor asks for this.
    Mail(Mail),
    /// A tab that can be seen would act.
    Claim,
    /// The tab that acts is there, and nothing has been stored yet.
    Here,
    /// The tab that acts cannot be seen any more.
    Away,
}

json_enum!(Post { "Changed" Changed(records), "Mail" Mail(mail), "Claim" Claim, "Here" Here, "Away" Away });

/// What is to be done. Effects are carried out in their order: what must survive is stored before it is acted on.
///
/// Should another tab have become the one that acts, then none of them are if any is
/// [for the one that acts](Effect::is_for_the_one_that_acts), and [`Event::Deposed`] is the answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Write these records.
    Store(Vec<Record>),
    /// Keep what the visitor asks for until the tab that acts has taken note of it, and tell it the other tabs.
    Mail(Mail),
    /// The tab that acts has taken note of this.
    MailDone(Vec<MailId>),
    /// Tell the other tabs.
    Post(Post),
    /// Become the one tab that acts when it is this one's turn, or at once and against another's will (`true`).
    Lead(bool),
    /// Neither be the one that acts nor wait for it.
    Follow,
    /// `POST /api/chat/start/`
    Start(RequestId),
    /// `POST …/upload/`
    Upload {
        /// Whose answer is awaited.
        request: RequestId,
        /// To the session.
        access: SessionCredentials,
        /// In this order.
        files: Vec<FileId>,
    },
    /// `POST …/message/`
    Send {
        /// Whose answer is awaited.
        request: RequestId,
        /// To the session.
        access: SessionCredentials,
        /// The text.
        text: String,
        /// What was uploaded for it.
        attachment_ids: Vec<i64>,
        /// What the page says about where it was written: the JSON of an object.
        context: Option<String>,
    },
    /// `POST …/consent/`
    Consent {
        /// Whose answer is awaited.
        request: RequestId,
        /// To the session.
        access: SessionCredentials,
        /// What the visitor agrees to.
        form: i64,
    },
    /// `GET …/{task_id}/poll/`
    PollTask {
        /// Whose answer is awaited.
        request: RequestId,
        /// To the session.
        access: SessionCredentials,
        /// The task.
        task: String,
    },
    /// `GET …/poll/`
    Poll {
        /// Whose answer is awaited.
        request: RequestId,
        /// To the session.
        access: SessionCredentials,
        /// The cursor, exactly as the server sent it.
        since: Option<String>,
    },
    /// Nobody waits for the answers to the requests under way: end them.
    AbortAll,
    /// The upload under way is not wanted any more: end it.
    AbortUpload,
    /// Nothing needs these files any more.
    ReleaseFiles(Vec<FileId>),
    /// Send [`Event::Tick`] at this time of the monotonic clock, in place of any time asked for before; never, if `None`.
    Wake(Option<Millis>),
    /// Something that the owner of the page has to know.
    Warn(ApiError),
    /// Something that the page's own code may want to know.
    Tell(Occurrence),
}

/// What has happened, for the page's own code.
#[derive(Debug, Clone, PartialEq)]
pub enum Occurrence {
    /// A session of this id has been started.
    SessionStarted(String),
    /// The session of this id takes no more messages.
    SessionEnded(String),
    /// The server has taken a message.
    Sent {
        /// The text.
        text: String,
        /// To the session.
        session: String,
    },
    /// The bot has said something that was not known.
    Received {
        /// What.
        message: WireMessage,
        /// In the session; empty, if that is over.
        session: String,
    },
}

impl Effect {
    /// Whether it is for one tab only: it stores, or makes a request.
    #[must_use]
    pub fn is_for_the_one_that_acts(&self) -> bool {
        matches!(
            self,
            Self::Store(_)
                | Self::Start(_)
                | Self::Upload { .. }
                | Self::Send { .. }
                | Self::Consent { .. }
                | Self::PollTask { .. }
                | Self::Poll { .. }
        )
    }
}
