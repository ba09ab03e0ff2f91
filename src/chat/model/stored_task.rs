//! A task that the conversation waits for, as it is stored.

use super::entry::{EntryId, ResendContent};
use crate::api::SessionCredentials;
use crate::json::json_struct;

/// The server's work on the answer to one message.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StoredTask {
    pub(crate) id: String,
    /// Its session, which need not be the current one.
    pub(crate) credentials: SessionCredentials,
    /// The message that it answers.
    pub(crate) outgoing: EntryId,
    /// The content of that message, kept so that it can be resent.
    pub(crate) content: ResendContent,
    /// When the server accepted that message, by the visitor's clock; 0 in records of 1.0.
    pub(crate) accepted_at: f64,
}

// These names are fixed by data that 1.0 stored.
json_struct!(StoredTask {
    id: required,
    credentials: required = "access",
    outgoing: required,
    content: required = "question",
    accepted_at: optional = "accepted"
});
