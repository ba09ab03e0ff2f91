//! The data of a conversation. Nothing here changes the conversation.

pub(in crate::chat) mod entry;
pub(in crate::chat) mod incumbent;
pub(in crate::chat) mod protocol;
pub(in crate::chat) mod record;
pub(in crate::chat) mod timestamp;
