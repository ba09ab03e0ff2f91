//! How long to wait before the next request.

pub(in crate::chat) mod pace;
