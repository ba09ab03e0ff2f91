//! Effects: everything that a conversation asks its platform to do.

use super::entry::FileId;
use super::intent::{ForwardedIntent, IntentId};
use super::public_event::PublicEvent;
use super::record::Record;
use super::tab_message::TabMessage;
use super::time::Millis;
use crate::api::{ApiError, SessionCredentials};

/// Identifies a request. The event with its response has the same id; responses that are no longer awaited are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub u32);

/// Identifies a download in this page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DownloadId(pub u32);

/// How a download has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DownloadOutcome {
    /// The content is complete.
    Complete,
    /// It failed. The visitor can try again.
    Failed,
    /// The server refuses this visitor the file, or no longer has it.
    Gone,
}

/// An action that the platform carries out for the conversation. Effects are carried out in order: what must survive is stored before anything depends on it.
///
/// If any of them [requires leadership](Effect::requires_leadership) and another tab is the leader, all but
/// [downloads](Effect::is_download) are dropped, and [`Event::LeadershipLost`](super::event::Event::LeadershipLost) follows.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Write these records to storage.
    Store(Vec<Record>),
    /// Store an intent until the leader has applied it, and send it to the other tabs.
    ForwardIntent(ForwardedIntent),
    /// Remove these intents, which the leader has applied, from storage.
    RemoveForwardedIntents(Vec<IntentId>),
    /// Send a message to the other tabs.
    Broadcast(TabMessage),
    /// Become the leader as soon as the lock is free, or at once.
    AcquireLeadership {
        /// Whether to take the lock from the tab that holds it.
        steal: bool,
    },
    /// Give up the leadership, or stop waiting for it.
    ReleaseLeadership,
    /// `POST /api/chat/start/`
    StartSession(RequestId),
    /// Repeats [`StartSession`](Self::StartSession) under the same id, after the page was asked for a new access token.
    RepeatStart(RequestId),
    /// `POST …/token/`
    RenewSessionToken {
        /// Identifies the response.
        request: RequestId,
        /// The id of the session.
        session: String,
        /// Whether the server has refused the access token, so that the page is asked for another.
        needs_new_access_token: bool,
    },
    /// `POST …/upload/`
    UploadFiles {
        /// Identifies the response.
        request: RequestId,
        /// The session.
        credentials: SessionCredentials,
        /// The files, in this order.
        files: Vec<FileId>,
    },
    /// `POST …/message/`
    SendMessage {
        /// Identifies the response.
        request: RequestId,
        /// The session.
        credentials: SessionCredentials,
        /// The text.
        text: String,
        /// The ids of the files that were uploaded for it.
        attachment_ids: Vec<i64>,
        /// The page context at the time of writing: the JSON of an object.
        context: Option<String>,
    },
    /// `POST …/consent/`
    SubmitConsent {
        /// Identifies the response.
        request: RequestId,
        /// The session.
        credentials: SessionCredentials,
        /// The version of the consent form that the visitor has agreed to.
        form_version_id: i64,
    },
    /// `GET …/{task_id}/poll/`
    PollTask {
        /// Identifies the response.
        request: RequestId,
        /// The session.
        credentials: SessionCredentials,
        /// The task.
        task: String,
    },
    /// `GET …/poll/`
    PollSession {
        /// Identifies the response.
        request: RequestId,
        /// The session.
        credentials: SessionCredentials,
        /// The cursor, exactly as the server has sent it.
        since: Option<String>,
    },
    /// `GET …/files/{file_id}/content/`
    DownloadFile {
        /// Identifies the response.
        request: RequestId,
        /// The download.
        download: DownloadId,
        /// The session that the file belongs to.
        credentials: SessionCredentials,
        /// The id of the file.
        file: String,
    },
    /// Report to the visitor that a download has ended.
    ReportDownloadEnd(DownloadId, DownloadOutcome),
    /// Abort all requests under way except downloads: their responses are no longer awaited.
    AbortAllButDownloads,
    /// Abort the upload under way.
    AbortUpload,
    /// Release these files, which are no longer needed.
    ReleaseFiles(Vec<FileId>),
    /// Send [`Event::TimerFired`](super::event::Event::TimerFired) at this time of the monotonic clock. Replaces the
    /// previous timer; `None` only cancels it.
    SetTimer(Option<Millis>),
    /// Report an error to the owner of the page.
    Warn(ApiError),
    /// Emit an event for the page's own code.
    Emit(PublicEvent),
}

impl Effect {
    /// Whether it belongs to a download. Every tab downloads files itself.
    #[must_use]
    pub fn is_download(&self) -> bool {
        matches!(self, Self::DownloadFile { .. } | Self::ReportDownloadEnd(..))
    }

    /// Whether only the leader may carry it out: it stores the conversation, or makes a request other than a download.
    #[must_use]
    pub fn requires_leadership(&self) -> bool {
        matches!(
            self,
            Self::Store(_)
                | Self::StartSession(_)
                | Self::RepeatStart(_)
                | Self::RenewSessionToken { .. }
                | Self::UploadFiles { .. }
                | Self::SendMessage { .. }
                | Self::SubmitConsent { .. }
                | Self::PollTask { .. }
                | Self::PollSession { .. }
        )
    }
}
