//! Builds the tree of elements from the pieces of a text.

use super::piece::Piece;
use crate::markdown::bare_urls::link_bare_urls;
use crate::markdown::tree::{Element, Kind, Node};
use crate::text::repeat;

/// Deeper elements are omitted; their text is not.
pub(super) const MAX_INLINE_DEPTH: usize = 50;

/// Removes the pieces from `from` on, whose delimiter runs have been matched, and builds a tree from them. Bare URLs
/// become links, except inside a link.
pub(super) fn build_tree(pieces: &mut Vec<Piece>, from: usize, in_link: bool) -> Vec<Node> {
    let mut open = vec![Element::new(Kind::Paragraph)];
    // For each open element of a delimiter run, whether it is in `open` or omitted because of its depth.
    let mut is_built = Vec::new();
    let add = |open: &mut Vec<Element>, node: Node| {
        if let Some(inner) = open.last_mut() {
            inner.push(node);
        }
    };
    for piece in pieces.drain(from..) {
        match piece {
            Piece::Text(text) => add(&mut open, Node::Text(text)),
            Piece::Element(element) => add(&mut open, Node::Element(element)),
            Piece::Bracket(bracket) => {
                add(&mut open, Node::Text(if bracket.is_image { "![" } else { "[" }.to_owned()));
            }
            Piece::Delimiters(run) => {
                for _ in 0..run.closes {
                    if is_built.pop() == Some(true)
                        && let Some(element) = open.pop()
                    {
                        add(&mut open, Node::Element(with_links(element, in_link)));
                    }
                }
                add(&mut open, Node::Text(repeat(char::from(run.marker).encode_utf8(&mut [0; 4]), run.unmatched)));
                for kind in run.opens.into_iter().rev() {
                    is_built.push(open.len() < MAX_INLINE_DEPTH);
                    if open.len() < MAX_INLINE_DEPTH {
                        open.push(Element::new(kind));
                    }
                }
            }
        }
    }
    open.truncate(1);
    open.pop().map(|all| with_links(all, in_link).children).unwrap_or_default()
}

fn with_links(mut element: Element, in_link: bool) -> Element {
    if !in_link {
        element.children = link_bare_urls(element.children);
    }
    element
}

/// The depth of a tree.
pub(super) fn depth(nodes: &[Node]) -> usize {
    let of = |node: &Node| if let Node::Element(element) = node { 1 + depth(&element.children) } else { 0 };
    nodes.iter().map(of).max().unwrap_or(0)
}
