//! Visibility, connectivity and the back/forward cache: the events of the page that the conversation depends on.

use crate::browser::{string_property, window};
use crate::listener::Listener;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::PageTransitionEvent;

/// An event of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageEvent {
    /// The page has become visible or hidden.
    VisibilityChanged,
    /// The browser has gone online or offline.
    Online(bool),
    /// The visitor may be about to leave the page.
    Leaving,
    /// The page enters the back/forward cache.
    Frozen,
    /// The page has left the back/forward cache.
    Restored,
}

/// Listens to the events of the page until the listeners are dropped.
pub(super) fn listen(on_event: Rc<dyn Fn(PageEvent)>) -> Vec<Listener> {
    let window = window();
    let Some(document) = window.document() else { return Vec::new() };
    let emit = |event: PageEvent| {
        let on_event = on_event.clone();
        move || on_event(event)
    };
    let emit_if_persisted = |event: PageEvent| {
        let on_event = on_event.clone();
        move |transition: web_sys::Event| {
            if transition.unchecked_ref::<PageTransitionEvent>().persisted() {
                on_event(event);
            }
        }
    };
    let mut listeners = Vec::new();
    for listener in [
        Listener::new(&document, "visibilitychange", emit(PageEvent::VisibilityChanged)),
        Listener::new(&window, "online", emit(PageEvent::Online(true))),
        Listener::new(&window, "offline", emit(PageEvent::Online(false))),
        Listener::new(&window, "beforeunload", emit(PageEvent::Leaving)),
        Listener::with_event(&window, "pagehide", emit_if_persisted(PageEvent::Frozen)),
        Listener::with_event(&window, "pageshow", emit_if_persisted(PageEvent::Restored)),
    ] {
        listeners.extend(listener);
    }
    listeners
}

/// Whether the browser is online and whether the page is visible.
pub(super) fn page_state() -> (bool, bool) {
    let window = window();
    let is_visible = window.document().and_then(|document| string_property(&document, "visibilityState")).as_deref()
        == Some("visible");
    (window.navigator().on_line(), is_visible)
}
