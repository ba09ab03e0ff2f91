//! The syntax of HTML tags and their attributes.

use crate::text::{find_any, find_char, split_at_first};

/// A start tag or an end tag.
pub(super) struct Tag<'a> {
    pub(super) is_end: bool,
    /// The name in lower case.
    pub(super) name: String,
    /// The text after the name.
    attributes: &'a str,
}

/// Parses the tag at the start of a text. Returns it and the text after it.
pub(super) fn tag(text: &str) -> Option<(Tag<'_>, &str)> {
    let inner = text.strip_prefix('<')?;
    let is_end = inner.starts_with('/');
    let named = inner.strip_prefix('/').unwrap_or(inner);
    if !named.as_bytes().first().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'!') {
        return None;
    }
    let end = tag_end(named)?;
    let (content, rest) = (named.get(..end)?, named.get(end + 1..)?);
    let name_end = find_char(content, &|c| c.is_whitespace() || c == '/').unwrap_or(content.len());
    let (name, attributes) = content.split_at(name_end);
    Some((Tag { is_end, name: name.to_ascii_lowercase(), attributes }, rest))
}

/// The position of the first `>` outside of quoted attribute values. `None` if a `<` precedes it: tags do not nest.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = b' ';
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
            (None, b'>') => return Some(at),
            (None, b'<') => return None,
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    None
}

impl<'a> Tag<'a> {
    /// The value of an attribute, as written. If it occurs twice, the first value counts.
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.attributes;
        loop {
            let start = find_char(rest, &|c| !c.is_whitespace() && c != '/').unwrap_or(rest.len());
            rest = rest.get(start..).unwrap_or_default();
            let name_end = find_char(rest, &|c| c.is_whitespace() || matches!(c, '/' | '='));
            let (found, after) = rest.split_at(name_end.unwrap_or(rest.len()));
            let (value, after) = match after.trim_ascii_start().strip_prefix('=') {
                Some(value) => attribute_value(value.trim_ascii_start()),
                None => ("", after),
            };
            if found.is_empty() && value.is_empty() && after.len() == rest.len() {
                return None;
            }
            if found.eq_ignore_ascii_case(name) {
                return Some(value);
            }
            rest = after;
        }
    }
}

/// The value at the start of a text, quoted or not, and the text after it.
fn attribute_value(text: &str) -> (&str, &str) {
    let quoted = ["\"", "'"].into_iter().find_map(|quote| split_at_first(text.strip_prefix(quote)?, quote));
    quoted.unwrap_or_else(|| text.split_at(find_any(text, b" \t\n\x0c\r").unwrap_or(text.len())))
}
