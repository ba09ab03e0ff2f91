//! Events: everything that a conversation reacts to.

use super::effect::{DownloadId, RequestId};
use super::entry::{EntryId, Progress};
use super::intent::Intent;
use super::record::StoredConversation;
use super::tab_message::TabMessage;
use crate::api::{
    ApiError, PollResponse, RenewResponse, SendResponse, StartResponse, TaskPollResponse, UploadResponse,
};

/// Something that has happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The visitor expresses an intent.
    Intent(Intent),
    /// The window was opened (`true`) or closed.
    OpenChanged(bool),
    /// The page became visible (`true`) or hidden.
    VisibilityChanged(bool),
    /// The browser reports that it is online (`true`) or offline.
    OnlineChanged(bool),
    /// The timer that [`Effect::SetTimer`](super::effect::Effect::SetTimer) has set is due.
    TimerFired,
    /// Holds everything that is stored, for a tab that was created from the most recent part of it.
    StorageLoaded(Box<StoredConversation>),
    /// This tab has become the leader after [`Effect::AcquireLeadership`](super::effect::Effect::AcquireLeadership).
    /// Holds everything that is stored at this moment.
    LeadershipAcquired(Box<StoredConversation>),
    /// Another tab has become the leader. The last effects were not carried out.
    LeadershipLost,
    /// Another tab has sent a message.
    TabMessageReceived(TabMessage),
    /// [`Effect::Store`](super::effect::Effect::Store) could write to this page's memory only: storage is full or missing.
    StorageWriteFailed,
    /// An upload has made progress.
    UploadProgress(RequestId, Progress),
    /// [`Effect::StartSession`](super::effect::Effect::StartSession) or
    /// [`Effect::RepeatStart`](super::effect::Effect::RepeatStart) has ended.
    SessionStarted(RequestId, Result<StartResponse, ApiError>),
    /// The page has another token for the session that it has provided.
    SessionTokenProvided(String),
    /// The request was sent with the access token, and the server has rejected it with this error.
    BearerRejected(RequestId, ApiError),
    /// The response to [`Effect::RenewSessionToken`](super::effect::Effect::RenewSessionToken).
    /// [`ApiError::SessionExpired`] if the page has no access token.
    SessionTokenRenewed(RequestId, Result<RenewResponse, ApiError>),
    /// The response to [`Effect::UploadFiles`](super::effect::Effect::UploadFiles).
    FilesUploaded(RequestId, Result<UploadResponse, ApiError>),
    /// The visitor has asked for a file of a message in this tab. [`Effect::ReportDownloadEnd`](super::effect::Effect::ReportDownloadEnd)
    /// follows.
    DownloadRequested {
        /// Identifies the download.
        download: DownloadId,
        /// The message.
        entry: EntryId,
        /// The index of the file among those of the message.
        attachment: usize,
    },
    /// The response to [`Effect::DownloadFile`](super::effect::Effect::DownloadFile).
    FileDownloaded(RequestId, Result<(), ApiError>),
    /// The response to [`Effect::SendMessage`](super::effect::Effect::SendMessage).
    MessageSent(RequestId, Result<SendResponse, ApiError>),
    /// The response to [`Effect::SubmitConsent`](super::effect::Effect::SubmitConsent).
    ConsentSubmitted(RequestId, Result<(), ApiError>),
    /// The response to [`Effect::PollTask`](super::effect::Effect::PollTask).
    TaskPolled(RequestId, Result<TaskPollResponse, ApiError>),
    /// The response to [`Effect::PollSession`](super::effect::Effect::PollSession).
    SessionPolled(RequestId, Result<PollResponse, ApiError>),
}
