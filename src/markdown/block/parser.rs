//! The block parser follows the parsing strategy in CommonMark's appendix: each line first continues as many open
//! blocks as possible, then opens new ones, and the rest of the line is text.

use super::continuation::{Continuation, continuation};
use super::table::{alignments, cells};
use super::tree::{Block, BlockKind, Fence};
use crate::markdown::definitions::Definitions;
use crate::markdown::formula::{block_closer, is_formula};
use crate::markdown::label::footnote_definition;
use crate::markdown::line::{BLANKS, BLANKS_AND_LINE_ENDINGS, Line};
use crate::text::{all_bytes, concat, fill, find_byte, find_last_byte, is_blank, split, trim, trim_end, trim_start};

/// Deeper blocks are parsed as text.
const MAX_OPEN_BLOCKS: usize = 100;

struct Parser {
    /// The open blocks, outermost first. The first one is the document.
    open: Vec<Block>,
    /// Number of the current line, from 1.
    line: usize,
    definitions: Definitions,
    /// The first line of a paragraph that does not begin with a definition.
    line_without_definition: usize,
    footnotes: Vec<Vec<Block>>,
}

/// The blocks of a message.
pub(in crate::markdown) struct Blocks {
    /// The blocks of the text.
    pub(in crate::markdown) body: Vec<Block>,
    /// Link reference definitions and the labels of footnotes.
    pub(in crate::markdown) definitions: Definitions,
    /// The blocks of each footnote.
    pub(in crate::markdown) footnotes: Vec<Vec<Block>>,
}

/// Whether a marker may end before this character.
fn is_blank_or_end(next: Option<u8>) -> bool {
    matches!(next, None | Some(b' ' | b'\t'))
}

/// Parses a message into its blocks.
pub(in crate::markdown) fn parse_blocks(text: &str, formulas_enabled: bool) -> Blocks {
    let open = vec![Block::new(BlockKind::Document, 0)];
    let (definitions, footnotes) = (Definitions::default(), Vec::new());
    let mut parser = Parser { open, line: 0, definitions, line_without_definition: 0, footnotes };
    parser.definitions.formulas_enabled = formulas_enabled;
    let text = text.strip_suffix('\n').unwrap_or(text);
    for line in split(text, "\n") {
        parser.line += 1;
        parser.add_line(Line::new(line.strip_suffix('\r').unwrap_or(line)));
    }
    parser.close_to(1, parser.line);
    parser.definitions.sort();
    let body = parser.open.pop().map(|document| document.children).unwrap_or_default();
    Blocks { body, definitions: parser.definitions, footnotes: parser.footnotes }
}

impl Parser {
    fn innermost(&self) -> &BlockKind {
        self.open.last().map_or(&BlockKind::Document, |block| &block.kind)
    }

    fn add_line(&mut self, mut line: Line<'_>) {
        let mut matched = 1;
        while let Some(block) = self.open.get(matched) {
            match continuation(block, self.open.len() > matched + 1, &mut line) {
                Continuation::Continues => matched += 1,
                Continuation::Stops => break,
                Continuation::Closes => {
                    if matches!(block.kind, BlockKind::Formula(_)) {
                        line.skip_blanks();
                        self.add_text(&line);
                    }
                    return self.close_to(matched, self.line);
                }
            }
        }
        // The other open blocks are closed, unless the line is a lazy continuation of their paragraph.
        let mut kept = matched;
        let is_leaf = |kind: &BlockKind| matches!(kind, BlockKind::Code(_) | BlockKind::Formula(_));
        while !self.open.get(kept.wrapping_sub(1)).is_some_and(|block| is_leaf(&block.kind)) {
            let in_paragraph = kept == self.open.len() && *self.innermost() == BlockKind::Paragraph;
            if line.indent() >= 4 {
                if !matches!(self.innermost(), BlockKind::Paragraph | BlockKind::Table(_))
                    && !line.is_blank()
                    && self.can_open(kept)
                {
                    line.skip_columns(4);
                    self.start(&mut kept, BlockKind::Code(None));
                }
                break;
            }
            if !self.can_open(kept) || !self.open_block(&mut line, &mut kept, in_paragraph) {
                break;
            }
            if !matches!(self.innermost(), BlockKind::Quote | BlockKind::Item(_) | BlockKind::Footnote(_)) {
                // The block has consumed the line.
                return;
            }
        }
        if kept < self.open.len() && !line.is_blank() && *self.innermost() == BlockKind::Paragraph {
            line.skip_blanks();
            return self.add_text(&line);
        }
        self.close_to(kept, self.line - 1);
        match self.innermost() {
            BlockKind::Code(_) | BlockKind::Formula(_) => self.add_text(&line),
            _ if line.is_blank() => {}
            kind => {
                if !matches!(kind, BlockKind::Paragraph | BlockKind::Table(_)) {
                    self.start(&mut kept, BlockKind::Paragraph);
                }
                line.skip_blanks();
                self.add_text(&line);
            }
        }
    }

