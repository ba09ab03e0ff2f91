//! Caches parsed bot messages, because rows are built again whenever they scroll into the rendered range.

use crate::chat::{Entry, EntryId};
use crate::markdown::{Node, parse_with};
use std::rc::Rc;
use std::sync::Arc;

/// Parsed messages with their source text, sorted by entry.
#[derive(Default)]
pub(super) struct ParseCache(Vec<(EntryId, String, Rc<Vec<Node>>)>);

impl ParseCache {
    /// Drops messages that are no longer in the conversation.
    pub(super) fn retain(&mut self, entries: &[Arc<Entry>]) {
        if self.0.len() > entries.len() {
            self.0.retain(|(id, ..)| entries.iter().any(|entry| entry.id == *id));
        }
    }

    /// The parsed text of an entry.
    pub(super) fn get_or_parse(&mut self, id: EntryId, text: &str, formulas_enabled: bool) -> Rc<Vec<Node>> {
        let position = self.0.binary_search_by_key(&id, |(id, ..)| *id);
        if let Some((_, cached_text, nodes)) = position.ok().and_then(|position| self.0.get(position))
            && cached_text == text
        {
            return nodes.clone();
        }
        let nodes = Rc::new(parse_with(text, formulas_enabled));
        let cached = (id, text.to_owned(), nodes.clone());
        match position {
            Ok(position) => {
                if let Some(outdated) = self.0.get_mut(position) {
                    *outdated = cached;
                }
            }
            Err(position) => self.0.insert(position, cached),
        }
        nodes
    }
}
