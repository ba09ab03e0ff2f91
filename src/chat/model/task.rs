//! A task that the conversation waits for, as it is stored.

use super::entry::{EntryId, Question};
use crate::api::SessionCredentials;
use crate::json::json_struct;

/// A task that is waited for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SavedTask {
    pub(crate) id: String,
    pub(crate) access: SessionCredentials,
    pub(crate) outgoing: EntryId,
    pub(crate) question: Question,
}

json_struct!(SavedTask { id: required, access: required, outgoing: required, question: required });
