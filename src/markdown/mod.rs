//! Parses bot messages into a tree of safe elements.
//!
//! The syntax is CommonMark with tables, strikethrough, task lists, footnotes, bare URLs and, if the caller enables
//! them, formulas. Every line ending is a line break, because models use line endings as such. The result is a tree of
//! [`Node`]s with a fixed set of elements, never an HTML string, and HTML in a message is text.

mod bare_urls;
mod block;
mod definitions;
mod entity;
mod formula;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod formula_tests;
mod html;
mod inline;
mod label;
mod label_index;
mod line;
mod link;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod oracle_tests;
mod parse;
mod picture_rule;
mod plain_text;
mod replies;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod source_tests;
mod sources;
mod tag;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod tree;
mod url;

pub use html::parse_html;
pub use parse::{parse, parse_with};
pub use picture_rule::PictureRule;
pub use plain_text::{TextForm, plain_text, portable_text};
pub use replies::{may_have_replies, reply_texts, take_replies};
pub use tree::{Align, Element, Kind, Node};
