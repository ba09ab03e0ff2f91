//! How the browser elects the leader: with a lock and its queue, or with a lease.

use super::state::PageId;
use super::violation::Violation;
use super::world::{ScheduledEvent, World};
use ocs_chat::chat::Event;

impl World {
    /// Whether a page has the lock or the lease, or needs neither because it shares its conversation with no other page.
    pub(super) fn has_lock(&self, id: PageId) -> bool {
        let is_alone = self.state.page_in(id.tab).is_some_and(|page| page.id == id && !page.is_shared);
        is_alone || self.lock == Some(id) || self.has_lease(id)
    }

    pub(super) fn request_lock(&mut self, id: PageId, steal: bool) -> Result<(), Violation> {
        if self.state.page(id).is_some_and(|page| !page.is_shared) {
            self.schedule(self.state.now, ScheduledEvent::LeadsAlone(id));
            return Ok(());
        }
        if !self.plan.has_web_locks {
            return self.request_lease(id, steal);
        }
        if steal {
            self.lock_queue.retain(|other| *other != id);
            if let Some(previous) = self.lock.take() {
                self.schedule_within(1..10, ScheduledEvent::LockLost(previous));
            }
            self.lock_queue.insert(0, id);
        } else {
            self.lock_queue.push(id);
        }
        self.schedule_within(1..10, ScheduledEvent::LockFrees);
        Ok(())
    }

    pub(super) fn release_lock(&mut self, id: PageId) {
        if let Some(page) = self.state.page(id) {
            page.store.forget_unsaved();
        }
        self.release_lease(id);
        self.lock_queue.retain(|other| *other != id);
        if self.lock == Some(id) {
            self.lock = None;
            self.schedule_within(1..10, ScheduledEvent::LockFrees);
        }
    }

    /// If the lock is free, grants it to the first page in the queue that can take it.
    pub(super) fn grant_lock(&mut self) -> Result<(), Violation> {
        if self.lock.is_some() {
            return Ok(());
        }
        // A frozen page cannot take the lock.
        let is_running = |id: &PageId| self.state.running_page(id.tab).is_some_and(|page| page.id == *id);
        let Some(at) = self.lock_queue.iter().position(is_running) else { return Ok(()) };
        let id = self.lock_queue.remove(at);
        if self.state.page(id).is_none() {
            return Ok(());
        }
        self.lock = Some(id);
        self.lead(id)
    }

    /// Makes a page the leader.
    pub(super) fn lead(&mut self, id: PageId) -> Result<(), Violation> {
        let Some(page) = self.state.page(id) else { return Ok(()) };
        page.store.claim_leadership();
        let stored = page.store.load();
        page.store.forget_parsed();
        if stored.has_newer_version {
            self.count("open tab of an older version is offered the conversation of a newer one");
        }
        self.handle(id.tab, Event::LeadershipAcquired(Box::new(stored)))
    }
}
