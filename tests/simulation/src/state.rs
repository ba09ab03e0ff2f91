//! The state of the simulated browser and server that the rules examine.

use super::leases::LeaseState;
use super::plan::{MAX_TABS, Millis};
use super::server::Server;
use super::storage::{PageStore, SimulatedStorage, Version};
use ocs_chat::api::SessionCredentials;
use ocs_chat::chat::{Effect, Tab};

/// Identifies a page: a tab can show several, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PageId {
    pub(super) tab: usize,
    /// Counts the pages of all tabs.
    pub(super) number: u32,
}

/// A page in a browser's tab.
pub(super) struct Page {
    pub(super) tab: Tab,
    pub(super) id: PageId,
    pub(super) is_visible: bool,
    pub(super) is_open: bool,
    pub(super) is_frozen: bool,
    /// Identifies the timer that is set.
    pub(super) timer: u32,
    /// How often all its requests were aborted.
    pub(super) aborts: u32,
    /// Counts down with each effect. The page is killed when it reaches 0.
    pub(super) dies_after: Option<u32>,
    /// The consent form that is shown to its visitor.
    pub(super) consent_prompt: Option<i64>,
    /// The access token of the page.
    pub(super) access_token: u32,
    pub(super) lease: LeaseState,
    pub(super) version: Version,
    /// Whether it stores nothing, because a newer version had stored the conversation when it was opened.
    pub(super) is_isolated: bool,
    /// Whether it shares its conversation with other tabs.
    pub(super) is_shared: bool,
    pub(super) store: PageStore,
    /// What the store could not write to the browser's storage.
    pub(super) memory: SimulatedStorage,
}

impl Page {
    /// The version of the consent form that the conversation asks for.
    pub(super) fn requested_consent(&self) -> Option<i64> {
        self.tab.conversation().consent_prompt().and_then(|form| form.form_version_id)
    }
}

/// The state of the simulated browser and server.
#[derive(Default)]
pub(super) struct State {
    pub(super) now: Millis,
    pub(super) tabs: [Option<Page>; MAX_TABS],
    /// The browser's storage.
    pub(super) storage: SimulatedStorage,
    pub(super) server: Server,
}

impl State {
    /// The page that a tab shows.
    pub(super) fn page_in(&self, tab: usize) -> Option<&Page> {
        self.tabs.get(tab)?.as_ref()
    }

    pub(super) fn page_in_mut(&mut self, tab: usize) -> Option<&mut Page> {
        self.tabs.get_mut(tab)?.as_mut()
    }

    /// A page, unless it is gone.
    pub(super) fn page(&mut self, id: PageId) -> Option<&mut Page> {
        self.page_in_mut(id.tab).filter(|page| page.id == id)
    }

    /// The page that a tab shows, unless it is frozen.
    pub(super) fn running_page(&self, tab: usize) -> Option<&Page> {
        self.page_in(tab).filter(|page| !page.is_frozen)
    }
}

/// The credentials of the session that a request is for, if any.
pub(super) fn session_of(effect: &Effect) -> Option<&SessionCredentials> {
    match effect {
        Effect::UploadFiles { credentials, .. }
        | Effect::SendMessage { credentials, .. }
        | Effect::SubmitConsent { credentials, .. }
        | Effect::DownloadFile { credentials, .. }
        | Effect::PollTask { credentials, .. }
        | Effect::PollSession { credentials, .. } => Some(credentials),
        _ => None,
    }
}
