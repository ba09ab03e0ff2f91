//! The sources of a message: its footnotes, numbered in the order in which the text first cites them.

use super::entity::decode;
use super::inline::link_kind;
use super::label_index::LabelIndex;
use super::link::inline_destination;
use super::tree::{Element, Kind, Node};
use crate::text::{split_at_first, split_at_last, trim_whitespace};

/// The footnotes of a message.
#[derive(Default)]
pub(super) struct Sources {
    /// By their positions in the message.
    all: Vec<Source>,
    /// The addresses of footnotes that consist of one link.
    links: LabelIndex,
    /// The positions of the footnotes that have a number, by number.
    order: Vec<usize>,
    /// The position from which footnotes that the text does not cite are still to be listed.
    next_uncited: usize,
}

/// A footnote.
struct Source {
    /// Its content; empty once it is listed.
    content: Vec<Node>,
    /// The position of the first footnote with the same label or the same link. Only that one is listed.
    first: usize,
    /// Its number in the list; 0 until it has one.
    number: usize,
}

impl Sources {
    /// Adds the content of the next footnote.
    pub(super) fn add(&mut self, content: Vec<Node>) {
        self.links.add(link(&content).to_owned(), String::new());
        self.all.push(Source { content, first: self.all.len(), number: 0 });
    }

    /// Finds the footnotes that are the same source, by their labels and their links.
    pub(super) fn merge(&mut self, labels: &LabelIndex) {
        self.links.sort();
        for (label, position, _) in labels.entries() {
            let mut first = labels.position(label).unwrap_or_default();
            if let Some(Source { content, .. }) = self.all.get(first)
                && !link(content).is_empty()
            {
                first = self.links.position(link(content)).unwrap_or_default();
            }
            if let Some(source) = self.all.get_mut(*position) {
                source.first = first;
            }
        }
    }

    /// The number of a footnote, which gets the next number if it has none.
    pub(super) fn number(&mut self, footnote: usize) -> usize {
        let first = self.all.get(footnote).map_or(0, |source| source.first);
        let Some(source) = self.all.get_mut(first) else { return 0 };
        if source.number == 0 {
            self.order.push(first);
            source.number = self.order.len();
        }
        source.number
    }

    /// The kind and the content of the source after the first `listed` ones. Sources that the text does not cite come last.
    pub(super) fn next(&mut self, listed: usize) -> Option<(Kind, Vec<Node>)> {
        let is_cited = self.order.len() > listed;
        while self.order.len() == listed && self.next_uncited < self.all.len() {
            self.number(self.next_uncited);
            self.next_uncited += 1;
        }
        let source = self.all.get_mut(*self.order.get(listed)?)?;
        Some((Kind::Source { number: listed + 1, is_cited }, std::mem::take(&mut source.content)))
    }
}

/// The address of a footnote that consists of one link; otherwise empty.
fn link(content: &[Node]) -> &str {
    match content {
        [Node::Element(Element { kind: Kind::Link(address) | Kind::File(address), .. })] => address,
        _ => "",
    }
}

/// The link of a footnote with the text `[name](address)`. The server does not escape names and addresses: both may contain
/// brackets, parentheses and spaces, and emphasis markers in a name are text. `None` if the text has another form.
pub(super) fn source_link(text: &str) -> Option<Element> {
    let text = trim_whitespace(text);
    let inner = text.strip_prefix('[')?.strip_suffix(')')?;
    let (name, address) = split_at_last(inner, "](")?;
    let destination = text.get(name.len() + 2..)?;
    // If the text has two links, the first one ends within the name.
    let is_name = has_matched_closers(name, b'[', b']') || split_at_first(name, "](").is_none();
    if !is_name {
        return None;
    }
    let address = match inline_destination(destination) {
        Some((address, "")) => address,
        _ if has_matched_closers(address, b'(', b')') => address.to_owned(),
        _ => return None,
    };
    let text = if name.is_empty() { address.clone() } else { decode(name, true) };
    let mut link = Element::new(link_kind(address, false)?);
    link.push_text(&text);
    Some(link)
}

/// Whether each closing bracket in a text has an opening one before it.
fn has_matched_closers(text: &str, open: u8, close: u8) -> bool {
    let mut depth = 0_usize;
    for byte in text.bytes() {
        if byte == open {
            depth += 1;
        } else if byte == close {
            let Some(outer) = depth.checked_sub(1) else { return false };
            depth = outer;
        }
    }
    true
}
