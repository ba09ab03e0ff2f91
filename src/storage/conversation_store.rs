//! Reads and writes the records of one conversation, in storage as far as possible and otherwise in the memory of the
//! page.

use super::key_value::{KeyValueStore, replace};
use super::keys::{StorageKeys, VISITOR_ID_KEY};
use super::leader_mark::LeaderMark;
use super::legacy_widget_keys;
use crate::chat::{ChunkId, Entry, ForwardedIntent, Head, LegacyWidgetState, Record, StoredConversation};
use crate::config::Persistence;
use crate::json::{self, FromJson, ToJson};
use crate::list::remove_first;
use std::cell::RefCell;
use std::sync::Arc;

/// Whether a newer version of the widget has stored the conversation. A page of this version then stores nothing.
pub fn has_newer_version(storage: &impl KeyValueStore, keys: &StorageKeys) -> bool {
    storage.get(keys.head()).ok().flatten().is_some_and(|text| Head::is_from_newer_version(&text))
}

/// Options of a store.
#[derive(Debug)]
pub struct StoreOptions {
    /// The keys of the conversation.
    pub keys: StorageKeys,
    /// Where and for how long the conversation is stored.
    pub persistence: Persistence,
    /// Whether the page provides the session. Then all tabs with that session show the same conversation, although each
    /// stores it for itself.
    pub has_provided_session: bool,
    /// The chatbot.
    pub chatbot_id: String,
    /// Differs for every page.
    pub page_id: String,
    /// `Date.parse`.
    pub parse_time_ms: fn(&str) -> f64,
}

/// A chunk, its text in storage and the entries in that text.
#[derive(Debug)]
struct ParsedChunk {
    id: ChunkId,
    text: String,
    entries: Vec<Arc<Entry>>,
}

/// The store of one conversation. `S` is the browser's storage; `M` is the memory of the page, which never fails.
#[derive(Debug)]
pub struct ConversationStore<S, M> {
    options: StoreOptions,
    storage: S,
    /// Storage of the tab. It keeps the session while `storage` has no room at all.
    tab_storage: S,
    /// Values that could not be stored, and all values where nothing is to be stored. They take precedence.
    memory: M,
    mark: LeaderMark,
    /// Chunks that have been parsed: most are the same when they are read again.
    parsed: RefCell<Vec<ParsedChunk>>,
    /// Forwarded intents that this page has written. They are not parsed again.
    forwarded: RefCell<Vec<ForwardedIntent>>,
}

impl<S: KeyValueStore, M: KeyValueStore> ConversationStore<S, M> {
    /// A store that has read nothing yet.
    #[must_use]
    pub fn new(options: StoreOptions, storage: S, tab_storage: S, memory: M) -> Self {
        let mark = LeaderMark::new(options.keys.leader_mark(), options.page_id.clone());
        Self { options, storage, tab_storage, memory, mark, parsed: RefCell::default(), forwarded: RefCell::default() }
    }

    /// The keys of the conversation.
    pub fn keys(&self) -> &StorageKeys {
        &self.options.keys
    }

    /// Whether other tabs show the same conversation.
    pub fn is_shared(&self) -> bool {
        (self.options.persistence == Persistence::Site || self.options.has_provided_session)
            && self.storage.is_available()
    }

    /// Whether the conversation is to be stored, but the browser keeps the page from storing anything.
    pub fn is_blocked(&self) -> bool {
        self.options.persistence != Persistence::Page && !self.storage.is_available()
    }

    /// Whether there is anything to load that this page has not written itself.
    pub fn has_stored(&self) -> bool {
        let is_foreign = |key: &String| self.own_forwarded(key).is_none();
        self.forwarded_keys().iter().any(is_foreign)
            || self.head_text().is_some()
            || (self.supports_legacy_widget()
                && legacy_widget_keys::has_session(&self.storage, &self.options.chatbot_id))
    }

    /// Everything that is stored and readable, but the chunks only if the end of the conversation cannot be shown
    /// without them.
    pub fn load_recent(&self) -> StoredConversation {
        self.load_with(|head| if head.is_truncated() { head.chunks() } else { &[] })
    }

