//! What is within a block: emphasis, links, code, and the text around them.
//!
//! CommonMark's own way (its appendix, "A parsing strategy"): runs of `*`, `_` and `~` and opening brackets are noted as
//! they come, and matched from the innermost outwards.

use crate::markdown::autolink::link_addresses;
use crate::markdown::entity::entity;
use crate::markdown::link::{self, Definitions};
use crate::markdown::tree::{Element, Kind, Node};
use crate::markdown::url::safe_address;

/// Elements within elements, at most.
const DEEPEST: usize = 50;

/// What a text is made of, before all of it is known.
#[derive(Debug)]
enum Piece {
    Text(String),
    Element(Element),
    Run(Run),
    /// An opening bracket of a link or a picture.
    Bracket(Bracket),
}

/// Several of `*`, `_` or `~`.
#[derive(Debug)]
struct Run {
    mark: u8,
    /// How many there were.
    length: usize,
    /// How many have not been used.
    left: usize,
    can_open: bool,
    can_close: bool,
    /// What it begins, innermost first.
    opens: Vec<Kind>,
    /// How much it ends.
    closes: usize,
}

#[derive(Debug)]
struct Bracket {
    is_picture: bool,
    /// Whether it may still begin a link: a link cannot be in another.
    is_active: bool,
    /// Where its text begins.
    at: usize,
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    pieces: Vec<Piece>,
    definitions: &'a Definitions,
    /// Whether all runs of backticks have been found, and the last of each length.
    ticks: Option<Vec<(usize, usize)>>,
}

