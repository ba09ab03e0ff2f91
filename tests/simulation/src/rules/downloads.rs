//! Rule 7: each download ends, and the token of a session is sent for files of that session only.

use crate::state::{PageId, State};
use crate::violation::{DOWNLOADS, Violation, broken};
use ocs_chat::chat::{DownloadId, Effect};
use std::collections::BTreeSet;

/// The downloads that have not ended.
#[derive(Debug, Default)]
pub(super) struct Downloads(BTreeSet<(PageId, DownloadId)>);

impl Downloads {
    pub(super) fn on_requested(&mut self, page: PageId, download: DownloadId) {
        self.0.insert((page, download));
    }

    pub(super) fn on_ended(&mut self, page: PageId, download: DownloadId) {
        self.0.remove(&(page, download));
    }

    /// Checks a request before it is sent.
    pub(super) fn before_request(&self, state: &State, effect: &Effect) -> Result<(), Violation> {
        let Effect::DownloadFile { credentials, file, .. } = effect else { return Ok(()) };
        let Some(token) = &credentials.token else { return Ok(()) };
        let is_of_session = token.split(':').next() == Some(&*credentials.session);
        if is_of_session && state.server.owner_of(file).is_some_and(|owner| owner == credentials.session) {
            return Ok(());
        }
        broken(DOWNLOADS, format!("{effect:?} has the token of another session"))
    }

    /// Checks the end of a run.
    pub(super) fn check_end(&self, state: &State) -> Result<(), Violation> {
        let is_open = |page: PageId| state.page_in(page.tab).is_some_and(|open| open.id == page);
        match self.0.iter().find(|(page, _)| is_open(*page)) {
            Some((page, download)) => broken(DOWNLOADS, format!("{download:?} of tab {} has not ended", page.tab)),
            None => Ok(()),
        }
    }
}
