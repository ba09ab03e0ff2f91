//! The parts of a link: its label, its destination, its title, and the definitions that labels refer to.

use super::entity::decode;

/// Parentheses within parentheses in a destination.
const DEEPEST: usize = 32;
/// Bytes of a label.
const LONGEST_LABEL: usize = 999;

/// What labels refer to.
#[derive(Debug, Default)]
pub(super) struct Definitions(Vec<(String, String)>);

impl Definitions {
    /// The destination that a label refers to.
    pub(super) fn get(&self, label: &str) -> Option<&str> {
        let label = normal(label);
        let mut known = self.0.iter();
        known.find(|(other, _)| *other == label).map(|(_, destination)| &**destination)
    }

    /// Takes the definitions off the start of a paragraph and answers what is left of it.
    pub(super) fn take(&mut self, paragraph: &str) -> String {
        let mut rest = paragraph;
        while let Some((label, destination, after)) = definition(rest) {
            let label = normal(label);
            if self.0.iter().all(|(other, _)| *other != label) {
                self.0.push((label, destination));
            }
            rest = after;
        }
        rest.to_owned()
    }
}

/// A label as it is compared: without regard to case and to how much space there is between words.
fn normal(label: &str) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    in_lower_case(&words.join(" "))
}

#[cfg(not(target_arch = "wasm32"))]
fn in_lower_case(label: &str) -> String {
    label.to_lowercase()
}

/// The browser knows the letters of all scripts, and Rust's tables of them would have to be downloaded.
#[cfg(target_arch = "wasm32")]
fn in_lower_case(label: &str) -> String {
    js_sys::JsString::from(label).to_lower_case().into()
}

/// `[label]: destination "title"` at the start of a text: label, destination, and what follows the line.
fn definition(text: &str) -> Option<(&str, String, &str)> {
    let (label, rest) = label(text)?;
    if label.trim().is_empty() {
        return None;
    }
    let rest = spaces_and_a_break(rest.strip_prefix(':')?);
    let (destination, rest) = destination(rest)?;
    let after_line = |rest: &'_ str| -> Option<usize> {
        let line = rest.split('\n').next().unwrap_or_default();
        line.trim_matches([' ', '\t']).is_empty().then_some(line.len())
    };
    let spaced = spaces_and_a_break(rest);
    let titled = (spaced.len() < rest.len()).then(|| title(spaced)).flatten();
    let end = titled.and_then(|rest| Some((rest, after_line(rest)?))).or_else(|| Some((rest, after_line(rest)?)));
    let (rest, line) = end?;
    let rest = rest.get(line..).unwrap_or_default();
    Some((label, destination, rest.strip_prefix('\n').unwrap_or(rest)))
}

/// A label in brackets at the start of a text, and what follows it.
pub(super) fn label(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('[')?;
    let mut is_escaped = false;
    for (at, byte) in inner.bytes().enumerate().take(LONGEST_LABEL + 1) {
        match byte {
            b']' if !is_escaped => return Some((inner.get(..at)?, inner.get(at + 1..)?)),
            b'[' if !is_escaped => return None,
            _ => {}
        }
        is_escaped = byte == b'\\' && !is_escaped;
    }
    None
}

/// `(destination "title")` at the start of a text: the destination and what follows.
pub(super) fn in_parentheses(text: &str) -> Option<(String, &str)> {
    let rest = spaces_and_a_break(text.strip_prefix('(')?);
    let (destination, rest) = destination(rest).unwrap_or_else(|| (String::new(), rest));
    let spaced = spaces_and_a_break(rest);
    let rest = (spaced.len() < rest.len()).then(|| title(spaced)).flatten().map_or(spaced, spaces_and_a_break);
    Some((destination, rest.strip_prefix(')')?))
}

/// Spaces with at most one line break among them.
fn spaces_and_a_break(text: &str) -> &str {
    let rest = text.trim_start_matches([' ', '\t']);
    rest.strip_prefix('\n').map_or(rest, |rest| rest.trim_start_matches([' ', '\t']))
}

/// A destination at the start of a text, and what follows it.
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
        if depth > DEEPEST {
            return None;
        }
        at += 1;
    }
    (at > 0 && depth == 0).then(|| Some((decode(text.get(..at)?, true), text.get(at..)?)))?
}

/// What follows a title at the start of a text. Titles are not shown.
fn title(text: &str) -> Option<&str> {
    let end = match text.as_bytes().first()? {
        mark @ (b'"' | b'\'') => *mark,
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