    fn can_open(&self, kept: usize) -> bool {
        kept < MAX_OPEN_BLOCKS
    }

    /// Opens a block if the line starts one. Returns whether it does.
    fn open_block(&mut self, line: &mut Line<'_>, kept: &mut usize, in_paragraph: bool) -> bool {
        let rest = line.trimmed_rest();
        let marker = line.first_non_blank();
        let length = rest.bytes().take_while(|byte| *byte == marker).count();
        let after = rest.get(length..).unwrap_or_default();
        let is_spaced = is_blank_or_end(after.bytes().next());
        if self.definitions.formulas_enabled
            && let Some(closer) = block_closer(rest)
        {
            self.start(kept, BlockKind::Formula(closer));
            line.skip_blanks();
            self.add_text(line);
            return true;
        }
        match marker {
            b'>' => {
                line.skip_blanks();
                line.skip_bytes(1);
                line.skip_blank_column();
                self.start(kept, BlockKind::Quote);
                return true;
            }
            b'[' | b'\\' => {
                let Some((label, after)) = footnote_definition(rest) else { return false };
                line.skip_blanks();
                line.skip_bytes(rest.len() - after.len());
                line.skip_blanks();
                self.start(kept, BlockKind::Footnote(self.footnotes.len()));
                self.definitions.add_footnote(label);
                self.footnotes.push(Vec::new());
                return true;
            }
            b'#' if length <= 6 && is_spaced => {
                let mut heading = trim(after, BLANKS);
                let bare = trim_end(heading, b"#");
                if is_blank_or_end(bare.bytes().next_back()) {
                    heading = trim_end(bare, BLANKS);
                }
                self.start(kept, BlockKind::Heading(u8::try_from(length).unwrap_or(6)));
                self.set_text(heading);
                return true;
            }
            b'`' | b'~' if length >= 3 && !(marker == b'`' && find_byte(after, b'`').is_some()) => {
                let fence = Fence { marker, length, indent: line.indent() };
                self.start(kept, BlockKind::Code(Some(fence)));
                // The language becomes part of a class name.
                let is_in_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"+#-._".contains(byte);
                let info = trim_start(after, BLANKS);
                let end = info.bytes().take_while(is_in_name).count();
                if let Some(block) = self.open.last_mut() {
                    block.language.push_str(info.get(..end).unwrap_or_default());
                }
                return true;
            }
            b'=' | b'-'
                if in_paragraph
                    && trim_end(after, BLANKS).is_empty()
                    && self.make_heading(if marker == b'=' { 1 } else { 2 }) =>
            {
                return true;
            }
            _ => {}
        }
        if in_paragraph && self.make_table(rest) {
            return true;
        }
        if is_thematic_break(rest, marker) {
            self.start(kept, BlockKind::ThematicBreak);
            return true;
        }
        self.open_item(line, kept, in_paragraph)
    }

    fn open_item(&mut self, line: &mut Line<'_>, kept: &mut usize, in_paragraph: bool) -> bool {
        let rest = line.trimmed_rest();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let marker = rest.as_bytes().get(digits).copied().unwrap_or(0);
        let start = match (digits, marker) {
            (0, b'-' | b'+' | b'*') => None,
            (1..=9, b'.' | b')') => {
                Some(rest.bytes().take(digits).fold(0, |number, digit| number * 10 + u64::from(digit - b'0')))
            }
            _ => return false,
        };
        let after = rest.get(digits + 1..).unwrap_or_default();
        let is_blank = trim_start(after, BLANKS).is_empty();
        let can_interrupt_paragraph = !is_blank && start.is_none_or(|start| start == 1);
        if !is_blank_or_end(after.bytes().next()) || (in_paragraph && !can_interrupt_paragraph) {
            return false;
        }
        let indent = line.indent();
        line.skip_blanks();
        line.skip_bytes(digits + 1);
        let spaces = line.indent();
        let mut width = indent + digits + 1;
        if is_blank || spaces > 4 {
            width += 1;
            line.skip_blank_column();
        } else {
            width += spaces;
            line.skip_columns(spaces);
        }
        let is_same_list = |kind: &BlockKind| match kind {
            BlockKind::List { start: first, marker: other } => first.is_some() == start.is_some() && *other == marker,
            _ => false,
        };
        if !self.open.get(kept.wrapping_sub(1)).is_some_and(|block| is_same_list(&block.kind)) {
            self.start(kept, BlockKind::List { start, marker });
        }
        self.start(kept, BlockKind::Item(width));
        true
    }

