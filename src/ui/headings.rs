//! The levels of the headings of an answer.

use std::cell::Cell;

/// The levels of the headings that the next one may be below, one bit for each.
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

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn tags(levels: &[u8]) -> Vec<&'static str> {
        let headings = Headings::default();
        levels.iter().map(|level| headings.tag(*level)).collect()
    }

    #[wasm_bindgen_test]
    fn first_heading_is_one_level_below_the_title_of_the_window() {
        for level in 1..=6 {
            assert_eq!(tags(&[level]), ["h3"], "level {level}");
        }
    }

    #[wasm_bindgen_test]
    fn headings_skip_no_level() {
        assert_eq!(tags(&[1, 2, 3]), ["h3", "h4", "h5"]);
        assert_eq!(tags(&[2, 4, 6]), ["h3", "h4", "h5"]);
        assert_eq!(tags(&[1, 2, 3, 4, 5, 6]), ["h3", "h4", "h5", "h6", "h6", "h6"]);
    }

    #[wasm_bindgen_test]
    fn headings_of_one_level_in_the_text_have_one_tag() {
        assert_eq!(tags(&[2, 2, 4, 4, 2]), ["h3", "h3", "h4", "h4", "h3"]);
        assert_eq!(tags(&[1, 3, 2, 3, 1]), ["h3", "h4", "h4", "h5", "h3"]);
        // A heading of a higher level than the first gets the tag of the first: only the title is above it.
        assert_eq!(tags(&[3, 1, 2]), ["h3", "h3", "h4"]);
    }
}
