//! Bare URLs and email addresses in text, as in the autolink extension of GitHub Flavored Markdown.

use super::tree::{Element, Kind, Node};
use crate::text::{concat, count_byte, find_any, find_byte, find_char, split_at_first, trim_end};

/// The longest URL that becomes a link.
const MAX_URL_BYTES: usize = 4_096;

/// A part of a text, with the URL if it is a link.
#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    Text(&'a str),
    Link(&'a str, String),
}

/// Turns bare URLs and email addresses in these text nodes into links. Does not look into elements.
pub(super) fn link_bare_urls(children: Vec<Node>) -> Vec<Node> {
    let mut linked = Vec::with_capacity(children.len());
    for child in children {
        match child {
            Node::Text(text) => {
                for part in split(&text) {
                    linked.push(match part {
                        Part::Text(text) => Node::Text(text.to_owned()),
                        Part::Link(text, url) => {
                            let mut link = Element::new(Kind::Link(url));
                            link.push_text(text);
                            Node::Element(link)
                        }
                    });
                }
            }
            element @ Node::Element(_) => linked.push(element),
        }
    }
    linked
}

/// Splits a text at its bare URLs.
fn split(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    // The text before `done` is in `parts`.
    let mut done = 0;
    let mut at = 0;
    while let Some(start) = next_candidate(text, at) {
        let (before, rest) = text.split_at(start);
        at = start + rest.chars().next().map_or(1, char::len_utf8);
        let is_at_boundary = is_boundary(before);
        let link =
            if let Some(local_part_start) = rest.starts_with('@').then(|| local_part_start(before, done)).flatten() {
                email_domain_length(rest).map(|length| (local_part_start, start + length, "mailto:"))
            } else if is_at_boundary {
                bare_url_length(rest).map(|(length, scheme)| (start, start + length, scheme))
            } else {
                None
            };
        if let Some((from, to, scheme)) = link
            && let (Some(plain), Some(link_text)) = (text.get(done..from), text.get(from..to))
        {
            if !plain.is_empty() {
                parts.push(Part::Text(plain));
            }
            parts.push(Part::Link(link_text, concat(&[scheme, link_text])));
            done = to;
            at = to;
        }
    }
    if let Some(rest) = text.get(done..).filter(|rest| !rest.is_empty()) {
        parts.push(Part::Text(rest));
    }
    parts
}

/// Whether a URL can start directly after this text. GitHub's extension does not list the quotation mark, but models write addresses in quotes.
fn is_boundary(before: &str) -> bool {
    // Chinese and Japanese have no space before a URL.
    let is_separator = |byte: &u8| byte.is_ascii_whitespace() || !byte.is_ascii() || b"*_~(\"".contains(byte);
    before.as_bytes().last().is_none_or(is_separator)
}

/// The end of the last URL that starts in a range of a text; 0 if none does.
pub(super) fn last_url_end(text: &str, from: usize, to: usize) -> usize {
    let (mut at, mut end) = (from, 0);
    while let Some(start) = text.get(..to).and_then(|range| next_candidate(range, at)) {
        let (before, rest) = text.split_at(start);
        at = start + 1;
        if is_boundary(before)
            && let Some((length, _)) = bare_url_length(rest)
        {
            end = start + length;
            at = end;
        }
    }
    end
}

/// The position of the next URL prefix (`http://`, `https://` or `www.`) or `@`.
fn next_candidate(text: &str, from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    let is_candidate = |at: usize, byte: u8| {
        let here = rest.get(at..).unwrap_or_default();
        byte == b'@' || (matches!(byte, b'h' | b'H' | b'w' | b'W') && url_prefix(here).is_some())
    };
    for (at, byte) in rest.bytes().enumerate() {
        if is_candidate(at, byte) {
            return Some(from + at);
        }
    }
    None
}

/// The length of the URL prefix at the start of a text, and the scheme to prepend to the URL; empty if it has one.
fn url_prefix(text: &str) -> Option<(usize, &'static str)> {
    let starts = |prefix: &str| text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    [("https://", ""), ("http://", ""), ("www.", "https://")]
        .into_iter()
        .find(|(prefix, _)| starts(prefix))
        .map(|(prefix, scheme)| (prefix.len(), scheme))
}

