//! Events: everything that a conversation reacts to.

use super::effect::RequestId;
use super::entry::Progress;
use super::intent::Intent;
use super::record::Stored;
use super::tab_message::Post;
use crate::api::{ApiError, PollResponse, SendResponse, StartResponse, TaskPollResponse, UploadResponse};

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
