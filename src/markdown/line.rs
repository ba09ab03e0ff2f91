//! A cursor over a line that counts columns, with tab stops every four columns.

use crate::text::trim_start;

const TAB_STOP: usize = 4;

/// The characters that indent a line.
pub(super) const BLANKS: &[u8] = b" \t";
/// The same characters and the line ending.
pub(super) const BLANKS_AND_LINE_ENDINGS: &[u8] = b" \t\n";

#[derive(Debug, Clone)]
pub(super) struct Line<'a> {
    text: &'a str,
    /// Position in bytes.
    at: usize,
    /// Position in columns.
    column: usize,
    /// Whether the position is within a tab.
    is_in_tab: bool,
}

impl<'a> Line<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, column: 0, is_in_tab: false }
    }

    /// The byte `ahead` bytes after the position; 0 after the end.
    fn peek(&self, ahead: usize) -> u8 {
        self.text.as_bytes().get(self.at + ahead).copied().unwrap_or(0)
    }

    /// The first byte after spaces and tabs; 0 if there is none.
    pub(super) fn first_non_blank(&self) -> u8 {
        self.trimmed_rest().as_bytes().first().copied().unwrap_or(0)
    }

    /// The rest of the line without leading spaces and tabs.
    pub(super) fn trimmed_rest(&self) -> &'a str {
        trim_start(self.text.get(self.at..).unwrap_or_default(), BLANKS)
    }

    pub(super) fn is_blank(&self) -> bool {
        self.trimmed_rest().is_empty()
    }

    /// The number of columns of spaces and tabs at the position.
    pub(super) fn indent(&self) -> usize {
        let mut column = self.column;
        for ahead in 0.. {
            match self.peek(ahead) {
                b' ' => column += 1,
                b'\t' => column += TAB_STOP - column % TAB_STOP,
                _ => break,
            }
        }
        column - self.column
    }

    /// Skips spaces and tabs.
    pub(super) fn skip_blanks(&mut self) {
        while self.skip_blank_column() {}
    }

    /// Skips the rest of the line if it is blank. Returns whether it is.
    pub(super) fn skip_if_blank(&mut self) -> bool {
        let is_blank = self.is_blank();
        if is_blank {
            self.skip_blanks();
        }
        is_blank
    }

    /// Skips one column of a space or tab. Returns whether there was one.
    pub(super) fn skip_blank_column(&mut self) -> bool {
        match self.peek(0) {
            b' ' => {
                self.at += 1;
                self.column += 1;
                self.is_in_tab = false;
            }
            b'\t' => {
                self.column += 1;
                self.is_in_tab = !self.column.is_multiple_of(TAB_STOP);
                self.at += usize::from(!self.is_in_tab);
            }
            _ => return false,
        }
        true
    }

    /// Skips at most this many columns of spaces and tabs.
    pub(super) fn skip_columns(&mut self, columns: usize) {
        for _ in 0..columns {
            if !self.skip_blank_column() {
                break;
            }
        }
    }

    /// Skips this many bytes, which must not be tabs.
    pub(super) fn skip_bytes(&mut self, bytes: usize) {
        self.at += bytes;
        self.column += bytes;
        self.is_in_tab = false;
    }

    /// Appends everything from the position to the end of the line, and a line ending. The rest of a tab that was skipped in part
    /// becomes spaces.
    pub(super) fn append_to(&self, text: &mut String) {
        let mut from = self.at;
        if self.is_in_tab {
            from += 1;
            for _ in 0..TAB_STOP - self.column % TAB_STOP {
                text.push(' ');
            }
        }
        text.push_str(self.text.get(from..).unwrap_or_default());
        text.push('\n');
    }
}
