//! A session of the Chat API, as it is stored.

use super::entry::EntryId;
use crate::api::SessionCredentials;
use crate::json::json_struct;

/// A session of the Chat API.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// The session's id and token.
    pub credentials: SessionCredentials,
    /// When the token expires, by the server's clock, milliseconds since 1970; 0 if unknown.
    pub expires_at: f64,
    /// When the last renewal of the token began, by the visitor's clock; 0 if there was none.
    pub renewed_at: f64,
    /// `created_at` of the last message from the history, exactly as received.
    pub cursor: Option<String>,
    /// The cursor before the history was read again because the transcript is not stored completely. Messages up to it have been
    /// shown before.
    pub seen_until: Option<String>,
    /// Whether it accepts no more messages.
    pub ended: bool,
    /// The notice at its end, if there is one.
    pub end_notice: Option<EntryId>,
}

json_struct!(Session {
    credentials: required = "access",
    expires_at: optional = "expires",
    renewed_at: optional = "renewed",
    cursor: optional,
    seen_until: optional = "told",
    ended: optional,
    end_notice: optional = "end",
});

impl Session {
    /// A session whose history is not known yet.
    #[must_use]
    pub(crate) fn new(credentials: SessionCredentials) -> Self {
        Self {
            credentials,
            expires_at: 0.0,
            renewed_at: 0.0,
            cursor: None,
            seen_until: None,
            ended: false,
            end_notice: None,
        }
    }

    /// Reads the history again from its start.
    pub(crate) fn rewind(&mut self) {
        if let Some(cursor) = self.cursor.take() {
            self.seen_until = Some(cursor);
        }
    }
}
