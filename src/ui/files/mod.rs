//! Files that the visitor attaches to a message.

pub(super) mod drag_and_drop;
pub(super) mod list;
pub(super) mod selection;
pub(super) mod thumbnail;
