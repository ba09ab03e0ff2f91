//! The syntax of links after their labels: destinations and titles.

use super::entity::decode;
use super::line::BLANKS;
use super::url::is_reply_address;
use crate::text::trim_start;

/// The deepest nesting of parentheses in a destination.
const MAX_PARENTHESES: usize = 32;
/// The longest destination with unescaped spaces and parentheses.
const MAX_UNESCAPED_BYTES: usize = 999;

/// Parses `(destination "title")`, `(sandbox:path)` or `(reply:text)` at the start of a text. Returns the destination and the text after it.
pub(super) fn inline_destination(text: &str) -> Option<(String, &str)> {
    let rest = skip_spaces_and_line_ending(text.strip_prefix('(')?);
    let (destination, rest) = destination(rest).unwrap_or_else(|| (String::new(), rest));
    let spaced = skip_spaces_and_line_ending(rest);
    let rest =
        (spaced.len() < rest.len()).then(|| skip_title(spaced)).flatten().map_or(spaced, skip_spaces_and_line_ending);
    match rest.strip_prefix(')') {
        Some(rest) => Some((destination, rest)),
        None => unescaped_destination(text),
    }
}

/// Parses `(sandbox:path)` or `(reply:text)` at the start of a text: models do not escape spaces and parentheses in the names of
/// their files and in quick replies.
fn unescaped_destination(text: &str) -> Option<(String, &str)> {
    let is_unescaped = |inner: &&str| inner.starts_with("sandbox:") || is_reply_address(inner);
    let inner = text.strip_prefix('(').filter(is_unescaped)?;
    let mut depth = 0_usize;
    // Without a limit, many unclosed destinations would take quadratic time.
    for (at, byte) in inner.bytes().enumerate().take(MAX_UNESCAPED_BYTES) {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => return Some((inner.get(..at)?.to_owned(), inner.get(at + 1..)?)),
            b')' => depth -= 1,
            b'\n' => return None,
            _ => {}
        }
    }
    None
}

/// The text without leading spaces, tabs and at most one line ending.
pub(super) fn skip_spaces_and_line_ending(text: &str) -> &str {
    let rest = trim_start(text, BLANKS);
    rest.strip_prefix('\n').map_or(rest, |rest| trim_start(rest, BLANKS))
}

/// Parses a destination at the start of a text. Returns it and the text after it.
pub(super) fn destination(text: &str) -> Option<(String, &str)> {
    let bytes = text.as_bytes();
    if let Some(inner) = text.strip_prefix('<') {
        let mut is_escaped = false;
        for (at, byte) in inner.bytes().enumerate() {
            match byte {
                b'>' if !is_escaped => return Some((decode(inner.get(..at)?, true), inner.get(at + 1..)?)),
                b'<' if !is_escaped => return None,
                b'\n' => return None,
                _ => {}
            }
            is_escaped = byte == b'\\' && !is_escaped;
        }
        return None;
    }
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            b'(' => depth += 1,
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            0..=b' ' | 0x7f => break,
            _ => {}
        }
        if depth > MAX_PARENTHESES {
            return None;
        }
        at += 1;
    }
    (at > 0 && depth == 0).then(|| Some((decode(text.get(..at)?, true), text.get(at..)?)))?
}

/// Skips a title at the start of a text and returns the text after it. Titles are not shown.
pub(super) fn skip_title(text: &str) -> Option<&str> {
    let end = match text.as_bytes().first()? {
        quote @ (b'"' | b'\'') => *quote,
        b'(' => b')',
        _ => return None,
    };
    let mut is_escaped = false;
    let mut is_blank = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => {}
            byte if byte == end => return text.get(at + 1..),
            b'(' if end == b')' => return None,
            b'\n' if is_blank => return None,
            _ => {}
        }
        is_blank = byte == b'\n' || (is_blank && matches!(byte, b' ' | b'\t'));
        is_escaped = byte == b'\\' && !is_escaped;
    }
    None
}
