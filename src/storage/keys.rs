//! The keys of everything that the application stores for one conversation, and the names that its tabs share. The widget bundle
//! stores the draft, the state of the window and choices of the visitor: `www/widget/storage/keys.ts`.

use crate::chat::{ChunkId, FileId, IntentId};
use crate::text::{all_bytes, decimal};

/// Where the id of the visitor is stored if the page does not provide one. The `open-chat-studio-widget` uses the same
/// key, so that visitors keep their id when a page switches to this widget.
pub(super) const VISITOR_ID_KEY: &str = "ocs-user-id";

/// Keys of one conversation: a key that no other conversation uses, with a suffix for each kind of value.
///
/// `www/widget/storage/keys.ts` creates the key, and has these suffixes to remove everything when the page forgets
/// the visitor.
#[derive(Debug, Clone)]
pub struct StorageKeys {
    conversation: String,
}

impl StorageKeys {
    /// Keys that begin with `conversation`.
    #[must_use]
    pub fn new(conversation: String) -> Self {
        Self { conversation }
    }

    /// The head of the conversation. It has no suffix.
    #[must_use]
    pub fn head(&self) -> &str {
        &self.conversation
    }

    /// The head in the storage of the tab.
    #[must_use]
    pub fn head_of_tab(&self) -> String {
        self.with_suffix(";", "")
    }

    /// The page that is storing the conversation now.
    #[must_use]
    pub fn leader_mark(&self) -> String {
        self.with_suffix("~", "")
    }

    /// The lock of the leader tab. Where the browser has no Web Locks, the lease is stored under the same name.
    #[must_use]
    pub fn leader_lock(&self) -> String {
        self.with_suffix("^", "")
    }

    /// The channel between tabs. Where the browser has no `BroadcastChannel`, messages are stored under the same name.
    #[must_use]
    pub fn channel(&self) -> String {
        self.with_suffix("@", "")
    }

    /// A file in the memory of the page.
    #[must_use]
    pub fn file(&self, id: FileId) -> String {
        self.with_suffix("\nfile ", &decimal(id.0))
    }

    pub(super) fn chunk(&self, id: ChunkId) -> String {
        self.with_suffix("/", &decimal(id.into()))
    }

    pub(super) fn forwarded_intent(&self, id: IntentId) -> String {
        self.with_suffix("!", &decimal(id.0))
    }

    pub(super) fn is_chunk(&self, key: &str) -> bool {
        self.is_numbered(key, '/')
    }

    pub(super) fn is_forwarded_intent(&self, key: &str) -> bool {
        self.is_numbered(key, '!')
    }

    /// Whether a key is that of the conversation, this suffix and a number. Any other text after the suffix belongs to the
    /// conversation of another visitor, whose key begins with the same characters.
    fn is_numbered(&self, key: &str, suffix: char) -> bool {
        let id = key.strip_prefix(&*self.conversation).and_then(|rest| rest.strip_prefix(suffix));
        id.is_some_and(|id| !id.is_empty() && all_bytes(id, &|byte| byte.is_ascii_digit()))
    }

    fn with_suffix(&self, suffix: &str, id: &str) -> String {
        let mut key = self.conversation.clone();
        key.push_str(suffix);
        key.push_str(id);
        key
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// The text between `start` and `end` in a script.
    fn between<'a>(script: &'a str, start: &str, end: &str) -> &'a str {
        script.split_once(start).unwrap().1.split_once(end).unwrap().0
    }

    #[test]
    fn scripts_list_every_suffix() {
        let sorted = |suffixes: &str| {
            let mut sorted: Vec<_> = suffixes.chars().collect();
            sorted.sort_unstable();
            sorted
        };
        let keys_script = include_str!("../../www/widget/storage/keys.ts");
        let persistence_script = include_str!("../../www/widget/storage/persistence.ts");
        let numbered = between(keys_script, "/^([", "]");
        let single = between(keys_script, r"\d+|[", "]");
        let keys = StorageKeys::new(String::new());
        let choices = between(keys_script, "CHOICE_SUFFIXES = {", "}");
        let auxiliary = [&*keys.leader_mark(), &*keys.leader_lock(), &*keys.channel()]
            .into_iter()
            .chain(choices.split('\'').skip(1).step_by(2))
            .chain([between(keys_script, "draftKey = (key: string) => `${key}", "`")])
            .collect::<String>();
        let loading_hints = include_str!("../../www/loader/loading-hints.ts");
        assert_eq!(sorted(between(loading_hints, "!/[", "]")), sorted(&auxiliary));
        assert_eq!(keys.head_of_tab(), between(persistence_script, "tabHeadKey = (key: string) => `${key}", "`"));
        // A window that was left open needs the widget bundle.
        let window = between(keys_script, "windowKey = (key: string) => `${key}", "`");
        assert_eq!(sorted(single), sorted(&(auxiliary + window)));
        for key in [keys.chunk(1), keys.forwarded_intent(IntentId(1))] {
            assert!(numbered.contains(key.strip_suffix('1').unwrap()), "{key}");
        }
    }
}
