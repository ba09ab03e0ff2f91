//! Effects: everything that a conversation asks its platform to do.

use super::entry::FileId;
use super::intent::{Mail, MailId};
use super::record::Record;
use super::tab_message::Post;
use super::time::Millis;
use crate::api::{ApiError, SessionCredentials, WireMessage};

/// Ties an answer to its request. Answers to requests that nobody waits for any more are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub u32);

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
