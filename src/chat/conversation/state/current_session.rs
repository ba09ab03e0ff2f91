//! The session that messages go to.

use crate::api::SessionCredentials;
use crate::chat::model::entry::EntryId;
use crate::chat::model::session::Session;
use crate::chat::timing::intervals_and_limits::MAX_SESSION_LOSSES;

/// The current session, if there is one, and how often sessions were lost.
#[derive(Debug, Default)]
pub(crate) struct CurrentSession {
    session: Option<Session>,
    /// The previous session, whose files can still be downloaded.
    previous: Option<SessionCredentials>,
    /// Sessions lost in a row without a message sent in between.
    losses: u32,
    /// Whether the page has provided the session, so that no other can replace it.
    is_provided: bool,
}

impl CurrentSession {
    pub(crate) fn get(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    pub(crate) fn credentials(&self) -> Option<&SessionCredentials> {
        self.session.as_ref().map(|session| &session.credentials)
    }

    pub(crate) fn previous(&self) -> Option<&SessionCredentials> {
        self.previous.as_ref()
    }

    /// The session's credentials if it accepts messages.
    pub(crate) fn open_credentials(&self) -> Option<&SessionCredentials> {
        self.session.as_ref().filter(|session| !session.ended).map(|session| &session.credentials)
    }

    pub(crate) fn is_provided(&self) -> bool {
        self.is_provided
    }

    /// Whether the server has ended the session and another one can follow.
    pub(crate) fn is_ended_and_replaceable(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.ended && !self.is_provided)
    }

    pub(crate) fn set_provided(&mut self, is_provided: bool) {
        self.is_provided = is_provided;
    }

    pub(crate) fn replace(&mut self, session: Option<Session>) {
        let is_same = |previous: &Session| {
            session.as_ref().is_some_and(|session| session.credentials.session == previous.credentials.session)
        };
        if let Some(previous) = self.session.take().filter(|previous| !is_same(previous)) {
            self.previous = Some(previous.credentials);
        }
        self.session = session;
    }

    /// Reads the history again from its start.
    pub(crate) fn rewind(&mut self) {
        if let Some(session) = &mut self.session {
            session.rewind();
        }
    }

    /// Uses the session that the page provides. The cursor survives if it is the same session.
    pub(crate) fn provide(&mut self, credentials: &SessionCredentials) {
        let session = self.session.take().filter(|session| session.credentials.session == credentials.session);
        let (cursor, renewed_at) = session.map_or((None, 0.0), |session| (session.cursor, session.renewed_at));
        self.session = Some(Session { cursor, renewed_at, ..Session::new(credentials.clone()) });
    }

    /// Notes that a renewal of the token begins at this time of the visitor's clock.
    pub(crate) fn on_renewal_begun(&mut self, wall: f64) {
        if let Some(session) = &mut self.session {
            session.renewed_at = wall;
        }
    }

    /// Sets a new token and returns the credentials.
    pub(crate) fn set_token(&mut self, token: String, expires_at: f64) -> Option<SessionCredentials> {
        let session = self.session.as_mut()?;
        session.credentials.token = Some(token);
        session.expires_at = expires_at;
        Some(session.credentials.clone())
    }

    /// Counts a lost session. `true` if too many were lost in a row.
    pub(crate) fn count_loss(&mut self) -> bool {
        self.losses += 1;
        self.losses > MAX_SESSION_LOSSES
    }

    pub(crate) fn reset_losses(&mut self) {
        self.losses = 0;
    }

    /// Marks the session as ended. `true` if it was not ended before.
    pub(crate) fn mark_ended(&mut self) -> bool {
        self.session.as_mut().is_some_and(|session| !std::mem::replace(&mut session.ended, true))
    }

    /// Moves the cursor to the last message of a page. `true` if it has moved.
    pub(crate) fn advance_cursor(&mut self, last: Option<String>) -> bool {
        let Some(session) = self.session.as_mut().filter(|session| last.is_some() && last != session.cursor) else {
            return false;
        };
        session.cursor = last;
        true
    }

    /// Removes the notice at the session's end and returns it.
    pub(crate) fn take_end_notice(&mut self) -> Option<EntryId> {
        self.session.as_mut().and_then(|session| session.end_notice.take())
    }

    pub(crate) fn set_end_notice(&mut self, notice: Option<EntryId>) {
        if let Some(session) = self.session.as_mut() {
            session.end_notice = notice;
        }
    }
}
