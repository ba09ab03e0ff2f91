//! State transitions: the methods of [`Conversation`](super::state_machine::Conversation) that handle events, one concern per module.

mod consent;
mod delivery_check;
mod downloads;
mod full_storage;
mod history;
mod intents;
mod outbox;
mod restore;
mod session_end;
mod session_start;
mod tasks;
mod token_renewal;
