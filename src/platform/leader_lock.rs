//! The leader lock: at most one of the tabs that show a conversation is its leader.
//!
//! Uses Web Locks, which `www/widget/host/web-lock.ts` requests, or a [`Lease`] in storage in browsers without them.

use super::browser_storage::BrowserStorage;
use super::host_observer::HostObserver;
use super::random::random_uuid;
use crate::config::Persistence;
use crate::event_loop::{run_after, spawn};
use crate::storage::{Lease, LockEvent};
use js_sys::{Date, Number};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// One tab's handle of a conversation's leader lock.
pub(super) struct LeaderLock {
    name: String,
    is_shared: bool,
    host: Rc<dyn HostObserver>,
    /// The number of the current request. Events of earlier requests are ignored.
    request_number: Rc<Cell<u32>>,
    release: RefCell<Option<Box<dyn FnOnce()>>>,
}

impl LeaderLock {
    /// A lock of this name. If the conversation is not shared between tabs, every request succeeds.
    pub(super) fn new(name: String, is_shared: bool, host: Rc<dyn HostObserver>) -> Self {
        Self { name, is_shared, host, request_number: Rc::default(), release: RefCell::new(None) }
    }

    /// Requests the lock. With `steal` it is taken from the tab that has it.
    pub(super) fn request(&self, steal: bool, on_event: impl Fn(LockEvent) + 'static) {
        self.release();
        let request_number = self.request_number.get();
        let current = self.request_number.clone();
        let on_event: Rc<dyn Fn(LockEvent)> = Rc::new(move |event| {
            if current.get() == request_number {
                on_event(event);
            }
        });
        if !self.is_shared {
            return spawn(async move { on_event(LockEvent::Acquired) });
        }
        let callback = |event| {
            let on_event = on_event.clone();
            // Freed with the function, which is not called after the request has ended.
            Closure::<dyn Fn()>::wrap(Box::new(move || on_event(event))).into_js_value()
        };
        let (on_acquired, on_lost) = (callback(LockEvent::Acquired), callback(LockEvent::Lost));
        match self.host.request_lock(&self.name, steal, &on_acquired, &on_lost) {
            Some(release) => {
                *self.release.borrow_mut() = Some(Box::new(move || drop(release.call0(&JsValue::UNDEFINED))));
            }
            None => self.request_lease(steal, on_event),
        }
    }

    /// Releases the lock, or withdraws the request for it.
    pub(super) fn release(&self) {
        self.request_number.set(self.request_number.get() + 1);
        if let Some(release) = self.release.borrow_mut().take() {
            release();
        }
    }

    fn request_lease(&self, steal: bool, on_event: Rc<dyn Fn(LockEvent)>) {
        let storage = BrowserStorage::new(Persistence::Site);
        let lease = Rc::new(Lease::new(storage, self.name.clone(), random_uuid(), Number::parse_float, steal));
        *self.release.borrow_mut() = Some(Box::new({
            let lease = lease.clone();
            move || lease.release()
        }));
        step(lease, on_event);
    }
}

/// Calls [`Lease::step`] now and whenever it is due, unless the instance has trapped.
fn step(lease: Rc<Lease<BrowserStorage>>, on_event: Rc<dyn Fn(LockEvent)>) {
    let (event, wait_ms) = lease.step(Date::now());
    if let Some(wait_ms) = wait_ms {
        let on_event = on_event.clone();
        run_after(wait_ms, Box::new(move || step(lease, on_event))).forget();
    }
    if let Some(event) = event {
        on_event(event);
    }
}

impl Drop for LeaderLock {
    fn drop(&mut self) {
        self.release();
    }
}
