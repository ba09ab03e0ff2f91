//! The browser's storage and the memory of the page as key-value stores.

use crate::browser::window;
use crate::config::Persistence;
use crate::storage::{ConversationStore, KeyValueStore, StorageError};
use js_sys::{JSON, Map, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::Storage;

#[wasm_bindgen]
extern "C" {
    /// A `Storage`. Some pages wrap `getItem`, so that it returns parsed JSON.
    type PageStorage;

    #[wasm_bindgen(method, catch, js_name = getItem)]
    fn get_item(this: &PageStorage, key: &str) -> Result<JsValue, JsValue>;
}

/// `localStorage` or `sessionStorage`, looked up for each call: the user can revoke access at any time.
#[derive(Debug, Clone, Copy)]
pub(super) struct BrowserStorage {
    persistence: Persistence,
}

impl BrowserStorage {
    /// The storage that lasts as long as `persistence` requires. With [`Persistence::Page`] nothing outlives the page,
    /// so the store is unavailable.
    pub(super) fn new(persistence: Persistence) -> Self {
        Self { persistence }
    }

    /// The storage that can have room when this one is full: that of the tab for that of the site.
    pub(super) fn fallback(self) -> Self {
        Self::new(if self.persistence == Persistence::Site { Persistence::Tab } else { Persistence::Page })
    }

    fn storage(self) -> Result<Storage, StorageError> {
        let name = match self.persistence {
            Persistence::Site => "localStorage",
            Persistence::Tab => "sessionStorage",
            Persistence::Page => return Err(StorageError),
        };
        // If storage is blocked, reading the property throws or returns `null`, depending on the browser.
        let storage = Reflect::get(&window(), &name.into()).map_err(|_| StorageError)?;
        if storage.is_object() { Ok(storage.unchecked_into()) } else { Err(StorageError) }
    }
}

impl KeyValueStore for BrowserStorage {
    fn is_available(&self) -> bool {
        self.storage().is_ok()
    }

    fn get(&self, key: &str) -> Result<Option<String>, StorageError> {
        let value = self.storage()?.unchecked_into::<PageStorage>().get_item(key).map_err(|_| StorageError)?;
        let text = value.as_string();
        Ok(text.or_else(|| value.is_object().then(|| JSON::stringify(&value).ok())?.map(String::from)))
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StorageError> {
        self.storage()?.set_item(key, value).map_err(|_| StorageError)
    }

    fn remove(&self, key: &str) -> Result<(), StorageError> {
        self.storage()?.remove_item(key).map_err(|_| StorageError)
    }

    fn keys(&self) -> Vec<String> {
        let Ok(storage) = self.storage() else { return Vec::new() };
        let mut keys = Vec::new();
        for index in 0..storage.length().unwrap_or(0) {
            keys.extend(storage.key(index).ok().flatten());
        }
        keys
    }
}

/// A JavaScript `Map` that the page holds, so that it outlives this WebAssembly instance.
#[derive(Debug, Clone)]
pub(super) struct PageMemory(pub(super) Map);

impl KeyValueStore for PageMemory {
    fn is_available(&self) -> bool {
        true
    }

    fn get(&self, key: &str) -> Result<Option<String>, StorageError> {
        Ok(self.0.get(&key.into()).as_string())
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StorageError> {
        self.0.set(&key.into(), &value.into());
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), StorageError> {
        self.0.delete(&key.into());
        Ok(())
    }

    fn keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        // Not `Array::from`: some libraries replace it with a function that does not know iterators.
        self.0.for_each(&mut |_, key| keys.extend(key.as_string()));
        keys
    }
}

/// The store of a conversation in the browser.
pub(super) type BrowserStore = ConversationStore<BrowserStorage, PageMemory>;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn values_are_stored_listed_and_removed() {
        for persistence in [Persistence::Site, Persistence::Tab] {
            let storage = BrowserStorage::new(persistence);
            assert!(storage.is_available());
            assert_eq!(storage.get("ocs-chat:kept"), Ok(None));
            storage.set("ocs-chat:kept", "grüße \u{1f600}").unwrap();
            assert_eq!(storage.get("ocs-chat:kept"), Ok(Some("grüße \u{1f600}".to_owned())));
            assert!(storage.keys().iter().any(|key| key == "ocs-chat:kept"));
            storage.remove("ocs-chat:kept").unwrap();
            assert_eq!(storage.get("ocs-chat:kept"), Ok(None));
        }
    }

    #[wasm_bindgen_test]
    fn failures_of_storage_methods_are_errors() {
        let replace = js_sys::Function::new_no_args(
            "const { getItem, setItem, removeItem } = Storage.prototype;
             const fail = () => { throw new DOMException('full', 'QuotaExceededError') };
             Object.assign(Storage.prototype, { getItem: fail, setItem: fail, removeItem: fail });
             return () => Object.assign(Storage.prototype, { getItem, setItem, removeItem })",
        );
        let restore: js_sys::Function = replace.call0(&JsValue::NULL).unwrap().unchecked_into();
        let storage = BrowserStorage::new(Persistence::Site);
        let results = (storage.get("a"), storage.set("a", "b"), storage.remove("a"));
        restore.call0(&JsValue::NULL).unwrap();
        assert_eq!(results, (Err(StorageError), Err(StorageError), Err(StorageError)));
        assert_eq!(storage.get("a"), Ok(None));
    }

    #[wasm_bindgen_test]
    fn nothing_is_stored_for_a_conversation_of_one_page() {
        let storage = BrowserStorage::new(Persistence::Page);
        assert!(!storage.is_available());
        assert_eq!(storage.set("ocs-chat:page", "value"), Err(StorageError));
        assert_eq!(storage.keys(), Vec::<String>::new());
    }

    #[wasm_bindgen_test]
    fn memory_of_the_page_is_shared_by_its_instances() {
        let map = Map::new();
        PageMemory(map.clone()).set("key", "value").unwrap();
        let memory = PageMemory(map);
        assert_eq!((memory.get("key"), memory.keys()), (Ok(Some("value".to_owned())), vec!["key".to_owned()]));
        memory.remove("key").unwrap();
        assert_eq!(memory.get("key"), Ok(None));
    }
}
