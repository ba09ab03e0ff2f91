//! The lifecycle of a page: opened, killed, and resumed after it was frozen.

use super::leases::LeaseState;
use super::state::{Page, PageId};
use super::storage::{self, SimulatedStorage, StorageStatus, Version};
use super::violation::Violation;
use super::world::{ScheduledEvent, World};
use ocs_chat::chat::{ConversationOptions, Event, Tab};

impl World {
    pub(super) fn open_tab(&mut self, tab: usize) -> Result<(), Violation> {
        if self.state.tabs.get(tab).is_none_or(Option::is_some) {
            return Ok(());
        }
        self.pages += 1;
        let id = PageId { tab, number: self.pages };
        let seed = self.plan.seed.wrapping_mul(1_000_003).wrapping_add(u64::from(self.pages));
        let memory = SimulatedStorage::default();
        let is_older = self.plan.older_tab == Some(tab);
        let version = if is_older { Version::Current } else { self.state.storage.version() };
        let storage = storage::storage_for_new_page(&self.state.storage.as_seen_by(version));
        let store = storage::open_store(id.number, storage, &memory);
        let is_shared = store.is_shared();
        let is_isolated = is_older && self.state.storage.status() != StorageStatus::Unavailable && !is_shared;
        if is_isolated {
            self.count("page of an older version opens the conversation of a newer one");
        }
        let page = Page {
            tab: Tab::new(&store.load_recent(), ConversationOptions::default(), seed, self.clock()),
            id,
            is_visible: true,
            is_open: false,
            is_frozen: false,
            timer: 0,
            aborts: 0,
            dies_after: None,
            consent_prompt: None,
            access_token: self.state.server.access_token,
            lease: LeaseState::default(),
            version,
            is_isolated,
            is_shared,
            store,
            memory,
        };
        if let Some(slot) = self.state.tabs.get_mut(tab) {
            *slot = Some(page);
        }
        if !self.is_online {
            self.handle(tab, Event::OnlineChanged(false))?;
        }
        // The older records are loaded after the first paint, and other events can come first.
        self.schedule_within(0..500, ScheduledEvent::StorageLoads(id));
        self.handle(tab, Event::VisibilityChanged(true))
    }

    pub(super) fn kill(&mut self, tab: usize) {
        let Some(page) = self.state.tabs.get_mut(tab).and_then(Option::take) else { return };
        self.frozen.remove(&page.id);
        if page.lease.is_held() {
            self.count("closed tab leaves its lease behind");
        }
        if !page.memory.is_empty() {
            // Records that could not be stored are lost with the page.
            self.rules.on_memory_lost();
        }
        self.lock_queue.retain(|other| *other != page.id);
        if self.lock == Some(page.id) {
            self.lock = None;
        }
        self.schedule_within(1..50, ScheduledEvent::LockFrees);
    }

    pub(super) fn resume(&mut self, tab: usize) -> Result<(), Violation> {
        let Some(page) = self.state.page_in_mut(tab) else { return Ok(()) };
        page.is_frozen = false;
        let id = page.id;
        for event in self.frozen.remove(&id).unwrap_or_default() {
            self.process(event)?;
        }
        self.schedule_within(1..10, ScheduledEvent::LockFrees);
        // The page has missed changes of the network while it was frozen.
        self.handle(tab, Event::OnlineChanged(self.is_online))
    }
}
