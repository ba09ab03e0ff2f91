//! Decides whether a line continues an open block.

use super::tree::{Block, BlockKind};
use crate::markdown::line::Line;
use crate::text::is_blank;

/// How a line relates to an open block.
pub(super) enum Continuation {
    /// The line continues the block; the block's markers have been consumed.
    Continues,
    /// The line does not belong to the block.
    Stops,
    /// The line is the closing fence of a code block, or ends a formula.
    Closes,
}

/// Matches a line against an open block. `has_open_child`: whether a child of the block is open, too.
pub(super) fn continuation(block: &Block, has_open_child: bool, line: &mut Line<'_>) -> Continuation {
    let continues = match &block.kind {
        BlockKind::Document | BlockKind::List { .. } => true,
        BlockKind::Quote => {
            let is_quote = line.indent() < 4 && line.first_non_blank() == b'>';
            if is_quote {
                line.skip_blanks();
                line.skip_bytes(1);
                line.skip_blank_column();
            }
            is_quote
        }
        BlockKind::Item(width) => {
            // An item can begin with at most one blank line.
            let has_content = has_open_child || !block.children.is_empty();
            if line.indent() >= *width && (has_content || !line.is_blank()) {
                line.skip_columns(*width);
                true
            } else {
                has_content && line.skip_if_blank()
            }
        }
        BlockKind::Code(Some(fence)) => {
            let rest = line.trimmed_rest();
            let length = rest.bytes().take_while(|byte| *byte == fence.marker).count();
            let is_fence = length >= fence.length && rest.get(length..).is_some_and(is_blank);
            if is_fence && line.indent() < 4 {
                return Continuation::Closes;
            }
            line.skip_columns(fence.indent.min(line.indent()));
            true
        }
        BlockKind::Code(None) | BlockKind::Footnote(_) => {
            if line.indent() >= 4 {
                line.skip_columns(4);
                true
            } else {
                line.skip_if_blank()
            }
        }
        // TeX has no blank lines in a formula either.
        BlockKind::Formula(closer) => {
            if line.trimmed_rest().trim_ascii_end().ends_with(closer) {
                return Continuation::Closes;
            }
            !line.is_blank()
        }
        BlockKind::Paragraph | BlockKind::Table(_) => !line.is_blank(),
        BlockKind::Heading(_) | BlockKind::ThematicBreak => false,
    };
    if continues { Continuation::Continues } else { Continuation::Stops }
}
