//! The syntax of formulas in TeX: `$…$`, `$$…$$`, `\(…\)` and `\[…\]`.

use super::line::{BLANKS, BLANKS_AND_LINE_ENDINGS};
use crate::text::{find_byte, split_at_first, trim};

/// Longer formulas within a paragraph stay text. Without a limit, many unclosed ones would take quadratic time.
const MAX_FORMULA_BYTES: usize = 2_000;

/// Length of the delimiters, except for those of `$…$`.
const DELIMITER_BYTES: usize = 2;

/// The closing delimiter of a formula that starts with the first two bytes of a text.
fn closer(text: &str) -> Option<&'static str> {
    match text.get(..DELIMITER_BYTES)? {
        "$$" if !text.starts_with("$$$") => Some("$$"),
        "\\(" => Some("\\)"),
        // `\[^1\]` is the label of a footnote.
        "\\[" if !text.starts_with("\\[^") => Some("\\]"),
        _ => None,
    }
}

/// The closing delimiter of the block whose first line is a text, if the text starts a formula and does not close it.
pub(super) fn block_closer(text: &str) -> Option<&'static str> {
    closer(text).filter(|closer| *closer != "\\)" && after_closer(text, closer).is_none())
}

/// Whether the text of a block is one formula: nothing follows the closing delimiter.
pub(super) fn is_formula(text: &str, closer: &str) -> bool {
    after_closer(text, closer).is_some_and(|rest| trim(rest, BLANKS_AND_LINE_ENDINGS).is_empty())
}

/// The text after the first `closer` that follows the opening delimiter at the start of a text.
fn after_closer<'a>(text: &'a str, closer: &str) -> Option<&'a str> {
    text.get(DELIMITER_BYTES..).and_then(|inner| split_at_first(inner, closer)).map(|(_, rest)| rest)
}

/// The length of the formula at the start of a text, with its delimiters. `before` is the character before it.
///
/// A dollar sign opens a formula only before a visible character and not after a letter or digit, and closes it only after a
/// visible character and not before a digit: "$5 and $10" are amounts. Three dollar signs neither open nor close a formula, and a
/// formula of this form contains no code span, link or strong text.
pub(super) fn formula_length(text: &str, before: Option<char>) -> Option<usize> {
    if let Some(closer) = closer(text) {
        let end = end_of(text, DELIMITER_BYTES, closer)?;
        let (content, rest) = (text.get(DELIMITER_BYTES..end)?, text.get(end + DELIMITER_BYTES..)?);
        let is_formula = !trim(content, BLANKS_AND_LINE_ENDINGS).is_empty() && !rest.starts_with('$');
        return is_formula.then_some(end + DELIMITER_BYTES);
    }
    let end = text.strip_prefix('$').and_then(|_| end_of(text, 1, "$"))?;
    let content = text.get(1..end)?;
    let is_visible =
        !content.is_empty() && trim(content, BLANKS).len() == content.len() && find_byte(content, b'\n').is_none();
    let next = text.as_bytes().get(end + 1);
    let is_amount = next.is_some_and(|byte| byte.is_ascii_digit() || *byte == b'$')
        || before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '$');
    // "$HOME/$USER" contains names of variables.
    let is_name = next.is_some_and(u8::is_ascii_alphabetic)
        && content.as_bytes().last().is_some_and(|last| b"/:.-_\"".contains(last));
    let is_markdown = ["`", "](", "**"].iter().any(|mark| split_at_first(content, mark).is_some());
    (is_visible && !is_amount && !is_name && !is_markdown).then_some(end + 1)
}

/// The position of the first `closer` without a backslash before it.
fn end_of(text: &str, from: usize, closer: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < MAX_FORMULA_BYTES {
        if bytes.get(at..)?.starts_with(closer.as_bytes()) {
            return Some(at);
        }
        at += if bytes.get(at)? == &b'\\' { 2 } else { 1 };
    }
    None
}
