//! The browser's database, as a place for files. How it is used is in `www/lazy/file-store.ts`, which is loaded with the
//! first file: most visitors have none.

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// Calls an exported function of that module by its name, with up to two arguments. The promise is never rejected; it is
/// fulfilled with `undefined` where something fails.
pub type CallFileStore = Box<dyn Fn(&str, &JsValue, &JsValue) -> Promise>;

/// Files in the browser's database.
pub(super) struct FileStore(CallFileStore);

impl FileStore {
    pub(super) fn new(call: CallFileStore) -> Self {
        Self(call)
    }

    fn call(&self, function: &str, argument: &JsValue) -> Promise {
        (self.0)(function, argument, &JsValue::UNDEFINED)
    }

    /// Keeps a file. Fulfilled when it is written, or cannot be.
    pub(super) fn put(&self, key: &str, file: &File) -> Promise {
        (self.0)("put", &key.into(), file)
    }

    /// Fulfilled with a file that was kept.
    pub(super) fn get(&self, key: &str) -> Promise {
        self.call("get", &key.into())
    }

    /// Removes files by their keys.
    pub(super) fn remove(&self, keys: &[String]) {
        let keys: Array = keys.iter().map(|key| JsValue::from(key.as_str())).collect();
        let _ = self.call("remove", &keys);
    }

    /// The keys that begin like this.
    pub(super) async fn keys(&self, prefix: &str) -> Option<Vec<String>> {
        let keys: Array = JsFuture::from(self.call("keys", &prefix.into())).await.ok()?.dyn_into().ok()?;
        Some(keys.iter().filter_map(|key| key.as_string()).collect())
    }

    /// Removes all files whose keys begin like this. `false` if some may still be there.
    pub(super) async fn erase(&self, prefix: &str) -> bool {
        JsFuture::from(self.call("erase", &prefix.into())).await.is_ok_and(|is_erased| is_erased.is_truthy())
    }
}
