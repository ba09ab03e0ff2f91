//! What tabs say to each other: by the browser's channel, or by storage where there is none.

use super::listener::Listener;
use js_sys::{JSON, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, Event, MessageEvent, StorageEvent};

/// An open line. Nothing is heard once it is dropped.
struct Line {
    /// Storage serves where there is none.
    channel: Option<BroadcastChannel>,
    _listener: Listener,
}

/// All tabs that show the same conversation, but this one.
pub(super) struct Channel {
    name: String,
    line: RefCell<Option<Line>>,
}

impl Channel {
    pub(super) fn new(name: String) -> Self {
        Self { name, line: RefCell::new(None) }
    }

    /// Begins to listen. `heard` gets what another tab has said.
    pub(super) fn open(&self, heard: impl Fn(JsValue) + 'static) {
        let heard: Rc<dyn Fn(JsValue)> = Rc::new(heard);
        *self.line.borrow_mut() = self.by_channel(heard.clone()).or_else(|| self.by_storage(heard));
    }

    /// Says nothing and hears nothing any more.
    pub(super) fn close(&self) {
        if let Some(Line { channel: Some(channel), .. }) = self.line.borrow_mut().take() {
            channel.close();
        }
    }

    /// Tells the other tabs. Files get there by the channel only.
    pub(super) fn post(&self, message: &JsValue) {
        match &*self.line.borrow() {
            Some(Line { channel: Some(channel), .. }) => drop(channel.post_message(message)),
            Some(_) => drop(self.post_by_storage(message)),
            None => {}
        }
    }

    fn by_channel(&self, heard: Rc<dyn Fn(JsValue)>) -> Option<Line> {
        // An old browser has no such thing.
        let window = web_sys::window()?;
        Reflect::get(&window, &"BroadcastChannel".into()).ok().filter(JsValue::is_function)?;
        let channel = BroadcastChannel::new(&self.name).ok()?;
        let listener = Listener::with_event(&channel, "message", move |event: Event| {
            if let Some(event) = event.dyn_ref::<MessageEvent>() {
                heard(event.data());
            }
        })?;
        Some(Line { channel: Some(channel), _listener: listener })
    }

    fn by_storage(&self, heard: Rc<dyn Fn(JsValue)>) -> Option<Line> {
        let name = self.name.clone();
        let window = web_sys::window()?;
        let listener = Listener::with_event(&window, "storage", move |event: Event| {
            if let Some(event) = event.dyn_ref::<StorageEvent>()
                && event.key().as_deref() == Some(&name)
                && let Some(json) = event.new_value()
                && let Ok(message) = JSON::parse(&json)
            {
                heard(message);
            }
        })?;
        Some(Line { channel: None, _listener: listener })
    }

    fn post_by_storage(&self, message: &JsValue) -> Option<()> {
        let storage = web_sys::window()?.local_storage().ok().flatten()?;
        let json = String::from(JSON::stringify(message).ok()?);
        storage.set_item(&self.name, &json).ok()?;
        storage.remove_item(&self.name).ok()
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.close();
    }
}
