//! The inline parser follows the parsing strategy in CommonMark's appendix: delimiter runs and opening brackets are
//! collected first, and matched from the innermost outwards.

use super::autolink::autolink;
use super::emphasis::{delimiter_run, match_delimiters};
use super::piece::{Bracket, Piece};
use super::tree_builder::{MAX_INLINE_DEPTH, build_tree, depth};
use crate::markdown::bare_urls::last_url_end;
use crate::markdown::definitions::Definitions;
use crate::markdown::entity::entity;
use crate::markdown::formula::formula_length;
use crate::markdown::label::label;
use crate::markdown::line::{BLANKS, BLANKS_AND_LINE_ENDINGS};
use crate::markdown::link::inline_destination;
use crate::markdown::tree::{Element, Kind, Node};
use crate::markdown::url::{is_file_address, is_reply_address, safe_url};
use crate::text::{concat, fill, find_any, find_byte, trim, trim_end, trim_start};

struct Parser<'a> {
    text: &'a str,
    /// Position of the next byte.
    at: usize,
    pieces: Vec<Piece>,
    /// The positions of the opening brackets in `pieces`.
    brackets: Vec<usize>,
    /// The positions of the delimiter runs in `pieces` that have not been matched yet.
    delimiters: Vec<usize>,
    /// The end, in `pieces`, of the last content that is nested too deeply for another element around it.
    deep_end: usize,
    /// The number of outermost brackets that can no longer start a link, because links cannot contain links.
    no_link_before: usize,
    definitions: &'a Definitions,
    /// The last position of each length of backtick runs, once they have been searched.
    last_backticks: Option<Vec<(usize, usize)>>,
    /// The end of the last bare URL so far. Delimiters before it are part of the URL.
    url_end: usize,
}

/// How many delimiter runs before a bare URL are searched for one that may end in it.
const MAX_OPEN_DELIMITERS: usize = 16;
/// Longer addresses that are not safe to follow are not shown: they may contain a picture.
const MAX_SHOWN_ADDRESS_BYTES: usize = 200;

