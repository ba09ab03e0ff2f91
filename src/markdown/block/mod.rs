//! Block parsing: divides a message into paragraphs, lists, quotes, tables and code blocks.

mod continuation;
mod parser;
mod table;
mod tree;

pub(super) use parser::{Blocks, parse_blocks};
pub(super) use table::cells;
pub(super) use tree::{Block, BlockKind};
