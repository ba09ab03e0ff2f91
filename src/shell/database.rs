//! The browser's database, as a place for files. Every answer is `None` where there is none or it fails.

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, IdbDatabase, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransactionMode};

const NAME: &str = "ocs-chat";
const FILES: &str = "files";

/// What a request answers.
async fn outcome(request: &IdbRequest) -> Option<JsValue> {
    let ended = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(ended).await.ok()?;
    request.result().ok()
}

async fn open() -> Option<IdbDatabase> {
    let factory = web_sys::window()?.indexed_db().ok().flatten()?;
    let request = factory.open_with_u32(NAME, 1).ok()?;
    let made = request.clone();
    let upgrade = Closure::once_into_js(move || make_store(&made));
    request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
    outcome(&request).await?.dyn_into().ok()
}

fn make_store(request: &IdbOpenDbRequest) {
    if let Some(database) = request.result().ok().and_then(|database| database.dyn_into::<IdbDatabase>().ok()) {
        let _ = database.create_object_store(FILES);
    }
}

/// Opened for each use: files are rare, and an open database would keep the page out of the browser's back cache.
async fn with_files<T>(mode: IdbTransactionMode, act: impl AsyncFnOnce(IdbObjectStore) -> Option<T>) -> Option<T> {
    let database = open().await?;
    let store =
        database.transaction_with_str_and_mode(FILES, mode).and_then(|transaction| transaction.object_store(FILES));
    let result = match store {
        Ok(store) => act(store).await,
        Err(_) => None,
    };
    database.close();
    result
}

/// Keeps a file.
pub(super) async fn put(key: String, file: File) -> Option<()> {
    with_files(IdbTransactionMode::Readwrite, async move |files| {
        let committed = committed(&files);
        let request = files.put_with_key(&file, &key.into()).ok()?;
        outcome(&request).await?;
        committed.await.ok().map(drop)
    })
    .await
}

/// A file that was kept.
pub(super) async fn get(key: String) -> Option<File> {
    with_files(IdbTransactionMode::Readonly, async move |files| {
        let request = files.get(&key.into()).ok()?;
        outcome(&request).await?.dyn_into().ok()
    })
    .await
}

/// Lets go of files; fulfilled when they are gone.
pub(super) async fn delete(keys: Vec<String>) -> Option<()> {
    with_files(IdbTransactionMode::Readwrite, async move |files| {
        let committed = committed(&files);
        for key in keys {
            let request = files.delete(&key.into()).ok()?;
            outcome(&request).await?;
        }
        committed.await.ok().map(drop)
    })
    .await
}

/// Fulfilled when a transaction has ended: only then is something written, for there may be no room.
fn committed(files: &IdbObjectStore) -> JsFuture {
    let transaction = files.transaction();
    JsFuture::from(Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
    }))
}

/// Erases all files whose keys begin like this, and the database when nothing else is in it. `false` if it cannot be told
/// that they are gone.
pub(super) async fn erase(start: String) -> bool {
    // A browser without a database has kept nothing.
    let Some(database) = open().await else { return true };
    database.close();
    let Some(found) = keys(start).await else { return false };
    if !found.is_empty() && delete(found).await.is_none() {
        return false;
    }
    if keys(String::new()).await.is_some_and(|others| others.is_empty()) {
        drop_database().await;
    }
    true
}

async fn drop_database() -> Option<()> {
    let request = web_sys::window()?.indexed_db().ok().flatten()?.delete_database(NAME).ok()?;
    // Another tab that uses it just now keeps it for that long: it goes with the next file that is forgotten.
    let ended = Promise::new(&mut |resolve, _| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&resolve));
        request.set_onblocked(Some(&resolve));
    });
    JsFuture::from(ended).await.ok().map(drop)
}

/// The keys that begin like this.
pub(super) async fn keys(start: String) -> Option<Vec<String>> {
    with_files(IdbTransactionMode::Readonly, async move |files| {
        let mut end = start.clone();
        end.push(char::MAX);
        let range = IdbKeyRange::bound(&start.into(), &end.into()).ok()?;
        let request = files.get_all_keys_with_key(&range).ok()?;
        let keys: Array = outcome(&request).await?.dyn_into().ok()?;
        Some(keys.iter().filter_map(|key| key.as_string()).collect())
    })
    .await
}
