//! The menu, and the dialogs that the visitor has to answer.

pub(super) mod confirm;
pub(super) mod consent_form;
pub(super) mod menu;
