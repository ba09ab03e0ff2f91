//! Simulated `localStorage` and page memory that can be full or unavailable, as pages of this or of a newer version see them.

use ocs_chat::chat::Head;
use ocs_chat::config::Persistence;
use ocs_chat::json;
use ocs_chat::storage::{ConversationStore, KeyValueStore, StorageError, StorageKeys, StoreOptions, has_newer_version};
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

/// The version of the widget that a page runs. In a plan with `older_tab`, that tab is `Current` and all others are `Newer`: the
/// same code with a higher format number in storage and in tab messages.
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
    /// Counts the attempts to store a value in a full or flaky storage. Seeds the random refusals.
    attempts: Cell<u64>,
    /// How many of them it has refused.
    refused: Cell<u32>,
    /// The entry that was removed last. Setting it again succeeds even if the storage is full, until another value changes.
    removed: RefCell<Option<(String, String)>>,
    /// Whether a page of the current version has replaced or removed the head or a chunk of a newer version.
    has_overwritten_newer: Cell<bool>,
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
    pub(super) fn as_seen_by(&self, version: Version) -> Self {
        Self { version, ..self.clone() }
    }

    /// Whether a page of the current version has replaced or removed the head or a chunk of a newer version.
    pub(super) fn has_overwritten_newer(&self) -> bool {
        self.shared.has_overwritten_newer.get()
    }

    /// Called before a value changes. Records if a page of the current version is about to replace or remove what a newer
    /// version has stored.
    fn detect_overwrite(&self, key: &str) {
        let [_, newer] = HEAD_PREFIXES;
        let is_newer = |head: &String| head.starts_with(newer);
        let is_transcript = key.strip_prefix(KEY).is_some_and(|suffix| suffix.is_empty() || suffix.starts_with('/'));
        if is_transcript
            && self.version == Version::Current
            && self.shared.values.borrow().get(KEY).is_some_and(is_newer)
        {
            self.shared.has_overwritten_newer.set(true);
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
            Some("") => json::parse::<Head>(value).is_some_and(|head| head.is_truncated()),
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
        self.detect_overwrite(key);
        self.shared.values.borrow_mut().insert(key.to_owned(), value);
        self.note_changed(None);
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), StorageError> {
        self.check_available()?;
        self.detect_overwrite(key);
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
const HEAD_PREFIXES: [&str; 2] = [r#"{"version":2,"#, r#"{"version":3,"#];

/// The text as a newer version writes it.
pub(super) fn to_newer(text: &str) -> String {
    let [current, newer] = HEAD_PREFIXES;
    text.replace(current, newer)
}

fn from_newer(text: String) -> String {
    let [current, newer] = HEAD_PREFIXES;
    if text.starts_with(newer) { text.replacen(newer, current, 1) } else { text }
}

/// The store of the conversation in one page.
pub(super) type PageStore = ConversationStore<SimulatedStorage, SimulatedStorage>;

/// The storage for a page that opens now. It is unavailable if a newer version has stored the conversation.
pub(super) fn storage_for_new_page(storage: &SimulatedStorage) -> SimulatedStorage {
    if !has_newer_version(storage, &StorageKeys::new(KEY.to_owned())) {
        return storage.clone();
    }
    unavailable()
}

fn unavailable() -> SimulatedStorage {
    let storage = SimulatedStorage::default();
    storage.set_status(StorageStatus::Unavailable);
    storage
}

/// Opens the conversation store of the page with this number, over the browser's storage and the page's memory.
pub(super) fn open_store(page: u32, storage: SimulatedStorage, memory: &SimulatedStorage) -> PageStore {
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
