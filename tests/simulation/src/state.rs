//! The state of the simulated browser and server that the rules examine.

use super::plan::{Millis, TABS};
use super::server::Server;
use ocs_chat::api::SessionCredentials;
use ocs_chat::chat::{Effect, Record, StoredConversation, Tab};

/// What the browser's storage accepts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Storage {
    #[default]
    Works,
    /// Small records only.
    Full,
    /// Nothing.
    Unavailable,
}

impl Storage {
    pub(super) fn accepts(self, record: &Record) -> bool {
        match (self, record) {
            (Self::Works, _) => true,
            (Self::Unavailable, _) => false,
            (Self::Full, Record::Head(head)) => head.is_degraded(),
            (Self::Full, Record::Chunk(_, entries)) => entries.is_none(),
            (Self::Full, Record::ForwardedIntent(..)) => true,
        }
    }
}

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
    /// After how many effects it is killed, if it is.
    pub(super) dies_after: Option<u32>,
    /// The consent form that is shown to its visitor.
    pub(super) consent_prompt: Option<i64>,
    /// Records that could not be stored.
    pub(super) memory: Vec<Record>,
    /// Whether the leader mark in storage has been checked since this page became the leader.
    pub(super) is_mark_checked: bool,
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
    pub(super) tabs: [Option<Page>; TABS],
    pub(super) stored: StoredConversation,
    pub(super) storage: Storage,
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

    /// Everything that is available to a page: what is stored, and what the page could not store.
    pub(super) fn stored_for(&mut self, id: PageId) -> Option<StoredConversation> {
        let memory = self.page(id)?.memory.clone();
        let mut stored = self.stored.clone();
        stored.apply(memory);
        Some(stored)
    }
}

/// The session that a request is for, if it is for one.
pub(super) fn session_of(effect: &Effect) -> Option<&SessionCredentials> {
    match effect {
        Effect::UploadFiles { credentials, .. }
        | Effect::SendMessage { credentials, .. }
        | Effect::SubmitConsent { credentials, .. }
        | Effect::PollTask { credentials, .. }
        | Effect::PollSession { credentials, .. } => Some(credentials),
        _ => None,
    }
}
