//! Ids and limits of the visitor's files.

pub(in crate::chat) mod ids;
pub(in crate::chat) mod limits;
