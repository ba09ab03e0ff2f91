//! Ids, limits and displayed names of the visitor's files.

pub(crate) mod ids;
pub(crate) mod limits;
pub(crate) mod names;
