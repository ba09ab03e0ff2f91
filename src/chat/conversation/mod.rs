//! One visitor's conversation with one chatbot, as a pure state machine.
//!
//! [`state`] holds the parts of its state, [`transitions`] what events do to them. The other modules create records and the interface
//! for the tab.

mod records_to_store;
mod state;
mod state_machine;
mod tab_interface;
mod transitions;

pub use state::connectivity::Connection;
#[cfg(all(test, not(target_arch = "wasm32")))]
pub(super) use state::requests::Pending;
pub use state_machine::Conversation;