    /// Everything that is stored and readable.
    pub fn load(&self) -> StoredConversation {
        self.load_with(Head::chunks)
    }

    fn load_with(&self, chunks_of: fn(&Head) -> &[ChunkId]) -> StoredConversation {
        if let Ok(Some(_)) = self.storage.get(self.keys().head()) {
            // Another tab has had room since.
            let _ = self.tab_storage.remove(&self.keys().head_of_tab());
        }
        let head = self.head().or_else(|| self.legacy_widget_state().map(LegacyWidgetState::into_head)).map(Box::new);
        let mut chunks = Vec::new();
        for id in head.as_deref().map(chunks_of).unwrap_or_default() {
            if let Some(entries) = self.load_chunk(*id) {
                chunks.push((*id, entries));
            }
        }
        let mut intents: Vec<ForwardedIntent> = Vec::new();
        for key in self.forwarded_keys() {
            let Some(intent) = self.own_forwarded(&key).or_else(|| self.parse(&key)) else { continue };
            // Sorted by time. There are few: the standard library's sort would add to the download.
            let position = intents.iter().rposition(|other| (other.at, other.id) <= (intent.at, intent.id));
            intents.insert(position.map_or(0, |position| position + 1), intent);
        }
        StoredConversation { head, chunks, intents, has_newer_version: has_newer_version(&self.storage, self.keys()) }
    }

    /// The chunks of the stored conversation. [`load_chunk`](Self::load_chunk) parses them one by one before
    /// [`load`](Self::load) needs all of them.
    pub fn chunk_ids(&self) -> Vec<ChunkId> {
        self.head().map(|head| head.chunks().to_vec()).unwrap_or_default()
    }

    /// The entries of a chunk; `None` if it is missing or unreadable.
    pub fn load_chunk(&self, id: ChunkId) -> Option<Vec<Arc<Entry>>> {
        let text = self.get(&self.keys().chunk(id))?;
        let mut parsed = self.parsed.borrow_mut();
        if let Some(chunk) = parsed.iter().find(|chunk| chunk.id == id && chunk.text == text) {
            return Some(chunk.entries.clone());
        }
        let entries: Vec<Arc<Entry>> = json::parse(&text)?;
        remove_first(&mut parsed, |chunk| chunk.id == id);
        parsed.push(ParsedChunk { id, text, entries: entries.clone() });
        Some(entries)
    }

    /// Frees the memory of parsed chunks. The leader does not read them again.
    pub fn forget_parsed(&self) {
        self.parsed.borrow_mut().clear();
    }

    /// Writes records in their order. Returns `false` if some of them are in memory only, although they were to be
    /// stored.
    pub fn write(&self, records: &[Record]) -> bool {
        let mut is_stored = true;
        for record in records {
            is_stored &= match record {
                Record::Chunk(id, entries) => self.put_json(&self.keys().chunk(*id), entries.as_ref(), true),
                Record::Head(head) => self.write_head(head),
                // An intent is removed only after its result is stored.
                Record::ForwardedIntent(_, None) if !is_stored => true,
                Record::ForwardedIntent(id, intent) => {
                    let mut forwarded = self.forwarded.borrow_mut();
                    remove_first(&mut forwarded, |other| other.id == *id);
                    forwarded.extend(intent.as_deref().cloned());
                    self.put_json(&self.keys().forwarded_intent(*id), intent.as_ref(), true)
                }
            };
        }
        is_stored
    }

    fn write_head(&self, head: &Head) -> bool {
        // If not even a head without messages fits, the old head is removed: with it, a page would repeat what has been
        // done.
        let is_stored = self.put_json(self.keys().head(), Some(head), !head.is_truncated());
        let tab_key = self.keys().head_of_tab();
        if is_stored {
            let _ = self.tab_storage.remove(&tab_key);
            if self.supports_legacy_widget() {
                legacy_widget_keys::remove(&self.storage, &self.options.chatbot_id);
            }
            self.store_chunks_from_memory();
        } else if head.is_truncated() && self.storage.is_available() {
            replace(&self.tab_storage, &tab_key, &json::stringify(&head.without_entries()), false);
        }
        is_stored
    }

