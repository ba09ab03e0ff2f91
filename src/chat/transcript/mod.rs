//! The transcript: its entries, the place of a new entry, and the entry that shows a message of the server.

pub(crate) mod archive;
pub(crate) mod by_id;
mod entries;
mod index;
mod matching;
mod placement;

pub(crate) use entries::Transcript;
