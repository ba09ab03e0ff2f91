//! The endpoints below `/api/chat/`.

mod chat_precondition;
pub(crate) mod consent;
pub(crate) mod files;
pub(crate) mod message;
pub(crate) mod poll;
pub(crate) mod start;
mod start_admission;
pub(crate) mod token;
pub(crate) mod upload;
mod with_session;
