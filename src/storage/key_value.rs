//! A store of strings, as the Web Storage API describes it.

/// The store is unavailable, or has no room for a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StorageError;

/// A store of strings by key: `localStorage`, `sessionStorage`, the memory of a page, or a simulated one.
///
/// Any call may fail at any time. Users can revoke access to storage, and other pages can fill it.
pub trait KeyValueStore {
    /// Whether the store exists and may be accessed.
    fn is_available(&self) -> bool;

    /// The value of a key.
    ///
    /// # Errors
    /// If the store is unavailable.
    fn get(&self, key: &str) -> Result<Option<String>, StorageError>;

    /// Sets the value of a key.
    ///
    /// # Errors
    /// If the store is unavailable or full. The old value stays.
    fn set(&self, key: &str, value: &str) -> Result<(), StorageError>;

    /// Removes a key, if it exists.
    ///
    /// # Errors
    /// If the store is unavailable.
    fn remove(&self, key: &str) -> Result<(), StorageError>;

    /// All keys, in any order; none if the store is unavailable.
    fn keys(&self) -> Vec<String>;
}

/// Sets a value. If there is no room, the old value of the key is removed first; if that is not enough, `keep_old`
/// restores it. Returns whether the new value is stored.
pub(super) fn replace(store: &impl KeyValueStore, key: &str, value: &str, keep_old: bool) -> bool {
    if store.set(key, value).is_ok() {
        return true;
    }
    let Ok(Some(old)) = store.get(key) else { return false };
    let is_stored = store.remove(key).is_ok() && store.set(key, value).is_ok();
    if !is_stored && keep_old {
        let _ = store.set(key, &old);
    }
    is_stored
}