    /// Closes the blocks that the line does not continue and those that cannot contain the new block, and opens the new
    /// one.
    fn start(&mut self, kept: &mut usize, kind: BlockKind) {
        self.close_to(*kept, self.line - 1);
        let can_contain = |parent: &BlockKind| match parent {
            BlockKind::Document | BlockKind::Quote | BlockKind::Item(_) => !matches!(kind, BlockKind::Item(_)),
            BlockKind::Footnote(_) => !matches!(kind, BlockKind::Item(_) | BlockKind::Footnote(_)),
            BlockKind::List { .. } => matches!(kind, BlockKind::Item(_)),
            _ => false,
        };
        while !can_contain(self.innermost()) && self.open.len() > 1 {
            self.close_to(self.open.len() - 1, self.line - 1);
        }
        self.open.push(Block::new(kind, self.line));
        *kept = self.open.len();
    }

    /// Appends the rest of the line to the innermost block.
    fn add_text(&mut self, line: &Line<'_>) {
        let number = self.line;
        if let Some(block) = self.open.last_mut() {
            line.append_to(&mut block.text);
            if !(line.is_blank() && block.kind == BlockKind::Code(None)) {
                block.last_line = number;
            }
        }
    }

    fn set_text(&mut self, text: &str) {
        if let Some(block) = self.open.last_mut() {
            block.text.push_str(text);
        }
    }

    /// Turns the open paragraph into a setext heading. Returns whether it has text for one.
    fn make_heading(&mut self, level: u8) -> bool {
        let Some(block) = self.open.last_mut() else { return false };
        self.definitions.extract(&mut block.text);
        if is_blank(&block.text) {
            return false;
        }
        block.kind = BlockKind::Heading(level);
        block.last_line = self.line;
        true
    }

    /// Turns the last line of the open paragraph into the header row of a table, if `line` is its delimiter row.
    fn make_table(&mut self, line: &str) -> bool {
        let Some(alignments) = alignments(line) else { return false };
        let Some(block) = self.open.last_mut() else { return false };
        // Searching for a definition without an end again at each delimiter row would take quadratic time.
        if self.line_without_definition != block.first_line && !self.definitions.extract(&mut block.text) {
            self.line_without_definition = block.first_line;
        }
        let text = trim_end(&block.text, b"\n");
        let (before, head) = text.split_at(find_last_byte(text, b'\n').map_or(0, |at| at + 1));
        let is_header =
            if before.is_empty() { find_byte(&fill(head, "\\|", ""), b'|').is_some() } else { head.starts_with('|') };
        if !is_header || cells(head).len() != alignments.len() {
            return false;
        }
        let (before, head) = (before.to_owned(), concat(&[head, "\n"]));
        block.text = before;
        let line = self.line;
        self.close_to(self.open.len() - 1, line - 2);
        let mut table = Block::new(BlockKind::Table(alignments), line - 1);
        table.text = head;
        table.last_line = line;
        self.open.push(table);
        true
    }

    /// Closes all but the first `kept` blocks. `line` is the last line of the closed blocks.
    fn close_to(&mut self, kept: usize, line: usize) {
        while self.open.len() > kept.max(1) {
            let Some(mut block) = self.open.pop() else { return };
            match &block.kind {
                BlockKind::Paragraph => {
                    self.definitions.extract(&mut block.text);
                    if is_blank(&block.text) {
                        continue;
                    }
                }
                BlockKind::Code(None) => {
                    let end = trim_end(&block.text, BLANKS_AND_LINE_ENDINGS).len();
                    let end = block
                        .text
                        .get(end..)
                        .and_then(|rest| find_byte(rest, b'\n'))
                        .map_or(end, |more| end + more + 1);
                    block.text.truncate(end);
                }
                BlockKind::Formula(closer) if !is_formula(&block.text, closer) => block.kind = BlockKind::Paragraph,
                BlockKind::Code(Some(_)) | BlockKind::Quote => block.last_line = line,
                BlockKind::List { .. } => {
                    block.is_loose = block.has_blank_line_between_children()
                        || block.children.iter().any(Block::has_blank_line_between_children);
                }
                _ => {}
            }
            let is_container =
                matches!(block.kind, BlockKind::List { .. } | BlockKind::Item(_) | BlockKind::Footnote(_));
            if let Some(last) = block.children.last().filter(|_| is_container) {
                block.last_line = last.last_line;
            }
            if let BlockKind::Footnote(position) = block.kind
                && let Some(children) = self.footnotes.get_mut(position)
            {
                std::mem::swap(children, &mut block.children);
            }
            if let Some(parent) = self.open.last_mut() {
                parent.children.push(block);
            }
        }
    }
}

fn is_thematic_break(rest: &str, marker: u8) -> bool {
    matches!(marker, b'*' | b'-' | b'_')
        && all_bytes(rest, &|byte| byte == marker || byte == b' ' || byte == b'\t')
        && rest.bytes().filter(|byte| *byte == marker).count() >= 3
}
