//! The lease of the leader tab: replaces the leader lock in browsers without Web Locks.
//!
//! The leader renews the lease in storage. A lease that has expired is free.

use super::key_value::KeyValueStore;

/// Milliseconds between two renewals.
pub const RENEW_INTERVAL_MS: u32 = 1_000;
/// Milliseconds after which another tab that has written the lease at the same moment is noticed.
pub const SETTLE_MS: u32 = 50;
/// Milliseconds after the last renewal at which a lease expires.
const EXPIRE_AFTER_MS: f64 = 4_000.0;

/// The lease as one tab uses it. The stored value is the id of its owner and the time of the last renewal.
#[derive(Debug, Clone)]
pub struct Lease<S> {
    storage: S,
    key: String,
    owner: String,
    parse_number: fn(&str) -> f64,
}

impl<S: KeyValueStore> Lease<S> {
    /// `owner` differs for every attempt of every tab; `parse_number` is `Number.parseFloat`, since Rust's parser of
    /// floating-point numbers would enlarge the download.
    #[must_use]
    pub fn new(storage: S, key: String, owner: String, parse_number: fn(&str) -> f64) -> Self {
        Self { storage, key, owner, parse_number }
    }

    /// Whether no other tab has the lease.
    pub fn is_own(&self) -> bool {
        self.get().is_none_or(|(owner, _)| owner == self.owner)
    }

    /// Whether nobody has the lease at this time, in milliseconds since 1970.
    pub fn is_free(&self, now_ms: f64) -> bool {
        self.get().is_none_or(|(_, renewed)| renewed.is_nan() || (now_ms - renewed).abs() > EXPIRE_AFTER_MS)
    }

    /// Takes or extends the lease.
    pub fn renew(&self, now_ms: f64) {
        let mut value = self.owner.clone();
        value.push(' ');
        // Not as a floating-point number: its formatting would enlarge the download.
        value.push_str(&(now_ms as u64).to_string());
        let _ = self.storage.set(&self.key, &value);
    }

    /// Ends the lease, if this tab has it.
    pub fn release(&self) {
        if self.get().is_some_and(|(owner, _)| owner == self.owner) {
            let _ = self.storage.remove(&self.key);
        }
    }

    fn get(&self) -> Option<(String, f64)> {
        let value = self.storage.get(&self.key).ok().flatten()?;
        let (owner, renewed) = value.split_once(' ')?;
        Some((owner.to_owned(), (self.parse_number)(renewed)))
    }
}