/// The length of the URL at the start of a text, and the scheme to prepend to it; empty if it has one.
fn bare_url_length(text: &str) -> Option<(usize, &'static str)> {
    let (prefix, scheme) = url_prefix(text)?;
    // Quotation marks and full-width punctuation end a URL: the sentence around it may go on without a space.
    let is_end = |c: char| {
        c.is_whitespace()
            || matches!(c, '<' | '"' | '«' | '»' | '‘'..='‟' | '…' | '、' | '。' | '〈'..='】' | '！' | '（' | '）' | '，' | '：' | '；' | '？' | '］')
    };
    // Without a limit, many URLs without a space between them would take quadratic time.
    let limited = text.get(..text.floor_char_boundary(MAX_URL_BYTES))?;
    let end = find_char(limited, &is_end).or_else(|| (limited.len() == text.len()).then_some(text.len()))?;
    let url = trim_punctuation(text.get(..end)?);
    let host = url.get(prefix..)?;
    let host = host.get(..find_any(host, b"/?#").unwrap_or(host.len()))?;
    // The URL parser of the browser validates non-ASCII characters of the host.
    let is_host_character =
        |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    let is_host = !host.is_empty() && find_char(host, &|c| !is_host_character(c)).is_none();
    // A host after `www.` must have another label; after a scheme, `localhost` is enough.
    let is_complete = if scheme.is_empty() { is_host } else { is_host && host.contains(|c: char| c != '.') };
    is_complete.then_some((url.len(), scheme))
}

/// Removes the punctuation of the surrounding sentence from the end of a URL.
fn trim_punctuation(mut url: &str) -> &str {
    let mut unmatched = count_byte(url, b')').saturating_sub(count_byte(url, b'('));
    loop {
        let shorter = match url.as_bytes().last() {
            Some(b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~' | b'\'' | b'"') => url.len() - 1,
            Some(b';') => {
                let cut = url.len() - 1;
                // A character reference at the end is not part of the URL.
                let bytes = url.as_bytes().get(..cut).unwrap_or_default();
                let start = bytes.iter().rposition(|byte| !byte.is_ascii_alphanumeric());
                start.filter(|at| bytes.get(*at) == Some(&b'&')).unwrap_or(cut)
            }
            Some(b')') if unmatched > 0 => {
                unmatched -= 1;
                url.len() - 1
            }
            _ => return url,
        };
        url = url.get(..shorter).unwrap_or_default();
    }
}

/// The start of the local part of an email address, given the text before its `@`. The local part starts at `floor` or
/// later.
fn local_part_start(before: &str, floor: usize) -> Option<usize> {
    let is_local = |byte: &u8| byte.is_ascii_alphanumeric() || b".-_+".contains(byte);
    let name = before.get(floor..)?;
    let start = name.as_bytes().iter().rposition(|byte| !is_local(byte)).map_or(0, |last| last + 1);
    (start < name.len()).then_some(floor + start)
}

/// The length of `@` and the domain at the start of a text.
fn email_domain_length(text: &str) -> Option<usize> {
    let domain = text.get(1..)?;
    let end =
        find_char(domain, &|c| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))).unwrap_or(domain.len());
    let domain = trim_end(domain.get(..end)?, b".");
    let is_complete = find_byte(domain, b'.').is_some()
        && !domain.starts_with('.')
        && split_at_first(domain, "..").is_none()
        && domain.as_bytes().last().is_some_and(u8::is_ascii_alphanumeric);
    is_complete.then_some(1 + domain.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<String> {
        let link = |part| if let Part::Link(_, url) = part { Some(url) } else { None };
        split(text).into_iter().filter_map(link).collect()
    }

    #[test]
    fn urls_are_found_without_surrounding_punctuation() {
        let cases: [(&str, &[&str]); 14] = [
            ("see https://a.example/x, please", &["https://a.example/x"]),
            ("(https://a.example/x_(y))", &["https://a.example/x_(y)"]),
            ("https://a.example/?q=1&copy;", &["https://a.example/?q=1"]),
            ("www.a.example.", &["https://www.a.example"]),
            ("HTTPS://A.EXAMPLE!", &["HTTPS://A.EXAMPLE"]),
            ("http://localhost:8000/x", &["http://localhost:8000/x"]),
            ("見て https://a.example/x。", &["https://a.example/x"]),
            ("write to me+you@a-b.example.", &["mailto:me+you@a-b.example"]),
            ("a@b", &[]),
            ("xhttps://a.example", &[]),
            ("https://", &[]),
            ("www.", &[]),
            ("one http://a.example two http://b.example", &["http://a.example", "http://b.example"]),
            ("@a.example", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(links(text), expected, "{text}");
        }
    }

    #[test]
    fn splitting_preserves_the_text() {
        for text in ["é@a.example ü", "a https://b.example c@d.example e", "wwwwww.", "hhttp://x"] {
            let whole: String = split(text)
                .iter()
                .map(|part| match part {
                    Part::Text(text) | Part::Link(text, _) => *text,
                })
                .collect();
            assert_eq!(whole, text);
        }
    }
}
