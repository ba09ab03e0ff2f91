//! The blocks of a message: which lines belong to which paragraph, list, quote, table or piece of code.
//!
//! CommonMark's own way (its appendix, "A parsing strategy"): each line first continues as many of the open blocks as it
//! can, then opens new ones, and what is left of it is text.

use crate::markdown::line::Line;
use crate::markdown::link::Definitions;
use crate::markdown::tree::Align;

/// Blocks within blocks, at most: what would be deeper is text.
const DEEPEST: usize = 100;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Message,
    Quote,
    /// `number`: the first one of a numbered list. `mark`: what stands before each item.
    List {
        number: Option<u64>,
        mark: u8,
    },
    /// Columns that a line must be indented by to belong to it.
    Item(usize),
    Paragraph,
    Heading(u8),
    /// How its lines begin and end, if it has such lines.
    Code(Option<Fence>),
    Rule,
    /// Its text is one line for each row, the head first.
    Table(Vec<Align>),
}

/// What stands around code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fence {
    mark: u8,
    length: usize,
    indent: usize,
}

#[derive(Debug)]
pub(super) struct Block {
    pub(super) kind: Kind,
    /// Of blocks without children.
    pub(super) text: String,
    pub(super) children: Vec<Self>,
    /// Whether a blank line stands between its children, or theirs: a list's items are paragraphs then.
    pub(super) is_loose: bool,
    pub(super) first_line: usize,
    last_line: usize,
}

impl Block {
    fn new(kind: Kind, line: usize) -> Self {
        Self { kind, text: String::new(), children: Vec::new(), is_loose: false, first_line: line, last_line: line }
    }

    fn is_loose_inside(&self) -> bool {
        let mut pairs = self.children.iter().zip(self.children.iter().skip(1));
        pairs.any(|(one, next)| one.last_line + 1 < next.first_line)
    }
}

struct Blocks {
    /// The open ones, outermost first; the first one is the message.
    open: Vec<Block>,
    line: usize,
    definitions: Definitions,
}

/// The blocks of a message and what its links may refer to.
pub(super) fn read(text: &str) -> (Vec<Block>, Definitions) {
    let message = Block::new(Kind::Message, 0);
    let mut blocks = Blocks { open: vec![message], line: 0, definitions: Definitions::default() };
    let text = text.strip_suffix('\n').unwrap_or(text);
    for line in text.split('\n') {
        blocks.line += 1;
        blocks.read(Line::new(line.strip_suffix('\r').unwrap_or(line)));
    }
    blocks.close_to(1, blocks.line);
    (blocks.open.pop().map(|message| message.children).unwrap_or_default(), blocks.definitions)
}

/// Whether a line goes on with a block.
enum Continues {
    Yes,
    No,
    /// It ends it, and nothing is left of the line.
    Ends,
}

impl Blocks {
    fn tip(&self) -> &Kind {
        self.open.last().map_or(&Kind::Message, |block| &block.kind)
    }

    fn read(&mut self, mut line: Line<'_>) {
        let mut matched = 1;
        while let Some(block) = self.open.get(matched) {
            match continues(block, self.open.len() > matched + 1, &mut line) {
                Continues::Yes => matched += 1,
                Continues::No => break,
                Continues::Ends => return self.close_to(matched, self.line),
            }
        }
        // Blocks that the line does not go on with end, unless it is taken for more of a paragraph in spite of them.
        let mut kept = matched;
        let is_leaf = |kind: &Kind| matches!(kind, Kind::Code(_));
        while !self.open.get(kept.wrapping_sub(1)).is_some_and(|block| is_leaf(&block.kind)) {
            let in_paragraph = kept == self.open.len() && *self.tip() == Kind::Paragraph;
            if line.indent() >= 4 {
                if !matches!(self.tip(), Kind::Paragraph | Kind::Table(_)) && !line.is_blank() && self.may_open(kept) {
                    line.skip_columns(4);
                    self.start(&mut kept, Kind::Code(None));
                }
                break;
            }
            if !self.may_open(kept) || !self.open_block(&mut line, &mut kept, in_paragraph) {
                break;
            }
            if !matches!(self.tip(), Kind::Quote | Kind::Item(_)) {
                // It has taken all of the line.
                return;
            }
        }
        if kept < self.open.len() && !line.is_blank() && *self.tip() == Kind::Paragraph {
            line.skip_spaces();
            return self.add(&line);
        }
        self.close_to(kept, self.line - 1);
        match self.tip() {
            Kind::Code(_) => self.add(&line),
            _ if line.is_blank() => {}
            tip => {
                if !matches!(tip, Kind::Paragraph | Kind::Table(_)) {
                    self.start(&mut kept, Kind::Paragraph);
                }
                line.skip_spaces();
                self.add(&line);
            }
        }
    }

    fn may_open(&self, kept: usize) -> bool {
        kept < DEEPEST
    }

