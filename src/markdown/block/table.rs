//! The syntax of tables (GitHub Flavored Markdown): delimiter rows and cells.

use crate::markdown::line::BLANKS;
use crate::markdown::tree::Align;
use crate::text::{all_bytes, is_blank, trim};

/// The alignments of a table's columns, if a line is a delimiter row.
pub(super) fn alignments(line: &str) -> Option<Vec<Align>> {
    if !all_bytes(line, &|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t')) {
        return None;
    }
    let mut columns = Vec::new();
    for cell in cells(line) {
        let dashes = cell.strip_prefix(':').unwrap_or(&cell);
        let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
        if dashes.is_empty() || !all_bytes(dashes, &|byte| byte == b'-') {
            return None;
        }
        columns.push(match (cell.starts_with(':'), cell.ends_with(':')) {
            (false, false) => Align::Start,
            (true, false) => Align::Left,
            (true, true) => Align::Center,
            (false, true) => Align::Right,
        });
    }
    Some(columns)
}

/// The trimmed cells of a row. An escaped pipe (`\|`) is part of a cell.
pub(in crate::markdown) fn cells(row: &str) -> Vec<String> {
    let row = trim(row, BLANKS);
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
    // The pipe at the end of the row does not start a cell.
    if cells.last().is_some_and(|cell| is_blank(cell)) {
        cells.pop();
    }
    for cell in &mut cells {
        *cell = trim(cell, BLANKS).to_owned();
    }
    cells
}
