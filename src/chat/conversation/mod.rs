//! One visitor's conversation with one chatbot, as a pure state machine.
//!
//! [`state`] contains the parts of its state, [`transitions`] its handlers of events. The other modules create the records to store and
//! are the interface to the tab.

mod records_to_store;
mod state;
mod state_machine;
mod tab_interface;
mod transitions;

pub use state::connectivity::Connection;
#[cfg(all(test, not(target_arch = "wasm32")))]
pub(super) use state::requests::Pending;
pub use state_machine::Conversation;
