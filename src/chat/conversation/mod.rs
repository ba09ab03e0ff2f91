//! One visitor's conversation with one chatbot, as a pure state machine.

mod consent;
mod history;
mod intents;
mod outbox;
mod restore;
pub(in crate::chat) mod sessions;
pub(in crate::chat) mod state_machine;
pub(in crate::chat) mod tasks;