    /// Opens the block that a line begins, if it begins one.
    fn open_block(&mut self, line: &mut Line<'_>, kept: &mut usize, in_paragraph: bool) -> bool {
        let rest = line.rest();
        let mark = line.first();
        let length = rest.bytes().take_while(|byte| *byte == mark).count();
        let after = rest.get(length..).unwrap_or_default();
        let is_spaced = after.is_empty() || after.starts_with([' ', '\t']);
        match mark {
            b'>' => {
                line.skip_spaces();
                line.skip_bytes(1);
                line.skip_space();
                self.start(kept, Kind::Quote);
                return true;
            }
            b'#' if length <= 6 && is_spaced => {
                let mut heading = after.trim_matches([' ', '\t']);
                let bare = heading.trim_end_matches('#');
                if bare.is_empty() || bare.ends_with([' ', '\t']) {
                    heading = bare.trim_end_matches([' ', '\t']);
                }
                self.start(kept, Kind::Heading(u8::try_from(length).unwrap_or(6)));
                self.set_text(heading);
                return true;
            }
            b'`' | b'~' if length >= 3 && !(mark == b'`' && after.contains('`')) => {
                let fence = Fence { mark, length, indent: line.indent() };
                self.start(kept, Kind::Code(Some(fence)));
                return true;
            }
            b'=' | b'-'
                if in_paragraph
                    && after.trim_end_matches([' ', '\t']).is_empty()
                    && self.make_heading(if mark == b'=' { 1 } else { 2 }) =>
            {
                return true;
            }
            _ => {}
        }
        if in_paragraph && self.make_table(rest) {
            return true;
        }
        if is_rule(rest, mark) {
            self.start(kept, Kind::Rule);
            return true;
        }
        self.open_item(line, kept, in_paragraph)
    }

    fn open_item(&mut self, line: &mut Line<'_>, kept: &mut usize, in_paragraph: bool) -> bool {
        let rest = line.rest();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let mark = rest.as_bytes().get(digits).copied().unwrap_or(0);
        let number = match (digits, mark) {
            (0, b'-' | b'+' | b'*') => None,
            (1..=9, b'.' | b')') => rest.get(..digits).and_then(|digits| digits.parse().ok()),
            _ => return false,
        };
        let after = rest.get(digits + 1..).unwrap_or_default();
        let is_blank = after.trim_start_matches([' ', '\t']).is_empty();
        let interrupts = !is_blank && number.is_none_or(|number| number == 1);
        if !(after.is_empty() || after.starts_with([' ', '\t'])) || (in_paragraph && !interrupts) {
            return false;
        }
        let indent = line.indent();
        line.skip_spaces();
        line.skip_bytes(digits + 1);
        let spaces = line.indent();
        let mut width = indent + digits + 1;
        if is_blank || spaces > 4 {
            width += 1;
            line.skip_space();
        } else {
            width += spaces;
            line.skip_columns(spaces);
        }
        let fits = |kind: &Kind| matches!(kind, Kind::List { number: first, mark: other } if first.is_some() == number.is_some() && *other == mark);
        if !self.open.get(kept.wrapping_sub(1)).is_some_and(|block| fits(&block.kind)) {
            self.start(kept, Kind::List { number, mark });
        }
        self.start(kept, Kind::Item(width));
        true
    }

    /// Ends what the line does not go on with, and opens a block.
    fn start(&mut self, kept: &mut usize, kind: Kind) {
        self.close_to(*kept, self.line - 1);
        let may_hold = |parent: &Kind| match parent {
            Kind::Message | Kind::Quote | Kind::Item(_) => !matches!(kind, Kind::Item(_)),
            Kind::List { .. } => matches!(kind, Kind::Item(_)),
            _ => false,
        };
        while !may_hold(self.tip()) && self.open.len() > 1 {
            self.close_to(self.open.len() - 1, self.line - 1);
        }
        self.open.push(Block::new(kind, self.line));
        *kept = self.open.len();
    }

    fn add(&mut self, line: &Line<'_>) {
        let number = self.line;
        if let Some(block) = self.open.last_mut() {
            line.add_to(&mut block.text);
            if !(line.is_blank() && block.kind == Kind::Code(None)) {
                block.last_line = number;
            }
        }
    }

    fn set_text(&mut self, text: &str) {
        if let Some(block) = self.open.last_mut() {
            block.text.push_str(text);
        }
    }

    /// The paragraph under way was a heading.
    fn make_heading(&mut self, level: u8) -> bool {
        let Some(block) = self.open.last_mut() else { return false };
        let rest = self.definitions.take(&block.text);
        block.text = rest;
        if block.text.trim().is_empty() {
            return false;
        }
        block.kind = Kind::Heading(level);
        block.last_line = self.line;
        true
    }

