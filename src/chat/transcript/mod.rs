//! The transcript: entries in order, where a new one belongs, and which entry a message of the server's is.

pub(crate) mod archive;
pub(crate) mod by_id;
mod entries;
mod index;
mod matching;
mod placement;

pub(crate) use entries::Transcript;
