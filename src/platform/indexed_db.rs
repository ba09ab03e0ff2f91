//! The browser's database, as a place for files. How it is used is in `www/widget/files/file-store.lazy.ts`, which is loaded with the
//! first file: most visitors have none.

use crate::chat::FileId;
use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// Calls an exported function of that module by its name, with a file's id, or several, and a file. The promise is never
/// rejected; it is fulfilled with `undefined` where something fails.
pub type CallFileStore = Box<dyn Fn(&str, &JsValue, &JsValue) -> Promise>;

/// One conversation's files in the browser's database.
pub(super) struct FileStore(CallFileStore);

impl FileStore {
    pub(super) fn new(call: CallFileStore) -> Self {
        Self(call)
    }

    fn call(&self, function: &str, ids: &JsValue) -> Promise {
        (self.0)(function, ids, &JsValue::UNDEFINED)
    }

    /// Keeps a file. Fulfilled when it is written, or cannot be.
    pub(super) fn put(&self, id: FileId, file: &File) -> Promise {
        (self.0)("put", &number(id), file)
    }

    /// Fulfilled with a file that was kept.
    pub(super) fn get(&self, id: FileId) -> Promise {
        self.call("get", &number(id))
    }

    /// Removes files.
    pub(super) fn remove(&self, ids: &[FileId]) {
        let ids: Array = ids.iter().map(|id| number(*id)).collect();
        let _ = self.call("remove", &ids);
    }

    /// The files that are kept.
    pub(super) async fn ids(&self) -> Option<Vec<FileId>> {
        let ids: Array = JsFuture::from(self.call("ids", &JsValue::UNDEFINED)).await.ok()?.dyn_into().ok()?;
        Some(ids.iter().filter_map(|id| id.as_f64()).map(|id| FileId(id as u64)).collect())
    }
}

/// Ids are whole numbers that JavaScript can hold.
fn number(id: FileId) -> JsValue {
    JsValue::from(id.0 as f64)
}
