//! The pieces of a text while it is parsed.

use crate::markdown::tree::{Element, Kind};

/// A part of a text.
#[derive(Debug)]
pub(super) enum Piece {
    Text(String),
    Element(Element),
    Delimiters(DelimiterRun),
    /// The opening bracket of a link or an image.
    Bracket(Bracket),
}

/// A run of `*`, `_` or `~`.
#[derive(Debug)]
pub(super) struct DelimiterRun {
    pub(super) marker: u8,
    pub(super) length: usize,
    /// Delimiters that have not been matched.
    pub(super) unmatched: usize,
    pub(super) can_open: bool,
    pub(super) can_close: bool,
    /// The elements that it opens, innermost first.
    pub(super) opens: Vec<Kind>,
    /// How many elements it closes.
    pub(super) closes: usize,
}

/// `[` or `![`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bracket {
    pub(super) is_image: bool,
    /// Where the link text starts.
    pub(super) text_start: usize,
    /// How many delimiter runs before it have not been matched.
    pub(super) unmatched_runs_before: usize,
}
