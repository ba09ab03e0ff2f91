//! The requests under way.

use crate::api::SessionCredentials;
use crate::chat::model::effect::{DownloadId, RequestId};
use crate::chat::model::entry::EntryId;

/// What a request under way is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pending {
    StartSession,
    Upload(EntryId),
    /// With its session: another one may have replaced it by the time of the response.
    Send(EntryId, SessionCredentials),
    TaskPoll(String),
    SessionPoll,
    Consent,
    RenewSessionToken,
    /// Belongs to this tab, whether it is the leader or not, and is never abandoned.
    Download(DownloadId),
}

impl Pending {
    fn is_download(&self) -> bool {
        matches!(self, Self::Download(_))
    }
}

/// The requests whose responses are awaited. Ids are never reused, so that late responses are recognized.
#[derive(Debug)]
pub(crate) struct Requests {
    pending: Vec<(RequestId, Pending)>,
    next_id: u32,
    /// The first request with the current token of the session.
    first_with_token: u32,
    /// Whether the request that ended last had the current token.
    last_response_had_current_token: bool,
}

impl Requests {
    pub(crate) fn new() -> Self {
        Self { pending: Vec::new(), next_id: 1, first_with_token: 1, last_response_had_current_token: true }
    }

    pub(crate) fn begin(&mut self, pending: Pending) -> RequestId {
        let id = RequestId(self.next_id);
        self.next_id += 1;
        self.pending.push((id, pending));
        id
    }

    pub(crate) fn get(&self, request: RequestId) -> Option<&Pending> {
        self.pending.iter().find(|(id, _)| *id == request).map(|(_, pending)| pending)
    }

    /// Removes a request that has ended. `None` if its response is no longer awaited.
    pub(crate) fn finish(&mut self, request: RequestId) -> Option<Pending> {
        let at = self.pending.iter().position(|(id, _)| *id == request)?;
        self.last_response_had_current_token = request.0 >= self.first_with_token;
        Some(self.pending.remove(at).1)
    }

    /// Notes that requests so far had an older token than those that begin from now on.
    pub(crate) fn on_token_renewed(&mut self) {
        self.first_with_token = self.next_id;
    }

    /// Whether the request that ended last was made with the current token of the session.
    pub(crate) fn last_response_had_current_token(&self) -> bool {
        self.last_response_had_current_token
    }

    pub(crate) fn is_pending(&self, wanted: &Pending) -> bool {
        self.count(wanted) > 0
    }

    pub(crate) fn count(&self, wanted: &Pending) -> usize {
        self.pending.iter().filter(|(_, pending)| pending == wanted).count()
    }

    pub(crate) fn is_sending(&self) -> bool {
        self.pending.iter().any(|(_, pending)| matches!(pending, Pending::Send(..)))
    }

    /// Whether all requests under way are polls or downloads, which can be abandoned without an effect on the server.
    pub(crate) fn has_only_polls(&self) -> bool {
        let is_poll = |pending: &Pending| matches!(pending, Pending::TaskPoll(_) | Pending::SessionPoll);
        self.pending.iter().all(|(_, pending)| is_poll(pending) || pending.is_download())
    }

    /// Abandons all requests except downloads and those that match.
    pub(crate) fn retain(&mut self, keep: &dyn Fn(&Pending) -> bool) {
        self.pending.retain(|(_, pending)| pending.is_download() || keep(pending));
    }

    pub(crate) fn abandon_all(&mut self) {
        self.retain(&|_| false);
    }
}
