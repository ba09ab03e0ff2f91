//! The files of a conversation in IndexedDB, accessed by `www/widget/files/database.ts`. That module is loaded with
//! the first file, because most visitors send none.

use crate::chat::FileId;
use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// Calls a function that `database.ts` exports. The arguments are the name of the function, the id of a file or an
/// array of ids, and a file; unused ones are `undefined`. The promise is never rejected. It is fulfilled with `undefined` if
/// the call fails.
pub type CallFileStore = Box<dyn Fn(&str, &JsValue, &JsValue) -> Promise>;

/// The files of one conversation in IndexedDB.
pub(super) struct FileStore(CallFileStore);

impl FileStore {
    pub(super) fn new(call: CallFileStore) -> Self {
        Self(call)
    }

    fn call(&self, function: &str, ids: &JsValue) -> Promise {
        (self.0)(function, ids, &JsValue::UNDEFINED)
    }

    /// Stores a file. The promise is fulfilled when the file is written or the write has failed.
    pub(super) fn put(&self, id: FileId, file: &File) -> Promise {
        (self.0)("put", &id_to_js(id), file)
    }

    /// A promise of the file with this id, or of `undefined`.
    pub(super) fn get(&self, id: FileId) -> Promise {
        self.call("get", &id_to_js(id))
    }

    /// Removes files.
    pub(super) fn remove(&self, ids: &[FileId]) {
        let array = Array::new();
        for id in ids {
            array.push(&id_to_js(*id));
        }
        let _ = self.call("remove", &array);
    }

    /// The ids of all stored files.
    pub(super) async fn ids(&self) -> Option<Vec<FileId>> {
        let ids: Array = JsFuture::from(self.call("ids", &JsValue::UNDEFINED)).await.ok()?.dyn_into().ok()?;
        let mut found = Vec::new();
        for id in ids.iter() {
            found.extend(id.as_f64().map(|id| FileId(id as u64)));
        }
        Some(found)
    }
}

/// Ids are safe integers in JavaScript.
fn id_to_js(id: FileId) -> JsValue {
    JsValue::from(id.0 as f64)
}
