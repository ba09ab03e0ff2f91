//! The data of a conversation: entries, records, events and effects. No state changes here.

pub(crate) mod effect;
pub(crate) mod entry;
pub(crate) mod event;
pub(crate) mod failure;
pub(crate) mod intent;
pub(crate) mod legacy_widget;
pub(crate) mod public_event;
pub(crate) mod record;
pub(crate) mod session;
pub(crate) mod stored_task;
pub(crate) mod tab_message;
pub(crate) mod time;
pub(crate) mod timestamp;
