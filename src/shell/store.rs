//! What is kept in the visitor's browser.
//!
//! Storage can be forbidden, full or broken at any moment; then the page's memory serves, and the chat goes on.

use crate::chat::Snapshot;
use js_sys::JSON;
use serde::Serialize;
use std::cell::RefCell;

/// Where the incumbent widget keeps the id that it made for the visitor: those who move over stay who they are.
const VISITOR_KEY: &str = "ocs-user-id";

thread_local! {
    /// What could not be stored, for as long as the page lives.
    static MEMORY: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

fn read(key: &str) -> Option<String> {
    let kept = MEMORY.with_borrow(|memory| memory.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone()));
    kept.or_else(|| storage()?.get_item(key).ok().flatten())
}

fn write(key: &str, value: String) {
    let stored = storage().is_some_and(|storage| storage.set_item(key, &value).is_ok());
    MEMORY.with_borrow_mut(|memory| {
        memory.retain(|(name, _)| name != key);
        if !stored {
            memory.push((key.to_owned(), value));
        }
    });
}

/// What is stored for one widget.
pub(super) struct Store {
    key: String,
}

impl Store {
    /// Under this key, which no other widget of the page uses.
    pub(super) fn new(key: String) -> Self {
        Self { key }
    }

    /// The conversation that was kept, if it can be read.
    pub(super) fn load(&self) -> Option<Snapshot> {
        let json = JSON::parse(&read(&self.key)?).ok()?;
        serde_wasm_bindgen::from_value(json).ok().filter(Snapshot::is_readable)
    }

    pub(super) fn save(&self, snapshot: &Snapshot) {
        let value = snapshot.serialize(&serde_wasm_bindgen::Serializer::json_compatible());
        if let Some(json) = value.ok().and_then(|value| JSON::stringify(&value).ok()) {
            write(&self.key, json.into());
        }
    }

    /// The id by which the visitor is known where the page gives none; the same for all chatbots of a site.
    pub(super) fn visitor_id(&self) -> String {
        if let Some(known) = read(VISITOR_KEY).filter(|id| !id.is_empty()) {
            return known;
        }
        let mut id = "ocs:".to_owned();
        for _ in 0..4 {
            let part = (js_sys::Math::random() * 4_294_967_296.0) as u32;
            id.push_str(&String::from(js_sys::Number::from(part).to_string_with_radix(36).unwrap_or_default()));
        }
        write(VISITOR_KEY, id.clone());
        id
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::chat::{Conversation, Event, Now};
    use wasm_bindgen::{JsCast as _, JsValue};
    use wasm_bindgen_test::wasm_bindgen_test;

    fn snapshot() -> Snapshot {
        let mut conversation = Conversation::new(1);
        let now = Now { monotonic: 0, wall: 1.0 };
        conversation.handle(Event::Submit { text: "kept".into(), files: Vec::new() }, now);
        conversation.snapshot()
    }

    #[wasm_bindgen_test]
    fn what_is_saved_is_loaded() {
        let store = Store::new("ocs-chat:saved".into());
        assert_eq!(store.load(), None);
        store.save(&snapshot());
        assert_eq!(store.load(), Some(snapshot()));
        storage().unwrap().remove_item("ocs-chat:saved").unwrap();
    }

    #[wasm_bindgen_test]
    fn without_storage_the_page_remembers() {
        let broken = js_sys::Function::new_no_args(
            "const original = Storage.prototype.setItem;
             Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') };
             return () => { Storage.prototype.setItem = original }",
        );
        let mend: js_sys::Function = broken.call0(&JsValue::NULL).unwrap().unchecked_into();
        let store = Store::new("ocs-chat:memory".into());
        store.save(&snapshot());
        assert_eq!(store.load(), Some(snapshot()));
        let visitor = store.visitor_id();
        assert!(visitor.starts_with("ocs:"));
        assert_eq!(store.visitor_id(), visitor);
        mend.call0(&JsValue::NULL).unwrap();
        assert_eq!(storage().unwrap().get_item("ocs-chat:memory").unwrap(), None);
    }

    #[wasm_bindgen_test]
    fn what_cannot_be_read_is_as_if_it_were_not_there() {
        let store = Store::new("ocs-chat:corrupt".into());
        for value in ["", "{", "null", "[]", r#"{"version":1}"#, r#"{"version":99,"entries":[],"tasks":[]}"#] {
            storage().unwrap().set_item("ocs-chat:corrupt", value).unwrap();
            assert_eq!(store.load(), None, "{value}");
        }
        storage().unwrap().remove_item("ocs-chat:corrupt").unwrap();
    }
}
