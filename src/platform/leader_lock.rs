//! Whose turn it is to act: one tab of all that show the conversation.
//!
//! The browser's lock decides where there is one; a lease in storage, renewed every second, where there is none.

use super::random::random_uuid;
use crate::spawn::spawn;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Function, Object, Promise, Reflect};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

/// Milliseconds between two looks at the lease.
const RENEW: u32 = 1_000;
/// A lease that has not been renewed for so long is nobody's.
const LAPSE: f64 = 4_000.0;

/// What comes of waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is this tab's turn, until it leaves or another takes the turn away.
    Granted,
    /// Another tab has taken the turn away.
    Lost,
}

/// A place in the queue.
pub(super) struct Turn {
    name: String,
    is_shared: bool,
    /// Resolved when this instance of the application is gone, however that comes.
    ended: Promise,
    /// Counts the attempts; what belongs to an earlier one is over.
    attempt: Rc<Cell<u32>>,
    leave: RefCell<Option<Box<dyn FnOnce()>>>,
}

impl Turn {
    /// For the conversation of this name. One that is not shared is always this tab's.
    pub(super) fn new(name: String, is_shared: bool, ended: Promise) -> Self {
        Self { name, is_shared, ended, attempt: Rc::default(), leave: RefCell::new(None) }
    }

    /// Waits for the turn, or takes it from whoever has it.
    pub(super) fn ask(&self, steal: bool, tell: impl Fn(Outcome) + 'static) {
        self.leave();
        let attempt = self.attempt.get();
        let current = self.attempt.clone();
        let tell: Rc<dyn Fn(Outcome)> = Rc::new(move |outcome| {
            if current.get() == attempt {
                tell(outcome);
            }
        });
        if !self.is_shared {
            return spawn(async move { tell(Outcome::Granted) });
        }
        match locks() {
            Some(locks) => self.ask_browser(&locks, steal, tell),
            None => self.ask_storage(steal, tell),
        }
    }

    /// Gives the turn up, or stops waiting for it.
    pub(super) fn leave(&self) {
        self.attempt.set(self.attempt.get() + 1);
        if let Some(leave) = self.leave.borrow_mut().take() {
            leave();
        }
    }

    fn ask_browser(&self, locks: &JsValue, steal: bool, tell: Rc<dyn Fn(Outcome)>) {
        let mut release = None;
        let released = Promise::new(&mut |resolve, _| release = Some(resolve));
        let held = Promise::race(&Array::of2(&released, &self.ended));
        let options = Object::new();
        let abort = AbortController::new().ok();
        if steal {
            let _ = Reflect::set(&options, &"steal".into(), &JsValue::TRUE);
        } else if let Some(abort) = &abort {
            let _ = Reflect::set(&options, &"signal".into(), &abort.signal());
        }
        let granted = {
            let tell = tell.clone();
            Closure::once_into_js(move || {
                tell(Outcome::Granted);
                held
            })
        };
        let asked = method(locks, "request")
            .and_then(|request| request.call3(locks, &self.name.as_str().into(), &options, &granted).ok())
            .and_then(|asked| asked.dyn_into::<Promise>().ok());
        let Some(asked) = asked else { return self.ask_storage(steal, tell) };
        *self.leave.borrow_mut() = Some(Box::new(move || {
            if let Some(release) = release {
                let _ = release.call0(&JsValue::NULL);
            }
            if let Some(abort) = abort {
                abort.abort();
            }
        }));
        spawn(async move {
            if JsFuture::from(asked).await.is_err() {
                tell(Outcome::Lost);
            }
        });
    }

    fn ask_storage(&self, steal: bool, tell: Rc<dyn Fn(Outcome)>) {
        let lease = Lease { name: self.name.clone(), owner: random_uuid() };
        let (attempt, current) = (self.attempt.get(), self.attempt.clone());
        *self.leave.borrow_mut() = Some(Box::new({
            let lease = lease.clone();
            move || lease.give_up()
        }));
        let ended = Rc::new(Cell::new(false));
        let over = ended.clone();
        let end = JsFuture::from(self.ended.clone());
        spawn(async move {
            let _ = end.await;
            over.set(true);
        });
        spawn(async move {
            let mut is_granted = false;
            let mut steal = steal;
            while current.get() == attempt && !ended.get() {
                if is_granted && !lease.is_own() {
                    return tell(Outcome::Lost);
                }
                if is_granted || steal || lease.is_free() {
                    lease.renew();
                    // Another tab may have had the same idea in the same moment; the last one has it.
                    TimeoutFuture::new(50).await;
                    steal = false;
                    if !is_granted && lease.is_own() && current.get() == attempt {
                        is_granted = true;
                        tell(Outcome::Granted);
                    }
                }
                TimeoutFuture::new(RENEW).await;
            }
        });
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.leave();
    }
}

fn locks() -> Option<JsValue> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    locks.is_object().then_some(locks)
}

fn method(object: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(object, &name.into()).ok()?.dyn_into().ok()
}

/// Who has the turn, in storage: a name for the tab and the time of the last renewal.
#[derive(Clone)]
struct Lease {
    name: String,
    owner: String,
}

impl Lease {
    fn storage() -> Option<web_sys::Storage> {
        web_sys::window()?.local_storage().ok().flatten()
    }

    fn read(&self) -> Option<(String, f64)> {
        let value = Self::storage()?.get_item(&self.name).ok().flatten()?;
        let (owner, at) = value.split_once(' ')?;
        Some((owner.to_owned(), js_sys::Number::parse_float(at)))
    }

    fn is_own(&self) -> bool {
        self.read().is_none_or(|(owner, _)| owner == self.owner)
    }

    fn is_free(&self) -> bool {
        self.read().is_none_or(|(_, at)| at.is_nan() || (js_sys::Date::now() - at).abs() > LAPSE)
    }

    fn renew(&self) {
        let mut value = self.owner.clone();
        value.push(' ');
        // Not by Rust's own means: what writes and reads fractions is a large piece of code.
        value.push_str(&(js_sys::Date::now() as u64).to_string());
        if let Some(storage) = Self::storage() {
            let _ = storage.set_item(&self.name, &value);
        }
    }

    fn give_up(&self) {
        if let Some(storage) = Self::storage()
            && self.read().is_some_and(|(owner, _)| owner == self.owner)
        {
            let _ = storage.remove_item(&self.name);
        }
    }
}
