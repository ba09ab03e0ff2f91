//! Stores a conversation: keys, the order of writes, full storage, and the values that show which tab is the leader.
//!
//! It runs natively. [`KeyValueStore`] stands for the browser's storage, which the platform and the simulation implement.

mod conversation_store;
mod key_value;
mod keys;
mod leader_mark;
mod lease;
mod legacy_widget_keys;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

pub use conversation_store::{ConversationStore, StoreOptions, has_newer_version};
pub use key_value::{KeyValueStore, StorageError};
pub use keys::StorageKeys;
pub use lease::{Lease, LockEvent};
