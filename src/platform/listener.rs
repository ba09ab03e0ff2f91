//! Event listeners that are removed when they are dropped.

use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget};

#[must_use = "the listener is removed when this is dropped"]
pub(super) struct Listener {
    target: EventTarget,
    event: &'static str,
    closure: Closure<dyn Fn(Event)>,
}

impl Listener {
    pub(super) fn new(target: &EventTarget, event: &'static str, on_event: impl Fn() + 'static) -> Option<Self> {
        Self::with_event(target, event, move |_| on_event())
    }

    pub(super) fn with_event(
        target: &EventTarget,
        event: &'static str,
        on_event: impl Fn(Event) + 'static,
    ) -> Option<Self> {
        let closure = Closure::<dyn Fn(Event)>::wrap(Box::new(on_event));
        target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref()).ok()?;
        Some(Self { target: target.clone(), event, closure })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback(self.event, self.closure.as_ref().unchecked_ref());
    }
}