    /// The paragraph under way was the head of a table.
    fn make_table(&mut self, line: &str) -> bool {
        let Some(aligns) = alignments(line) else { return false };
        let Some(block) = self.open.last_mut() else { return false };
        block.text = self.definitions.take(&block.text);
        let text = block.text.trim_end_matches('\n');
        let (before, head) = text.rsplit_once('\n').unwrap_or(("", text));
        let is_head = if before.is_empty() { head.replace("\\|", "").contains('|') } else { head.starts_with('|') };
        if !is_head || cells(head).len() != aligns.len() {
            return false;
        }
        let (before, head) = (before.to_owned(), [head, "\n"].concat());
        block.text = before;
        let line = self.line;
        self.close_to(self.open.len() - 1, line - 2);
        let mut table = Block::new(Kind::Table(aligns), line - 1);
        table.text = head;
        table.last_line = line;
        self.open.push(table);
        true
    }

    /// Closes all blocks but so many; what was open ends with this line.
    fn close_to(&mut self, kept: usize, line: usize) {
        while self.open.len() > kept.max(1) {
            let Some(mut block) = self.open.pop() else { return };
            match &block.kind {
                Kind::Paragraph => {
                    block.text = self.definitions.take(&block.text);
                    if block.text.trim().is_empty() {
                        continue;
                    }
                }
                Kind::Code(None) => {
                    let end = block.text.trim_end_matches(['\n', ' ', '\t']).len();
                    let end = block.text.get(end..).and_then(|rest| rest.find('\n')).map_or(end, |more| end + more + 1);
                    block.text.truncate(end);
                }
                Kind::Code(Some(_)) | Kind::Quote => block.last_line = line,
                Kind::List { .. } => {
                    block.is_loose = block.is_loose_inside() || block.children.iter().any(Block::is_loose_inside);
                }
                _ => {}
            }
            if let (Kind::List { .. } | Kind::Item(_), Some(last)) = (&block.kind, block.children.last()) {
                block.last_line = last.last_line;
            }
            if let Some(parent) = self.open.last_mut() {
                parent.children.push(block);
            }
        }
    }
}

/// `has_open_child`: whether something in the block is open too.
fn continues(block: &Block, has_open_child: bool, line: &mut Line<'_>) -> Continues {
    let goes_on = match &block.kind {
        Kind::Message | Kind::List { .. } => true,
        Kind::Quote => {
            let is_quote = line.indent() < 4 && line.first() == b'>';
            if is_quote {
                line.skip_spaces();
                line.skip_bytes(1);
                line.skip_space();
            }
            is_quote
        }
        Kind::Item(width) => {
            let is_wanted = has_open_child || !block.children.is_empty();
            if line.indent() >= *width && (is_wanted || !line.is_blank()) {
                line.skip_columns(*width);
                true
            } else {
                is_wanted && line.skip_spaces_if_blank()
            }
        }
        Kind::Code(Some(fence)) => {
            let rest = line.rest();
            let length = rest.bytes().take_while(|byte| *byte == fence.mark).count();
            let is_end = length >= fence.length && rest.get(length..).is_some_and(|rest| rest.trim().is_empty());
            if is_end && line.indent() < 4 {
                return Continues::Ends;
            }
            line.skip_columns(fence.indent.min(line.indent()));
            true
        }
        Kind::Code(None) => {
            if line.indent() >= 4 {
                line.skip_columns(4);
                true
            } else {
                line.skip_spaces_if_blank()
            }
        }
        Kind::Paragraph | Kind::Table(_) => !line.is_blank(),
        Kind::Heading(_) | Kind::Rule => false,
    };
    if goes_on { Continues::Yes } else { Continues::No }
}

fn is_rule(rest: &str, mark: u8) -> bool {
    matches!(mark, b'*' | b'-' | b'_')
        && rest.bytes().all(|byte| byte == mark || byte == b' ' || byte == b'\t')
        && rest.bytes().filter(|byte| *byte == mark).count() >= 3
}

/// How the columns of a table are aligned, if that is what a line says.
fn alignments(line: &str) -> Option<Vec<Align>> {
    if !line.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t')) {
        return None;
    }
    let columns = cells(line).into_iter().map(|cell| {
        let dashes = cell.strip_prefix(':').unwrap_or(&cell);
        let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
        let is_dashes = !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-');
        is_dashes.then(|| match (cell.starts_with(':'), cell.ends_with(':')) {
            (false, false) => Align::Natural,
            (true, false) => Align::Left,
            (true, true) => Align::Center,
            (false, true) => Align::Right,
        })
    });
    columns.collect()
}

/// The cells of a row, without the bars and the spaces around them. A bar after a backslash is part of a cell.
pub(super) fn cells(row: &str) -> Vec<String> {
    let row = row.trim_matches([' ', '\t']);
    let row = row.strip_prefix('|').unwrap_or(row);
    let mut cells = vec![String::new()];
    let mut is_escaped = false;
    for character in row.chars() {
        let Some(cell) = cells.last_mut() else { break };
        if character == '|' && is_escaped {
            cell.pop();
            cell.push('|');
        } else if character == '|' {
            cells.push(String::new());
        } else {
            cell.push(character);
        }
        is_escaped = character == '\\' && !is_escaped;
    }
    // The bar at the end of the row begins no cell.
    if cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    for cell in &mut cells {
        *cell = cell.trim_matches([' ', '\t']).to_owned();
    }
    cells
}
