//! The browser's storage and the memory of a page, as key-value stores that can be full or unavailable.

use ocs_chat::chat::Head;
use ocs_chat::config::Persistence;
use ocs_chat::json;
use ocs_chat::storage::{ConversationStore, KeyValueStore, StorageError, StorageKeys, StoreOptions};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The key of the conversation.
const KEY: &str = "ocs-chat:simulated";

/// What a storage accepts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum StorageStatus {
    #[default]
    Works,
    /// Values other than chunks and heads that are not degraded.
    Full,
    /// Nothing. It cannot be read either.
    Unavailable,
}

/// A storage. Clones share their values and status.
#[derive(Debug, Clone, Default)]
pub(super) struct SimulatedStorage(Rc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    values: RefCell<BTreeMap<String, String>>,
    status: Cell<StorageStatus>,
    /// Counts the calls that have changed a value.
    revision: Cell<u64>,
    /// The last call, if it has removed a value: the value has room for as long as nothing else is stored.
    removed: RefCell<Option<(String, String)>>,
}

impl SimulatedStorage {
    pub(super) fn status(&self) -> StorageStatus {
        self.0.status.get()
    }

    pub(super) fn set_status(&self, status: StorageStatus) {
        self.0.status.set(status);
    }

    /// Counts the changes.
    pub(super) fn revision(&self) -> u64 {
        self.0.revision.get()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.values.borrow().is_empty()
    }

    fn check_available(&self) -> Result<(), StorageError> {
        if self.is_available() { Ok(()) } else { Err(StorageError) }
    }

    fn has_room(&self, key: &str, value: &str) -> bool {
        if self.status() == StorageStatus::Works {
            return true;
        }
        let is_restored = |(removed, old): &(String, String)| removed == key && old == value;
        if self.0.removed.borrow().as_ref().is_some_and(is_restored) {
            return true;
        }
        match key.strip_prefix(KEY) {
            Some("") => json::parse::<Head>(value).is_some_and(|head| head.is_degraded()),
            Some(suffix) => !suffix.starts_with('/'),
            None => true,
        }
    }

    fn note_changed(&self, removed: Option<(String, String)>) {
        self.0.revision.set(self.revision() + 1);
        *self.0.removed.borrow_mut() = removed;
    }
}

impl KeyValueStore for SimulatedStorage {
    fn is_available(&self) -> bool {
        self.status() != StorageStatus::Unavailable
    }

    fn get(&self, key: &str) -> Result<Option<String>, StorageError> {
        self.check_available()?;
        Ok(self.0.values.borrow().get(key).cloned())
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StorageError> {
        self.check_available()?;
        if !self.has_room(key, value) {
            return Err(StorageError);
        }
        self.0.values.borrow_mut().insert(key.to_owned(), value.to_owned());
        self.note_changed(None);
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), StorageError> {
        self.check_available()?;
        if let Some(removed) = self.0.values.borrow_mut().remove_entry(key) {
            self.note_changed(Some(removed));
        }
        Ok(())
    }

    fn keys(&self) -> Vec<String> {
        if self.is_available() { self.0.values.borrow().keys().cloned().collect() } else { Vec::new() }
    }
}

/// The store of the conversation in one page.
pub(super) type PageStore = ConversationStore<SimulatedStorage, SimulatedStorage>;

/// The store of a page with this number, in the browser's storage and the memory of the page.
pub(super) fn open(page: u32, storage: &SimulatedStorage, memory: &SimulatedStorage) -> PageStore {
    let options = StoreOptions {
        keys: StorageKeys::new(KEY.to_owned()),
        persistence: Persistence::Site,
        has_given_session: false,
        chatbot_id: "chatbot".to_owned(),
        page_id: page.to_string(),
        parse_time_ms: |_| f64::NAN,
    };
    ConversationStore::new(options, storage.clone(), memory.clone())
}
