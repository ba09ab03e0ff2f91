//! Converts parsed blocks into a tree of elements that are safe to render.

use super::block::{Block, BlockKind, Blocks, cells, parse_blocks};
use super::definitions::Definitions;
use super::inline::parse_inline;
use super::line::BLANKS_AND_LINE_ENDINGS;
use super::sources::{Sources, source_link};
use super::tree::{Align, Element, Kind, MAX_DEPTH, Node};
use crate::text::{concat, decimal, fill, split, split_at_first, trim_end};

/// Maximum number of cells that pad the short rows of a table, in addition to one for each byte of its text.
const MAX_PADDING_CELLS: usize = 500;

/// Parses a message into its block elements.
#[must_use]
pub fn parse(text: &str) -> Vec<Node> {
    parse_with(text, false)
}

/// Parses a message into its block elements, with or without formulas.
#[must_use]
pub fn parse_with(text: &str, formulas_enabled: bool) -> Vec<Node> {
    parse_with_sources(text, formulas_enabled).0
}

/// Parses a message into its block elements. Also returns its link reference definitions and its numbered sources.
pub(super) fn parse_with_sources(text: &str, formulas_enabled: bool) -> (Vec<Node>, Definitions, Sources) {
    let Blocks { body, definitions, footnotes } = parse_blocks(&fill(text, "\0", "\u{fffd}"), formulas_enabled);
    let mut message = Element::new(Kind::Paragraph);
    for block in &body {
        add_block(block, &definitions, false, &mut message);
    }
    let mut sources = Sources::default();
    for blocks in &footnotes {
        sources.add(footnote(blocks, &definitions));
    }
    sources.merge(&definitions.footnotes);
    let mut nodes = flatten(message.children, MAX_DEPTH, false, &mut sources);
    let mut list = Element::new(Kind::Sources);
    while let Some((kind, content)) = sources.next(list.children.len()) {
        // Two elements surround the content: the list and the source.
        let children = flatten(content, MAX_DEPTH - 2, false, &mut sources);
        list.push(Node::Element(Element { kind, children }));
    }
    if !list.children.is_empty() {
        nodes.push(Node::Element(list));
    }
    (nodes, definitions, sources)
}

/// Parses the content of a footnote. A single paragraph has no element of its own.
fn footnote(blocks: &[Block], definitions: &Definitions) -> Vec<Node> {
    let mut content = Element::new(Kind::Paragraph);
    let link = match blocks {
        [block] if block.kind == BlockKind::Paragraph => source_link(&block.text),
        _ => None,
    };
    match link {
        Some(link) => content.push(Node::Element(link)),
        None => blocks.iter().for_each(|block| add_block(block, definitions, blocks.len() == 1, &mut content)),
    }
    content.children
}

/// Adds a block to its parent. In a tight list, paragraphs have no element of their own.
fn add_block(block: &Block, definitions: &Definitions, is_tight: bool, parent: &mut Element) {
    if block.is_moved() {
        return;
    }
    let inline = |text: &str| parse_inline(text, definitions);
    let mut element = Element::new(match &block.kind {
        BlockKind::Paragraph if is_tight => {
            return parent.push_all(inline(&block.text));
        }
        BlockKind::Paragraph | BlockKind::Document | BlockKind::Footnote(_) | BlockKind::Formula(_) => Kind::Paragraph,
        BlockKind::Quote => Kind::Quote,
        BlockKind::List { start: None, .. } => Kind::BulletList,
        BlockKind::List { start: Some(start), .. } => Kind::OrderedList(*start),
        BlockKind::Item(_) => Kind::Item,
        BlockKind::Heading(level) => Kind::Heading(*level),
        BlockKind::Code(_) => Kind::CodeBlock(block.language.clone()),
        BlockKind::ThematicBreak => Kind::ThematicBreak,
        BlockKind::Table(_) => Kind::Table,
    });
    match &block.kind {
        BlockKind::Paragraph | BlockKind::Heading(_) => element.children = inline(&block.text),
        BlockKind::Code(_) if block.text.is_empty() => {}
        BlockKind::Code(_) => element.push_text(&block.text),
        BlockKind::Formula(_) => {
            let mut formula = Element::new(Kind::Formula);
            formula.push_text(trim_end(&block.text, BLANKS_AND_LINE_ENDINGS));
            element.push(Node::Element(formula));
        }
        BlockKind::Table(alignments) => add_rows(&block.text, alignments, definitions, &mut element),
        BlockKind::List { .. } => {
            for item in block.children.iter().filter(|item| !item.is_moved()) {
                add_item(item, definitions, !block.is_loose, &mut element);
            }
        }
        _ => {
            for child in &block.children {
                add_block(child, definitions, false, &mut element);
            }
        }
    }
    parent.push(Node::Element(element));
}

