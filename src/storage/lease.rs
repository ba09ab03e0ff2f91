//! The lease of the leader tab: replaces the leader lock in browsers without Web Locks.
//!
//! The leader renews the lease in storage. A lease that has expired is free.

use super::key_value::KeyValueStore;
use crate::text::{decimal, split_at_first};
use std::cell::Cell;

/// Milliseconds between two renewals, and between two attempts to take the lease.
const RENEW_INTERVAL_MS: u32 = 1_000;
/// Milliseconds after which another tab that has written the lease at the same moment is noticed.
const SETTLE_MS: u32 = 50;
/// Milliseconds after which a tab that cannot write the lease acts as the leader. Two such tabs can repeatedly take the
/// leadership from each other: this keeps the requests that they repeat within the server's limits.
const UNWRITABLE_MS: u32 = 2_000;
/// Milliseconds after the last renewal at which a lease expires.
const EXPIRE_AFTER_MS: f64 = 4_000.0;

/// The events of a request for the leader lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockEvent {
    /// This tab has the lock, until it releases the lock or another tab steals it.
    Acquired,
    /// Another tab has stolen the lock.
    Lost,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Waits until the lease is free.
    Waiting,
    /// Takes the lease at the next step, whoever has it.
    Stealing,
    /// Has written the lease. Another tab may have written it at the same time; the last write wins.
    Settling,
    /// The lease cannot be written, so storage does not show whether another tab has it.
    Unwritable,
    /// Is the leader although the lease has not been written yet. The stored lease may be that of a tab that is gone.
    HeldUnwritten,
    Held,
    /// Released or lost.
    Ended,
}

/// One request of one tab for the lease. The stored value is the id of the owner and the time of the last renewal.
#[derive(Debug)]
pub struct Lease<S> {
    storage: S,
    key: String,
    owner: String,
    parse_number: fn(&str) -> f64,
    phase: Cell<Phase>,
}

impl<S: KeyValueStore> Lease<S> {
    /// A request for the lease; [`step`](Self::step) has to be called at once. With `steal` the lease is taken from the
    /// tab that has it. `owner` differs for every request of every tab; `parse_number` is `Number.parseFloat`, since
    /// Rust's parser of floating-point numbers would enlarge the download.
    #[must_use]
    pub fn new(storage: S, key: String, owner: String, parse_number: fn(&str) -> f64, steal: bool) -> Self {
        let phase = Cell::new(if steal { Phase::Stealing } else { Phase::Waiting });
        Self { storage, key, owner, parse_number, phase }
    }

    /// Takes, renews or loses the lease at this time, in milliseconds since 1970. Returns what has happened, and after how
    /// many milliseconds the next step is due, if there is one.
    pub fn step(&self, now_ms: f64) -> (Option<LockEvent>, Option<u32>) {
        let stored = self.get();
        let is_own = stored.map(|(is_own, _)| is_own);
        let is_fresh = |(_, renewed): (bool, f64)| (now_ms - renewed).abs() <= EXPIRE_AFTER_MS;
        let (phase, event, wait_ms) = match self.phase.get() {
            Phase::Ended => (Phase::Ended, None, RENEW_INTERVAL_MS),
            Phase::Held if is_own == Some(false) => (Phase::Ended, Some(LockEvent::Lost), RENEW_INTERVAL_MS),
            Phase::HeldUnwritten if is_own == Some(false) && stored.is_some_and(is_fresh) => {
                (Phase::Ended, Some(LockEvent::Lost), RENEW_INTERVAL_MS)
            }
            held @ (Phase::Held | Phase::HeldUnwritten) => {
                (if self.renew(now_ms) { Phase::Held } else { held }, None, RENEW_INTERVAL_MS)
            }
            Phase::Settling if is_own != Some(true) => (Phase::Waiting, None, RENEW_INTERVAL_MS),
            Phase::Settling => (Phase::Held, Some(LockEvent::Acquired), RENEW_INTERVAL_MS),
            Phase::Unwritable => (Phase::HeldUnwritten, Some(LockEvent::Acquired), RENEW_INTERVAL_MS),
            Phase::Waiting if stored.is_some_and(is_fresh) => (Phase::Waiting, None, RENEW_INTERVAL_MS),
            Phase::Waiting | Phase::Stealing => {
                let is_written = self.renew(now_ms);
                let (phase, wait_ms) =
                    if is_written { (Phase::Settling, SETTLE_MS) } else { (Phase::Unwritable, UNWRITABLE_MS) };
                (phase, None, wait_ms)
            }
        };
        self.phase.set(phase);
        (event, (phase != Phase::Ended).then_some(wait_ms))
    }

    /// Withdraws the request, and frees the lease if this tab has it.
    pub fn release(&self) {
        self.phase.set(Phase::Ended);
        if self.get().is_some_and(|(is_own, _)| is_own) {
            let _ = self.storage.remove(&self.key);
        }
    }

    /// Returns whether the lease is stored.
    fn renew(&self, now_ms: f64) -> bool {
        let mut value = self.owner.clone();
        value.push(' ');
        // Not as a floating-point number: its formatting would enlarge the download.
        value.push_str(&decimal(now_ms as u64));
        self.storage.set(&self.key, &value).is_ok()
    }

    /// Whether the stored lease is this request's, and the time of its last renewal; `None` if no readable lease is stored.
    fn get(&self) -> Option<(bool, f64)> {
        let value = self.storage.get(&self.key).ok().flatten()?;
        let (owner, renewed) = split_at_first(&value, " ")?;
        Some((owner == self.owner, (self.parse_number)(renewed)))
    }
}
