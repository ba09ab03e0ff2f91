//! The leader lock: at most one of the tabs that show a conversation is its leader.
//!
//! Uses Web Locks, or a [`Lease`] in storage in browsers without them.

use super::browser_storage::BrowserStorage;
use super::random::random_uuid;
use crate::config::Persistence;
use crate::event_loop::{run_after, spawn};
use crate::storage::{Lease, LockEvent};
use js_sys::{Array, Date, Function, Number, Object, Promise, Reflect};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

/// One tab's handle of a conversation's leader lock.
pub(super) struct LeaderLock {
    name: String,
    is_shared: bool,
    /// Resolved when this instance of the module has been torn down, normally or by a trap.
    ended: Promise,
    /// The number of the current request. Events of earlier requests are ignored.
    request_number: Rc<Cell<u32>>,
    release: RefCell<Option<Box<dyn FnOnce()>>>,
}

impl LeaderLock {
    /// A lock of this name. If the conversation is not shared between tabs, every request succeeds.
    pub(super) fn new(name: String, is_shared: bool, ended: Promise) -> Self {
        Self { name, is_shared, ended, request_number: Rc::default(), release: RefCell::new(None) }
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
        match web_locks() {
            Some(locks) => self.request_web_lock(&locks, steal, on_event),
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

    fn request_web_lock(&self, locks: &JsValue, steal: bool, on_event: Rc<dyn Fn(LockEvent)>) {
        let mut resolve_released = None;
        let released = Promise::new(&mut |resolve, _| resolve_released = Some(resolve));
        let held = Promise::race(&Array::of2(&released, &self.ended));
        let options = Object::new();
        let abort = AbortController::new().ok();
        if steal {
            let _ = Reflect::set(&options, &"steal".into(), &JsValue::TRUE);
        } else if let Some(abort) = &abort {
            let _ = Reflect::set(&options, &"signal".into(), &abort.signal());
        }
        let on_granted = {
            let on_event = on_event.clone();
            Closure::once_into_js(move || {
                on_event(LockEvent::Acquired);
                held
            })
        };
        let requested = method(locks, "request")
            .and_then(|request| request.call3(locks, &self.name.as_str().into(), &options, &on_granted).ok())
            .and_then(|requested| requested.dyn_into::<Promise>().ok());
        let Some(requested) = requested else { return self.request_lease(steal, on_event) };
        *self.release.borrow_mut() = Some(Box::new(move || {
            if let Some(resolve) = resolve_released {
                let _ = resolve.call0(&JsValue::NULL);
            }
            if let Some(abort) = abort {
                abort.abort();
            }
        }));
        spawn(async move {
            if JsFuture::from(requested).await.is_err() {
                on_event(LockEvent::Lost);
            }
        });
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

/// Calls [`Lease::step`] now and as often as it is due. An instance that has trapped is not called any more.
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

/// `navigator.locks`. `None` in browsers without it and in insecure contexts.
fn web_locks() -> Option<JsValue> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    locks.is_object().then_some(locks)
}

fn method(object: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(object, &name.into()).ok()?.dyn_into().ok()
}
