//! The endpoints below `/api/chat/`.

pub(crate) mod consent;
pub(crate) mod files;
pub(crate) mod message;
pub(crate) mod poll;
pub(crate) mod start;
pub(crate) mod token;
pub(crate) mod upload;
mod with_session;
