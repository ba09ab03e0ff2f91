//! Files of messages, and those that the visitor attaches to the next one.

pub(super) mod download;
pub(super) mod drag_and_drop;
pub(super) mod list;
pub(super) mod selection;
pub(super) mod thumbnail;
