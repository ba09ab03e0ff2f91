//! Prepares file names for display: without characters that disguise them, and shortened without losing their ends.

use crate::text::{find_last_byte, is_invisible, trim_whitespace};

/// Names with letters beyond ASCII are shown whole up to this length: twenty letters of two bytes fit into a card in a window of 320 px.
const MAX_UNDIVIDED_BYTES: usize = 40;
/// Bytes before the extension that are kept when a long name is shortened.
const KEPT_BYTES: usize = 6;
/// Longest extension that is kept, in bytes, with its dot.
const MAX_EXTENSION_BYTES: usize = 12;

/// A file name without control characters, invisible characters and those that change the direction of text: they could show
/// `fdp.exe` as `exe.pdf`. Empty if nothing remains.
#[must_use]
pub fn visible_name(name: &str) -> String {
    let mut visible = String::new();
    for character in name.chars() {
        if !is_invisible(character) {
            visible.push(character);
        }
    }
    trim_whitespace(&visible).to_owned()
}

/// Divides a name into the part that may be shortened and the end that is kept: the extension, and a few characters
/// before it. Names that are not ASCII are divided only before the extension: a cut could split letters that are joined
/// or combined. Short ones are not divided: the parts of a name in two directions would be in the wrong order.
#[must_use]
pub fn split_name(name: &str) -> (&str, &str) {
    if !name.is_ascii() && name.len() <= MAX_UNDIVIDED_BYTES {
        return (name, "");
    }
    let dot = find_last_byte(name, b'.').filter(|dot| *dot > 0 && name.len() - dot <= MAX_EXTENSION_BYTES);
    let stem_bytes = dot.unwrap_or(name.len());
    let kept_bytes = if name.is_ascii() { KEPT_BYTES } else { 0 };
    name.split_at(stem_bytes.saturating_sub(kept_bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_disguise_a_name_are_removed() {
        let cases = [
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            ("\u{2067}a\u{2069}\u{200f}b\u{61c}.txt", "ab.txt"),
            ("line\nbreak\u{2028}\u{0}.txt", "linebreak.txt"),
            ("קובץ חשוב.pdf", "קובץ חשוב.pdf"),
            ("می‌خواهم.txt", "می‌خواهم.txt"),
            ("👩‍🔬.png", "👩‍🔬.png"),
            (" \u{3000}\u{200b}\u{202e}", ""),
            ("\u{3164}\u{ad}\u{2800}\u{e0041}\u{e007f}", ""),
            ("", ""),
        ];
        for (name, expected) in cases {
            assert_eq!(visible_name(name), expected, "{name:?}");
        }
    }

    #[test]
    fn end_of_a_name_is_kept() {
        let cases = [
            ("annual report of the year 2026.pdf", ("annual report of the yea", "r 2026.pdf")),
            ("a.pdf", ("", "a.pdf")),
            ("report.tar.gz", ("repo", "rt.tar.gz")),
            ("Makefile without extension", ("Makefile without ext", "ension")),
            ("a sentence. And another one", ("a sentence. And anoth", "er one")),
            (".gitignore", (".git", "ignore")),
            ("रिपोर्ट.pdf", ("रिपोर्ट.pdf", "")),
            ("वार्षिक रिपोर्ट सन 2026.pdf", ("वार्षिक रिपोर्ट सन 2026", ".pdf")),
            ("عقد الإيجار 2026.pdf", ("عقد الإيجار 2026.pdf", "")),
            ("تقرير", ("تقرير", "")),
            ("", ("", "")),
        ];
        for (name, expected) in cases {
            assert_eq!(split_name(name), expected, "{name}");
        }
    }
}
