//! The leader of a browser without Web Locks: executes the real lease, in a storage where each process sees the writes of
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

/// The longest delay until a process sees what another one has written.
const MAX_DELAY: Millis = 25;
/// A tab whose lease is stolen notices it with its next step.
const NOTICE_WITHIN: Millis = 2_000;

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
        let seen_by_all = writes.iter().rposition(|write| write.at + MAX_DELAY <= at).unwrap_or(0);
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
        let is_seen = |write: &&Write| write.page == self.page || write.at + MAX_DELAY <= now;
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

/// What the simulation knows of a page's lease.
#[derive(Debug, Default)]
pub(super) struct LeaseState {
    /// The request of the page, if it has made one.
    request: Option<PageLease>,
    /// Whether the page leads, as far as it knows.
    is_held: bool,
    /// When the next step is due. The browser may delay it.
    due: Millis,
    /// A late step may come when another tab takes the lease. The next step shows that.
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

    /// Takes the next step of a lease, unless the page is gone; later, if it is frozen.
    pub(super) fn step_lease(&mut self, id: PageId, lease: PageLease) -> Result<(), Violation> {
        let (now, wall) = (self.state.now, self.clock().wall);
        self.leases.shared.now.set(now);
        let Some(page) = self.state.page(id) else { return Ok(()) };
        if page.is_frozen {
            self.frozen.entry(id).or_default().push(ScheduledEvent::LeaseStep(id, lease));
            return Ok(());
        }
        if now > page.lease.due {
            page.lease.excused_until = now + NOTICE_WITHIN;
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

    /// Notes that a page has the lease. Nobody else has it, unless it was stolen a moment ago.
    fn check_lease(&mut self, id: PageId) -> Result<(), Violation> {
        let now = self.state.now;
        let is_stolen = self.leases.stolen_at.is_some_and(|at| now < at + NOTICE_WITHIN);
        let is_excused = |lease: &LeaseState| is_stolen || now > lease.due || now < lease.excused_until;
        let leads = |page: &&Page| page.id != id && page.lease.is_held && !is_excused(&page.lease);
        if let Some(other) = self.state.tabs.iter().flatten().find(leads) {
            self.rules.on_lease_shared(id, other.id)?;
        }
        if let Some(page) = self.state.page(id) {
            page.lease.is_held = true;
        }
        Ok(())
    }
}
