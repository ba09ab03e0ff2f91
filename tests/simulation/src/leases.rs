//! Leader election in a browser without Web Locks: runs the real lease, in a storage where each process sees the writes of
//! others a little late.

use super::plan::Millis;
use super::state::{Page, PageId};
use super::storage::SimulatedStorage;
use super::violation::Violation;
use super::world::{ScheduledEvent, World};
use ocs_chat::chat::Event;
use ocs_chat::storage::{KeyValueStore, Lease, LockEvent, StorageError};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// How long it takes until a process sees the writes of others.
const PROPAGATION_DELAY_MS: Millis = 25;
/// A tab whose lease was stolen notices it within this time, at its next step.
const NOTICE_WITHIN_MS: Millis = 2_000;

/// One write or removal of the lease.
#[derive(Debug, Clone)]
struct Write {
    at: Millis,
    page: u32,
    value: Option<String>,
}

#[derive(Debug, Default)]
struct Shared {
    now: Cell<Millis>,
    writes: RefCell<Vec<Write>>,
}

/// The lease in storage, as one page sees it.
#[derive(Debug)]
pub(super) struct LeaseStorage {
    shared: Rc<Shared>,
    storage: SimulatedStorage,
    page: u32,
}

impl LeaseStorage {
    fn write(&self, value: Option<String>) -> Result<(), StorageError> {
        if !self.is_available() {
            return Err(StorageError);
        }
        let at = self.shared.now.get();
        let mut writes = self.shared.writes.borrow_mut();
        let seen_by_all = writes.iter().rposition(|write| write.at + PROPAGATION_DELAY_MS <= at).unwrap_or(0);
        writes.drain(..seen_by_all);
        writes.push(Write { at, page: self.page, value });
        Ok(())
    }
}

impl KeyValueStore for LeaseStorage {
    fn is_available(&self) -> bool {
        self.storage.is_available()
    }

    fn get(&self, _: &str) -> Result<Option<String>, StorageError> {
        if !self.is_available() {
            return Err(StorageError);
        }
        let now = self.shared.now.get();
        let is_seen = |write: &&Write| write.page == self.page || write.at + PROPAGATION_DELAY_MS <= now;
        Ok(self.shared.writes.borrow().iter().rfind(is_seen).and_then(|write| write.value.clone()))
    }

    fn set(&self, _: &str, value: &str) -> Result<(), StorageError> {
        self.write(Some(value.to_owned()))
    }

    fn remove(&self, _: &str) -> Result<(), StorageError> {
        self.write(None)
    }

    fn keys(&self) -> Vec<String> {
        Vec::new()
    }
}

/// The lease of a page.
pub(super) type PageLease = Rc<Lease<LeaseStorage>>;

/// The state of a page's lease.
#[derive(Debug, Default)]
pub(super) struct LeaseState {
    /// The request of the page, if it has made one.
    request: Option<PageLease>,
    /// Whether the page held the lease at its last step.
    is_held: bool,
    /// When the next step is due. The browser may delay it.
    due: Millis,
    /// Until when another tab may hold the lease, too: it may have taken it just before a late step of this page, which
    /// notices that at its next step.
    excused_until: Millis,
}

impl LeaseState {
    pub(super) fn is_held(&self) -> bool {
        self.is_held
    }
}

/// The lease in the browser's storage.
#[derive(Debug, Default)]
pub(super) struct Leases {
    shared: Rc<Shared>,
    requests: u32,
    stolen_at: Option<Millis>,
}

impl World {
    pub(super) fn has_lease(&self, id: PageId) -> bool {
        self.state.page_in(id.tab).is_some_and(|page| page.id == id && page.lease.is_held)
    }

    pub(super) fn request_lease(&mut self, id: PageId, steal: bool) -> Result<(), Violation> {
        self.release_lease(id);
        self.leases.requests += 1;
        let (now, owner) = (self.state.now, self.leases.requests.to_string());
        let shared = self.leases.shared.clone();
        let storage = LeaseStorage { shared, storage: self.state.storage.clone(), page: id.number };
        let parse_number = |text: &str| text.parse().unwrap_or(f64::NAN);
        let lease = Rc::new(Lease::new(storage, "lease".to_owned(), owner, parse_number, steal));
        if steal {
            self.leases.stolen_at = Some(now);
            self.count("lease is stolen");
        }
        if let Some(page) = self.state.page(id) {
            let request = Some(lease.clone());
            page.lease = LeaseState { request, due: now, ..LeaseState::default() };
        }
        self.step_lease(id, lease)
    }

    pub(super) fn release_lease(&mut self, id: PageId) {
        self.leases.shared.now.set(self.state.now);
        if let Some(page) = self.state.page(id) {
            page.lease.is_held = false;
            if let Some(lease) = page.lease.request.take() {
                lease.release();
            }
        }
    }

    /// Runs the next step of a lease, or defers it while the page is frozen. Does nothing if the page is gone.
    pub(super) fn step_lease(&mut self, id: PageId, lease: PageLease) -> Result<(), Violation> {
        let (now, wall) = (self.state.now, self.clock().wall);
        self.leases.shared.now.set(now);
        let Some(page) = self.state.page(id) else { return Ok(()) };
        if page.is_frozen {
            self.frozen.entry(id).or_default().push(ScheduledEvent::LeaseStep(id, lease));
            return Ok(());
        }
        if now > page.lease.due {
            page.lease.excused_until = now + NOTICE_WITHIN_MS;
        }
        let is_visible = page.is_visible;
        let (event, wait_ms) = lease.step(wall);
        if let Some(wait_ms) = wait_ms {
            let delay = if is_visible { 0 } else { self.throttling_delay() };
            let due = now + u64::from(wait_ms);
            if let Some(page) = self.state.page(id) {
                page.lease.due = due;
            }
            self.schedule(due + delay, ScheduledEvent::LeaseStep(id, lease));
        }
        match event {
            Some(LockEvent::Acquired) => {
                self.check_lease(id)?;
                self.count("lease is acquired");
                self.lead(id)
            }
            Some(LockEvent::Lost) => {
                self.release_lease(id);
                self.handle(id.tab, Event::LeadershipLost)
            }
            None => Ok(()),
        }
    }

    /// Notes that a page has the lease, and checks that no other page has it. Exceptions: it was stolen a moment ago, or the
    /// other page took a step late.
    fn check_lease(&mut self, id: PageId) -> Result<(), Violation> {
        let now = self.state.now;
        let is_stolen = self.leases.stolen_at.is_some_and(|at| now < at + NOTICE_WITHIN_MS);
        let is_excused = |lease: &LeaseState| is_stolen || now > lease.due || now < lease.excused_until;
        let is_other_holder = |page: &&Page| page.id != id && page.lease.is_held && !is_excused(&page.lease);
        if let Some(other) = self.state.tabs.iter().flatten().find(is_other_holder) {
            self.rules.on_lease_shared(id, other.id)?;
        }
        if let Some(page) = self.state.page(id) {
            page.lease.is_held = true;
        }
        Ok(())
    }
}