/// Parses the text of a block.
pub(in crate::markdown) fn parse_inline(text: &str, definitions: &Definitions) -> Vec<Node> {
    let text = trim(text, BLANKS_AND_LINE_ENDINGS);
    let mut parser = Parser {
        text,
        at: 0,
        pieces: Vec::new(),
        brackets: Vec::new(),
        delimiters: Vec::new(),
        deep_end: 0,
        no_link_before: 0,
        definitions,
        last_backticks: None,
        url_end: 0,
    };
    while parser.at < text.len() {
        parser.next();
    }
    parser.match_delimiters(0);
    build_tree(&mut parser.pieces, 0, false)
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Consumes bytes as text.
    fn plain(&mut self, length: usize) {
        let text = self.rest().get(..length).unwrap_or_default();
        self.at += length;
        self.push_text(text);
    }

    fn push_text(&mut self, text: &str) {
        if let Some(Piece::Text(before)) = self.pieces.last_mut() {
            before.push_str(text);
        } else {
            self.pieces.push(Piece::Text(text.to_owned()));
        }
    }

    /// Consumes plain text, or the construct that a special character starts.
    fn next(&mut self) {
        let rest = self.rest();
        let special = |byte: u8| {
            matches!(byte, b'\\' | b'`' | b'*' | b'_' | b'~' | b'[' | b']' | b'!' | b'<' | b'&' | b'\n' | b'$')
        };
        let plain = rest.bytes().position(special).unwrap_or(rest.len());
        if plain > 0 {
            let from = self.at.max(self.url_end);
            self.url_end = self.url_end.max(last_url_end(self.text, from, self.at + plain));
            return self.plain(plain);
        }
        if let Some(length) = self.formula_length() {
            let mut formula = Element::new(Kind::Formula);
            formula.push_text(rest.get(..length).unwrap_or_default());
            self.pieces.push(Piece::Element(formula));
            self.at += length;
            return;
        }
        match rest.as_bytes().first() {
            Some(b'\\') => match rest.as_bytes().get(1) {
                Some(b'\n') => {
                    self.at += 1;
                    self.line_break();
                }
                Some(next) if next.is_ascii_punctuation() => {
                    self.at += 1;
                    self.plain(1);
                }
                _ => self.plain(1),
            },
            Some(b'\n') => self.line_break(),
            Some(b'`') => self.code_span(),
            Some(marker @ (b'*' | b'_' | b'~')) => self.delimiters(*marker),
            // In `![^1]` the exclamation mark is text.
            Some(b'!') if rest.starts_with("![") && self.cited_footnote(1).is_none() => self.open_bracket(2),
            Some(b'[') => match self.cited_footnote(0) {
                Some((footnote, after)) => self.citation(footnote, after),
                None => self.open_bracket(1),
            },
            Some(b']') => self.close_bracket(),
            Some(marker @ b'$') => self.plain(run_length(rest, *marker)),
            Some(b'<') => self.angle_brackets(),
            Some(b'&') => match entity(rest) {
                Some((character, length)) => {
                    self.at += length;
                    self.push_text(character.encode_utf8(&mut [0; 4]));
                }
                None => self.plain(1),
            },
            _ => self.plain(1),
        }
    }

    fn formula_length(&self) -> Option<usize> {
        let before = self.text.get(..self.at)?.chars().next_back();
        if self.definitions.formulas_enabled { formula_length(self.rest(), before) } else { None }
    }

    /// Every line ending is a hard break, because models use line endings as such. The spaces around it are removed.
    fn line_break(&mut self) {
        if let Some(Piece::Text(before)) = self.pieces.last_mut() {
            before.truncate(trim_end(before, BLANKS).len());
        }
        self.pieces.push(Piece::Element(Element::new(Kind::LineBreak)));
        let after = self.rest().get(1..).unwrap_or_default();
        self.at = self.text.len() - trim_start(after, BLANKS).len();
    }

    fn code_span(&mut self) {
        let rest = self.rest();
        let length = run_length(rest, b'`');
        let from = self.at + length;
        if let Some(end) = self.find_backticks(length, from) {
            let code = fill(self.text.get(from..end).unwrap_or_default(), "\n", " ");
            let stripped = code.strip_prefix(' ').and_then(|code| code.strip_suffix(' '));
            let code = stripped.filter(|_| code.bytes().any(|byte| byte != b' ')).unwrap_or(&code);
            let mut element = Element::new(Kind::Code);
            element.push_text(code);
            self.pieces.push(Piece::Element(element));
            self.at = end + length;
        } else {
            self.plain(length);
        }
    }

    /// Position of the next run of exactly `length` backticks.
    fn find_backticks(&mut self, length: usize, from: usize) -> Option<usize> {
        let text = self.text;
        let last = self.last_backticks.get_or_insert_with(|| {
            let mut last: Vec<(usize, usize)> = Vec::new();
            let mut at = 0;
            while let Some(more) = text.get(at..).and_then(|rest| find_byte(rest, b'`')) {
                at += more;
                let length = run_length(text.get(at..).unwrap_or_default(), b'`');
                match last.iter_mut().find(|(other, _)| *other == length) {
                    Some((_, position)) => *position = at,
                    None => last.push((length, at)),
                }
                at += length;
            }
            last
        });
        // Without this check, many unmatched runs would take quadratic time.
        last.iter().find(|(other, position)| *other == length && *position >= from)?;
        let mut at = from;
        loop {
            at += find_byte(text.get(at..)?, b'`')?;
            let found = run_length(text.get(at..)?, b'`');
            if found == length {
                return Some(at);
            }
            at += found;
        }
    }

    fn delimiters(&mut self, marker: u8) {
        let length = run_length(self.rest(), marker);
        if self.at < self.url_end && self.is_in_bare_url(marker, length) {
            return self.plain(length);
        }
        let before = self.text.get(..self.at).and_then(|text| text.chars().next_back()).unwrap_or('\n');
        let after = self.rest().get(length..).and_then(|text| text.chars().next()).unwrap_or('\n');
        self.at += length;
        self.delimiters.push(self.pieces.len());
        self.pieces.push(Piece::Delimiters(delimiter_run(marker, length, before, after)));
    }

    /// Whether a run of delimiters in what looks like a bare URL is part of it, and does not end an element that contains it.
    fn is_in_bare_url(&self, marker: u8, length: usize) -> bool {
        let next = self.rest().as_bytes().get(length);
        let is_open = |position: &usize| matches!(self.pieces.get(*position), Some(Piece::Delimiters(run)) if run.marker == marker && run.can_open);
        // With more of them, many runs in many URLs would take quadratic time.
        let mut last = self.delimiters.iter().rev().take(MAX_OPEN_DELIMITERS);
        next.is_some_and(|next| next.is_ascii_alphanumeric() || *next == b'/') && (marker == b'_' || !last.any(is_open))
    }

    /// Matches all delimiter runs except the first ones with each other.
    fn match_delimiters(&mut self, first: usize) {
        match_delimiters(&mut self.pieces, self.delimiters.get(first..).unwrap_or_default());
        self.delimiters.truncate(first);
    }

    /// The footnote cited by the mark this many bytes ahead, and the text after the mark.
    fn cited_footnote(&self, ahead: usize) -> Option<(usize, &'a str)> {
        self.definitions.cited_footnote(self.rest().get(ahead..)?)
    }

    fn citation(&mut self, footnote: usize, after: &str) {
        self.pieces.push(Piece::Element(Element::new(Kind::Citation(footnote))));
        self.at = self.text.len() - after.len();
        // Links and the descriptions of images cannot contain citations.
        self.brackets.clear();
        self.no_link_before = 0;
    }

    fn open_bracket(&mut self, length: usize) {
        self.at += length;
        self.brackets.push(self.pieces.len());
        self.pieces.push(Piece::Bracket(Bracket {
            is_image: length == 2,
            text_start: self.at,
            unmatched_runs_before: self.delimiters.len(),
        }));
    }

    fn close_bracket(&mut self) {
        let Some(position) = self.brackets.pop() else { return self.plain(1) };
        let Some(Piece::Bracket(bracket)) = self.pieces.get(position) else { return self.plain(1) };
        let &Bracket { is_image, text_start, unmatched_runs_before } = bracket;
        let can_link = is_image || self.brackets.len() >= self.no_link_before;
        self.no_link_before = self.no_link_before.min(self.brackets.len());
        let found = if can_link { self.destination(text_start) } else { None };
        let Some((url, rest)) = found else {
            // Not a link: both brackets are text.
            self.replace_bracket(position, if is_image { "![" } else { "[" });
            return self.plain(1);
        };
        self.match_delimiters(unmatched_runs_before);
        let is_shown = (1..=MAX_SHOWN_ADDRESS_BYTES).contains(&url.len()) && !is_reply_address(&url);
        let refused = is_shown.then(|| url.clone());
        let kind = link_kind(url, is_image);
        let refused = refused.filter(|_| kind.is_none());
        match kind.filter(|_| position >= self.deep_end) {
            Some(kind) => {
                let children = build_tree(&mut self.pieces, position + 1, true);
                if depth(&children) < MAX_INLINE_DEPTH {
                    self.pieces.truncate(position);
                    self.pieces.push(Piece::Element(Element { kind, children }));
                } else {
                    self.replace_bracket(position, "");
                    for child in children {
                        self.pieces.push(match child {
                            Node::Text(text) => Piece::Text(text),
                            Node::Element(element) => Piece::Element(element),
                        });
                    }
                    self.deep_end = self.pieces.len();
                }
            }
            // The content stays in place: moving it would take quadratic time with many nested brackets. The address
            // is text.
            None => {
                self.replace_bracket(position, "");
                if let Some(url) = refused.filter(|url| self.text.get(text_start..self.at) != Some(url)) {
                    self.push_text(&concat(&[" (", &url, ")"]));
                }
            }
        }
        self.at = self.text.len() - rest.len();
        if !is_image {
            self.no_link_before = self.brackets.len();
        }
    }

    /// Turns an opening bracket into text.
    fn replace_bracket(&mut self, position: usize, text: &str) {
        if let Some(piece) = self.pieces.get_mut(position) {
            *piece = Piece::Text(text.to_owned());
        }
    }

    /// The destination of the link whose text starts at `from` and ends here, and the text after the link.
    fn destination(&self, from: usize) -> Option<(String, &'a str)> {
        let after = self.rest().get(1..)?;
        if let Some(found) = inline_destination(after) {
            return Some(found);
        }
        let link_text = self.text.get(from..self.at)?;
        let (label, rest) = match label(after) {
            Some((label, rest)) if !label.is_empty() => (label, rest),
            Some((_, rest)) => (link_text, rest),
            None => (link_text, after),
        };
        Some((self.definitions.get(label)?.to_owned(), rest))
    }

    /// An autolink or `<br>`, which models use for line breaks in tables. Other tags are text.
    fn angle_brackets(&mut self) {
        let inner = self.rest().get(1..).unwrap_or_default();
        let end = find_any(inner, b"<>\n").filter(|end| inner.as_bytes().get(*end) == Some(&b'>'));
        let Some(inner) = end.and_then(|end| inner.get(..end)) else { return self.plain(1) };
        let end = inner.len() + 1;
        if trim_end(inner, b"/").trim_ascii_end().eq_ignore_ascii_case("br") {
            self.at += end + 1;
            return self.pieces.push(Piece::Element(Element::new(Kind::LineBreak)));
        }
        let Some(url) = autolink(inner) else { return self.plain(1) };
        self.at += end + 1;
        match safe_url(&url) {
            Some(url) => {
                let mut link = Element::new(Kind::Link(url));
                link.push_text(inner);
                self.pieces.push(Piece::Element(link));
            }
            None => self.push_text(inner),
        }
    }
}

/// The kind of a link or an image; `None` if its address is refused.
pub(in crate::markdown) fn link_kind(address: String, is_image: bool) -> Option<Kind> {
    match safe_url(&address) {
        Some(url) => Some(if is_image { Kind::Image(url) } else { Kind::Link(url) }),
        None if is_reply_address(&address) && !is_image => Some(Kind::Reply(address)),
        None => is_file_address(&address).then_some(Kind::File(address)),
    }
}

/// The number of equal bytes at the start of a text.
fn run_length(text: &str, marker: u8) -> usize {
    text.bytes().take_while(|byte| *byte == marker).count()
}
