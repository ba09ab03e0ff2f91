//! The syntax of links: labels, destinations, titles and link reference definitions.

use super::entity::decode;
use super::label_index::LabelIndex;
use super::line::BLANKS;
use super::url::is_reply_address;
use crate::text::{is_blank, split_at_first, trim, trim_end, trim_start};
use std::cell::Cell;

/// The deepest nesting of parentheses in a destination.
const MAX_PARENTHESES: usize = 32;
/// The longest label; CommonMark limits labels to 999 characters.
const MAX_LABEL_BYTES: usize = 999;
/// The total length of the destinations that the references of a message are replaced with. Without a limit, many references to a long
/// destination would take quadratic space.
const MAX_EXPANDED_BYTES: usize = 100_000;

/// The link reference definitions and footnotes of a message.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    /// Normalized labels with their destinations.
    links: LabelIndex,
    /// The normalized labels of footnotes.
    pub(super) footnotes: LabelIndex,
    /// Whether formulas are recognized.
    pub(super) formulas_enabled: bool,
    /// The total length of the destinations that references have been replaced with.
    expanded_bytes: Cell<usize>,
}

impl Definitions {
    /// The destination of a label; `None` also if the message has referred to too many bytes of destinations. The first of several
    /// definitions takes precedence. Call [`sort`](Self::sort) first.
    pub(super) fn get(&self, label: &str) -> Option<&str> {
        // Most messages have no definitions. Normalizing is skipped for text that cannot be a label, because it may be long.
        if self.links.is_empty() || !is_label(label) {
            return None;
        }
        let (.., destination) = self.links.find(&normalize_label(label))?;
        self.expanded_bytes.set(self.expanded_bytes.get() + destination.len());
        (self.expanded_bytes.get() <= MAX_EXPANDED_BYTES).then_some(destination)
    }

    /// The position of the footnote that the mark at the start of a text cites, and the text after the mark. The first of
    /// several footnotes with the same label takes precedence. Call [`sort`](Self::sort) first.
    pub(super) fn cited_footnote<'a>(&self, text: &'a str) -> Option<(usize, &'a str)> {
        if self.footnotes.is_empty() {
            return None;
        }
        let (label, rest) = footnote_label(text)?;
        Some((self.footnote(label)?, rest))
    }

    /// The position of the footnote with a label.
    pub(super) fn footnote(&self, label: &str) -> Option<usize> {
        self.footnotes.position(&normalize_label(label))
    }

    /// Adds the label of a footnote.
    pub(super) fn add_footnote(&mut self, label: &str) {
        self.footnotes.add(normalize_label(label), String::new());
    }

    /// Removes the definitions from the start of a paragraph, and collects them. `true` if there are any.
    pub(super) fn extract(&mut self, paragraph: &mut String) -> bool {
        let mut rest = &**paragraph;
        while let Some((label, destination, after)) = definition(rest) {
            self.links.add(normalize_label(label), destination);
            rest = after;
        }
        let extracted = paragraph.len() - rest.len();
        if extracted > 0 {
            *paragraph = rest.to_owned();
        }
        extracted > 0
    }

    /// Prepares the definitions for searching.
    pub(super) fn sort(&mut self) {
        self.links.sort();
        self.footnotes.sort();
    }
}

/// Parses the mark `[^label]` at the start of a text. Returns the label and the text after the mark.
fn footnote_label(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix("[^")?;
    let ends = |byte: u8| byte <= b' ' || matches!(byte, b'[' | b']');
    let end = inner.bytes().take(MAX_LABEL_BYTES).position(ends).filter(|end| *end > 0)?;
    Some((inner.get(..end)?, inner.get(end..)?.strip_prefix(']')?))
}

/// Parses the start of a footnote, `[^label]:`. Returns the label and the text after the colon. The server escapes the brackets
/// (`\[^label\]:`) of sources that must not be downloaded.
pub(super) fn footnote_definition(text: &str) -> Option<(&str, &str)> {
    let (label, rest) = footnote_label(text.strip_prefix('\\').unwrap_or(text))?;
    Some((trim_end(label, b"\\"), rest.strip_prefix(':')?))
}

/// Whether a text between brackets can be a label.
fn is_label(text: &str) -> bool {
    text.len() <= MAX_LABEL_BYTES && unescaped_bracket(text).is_none()
}

/// The position of the first bracket without a backslash before it, and the bracket, as far as a label can reach.
fn unescaped_bracket(text: &str) -> Option<(usize, u8)> {
    let mut is_escaped = false;
    text.bytes().enumerate().take(MAX_LABEL_BYTES + 1).find(|(_, byte)| {
        let is_bracket = matches!(byte, b'[' | b']') && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        is_bracket
    })
}

/// Normalizes a label for comparison: case and the amount of white space are irrelevant.
fn normalize_label(label: &str) -> String {
    let mut words = String::new();
    for word in label.split_whitespace() {
        words.push_str(word);
        words.push(' ');
    }
    fold_case(&words)
}

/// The upper case of the lower case: "ẞ", "ß" and "SS" are equal.
#[cfg(not(target_arch = "wasm32"))]
fn fold_case(label: &str) -> String {
    label.to_lowercase().to_uppercase()
}

/// Calls the browser, because Rust's Unicode tables would be part of the download.
#[cfg(target_arch = "wasm32")]
fn fold_case(label: &str) -> String {
    js_sys::JsString::from(label).to_lower_case().to_upper_case().into()
}

/// Parses the definition `[label]: destination "title"` at the start of a text. Returns its label, its destination and the
/// text after it.
fn definition(text: &str) -> Option<(&str, String, &str)> {
    let (label, rest) = label(text)?;
    if is_blank(label) {
        return None;
    }
    let rest = skip_spaces_and_line_ending(rest.strip_prefix(':')?);
    let (destination, rest) = destination(rest)?;
    let after_line = |rest: &'_ str| -> Option<usize> {
        let line = split_at_first(rest, "\n").map_or(rest, |(line, _)| line);
        trim(line, BLANKS).is_empty().then_some(line.len())
    };
    let spaced = skip_spaces_and_line_ending(rest);
    let titled = (spaced.len() < rest.len()).then(|| skip_title(spaced)).flatten();
    let end = titled.and_then(|rest| Some((rest, after_line(rest)?))).or_else(|| Some((rest, after_line(rest)?)));
    let (rest, line) = end?;
    let rest = rest.get(line..).unwrap_or_default();
    Some((label, destination, rest.strip_prefix('\n').unwrap_or(rest)))
}

/// Parses a label in brackets at the start of a text. Returns the label and the text after it.
pub(super) fn label(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('[')?;
    let (end, _) = unescaped_bracket(inner).filter(|(_, bracket)| *bracket == b']')?;
    Some((inner.get(..end)?, inner.get(end + 1..)?))
}

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
    for (at, byte) in inner.bytes().enumerate().take(MAX_LABEL_BYTES) {
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
fn skip_spaces_and_line_ending(text: &str) -> &str {
    let rest = trim_start(text, BLANKS);
    rest.strip_prefix('\n').map_or(rest, |rest| trim_start(rest, BLANKS))
}

/// Parses a destination at the start of a text. Returns it and the text after it.
fn destination(text: &str) -> Option<(String, &str)> {
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
fn skip_title(text: &str) -> Option<&str> {
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
