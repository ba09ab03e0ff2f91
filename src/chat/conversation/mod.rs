//! One visitor's conversation with one chatbot, as a pure state machine.
//!
//! [`state`] holds the parts of its state. The other modules implement [`Conversation`](state_machine::Conversation), one
//! concern each.

mod consent;
mod delivery_check;
mod downloads;
mod history;
mod intents;
mod outbox;
mod restore;
mod sessions;
mod snapshot;
mod state;
mod state_machine;
mod tab_interface;
mod tasks;
mod token_renewal;

pub use state::connectivity::Connection;
#[cfg(all(test, not(target_arch = "wasm32")))]
pub(super) use state::requests::Pending;
pub use state_machine::Conversation;
