//! The channel between the tabs that show a conversation: `BroadcastChannel`, or `storage` events in browsers without it.

use super::browser_storage::BrowserStorage;
use crate::browser::window;
use crate::config::Persistence;
use crate::listener::Listener;
use crate::storage::KeyValueStore;
use js_sys::{JSON, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, Event, MessageEvent, StorageEvent};

/// An open connection. Dropping it stops receiving messages.
struct Connection {
    /// `None` where storage events replace it.
    channel: Option<BroadcastChannel>,
    _listener: Listener,
}

/// Messages to and from the other tabs.
pub(super) struct Channel {
    name: String,
    connection: RefCell<Option<Connection>>,
}

impl Channel {
    pub(super) fn new(name: String) -> Self {
        Self { name, connection: RefCell::new(None) }
    }

    /// Opens the channel. `on_message` receives the messages of other tabs.
    pub(super) fn open(&self, on_message: impl Fn(JsValue) + 'static) {
        let on_message: Rc<dyn Fn(JsValue)> = Rc::new(on_message);
        *self.connection.borrow_mut() =
            self.open_broadcast_channel(on_message.clone()).or_else(|| self.listen_to_storage(on_message));
    }

    /// Closes the channel.
    pub(super) fn close(&self) {
        if let Some(Connection { channel: Some(channel), .. }) = self.connection.borrow_mut().take() {
            channel.close();
        }
    }

    /// Sends a message to the other tabs. Storage events do not transfer files.
    pub(super) fn post(&self, message: &JsValue) {
        match &*self.connection.borrow() {
            Some(Connection { channel: Some(channel), .. }) => drop(channel.post_message(message)),
            Some(_) => drop(self.post_to_storage(message)),
            None => {}
        }
    }

    fn open_broadcast_channel(&self, on_message: Rc<dyn Fn(JsValue)>) -> Option<Connection> {
        Reflect::get(&window(), &"BroadcastChannel".into()).ok().filter(JsValue::is_function)?;
        let channel = BroadcastChannel::new(&self.name).ok()?;
        let listener = Listener::with_event(&channel, "message", move |event: Event| {
            on_message(event.unchecked_ref::<MessageEvent>().data());
        })?;
        Some(Connection { channel: Some(channel), _listener: listener })
    }

    fn listen_to_storage(&self, on_message: Rc<dyn Fn(JsValue)>) -> Option<Connection> {
        let name = self.name.clone();
        let listener = Listener::with_event(&window(), "storage", move |event: Event| {
            let event: &StorageEvent = event.unchecked_ref();
            if event.key().as_deref() == Some(&name)
                && let Some(json) = event.new_value()
                && let Ok(message) = JSON::parse(&json)
            {
                on_message(message);
            }
        })?;
        Some(Connection { channel: None, _listener: listener })
    }

    fn post_to_storage(&self, message: &JsValue) -> Option<()> {
        let storage = BrowserStorage::new(Persistence::Site);
        let json = String::from(JSON::stringify(message).ok()?);
        storage.set(&self.name, &json).ok()?;
        storage.remove(&self.name).ok()
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.close();
    }
}
