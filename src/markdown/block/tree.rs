//! The tree of blocks, before inline parsing.

use crate::markdown::tree::Align;

/// A kind of block, with the data that its parsing needs.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::markdown) enum BlockKind {
    Document,
    Quote,
    List {
        /// The number of the first item of an ordered list.
        start: Option<u64>,
        /// The bullet, or the byte after the number. An item with another one starts a new list.
        marker: u8,
    },
    /// A list item, with the indentation in columns that its continuation lines need.
    Item(usize),
    Paragraph,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A code block; `None` if it is indented rather than fenced.
    Code(Option<Fence>),
    ThematicBreak,
    /// A formula of several lines, with its closing delimiter.
    Formula(&'static str),
    /// A footnote, with its position among the footnotes of the message. The parser moves its children there.
    Footnote(usize),
    /// A table. Its text has one line per row, the header row first.
    Table(Vec<Align>),
}

/// The opening fence of a code block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::markdown) struct Fence {
    pub(super) marker: u8,
    pub(super) length: usize,
    /// Indentation in columns, which is removed from the lines of the code.
    pub(super) indent: usize,
}

/// A block.
#[derive(Debug)]
pub(in crate::markdown) struct Block {
    pub(in crate::markdown) kind: BlockKind,
    /// The source text of a block without children.
    pub(in crate::markdown) text: String,
    /// The name of the language of a fenced code block.
    pub(in crate::markdown) language: String,
    pub(in crate::markdown) children: Vec<Self>,
    /// Whether a list is loose: blank lines separate its items or their children.
    pub(in crate::markdown) is_loose: bool,
    pub(in crate::markdown) first_line: usize,
    pub(super) last_line: usize,
}

impl Block {
    pub(super) fn new(kind: BlockKind, line: usize) -> Self {
        Self {
            kind,
            text: String::new(),
            language: String::new(),
            children: Vec::new(),
            is_loose: false,
            first_line: line,
            last_line: line,
        }
    }

    /// Whether it is a footnote, or contains only footnotes.
    pub(in crate::markdown) fn is_moved(&self) -> bool {
        matches!(self.kind, BlockKind::Footnote(_))
            || (!self.children.is_empty() && self.children.iter().all(Self::is_moved))
    }

    /// Whether a blank line separates two of its children.
    pub(super) fn has_blank_line_between_children(&self) -> bool {
        let mut pairs = self.children.iter().zip(self.children.iter().skip(1));
        pairs.any(|(one, next)| one.last_line + 1 < next.first_line)
    }
}
