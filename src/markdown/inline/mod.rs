//! Inline parsing: emphasis, links, code spans and text within a block.

mod autolink;
mod emphasis;
mod parser;
mod piece;
mod punctuation;
mod tree_builder;

pub(super) use parser::{link_kind, parse_inline};
