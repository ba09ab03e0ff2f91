//! One line of a message, read from its start, with tabs that reach to the next column divisible by four.

/// Columns from one tab stop to the next.
const TAB: usize = 4;

#[derive(Debug, Clone)]
pub(super) struct Line<'a> {
    text: &'a str,
    /// Bytes that have been read.
    at: usize,
    /// Columns that have been read.
    column: usize,
    /// Whether a tab has been read in part.
    in_tab: bool,
}

impl<'a> Line<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, column: 0, in_tab: false }
    }

    /// The byte so many after the next one; 0 after the end.
    fn peek(&self, ahead: usize) -> u8 {
        self.text.as_bytes().get(self.at + ahead).copied().unwrap_or(0)
    }

    /// The first byte that is no space; 0 for none.
    pub(super) fn first(&self) -> u8 {
        self.rest().as_bytes().first().copied().unwrap_or(0)
    }

    /// What follows spaces and tabs.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default().trim_start_matches([' ', '\t'])
    }

    pub(super) fn is_blank(&self) -> bool {
        self.rest().is_empty()
    }

    /// Columns before what is no space.
    pub(super) fn indent(&self) -> usize {
        let mut column = self.column;
        for ahead in 0.. {
            match self.peek(ahead) {
                b' ' => column += 1,
                b'\t' => column += TAB - column % TAB,
                _ => break,
            }
        }
        column - self.column
    }

    /// Reads spaces and tabs.
    pub(super) fn skip_spaces(&mut self) {
        while self.skip_space() {}
    }

    /// Reads the line if there is nothing on it.
    pub(super) fn skip_spaces_if_blank(&mut self) -> bool {
        let is_blank = self.is_blank();
        if is_blank {
            self.skip_spaces();
        }
        is_blank
    }

    /// Reads one column of space.
    pub(super) fn skip_space(&mut self) -> bool {
        match self.peek(0) {
            b' ' => {
                self.at += 1;
                self.column += 1;
                self.in_tab = false;
            }
            b'\t' => {
                self.column += 1;
                self.in_tab = !self.column.is_multiple_of(TAB);
                self.at += usize::from(!self.in_tab);
            }
            _ => return false,
        }
        true
    }

    /// Reads as many columns of space, as far as there are.
    pub(super) fn skip_columns(&mut self, columns: usize) {
        for _ in 0..columns {
            if !self.skip_space() {
                break;
            }
        }
    }

    /// Reads as many bytes, none of them space.
    pub(super) fn skip_bytes(&mut self, bytes: usize) {
        self.at += bytes;
        self.column += bytes;
        self.in_tab = false;
    }

    /// Adds what is left to a text, with a line break.
    pub(super) fn add_to(&self, text: &mut String) {
        let mut from = self.at;
        if self.in_tab {
            from += 1;
            for _ in 0..TAB - self.column % TAB {
                text.push(' ');
            }
        }
        text.push_str(self.text.get(from..).unwrap_or_default());
        text.push('\n');
    }
}
