//! The parts of a conversation's state. Each keeps its own invariants and is independent of the others; the
//! [`Conversation`](super::state_machine::Conversation) coordinates them.

pub(super) mod awaited_answer;
pub(super) mod connectivity;
pub(super) mod consent;
pub(super) mod current_session;
pub(super) mod delivery_check;
pub(super) mod downloads;
pub(super) mod effects;
pub(super) mod poll_schedule;
pub(super) mod presence;
pub(super) mod requests;
pub(super) mod session_start;
pub(super) mod storage_sync;
pub(super) mod tasks;
pub(super) mod token_renewal;
