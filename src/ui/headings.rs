//! Chooses the tags of an answer's headings, so that none skips a level.

use std::cell::Cell;

/// The levels in the text of the last heading and of the headings above it, one bit per level.
#[derive(Default)]
pub(super) struct HeadingTags(Cell<u8>);

impl HeadingTags {
    /// Returns the tag of the next heading, given its level in the text, and records that level. The first heading of an answer is
    /// `h3`: the title of the window is `h2`.
    pub(super) fn next_tag(&self, level: u8) -> &'static str {
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
        let tags = HeadingTags::default();
        levels.iter().map(|level| tags.next_tag(*level)).collect()
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
        // A heading above the level of the first one is also `h3`: only the title of the window can be above it.
        assert_eq!(tags(&[3, 1, 2]), ["h3", "h3", "h4"]);
    }
}
