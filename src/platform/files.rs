//! The bytes of files that wait to be sent: in the page's memory, and in the browser's database for later pages.

use super::indexed_db::FileStore;
use super::random::random_number;
use crate::chat::{FileId, FileIdGenerator};
use crate::spawn::spawn;
use js_sys::{Array, Map, Promise};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// A file that nothing wants is kept for at least this many milliseconds: another tab may have just picked it.
const KEEP: f64 = 24.0 * 3_600_000.0;
/// Milliseconds that a file may take to be written before it is sent all the same, and to be read.
const PATIENCE: i32 = 3_000;

pub(super) struct Files {
    /// In front of the names of this conversation's files in `memory`.
    prefix: String,
    store: FileStore,
    ids: RefCell<FileIdGenerator>,
    is_kept: bool,
    /// Outlives this instance of the application, not the page.
    memory: Map,
    /// Files that are being written.
    writing: RefCell<Vec<(FileId, Promise)>>,
    is_swept: Cell<bool>,
}

impl Files {
    /// `is_kept`: whether files outlive the page.
    pub(super) fn new(storage_key: &str, store: FileStore, is_kept: bool, memory: Map) -> Self {
        let prefix = [storage_key, "\nfile "].concat();
        let ids = RefCell::new(FileIdGenerator::new(random_number()));
        Self { prefix, store, ids, is_kept, memory, writing: RefCell::default(), is_swept: Cell::new(false) }
    }

    fn key(&self, id: FileId) -> String {
        let mut key = self.prefix.clone();
        key.push_str(&id.0.to_string());
        key
    }

    /// Takes a file. `wanted` are those that something else wants.
    pub(super) fn hold(self: &Rc<Self>, file: File, wanted: Vec<FileId>) -> FileId {
        let id = self.ids.borrow_mut().next(js_sys::Date::now());
        let key = self.key(id);
        self.memory.set(&key.as_str().into(), &file);
        if self.is_kept {
            self.writing.borrow_mut().push((id, self.store.put(id, &file)));
            if !self.is_swept.replace(true) {
                let files = self.clone();
                spawn(async move {
                    files.sweep(wanted).await;
                });
            }
        }
        id
    }

    /// Takes a file that another tab holds.
    pub(super) fn borrow(&self, id: FileId, file: &File) {
        self.memory.set(&self.key(id).into(), file);
    }

    /// Files that this page has at hand, for other tabs.
    pub(super) fn at_hand(&self, ids: &[FileId]) -> Vec<(FileId, File)> {
        ids.iter().filter_map(|id| Some((*id, self.memory.get(&self.key(*id).into()).dyn_into().ok()?))).collect()
    }

    pub(super) fn release(&self, ids: &[FileId]) {
        for id in ids {
            self.memory.delete(&self.key(*id).into());
        }
        self.writing.borrow_mut().retain(|(id, _)| !ids.contains(id));
        if self.is_kept && !ids.is_empty() {
            self.store.remove(ids);
        }
    }

    /// All of these files, once they are kept, or `None` if one of them is gone.
    pub(super) async fn get(&self, ids: &[FileId]) -> Option<Vec<File>> {
        let mut found = Vec::new();
        for id in ids {
            let writing =
                self.writing.borrow().iter().find(|(other, _)| other == id).map(|(_, promise)| promise.clone());
            if let Some(writing) = writing {
                let _ = JsFuture::from(Promise::race(&Array::of2(&writing, &late()))).await;
                self.writing.borrow_mut().retain(|(other, _)| other != id);
            }
            let file = match self.memory.get(&self.key(*id).into()).dyn_into() {
                Ok(file) => file,
                Err(_) => {
                    let read = self.store.get(*id);
                    JsFuture::from(Promise::race(&Array::of2(&read, &late()))).await.ok()?.dyn_into().ok()?
                }
            };
            found.push(file);
        }
        Some(found)
    }

    /// Lets go of files that a page picked and never sent.
    async fn sweep(&self, wanted: Vec<FileId>) -> Option<()> {
        let now = js_sys::Date::now();
        let mut old = self.store.ids().await?;
        old.retain(|id| !wanted.contains(id) && now - id.selected_before_ms() > KEEP);
        if !old.is_empty() {
            self.store.remove(&old);
        }
        Some(())
    }
}

/// Resolved with nothing when a database has had time enough.
fn late() -> Promise {
    Promise::new(&mut |done, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&done, PATIENCE);
        }
    })
}
