//! A task that the conversation waits for, as it is stored.

use super::entry::{EntryId, Question};
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
    /// The content of that message, for asking it again.
    pub(crate) question: Question,
}

json_struct!(StoredTask { id: required, credentials: required = "access", outgoing: required, question: required });
