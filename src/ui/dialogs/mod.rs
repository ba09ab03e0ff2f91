//! Menus and dialogs over the window.

pub(super) mod confirm;
pub(super) mod consent;
pub(super) mod menu;
