//! Event listeners that are removed when they are dropped. Event targets outlive their listeners, and elements that
//! have left the document still receive events, such as a file input when the visitor has chosen files. Calling a
//! dropped closure throws.

use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget};

#[must_use = "the listener is removed when this is dropped"]
pub(crate) struct Listener {
    target: EventTarget,
    event: &'static str,
    closure: Closure<dyn Fn(Event)>,
}

impl Listener {
    pub(crate) fn new(target: &EventTarget, event: &'static str, on_event: impl Fn() + 'static) -> Option<Self> {
        Self::with_event(target, event, move |_| on_event())
    }

    pub(crate) fn with_event(
        target: &EventTarget,
        event: &'static str,
        on_event: impl Fn(Event) + 'static,
    ) -> Option<Self> {
        Self::with_closure(target, event, Closure::wrap(Box::new(on_event)))
    }

    /// Compiled once, unlike the functions above, which are compiled for each type of listener.
    pub(crate) fn with_closure(
        target: &EventTarget,
        event: &'static str,
        closure: Closure<dyn Fn(Event)>,
    ) -> Option<Self> {
        target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref()).ok()?;
        Some(Self { target: target.clone(), event, closure })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback(self.event, self.closure.as_ref().unchecked_ref());
    }
}