fn add_item(item: &Block, definitions: &Definitions, is_tight: bool, list: &mut Element) {
    let mut element = Element::new(Kind::Item);
    for (index, child) in item.children.iter().enumerate() {
        let is_first_line = index == 0 && child.kind == BlockKind::Paragraph && child.first_line == item.first_line;
        let task = task_marker(&child.text).filter(|_| is_first_line);
        let Some((is_checked, text)) = task else {
            add_block(child, definitions, is_tight, &mut element);
            continue;
        };
        let mut paragraph = Element::new(Kind::Paragraph);
        paragraph.push(Node::Element(Element::new(Kind::CheckBox(is_checked))));
        paragraph.push_all(parse_inline(text, definitions));
        if is_tight {
            element.push_all(paragraph.children);
        } else {
            element.push(Node::Element(paragraph));
        }
    }
    list.push(Node::Element(element));
}

/// A task list marker at the start of a text: whether it is checked, and the text after it.
fn task_marker(text: &str) -> Option<(bool, &str)> {
    let (mark, rest) = split_at_first(text.strip_prefix('[')?, "]")?;
    let is_checked = match mark {
        "x" | "X" => true,
        " " => false,
        _ => return None,
    };
    rest.as_bytes().first().is_some_and(|next| b" \t\n".contains(next)).then_some((is_checked, rest))
}

/// Adds the rows of a table. Short rows are padded with empty cells.
fn add_rows(text: &str, alignments: &[Align], definitions: &Definitions, table: &mut Element) {
    // Without a limit, many short rows below a wide header would have quadratically many cells.
    let mut remaining_padding = MAX_PADDING_CELLS + text.len();
    for (index, line) in split(trim_end(text, b"\n"), "\n").enumerate() {
        let mut row = Element::new(Kind::Row);
        let mut cells = cells(line).into_iter();
        for align in alignments {
            let text = cells.next();
            if text.is_none() {
                if remaining_padding == 0 {
                    break;
                }
                remaining_padding -= 1;
            }
            let mut cell = Element::new(if index == 0 { Kind::HeaderCell(*align) } else { Kind::Cell(*align) });
            cell.children = parse_inline(&text.unwrap_or_default(), definitions);
            row.push(Node::Element(cell));
        }
        table.push(Node::Element(row));
    }
}

/// Replaces elements with their children if they are deeper than `depth`, or are links or images in the description of
/// an image. Numbers the citations.
fn flatten(nodes: Vec<Node>, depth: usize, in_image: bool, sources: &mut Sources) -> Vec<Node> {
    let mut kept = Element::new(Kind::Paragraph);
    for node in nodes {
        match node {
            Node::Element(mut element) => {
                if let Kind::Citation(footnote) = element.kind {
                    let number = sources.number(footnote);
                    element.kind = Kind::Citation(number);
                    element.push_text(&concat(&["[", &decimal(number as u64), "]"]));
                }
                let is_image = matches!(element.kind, Kind::Image(_));
                let is_link = is_image || matches!(element.kind, Kind::Link(_) | Kind::File(_) | Kind::Reply(_));
                let children = flatten(element.children, depth.saturating_sub(1), in_image || is_image, sources);
                if depth > 1 && !(in_image && is_link) {
                    element.children = children;
                    kept.push(Node::Element(element));
                } else {
                    kept.push_all(children);
                }
            }
            text @ Node::Text(_) => kept.push(text),
        }
    }
    kept.children
}
