//! The levels of the headings of an answer.

use std::cell::Cell;

/// The levels that the next heading may be below, a bit for each.
#[derive(Default)]
pub(super) struct Headings(Cell<u8>);

impl Headings {
    /// The tag of the next heading, which has this level in the text. The first is one level below the title of the window, and
    /// none skips a level.
    pub(super) fn tag(&self, level: u8) -> &'static str {
        let bit = 1_u8.wrapping_shl(level.into());
        let levels = (self.0.get() & bit.wrapping_sub(1)) | bit;
        self.0.set(levels);
        match levels.count_ones() {
            1 => "h3",
            2 => "h4",
            3 => "h5",
            _ => "h6",
        }
    }
}
