//! The leader mark: the id of the page that became leader last, in storage.
//!
//! A page that the browser has frozen is not notified that it has lost the leader lock. It compares the mark with its
//! own id before it writes or sends anything.

use super::key_value::{KeyValueStore, StorageError};
use std::cell::Cell;

#[derive(Debug)]
pub(super) struct LeaderMark {
    key: String,
    page_id: String,
    /// Whether the mark in storage, if there is one, is as recent as this page's leadership.
    is_current: Cell<bool>,
}

impl LeaderMark {
    /// `page_id` differs for every page.
    pub(super) fn new(key: String, page_id: String) -> Self {
        Self { key, page_id, is_current: Cell::new(false) }
    }

    /// Marks this page as leader, unless there is no mark yet: nothing is stored before the visitor does something.
    pub(super) fn claim(&self, storage: &impl KeyValueStore) {
        self.is_current.set(self.get(storage) == Ok(None) || self.set(storage));
    }

    /// Whether no other page has become leader since [`claim`](Self::claim). Marks this page as leader where there is
    /// no mark.
    pub(super) fn is_own(&self, storage: &impl KeyValueStore) -> bool {
        if self.is_current.get()
            && let Ok(Some(mark)) = self.get(storage)
        {
            return mark == self.page_id;
        }
        self.is_current.set(self.set(storage));
        true
    }

    fn get(&self, storage: &impl KeyValueStore) -> Result<Option<String>, StorageError> {
        storage.get(&self.key)
    }

    /// Returns whether the mark is stored.
    fn set(&self, storage: &impl KeyValueStore) -> bool {
        storage.set(&self.key, &self.page_id).is_ok()
    }
}
