//! The browser's storage and the memory of a page, as key-value stores that can be full or unavailable.

use ocs_chat::chat::Head;
use ocs_chat::config::Persistence;
use ocs_chat::json;
use ocs_chat::storage::{ConversationStore, KeyValueStore, StorageError, StorageKeys, StoreOptions, is_newer};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The key of the conversation.
const KEY: &str = "ocs-chat:simulated";

/// How a storage responds to reads and writes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum StorageStatus {
    #[default]
    Works,
    /// Refuses chunks, and heads that do not omit messages.
    Full,
    /// Refuses some of the values that a full storage refuses.
    Flaky,
    /// Can be neither read nor written.
    Unavailable,
}

/// Which version of the widget a page has. The newer one is the real code with another format number in storage and in
/// messages between tabs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Version {
    #[default]
    Current,
    Newer,
}

/// A storage as pages of one version see it. Clones share their values and status.
#[derive(Debug, Clone, Default)]
pub(super) struct SimulatedStorage {
    shared: Rc<Shared>,
    version: Version,
}

#[derive(Debug, Default)]
struct Shared {
    values: RefCell<BTreeMap<String, String>>,
    status: Cell<StorageStatus>,
    /// Counts the calls that have changed a value.
    revision: Cell<u64>,
    /// Counts the values that a flaky storage was asked to store.
    attempts: Cell<u64>,
    /// How many of them it has refused.
    refused: Cell<u32>,
    /// The last key that was removed and its value, which still fit until something else is stored.
    removed: RefCell<Option<(String, String)>>,
    /// Whether a page has replaced what a newer version had stored.
    is_newer_lost: Cell<bool>,
}

impl SimulatedStorage {
    pub(super) fn status(&self) -> StorageStatus {
        self.shared.status.get()
    }

    pub(super) fn set_status(&self, status: StorageStatus) {
        self.shared.status.set(status);
    }

    /// How many calls have changed a value.
    pub(super) fn revision(&self) -> u64 {
        self.shared.revision.get()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.shared.values.borrow().is_empty()
    }

    pub(super) fn version(&self) -> Version {
        self.version
    }

    pub(super) fn has_chunks(&self) -> bool {
        let is_chunk = |key: &String| key.strip_prefix(KEY).is_some_and(|suffix| suffix.starts_with('/'));
        self.shared.values.borrow().keys().any(is_chunk)
    }

    /// How many values it has refused while it was flaky.
    pub(super) fn refused(&self) -> u32 {
        self.shared.refused.get()
    }

    /// The same storage as pages of a version see it.
    pub(super) fn of(&self, version: Version) -> Self {
        Self { version, ..self.clone() }
    }

    /// Whether a page of the current version has replaced the head or a chunk of a newer version.
    pub(super) fn is_newer_lost(&self) -> bool {
        self.shared.is_newer_lost.get()
    }

    /// Notes that the value of a key is about to change.
    fn note_change_of(&self, key: &str) {
        let [_, newer] = HEADS;
        let is_newer = |head: &String| head.starts_with(newer);
        let is_transcript = key.strip_prefix(KEY).is_some_and(|suffix| suffix.is_empty() || suffix.starts_with('/'));
        if is_transcript
            && self.version == Version::Current
            && self.shared.values.borrow().get(KEY).is_some_and(is_newer)
        {
            self.shared.is_newer_lost.set(true);
        }
    }

    fn check_available(&self) -> Result<(), StorageError> {
        if self.is_available() { Ok(()) } else { Err(StorageError) }
    }

    fn has_room(&self, key: &str, value: &str) -> bool {
        if self.status() == StorageStatus::Works {
            return true;
        }
        let is_restored = |(removed, old): &(String, String)| removed == key && old == value;
        if self.shared.removed.borrow().as_ref().is_some_and(is_restored) {
            return true;
        }
        let attempts = self.shared.attempts.get() + 1;
        self.shared.attempts.set(attempts);
        if self.status() == StorageStatus::Flaky && fastrand::Rng::with_seed(attempts).u32(0..3) > 0 {
            return true;
        }
        let fits = match key.strip_prefix(KEY) {
            Some("") => json::parse::<Head>(value).is_some_and(|head| head.omits_messages()),
            Some(suffix) => !suffix.starts_with('/'),
            None => true,
        };
        if !fits && self.status() == StorageStatus::Flaky {
            self.shared.refused.set(self.shared.refused.get() + 1);
        }
        fits
    }

    fn note_changed(&self, removed: Option<(String, String)>) {
        self.shared.revision.set(self.revision() + 1);
        *self.shared.removed.borrow_mut() = removed;
    }
}

impl KeyValueStore for SimulatedStorage {
    fn is_available(&self) -> bool {
        self.status() != StorageStatus::Unavailable
    }

    fn get(&self, key: &str) -> Result<Option<String>, StorageError> {
        self.check_available()?;
        let value = self.shared.values.borrow().get(key).cloned();
        Ok(value.map(|value| if self.version == Version::Newer { from_newer(value) } else { value }))
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StorageError> {
        self.check_available()?;
        let value = if self.version == Version::Newer { to_newer(value) } else { value.to_owned() };
        if !self.has_room(key, &value) {
            return Err(StorageError);
        }
        self.note_change_of(key);
        self.shared.values.borrow_mut().insert(key.to_owned(), value);
        self.note_changed(None);
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), StorageError> {
        self.check_available()?;
        self.note_change_of(key);
        if let Some(removed) = self.shared.values.borrow_mut().remove_entry(key) {
            self.note_changed(Some(removed));
        }
        Ok(())
    }

    fn keys(&self) -> Vec<String> {
        if self.is_available() { self.shared.values.borrow().keys().cloned().collect() } else { Vec::new() }
    }
}

/// How a stored head starts, in the current version and in a newer one.
const HEADS: [&str; 2] = [r#"{"version":2,"#, r#"{"version":3,"#];

/// The text as a newer version writes it.
pub(super) fn to_newer(text: &str) -> String {
    let [current, newer] = HEADS;
    text.replace(current, newer)
}

fn from_newer(text: String) -> String {
    let [current, newer] = HEADS;
    if text.starts_with(newer) { text.replacen(newer, current, 1) } else { text }
}

/// The store of the conversation in one page.
pub(super) type PageStore = ConversationStore<SimulatedStorage, SimulatedStorage>;

/// The storage that a page opened now would use: an unavailable one, if a newer version has stored the conversation.
pub(super) fn usable(storage: &SimulatedStorage) -> SimulatedStorage {
    if !is_newer(storage, &StorageKeys::new(KEY.to_owned())) {
        return storage.clone();
    }
    unavailable()
}

fn unavailable() -> SimulatedStorage {
    let storage = SimulatedStorage::default();
    storage.set_status(StorageStatus::Unavailable);
    storage
}

/// Opens the store of the page with this number, on a storage and the page's memory.
pub(super) fn open(page: u32, storage: SimulatedStorage, memory: &SimulatedStorage) -> PageStore {
    let options = StoreOptions {
        keys: StorageKeys::new(KEY.to_owned()),
        persistence: Persistence::Site,
        has_provided_session: false,
        chatbot_id: "chatbot".to_owned(),
        page_id: page.to_string(),
        parse_time_ms: |_| f64::NAN,
    };
    // The storage of a tab is used where the site's has no room for a session, which this simulation always has.
    ConversationStore::new(options, storage, unavailable(), memory.clone())
}