    /// Moves chunks that are only in memory to storage.
    fn store_chunks_from_memory(&self) {
        if !self.storage.is_available() {
            return;
        }
        for key in self.memory.keys() {
            if self.keys().is_chunk(&key)
                && let Ok(Some(value)) = self.memory.get(&key)
                && replace(&self.storage, &key, &value, true)
            {
                let _ = self.memory.remove(&key);
            }
        }
    }

    /// Discards records that could not be stored: they are out of date once another tab stores the conversation.
    pub fn forget_unsaved(&self) {
        if !self.is_shared() {
            return;
        }
        let _ = self.memory.remove(self.keys().head());
        for key in self.memory.keys() {
            if self.keys().is_chunk(&key) {
                let _ = self.memory.remove(&key);
            }
        }
    }

    /// Marks this page as leader.
    pub fn claim_leadership(&self) {
        self.mark.claim(&self.storage);
    }

    /// Whether no other page has become leader since [`claim_leadership`](Self::claim_leadership).
    pub fn is_leader(&self) -> bool {
        self.options.persistence != Persistence::Site || self.mark.is_own(&self.storage)
    }

    /// The stored id of the visitor, the same for all chatbots of a site. Stores a new one with the UUID of `new_uuid` if
    /// there is none.
    pub fn visitor_id(&self, new_uuid: impl FnOnce() -> String) -> String {
        if let Some(known) = self.get(VISITOR_ID_KEY).filter(|id| !id.is_empty()) {
            return known;
        }
        let mut id = "ocs:".to_owned();
        id.push_str(&new_uuid());
        self.put(VISITOR_ID_KEY, Some(id.clone()), true);
        id
    }

    fn head(&self) -> Option<Head> {
        json::parse(&self.head_text()?).filter(Head::is_readable)
    }

    fn head_text(&self) -> Option<String> {
        self.get(self.keys().head()).or_else(|| self.tab_storage.get(&self.keys().head_of_tab()).ok().flatten())
    }

    fn legacy_widget_state(&self) -> Option<LegacyWidgetState> {
        let options = &self.options;
        self.supports_legacy_widget()
            .then(|| legacy_widget_keys::load(&self.storage, &options.chatbot_id, options.parse_time_ms))?
    }

    /// Whether a conversation of the legacy widget can be continued. That widget does not store a session that the page
    /// provides.
    fn supports_legacy_widget(&self) -> bool {
        self.options.persistence != Persistence::Page && !self.options.has_provided_session
    }

    fn own_forwarded(&self, key: &str) -> Option<ForwardedIntent> {
        self.forwarded.borrow().iter().find(|intent| self.keys().forwarded_intent(intent.id) == key).cloned()
    }

    fn forwarded_keys(&self) -> Vec<String> {
        let mut keys = self.memory.keys();
        for key in self.storage.keys() {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys.retain(|key| self.keys().is_forwarded_intent(key));
        keys
    }

    fn get(&self, key: &str) -> Option<String> {
        self.memory.get(key).ok().flatten().or_else(|| self.storage.get(key).ok().flatten())
    }

    fn parse<T: FromJson>(&self, key: &str) -> Option<T> {
        json::parse(&self.get(key)?)
    }

    /// Sets or removes a value. Returns `false` if it is in memory only, although it was to be stored.
    fn put(&self, key: &str, value: Option<String>, keep_old: bool) -> bool {
        let Some(value) = value else {
            let _ = self.memory.remove(key);
            let _ = self.storage.remove(key);
            return true;
        };
        if replace(&self.storage, key, &value, keep_old) {
            let _ = self.memory.remove(key);
            return true;
        }
        let _ = self.memory.set(key, &value);
        self.options.persistence == Persistence::Page
    }

    fn put_json(&self, key: &str, value: Option<&impl ToJson>, keep_old: bool) -> bool {
        self.put(key, value.map(json::stringify), keep_old)
    }
}
