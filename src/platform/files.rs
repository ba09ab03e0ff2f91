//! Files that wait to be sent: in the memory of the page, and in IndexedDB for later pages.

use super::indexed_db::FileStore;
use super::random::random_number;
use crate::chat::{FileId, FileIdGenerator};
use crate::event_loop::{delay, spawn};
use crate::storage::StorageKeys;
use js_sys::{Array, Date, Map, Promise};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// Milliseconds for which an unused file stays stored. Another tab may have just selected it.
const KEEP_UNUSED_MS: f64 = 24.0 * 3_600_000.0;
/// Milliseconds after which a pending read or write of IndexedDB is given up. Some browsers never finish it.
const DATABASE_TIMEOUT_MS: u32 = 3_000;

pub(super) struct Files {
    keys: StorageKeys,
    store: FileStore,
    ids: RefCell<FileIdGenerator>,
    is_stored: bool,
    /// Outlives this instance of the module, but not the page.
    memory: Map,
    /// Files that are being written to IndexedDB.
    pending_writes: RefCell<Vec<(FileId, Promise)>>,
    is_cleaned_up: Cell<bool>,
}

impl Files {
    /// `is_stored`: whether files outlive the page.
    pub(super) fn new(keys: StorageKeys, store: FileStore, is_stored: bool, memory: Map) -> Self {
        let ids = RefCell::new(FileIdGenerator::new(random_number()));
        let (pending_writes, is_cleaned_up) = (RefCell::default(), Cell::new(false));
        Self { keys, store, ids, is_stored, memory, pending_writes, is_cleaned_up }
    }

    fn key(&self, id: FileId) -> JsValue {
        self.keys.file(id).into()
    }

    /// Retains a new file. `in_use` are the files of the conversation.
    pub(super) fn retain(self: &Rc<Self>, file: File, in_use: Vec<FileId>) -> FileId {
        let id = self.ids.borrow_mut().next(Date::now());
        self.insert(id, &file);
        if self.is_stored {
            self.pending_writes.borrow_mut().push((id, self.store.put(id, &file)));
            if !self.is_cleaned_up.replace(true) {
                let files = self.clone();
                spawn(async move {
                    files.remove_unused(in_use).await;
                });
            }
        }
        id
    }

    /// Adds a file that another tab or an earlier page has stored.
    pub(super) fn insert(&self, id: FileId, file: &File) {
        self.memory.set(&self.key(id), file);
    }

    fn get_from_memory(&self, id: FileId) -> Option<File> {
        as_file(self.memory.get(&self.key(id)))
    }

    /// Those of the given files that are in memory.
    pub(super) fn in_memory(&self, ids: &[FileId]) -> Vec<(FileId, File)> {
        let mut found = Vec::new();
        for id in ids {
            if let Some(file) = self.get_from_memory(*id) {
                found.push((*id, file));
            }
        }
        found
    }

    pub(super) fn release(&self, ids: &[FileId]) {
        for id in ids {
            self.memory.delete(&self.key(*id));
            self.remove_pending_write(*id);
        }
        if self.is_stored && !ids.is_empty() {
            self.store.remove(ids);
        }
    }

    fn remove_pending_write(&self, id: FileId) {
        let mut writes = self.pending_writes.borrow_mut();
        if let Some(at) = writes.iter().position(|(other, _)| *other == id) {
            drop(writes.swap_remove(at));
        }
    }

    /// All of these files, after pending writes have ended; `None` if one is missing.
    pub(super) async fn get(&self, ids: &[FileId]) -> Option<Vec<File>> {
        let mut found = Vec::new();
        for id in ids {
            let pending =
                self.pending_writes.borrow().iter().find(|(other, _)| other == id).map(|(_, write)| write.clone());
            if let Some(write) = pending {
                let _ = within_time_limit(&write).await;
                self.remove_pending_write(*id);
            }
            let file = match self.get_from_memory(*id) {
                Some(file) => file,
                None => {
                    let read = self.store.get(*id);
                    as_file(within_time_limit(&read).await.ok()?)?
                }
            };
            found.push(file);
        }
        Some(found)
    }

    /// Removes files that a page has selected and never sent.
    async fn remove_unused(&self, in_use: Vec<FileId>) -> Option<()> {
        let now = Date::now();
        let mut unused = self.store.ids().await?;
        unused.retain(|id| !in_use.contains(id) && now - id.selected_before_ms() > KEEP_UNUSED_MS);
        if !unused.is_empty() {
            self.store.remove(&unused);
        }
        Some(())
    }
}

/// A file that this widget has stored or sent to another tab. No `dyn_into`: the page may use the name `File` for something else.
pub(super) fn as_file(value: JsValue) -> Option<File> {
    value.is_object().then(|| value.unchecked_into())
}

/// The result of a call of the database; `undefined` if it takes too long.
fn within_time_limit(call: &Promise) -> JsFuture {
    JsFuture::from(Promise::race(&Array::of2(call, &delay(DATABASE_TIMEOUT_MS))))
}