/// Reads a text.
pub(super) fn read(text: &str, definitions: &Definitions) -> Vec<Node> {
    let text = text.trim_matches(['\n', ' ', '\t']);
    let mut reader = Reader { text, at: 0, pieces: Vec::new(), definitions, ticks: None };
    while reader.at < text.len() {
        reader.next();
    }
    reader.build(0, false)
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

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

    fn next(&mut self) {
        let rest = self.rest();
        let special =
            |byte: u8| matches!(byte, b'\\' | b'`' | b'*' | b'_' | b'~' | b'[' | b']' | b'!' | b'<' | b'&' | b'\n');
        let plain = rest.bytes().position(special).unwrap_or(rest.len());
        if plain > 0 {
            return self.plain(plain);
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
            Some(b'`') => self.code(),
            Some(mark @ (b'*' | b'_' | b'~')) => self.run(*mark),
            Some(b'!') if rest.starts_with("![") => self.bracket(2),
            Some(b'[') => self.bracket(1),
            Some(b']') => self.close_bracket(),
            Some(b'<') => self.angle(),
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

    /// Lines end as they are written: the spaces around a break are nobody's.
    fn line_break(&mut self) {
        if let Some(Piece::Text(before)) = self.pieces.last_mut() {
            before.truncate(before.trim_end_matches([' ', '\t']).len());
        }
        self.pieces.push(Piece::Element(Element::new(Kind::Break)));
        let after = self.rest().get(1..).unwrap_or_default();
        self.at = self.text.len() - after.trim_start_matches([' ', '\t']).len();
    }

    fn code(&mut self) {
        let rest = self.rest();
        let length = run_length(rest, b'`');
        let from = self.at + length;
        if let Some(end) = self.ticks_at(length, from) {
            let code = self.text.get(from..end).unwrap_or_default().replace('\n', " ");
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

    /// Where the next run of so many backticks is.
    fn ticks_at(&mut self, length: usize, from: usize) -> Option<usize> {
        let text = self.text;
        let last = self.ticks.get_or_insert_with(|| {
            let mut last: Vec<(usize, usize)> = Vec::new();
            let mut at = 0;
            while let Some(more) = text.get(at..).and_then(|rest| rest.find('`')) {
                at += more;
                let length = run_length(text.get(at..).unwrap_or_default(), b'`');
                match last.iter_mut().find(|(other, _)| *other == length) {
                    Some((_, place)) => *place = at,
                    None => last.push((length, at)),
                }
                at += length;
            }
            last
        });
        // Without this, a message of many single backticks would be read to its end for each.
        last.iter().find(|(other, place)| *other == length && *place >= from)?;
        let mut at = from;
        loop {
            at += text.get(at..)?.find('`')?;
            let found = run_length(text.get(at..)?, b'`');
            if found == length {
                return Some(at);
            }
            at += found;
        }
    }

    fn run(&mut self, mark: u8) {
        let length = run_length(self.rest(), mark);
        let before = self.text.get(..self.at).and_then(|text| text.chars().next_back()).unwrap_or('\n');
        let after = self.rest().get(length..).and_then(|text| text.chars().next()).unwrap_or('\n');
        let [opens, closes] = [(before, after), (after, before)].map(|(outside, inside)| {
            !inside.is_whitespace() && (!is_punctuation(inside) || outside.is_whitespace() || is_punctuation(outside))
        });
        let (can_open, can_close) = match mark {
            b'_' => (opens && (!closes || is_punctuation(before)), closes && (!opens || is_punctuation(after))),
            b'~' if length > 2 => (false, false),
            // One is often no more than that (5~10), two are meant.
            b'~' => {
                let [is_before, is_after] = [before, after].map(|next| next.is_whitespace() || is_punctuation(next));
                let is_double = length == 2;
                (
                    !after.is_whitespace() && (is_double || is_before),
                    !before.is_whitespace() && ((is_double && !is_punctuation(before)) || is_after),
                )
            }
            _ => (opens, closes),
        };
        self.at += length;
        self.pieces.push(Piece::Run(Run {
            mark,
            length,
            left: length,
            can_open,
            can_close,
            opens: Vec::new(),
            closes: 0,
        }));
    }

    fn bracket(&mut self, length: usize) {
        self.at += length;
        let bracket = Bracket { is_picture: length == 2, is_active: true, at: self.at };
        self.pieces.push(Piece::Bracket(bracket));
    }

    fn close_bracket(&mut self) {
        let is_bracket = |piece: &Piece| matches!(piece, Piece::Bracket(_));
        let Some(place) = self.pieces.iter().rposition(is_bracket) else { return self.plain(1) };
        let Some(Piece::Bracket(bracket)) = self.pieces.get(place) else { return self.plain(1) };
        let (is_picture, from) = (bracket.is_picture, bracket.at);
        let found = if bracket.is_active { self.destination(from) } else { None };
        let Some((address, rest)) = found else {
            // No link: what might have begun one is text.
            if let Some(piece) = self.pieces.get_mut(place) {
                *piece = Piece::Text(if is_picture { "![" } else { "[" }.to_owned());
            }
            return self.plain(1);
        };
        let children = self.build(place + 1, true);
        self.pieces.truncate(place);
        let kind = safe_address(&address).map(if is_picture { Kind::Picture } else { Kind::Link });
        match kind.filter(|_| depth(&children) < DEEPEST) {
            Some(kind) => self.pieces.push(Piece::Element(Element { kind, children })),
            None => {
                for child in children {
                    match child {
                        Node::Text(text) => self.push_text(&text),
                        Node::Element(element) => self.pieces.push(Piece::Element(element)),
                    }
                }
            }
        }
        self.at = self.text.len() - rest.len();
        if !is_picture {
            for piece in &mut self.pieces {
                if let Piece::Bracket(bracket) = piece {
                    bracket.is_active &= bracket.is_picture;
                }
            }
        }
    }

    /// Where a link leads whose text begins at `from` and ends here, and what follows it.
    fn destination(&self, from: usize) -> Option<(String, &'a str)> {
        let after = self.rest().get(1..)?;
        if let Some(found) = link::in_parentheses(after) {
            return Some(found);
        }
        let own = self.text.get(from..self.at)?;
        let (label, rest) = match link::label(after) {
            Some((label, rest)) if !label.is_empty() => (label, rest),
            Some((_, rest)) => (own, rest),
            None => (own, after),
        };
        Some((self.definitions.get(label)?.to_owned(), rest))
    }

    /// An address in angle brackets, or the one tag that models use where Markdown has no other way: a line break in a
    /// table. Any other tag is text.
    fn angle(&mut self) {
        let inner = self.rest().get(1..).unwrap_or_default();
        let end = inner.find(['<', '>', '\n']).filter(|end| inner.as_bytes().get(*end) == Some(&b'>'));
        let Some(inner) = end.and_then(|end| inner.get(..end)) else { return self.plain(1) };
        let end = inner.len() + 1;
        if inner.trim_end_matches('/').trim_end().eq_ignore_ascii_case("br") {
            self.at += end + 1;
            return self.pieces.push(Piece::Element(Element::new(Kind::Break)));
        }
        let address = if is_address(inner) {
            Some(inner.to_owned())
        } else {
            is_email(inner).then(|| ["mailto:", inner].concat())
        };
        let Some(address) = address else { return self.plain(1) };
        self.at += end + 1;
        match safe_address(&address) {
            Some(address) => {
                let mut link = Element::new(Kind::Link(address));
                link.push_text(inner);
                self.pieces.push(Piece::Element(link));
            }
            None => self.push_text(inner),
        }
    }

    /// Matches the runs from a piece on and makes a tree of the pieces, which are taken.
    fn build(&mut self, from: usize, in_link: bool) -> Vec<Node> {
        self.match_runs(from);
        let mut open = vec![Element::new(Kind::Paragraph)];
        // For each run's element that is open, whether it is shown.
        let mut shown = Vec::new();
        let add = |open: &mut Vec<Element>, node: Node| {
            if let Some(inner) = open.last_mut() {
                inner.push(node);
            }
        };
        for piece in self.pieces.drain(from..) {
            match piece {
                Piece::Text(text) => add(&mut open, Node::Text(text)),
                Piece::Element(element) => add(&mut open, Node::Element(element)),
                Piece::Bracket(bracket) => {
                    add(&mut open, Node::Text(if bracket.is_picture { "![" } else { "[" }.to_owned()));
                }
                Piece::Run(run) => {
                    for _ in 0..run.closes {
                        if shown.pop() == Some(true)
                            && let Some(element) = open.pop()
                        {
                            add(&mut open, Node::Element(linked(element, in_link)));
                        }
                    }
                    add(&mut open, Node::Text(char::from(run.mark).to_string().repeat(run.left)));
                    for kind in run.opens.into_iter().rev() {
                        shown.push(open.len() < DEEPEST);
                        if open.len() < DEEPEST {
                            open.push(Element::new(kind));
                        }
                    }
                }
            }
        }
        open.truncate(1);
        open.pop().map(|all| linked(all, in_link).children).unwrap_or_default()
    }

    /// Finds what each run begins and ends, from a piece on.
    fn match_runs(&mut self, from: usize) {
        // Runs that may still begin something, by their places.
        let mut openers: Vec<usize> = Vec::new();
        // For each kind of closer, the place before which there is nothing that it could end.
        let mut floors: Vec<((u8, usize, bool), usize)> = Vec::new();
        for place in from..self.pieces.len() {
            while let Some(Piece::Run(closer)) = self.pieces.get(place)
                && closer.can_close
                && closer.left > 0
            {
                let kind = (closer.mark, closer.length % 3, closer.can_open);
                let floor = floors.iter().find(|(other, _)| *other == kind).map_or(0, |(_, floor)| *floor);
                let fits = |at: &&usize| matches!(self.pieces.get(**at), Some(Piece::Run(opener)) if match_each_other(opener, closer));
                let Some(opener) = openers.iter().rev().take_while(|at| **at >= floor).find(fits).copied() else {
                    floors.retain(|(other, _)| *other != kind);
                    floors.push((kind, place));
                    break;
                };
                // What lies between has missed its chance.
                openers.retain(|at| *at <= opener);
                let Ok([Piece::Run(one), Piece::Run(other)]) = self.pieces.get_disjoint_mut([opener, place]) else {
                    break;
                };
                let (used, element) = match one.mark {
                    b'~' => (one.left, Kind::Strikethrough),
                    _ if one.left >= 2 && other.left >= 2 => (2, Kind::Strong),
                    _ => (1, Kind::Emphasis),
                };
                one.left -= used;
                other.left -= used.min(other.left);
                one.opens.push(element);
                other.closes += 1;
                if one.left == 0 {
                    openers.pop();
                }
            }
            if let Some(Piece::Run(run)) = self.pieces.get(place)
                && run.can_open
                && run.left > 0
            {
                openers.push(place);
            }
        }
    }
}

/// Whether one may begin what the other ends.
fn match_each_other(opener: &Run, closer: &Run) -> bool {
    let is_odd = (opener.can_close || closer.can_open)
        && (opener.length + closer.length).is_multiple_of(3)
        && !(opener.length.is_multiple_of(3) && closer.length.is_multiple_of(3));
    let same = opener.mark == closer.mark;
    if closer.mark == b'~' { same && opener.left == closer.left } else { same && !is_odd }
}

fn linked(mut element: Element, in_link: bool) -> Element {
    if !in_link {
        element.children = link_addresses(element.children);
    }
    element
}

fn depth(nodes: &[Node]) -> usize {
    let of = |node: &Node| if let Node::Element(element) = node { 1 + depth(&element.children) } else { 0 };
    nodes.iter().map(of).max().unwrap_or(0)
}

fn run_length(text: &str, mark: u8) -> usize {
    text.bytes().take_while(|byte| *byte == mark).count()
}

/// Whether a text is an address with a scheme.
fn is_address(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    (2..=32).contains(&scheme.len())
        && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-'))
        && !rest.bytes().any(|byte| byte <= b' ' || byte == b'<')
}

fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let is_in_name = |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    !name.is_empty() && name.bytes().all(is_in_name) && domain.split('.').all(is_label)
}

/// Whether a character is punctuation or a symbol. Beyond ASCII by blocks, which have few exceptions: the tables of
/// Unicode would be a tenth of what visitors download.
fn is_punctuation(character: char) -> bool {
    character.is_ascii_punctuation()
        || matches!(character,
            '\u{a1}'..='\u{a9}' | '\u{ab}'..='\u{b1}' | '\u{b4}' | '\u{b6}'..='\u{b8}' | '\u{bb}' | '\u{bf}' | '×' | '÷'
            | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{20a0}'..='\u{20c0}' | '\u{2190}'..='\u{23ff}'
            | '\u{2500}'..='\u{2775}' | '\u{2794}'..='\u{2bff}' | '\u{2e00}'..='\u{2e5d}' | '\u{3001}'..='\u{3003}'
            | '\u{3008}'..='\u{3020}' | '\u{3030}' | '\u{30fb}' | '\u{fe10}'..='\u{fe6b}' | '\u{ff01}'..='\u{ff0f}'
            | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}' | '\u{ffe0}'..='\u{ffee}'
            | '\u{60c}' | '\u{61b}' | '\u{61f}' | '\u{66a}'..='\u{66d}' | '\u{6d4}' | '\u{964}' | '\u{965}'
            | '\u{1f000}'..='\u{1faff}')
}
