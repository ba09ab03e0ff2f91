//! Bot text to a tree of safe elements.
//!
//! CommonMark with tables, strikethrough, task lists and bare links. A line break in the text is a line break on the
//! screen, since models write with them. What comes out is a [`Node`] tree over a fixed
//! set of elements, never an HTML string; HTML in the text is shown as the text that it is.

mod autolink;
mod block;
mod entity;
mod html;
mod inline;
mod line;
mod link;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod oracle;
mod parse;
mod plain_text;
mod tree;
mod url;

pub use html::parse_html;
pub use parse::parse;
pub use plain_text::plain_text;
pub use tree::{Align, Element, Kind, Node};
