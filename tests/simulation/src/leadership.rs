//! The browser's part in choosing the leader: the lock, its queue, and the leader mark in storage.

use super::state::{PageId, Storage};
use super::violation::Violation;
use super::world::{ScheduledEvent, World};
use ocs_chat::chat::{Event, Record};

impl World {
    pub(super) fn request_lock(&mut self, id: PageId, steal: bool) {
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
    }

    pub(super) fn release_lock(&mut self, id: PageId) {
        if let Some(page) = self.state.page(id) {
            // Only the leader may write what it could not store; a follower keeps it in its copy.
            page.memory.clear();
        }
        self.lock_queue.retain(|other| *other != id);
        if self.lock == Some(id) {
            self.lock = None;
            self.schedule_within(1..10, ScheduledEvent::LockFrees);
        }
    }

    /// Grants the lock to the first page in the queue, if it is free.
    pub(super) fn grant_lock(&mut self) -> Result<(), Violation> {
        if self.lock.is_some() {
            return Ok(());
        }
        // A frozen page cannot take the lock.
        let is_running = |id: &PageId| self.state.running_page(id.tab).is_some_and(|page| page.id == *id);
        let Some(at) = self.lock_queue.iter().position(is_running) else { return Ok(()) };
        let id = self.lock_queue.remove(at);
        let Some(stored) = self.state.stored_for(id) else { return Ok(()) };
        self.lock = Some(id);
        self.mark_leader(id);
        self.handle(id.tab, Event::LeadershipAcquired(Box::new(stored)))
    }

    /// Names a page in storage as the leader, if any page has been named before.
    fn mark_leader(&mut self, id: PageId) {
        let is_available = self.state.storage != Storage::Unavailable;
        if let Some(page) = self.state.page(id) {
            page.is_mark_checked = is_available;
        }
        if is_available && self.leader_mark.is_some() {
            self.leader_mark = Some(id);
        }
    }

    /// Whether storage names no other page as the leader. A page that checks for the first time names itself.
    pub(super) fn is_marked_as_leader(&mut self, id: PageId) -> bool {
        let (is_available, mark) = (self.state.storage != Storage::Unavailable, self.leader_mark);
        let Some(page) = self.state.page(id).filter(|_| is_available) else { return true };
        if std::mem::replace(&mut page.is_mark_checked, true) && mark.is_some() {
            return mark == Some(id);
        }
        self.leader_mark = Some(id);
        true
    }

    /// Writes records to storage, or to the page's memory if that fails. `false` if it fails.
    pub(super) fn write(&mut self, tab: usize, records: &[Record]) -> bool {
        let storage = self.state.storage;
        let Some(page) = self.state.tabs.get_mut(tab).and_then(Option::as_mut) else { return true };
        let mut has_failed = false;
        for record in std::mem::take(&mut page.memory).into_iter().chain(records.iter().cloned()) {
            if matches!(record, Record::ForwardedIntent(_, None)) && has_failed {
                // An intent is removed only once its effect is written.
            } else if storage.accepts(&record) {
                self.state.stored.apply(vec![record]);
            } else {
                page.memory.push(record);
                has_failed = true;
            }
        }
        !has_failed
    }
}
