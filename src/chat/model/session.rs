//! A session of the Chat API, as it is stored.

use super::entry::EntryId;
use crate::api::SessionCredentials;
use crate::json::json_struct;

/// A session of the Chat API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The session's id and token.
    pub access: SessionCredentials,
    /// `created_at` of the last message from the history, exactly as received.
    pub cursor: Option<String>,
    /// The cursor at a time when the transcript could not be stored: messages up to it have been shown before.
    pub told: Option<String>,
    /// Whether it accepts no more messages.
    pub ended: bool,
    /// The notice at its end, if there is one.
    pub end: Option<EntryId>,
}

json_struct!(Session { access: required, cursor: required, told: required, ended: required, end: required });

impl Session {
    /// A session whose history is not known yet.
    #[must_use]
    pub(crate) fn new(access: SessionCredentials) -> Self {
        Self { access, cursor: None, told: None, ended: false, end: None }
    }
}
