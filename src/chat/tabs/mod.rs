//! One conversation in several tabs.

pub(in crate::chat) mod tab;
