//! What is kept in the visitor's browser.
//!
//! Storage can be forbidden, full or broken at any moment; then the page's memory serves, and the chat goes on.

use super::clock;
use super::random::random_uuid;
use crate::api::WireMessage;
use crate::chat::{ChunkId, Entry, ForwardedIntent, Head, Incumbent, IntentId, Record, StoredConversation};
use crate::config::Persistence;
use crate::json;
use crate::json::{FromJson, ToJson};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Map, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use web_sys::Storage;

/// Where the incumbent widget keeps the id that it made for the visitor: those who move over stay who they are.
const VISITOR_KEY: &str = "ocs-user-id";

/// What the incumbent keeps of a conversation with a chatbot.
const LEFT: [&str; 4] = ["session", "messages", "activity", "token"];

/// Milliseconds of reading after which the page has its turn.
const SLICE: u64 = 6;

/// A chunk, its text as JavaScript has it, and what that says.
type ReadChunk = (ChunkId, JsValue, Vec<Arc<Entry>>);

/// What is stored for one widget. `Site` is shared by all tabs.
pub(super) struct Store {
    key: String,
    persistence: Persistence,
    chatbot_id: String,
    /// Outlives this instance of the application, not the page.
    memory: Map,
    /// Whether the page has given the session: then all tabs that have it show the same, though each keeps it for itself.
    is_given: bool,
    /// Names this page among all that show the conversation.
    page: String,
    /// Whether the name of the page that acts, in storage, is from this page's turn or later, if there is one.
    is_mark_new: Cell<bool>,
    /// Chunks that have been read, and their texts: most are the same when this page's turn comes.
    chunks: RefCell<Vec<ReadChunk>>,
    /// Forwarded intents that this page has written: they are not read again.
    posted: RefCell<Vec<ForwardedIntent>>,
}

#[wasm_bindgen]
extern "C" {
    type TextEncoder;

    #[wasm_bindgen(constructor)]
    fn new() -> TextEncoder;

    #[wasm_bindgen(method)]
    fn encode(this: &TextEncoder, text: &JsValue) -> Uint8Array;
}

/// A long text of JavaScript's. The usual way takes it over letter by letter.
fn long_text(text: &JsValue) -> Option<String> {
    String::from_utf8(TextEncoder::new().encode(text).to_vec()).ok()
}

impl Store {
    /// Under this key, which no other widget of the page uses. `memory` takes what cannot be stored.
    pub(super) fn new(key: String, persistence: Persistence, is_given: bool, chatbot_id: String, memory: Map) -> Self {
        let (page, is_mark_new, chunks, posted) =
            (random_uuid(), Cell::new(false), RefCell::default(), RefCell::default());
        Self { key, persistence, is_given, chatbot_id, memory, page, is_mark_new, chunks, posted }
    }

    /// Whether other tabs show the same conversation.
    pub(super) fn is_shared(&self) -> bool {
        (self.persistence == Persistence::Site || self.is_given) && self.storage().is_some()
    }

    pub(super) fn key(&self) -> &str {
        &self.key
    }

    fn storage(&self) -> Option<Storage> {
        let window = web_sys::window()?;
        match self.persistence {
            Persistence::Site => window.local_storage().ok().flatten(),
            Persistence::Tab => window.session_storage().ok().flatten(),
            Persistence::Page => None,
        }
    }

    /// A name of its own for something that belongs to the conversation.
    pub(super) fn name(&self, kind: &str, id: &str) -> String {
        let mut name = self.key.clone();
        name.push_str(kind);
        name.push_str(id);
        name
    }

    fn read(&self, name: &str) -> Option<String> {
        let kept = self.memory.get(&name.into());
        if kept.is_undefined() { self.storage()?.get_item(name).ok().flatten() } else { kept.as_string() }
    }

    /// The same as JavaScript has it.
    fn read_there(&self, name: &str) -> JsValue {
        let kept = self.memory.get(&name.into());
        let stored = || Reflect::get(self.storage()?.as_ref(), &name.into()).ok();
        if kept.is_undefined() { stored().unwrap_or_default() } else { kept }
    }

    fn parse<T: FromJson>(&self, name: &str) -> Option<T> {
        json::parse(&self.read(name)?)
    }

    /// `false` if it is only in memory now, though it was to be stored.
    fn write(&self, name: &str, value: Option<String>, keep_old: bool) -> bool {
        let storage = self.storage();
        let Some(value) = value else {
            self.memory.delete(&name.into());
            drop(storage.map(|storage| storage.remove_item(name)));
            return true;
        };
        if storage.is_some_and(|storage| put(&storage, name, &value, keep_old)) {
            self.memory.delete(&name.into());
            return true;
        }
        self.memory.set(&name.into(), &value.into());
        self.persistence == Persistence::Page
    }

    fn write_json(&self, name: &str, value: Option<&impl ToJson>, keep_old: bool) -> bool {
        self.write(name, value.map(json::stringify), keep_old)
    }

    /// Names of this conversation's records of one kind, wherever they are.
    fn names(&self, kind: &str) -> Vec<String> {
        let start = self.name(kind, "");
        let mut names: Vec<String> =
            self.memory.keys().into_iter().flatten().filter_map(|name| name.as_string()).collect();
        if let Some(storage) = self.storage() {
            let count = storage.length().unwrap_or(0);
            names.extend((0..count).filter_map(|at| storage.key(at).ok().flatten()));
        }
        names.retain(|name| is_numbered(name, &start));
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Lets go of the texts that have been read: they are not read again.
    pub(super) fn forget_read(&self) {
        self.chunks.borrow_mut().clear();
    }

    /// What was kept, as far as it can be read, without the chunks if that is enough to show the end of the conversation.
    pub(super) fn load_recent(&self) -> StoredConversation {
        self.load_with(|head| if head.is_degraded() { head.chunks() } else { &[] })
    }

    /// All that was kept, as far as it can be read.
    pub(super) fn load(&self) -> StoredConversation {
        self.load_with(Head::chunks)
    }

    fn load_with(&self, chunks_of: impl Fn(&Head) -> &[ChunkId]) -> StoredConversation {
        let head = self.head().or_else(|| self.incumbent().map(Incumbent::into_head)).map(Box::new);
        let chunks = head.iter().flat_map(|head| chunks_of(head));
        let chunks: Vec<_> = chunks.filter_map(|id| Some((*id, self.read_chunk(*id)?))).collect();
        let names = self.names("!");
        let mut mail: Vec<ForwardedIntent> =
            names.iter().filter_map(|name| self.own_mail(name).or_else(|| self.parse(name))).collect();
        mail.sort_by(|one, other| one.at.total_cmp(&other.at));
        StoredConversation { head, chunks, intents: mail }
    }

    fn head(&self) -> Option<Head> {
        self.parse(&self.key).filter(Head::is_readable)
    }

    /// Reads what takes long to read, a little at a time, for whoever loads it next: the page stays responsive meanwhile.
    pub(super) async fn read_ahead(&self) {
        let chunks = self.head().map(|head| head.chunks().to_vec()).unwrap_or_default();
        let mut begun = clock::now().monotonic;
        for id in chunks {
            self.read_chunk(id);
            if clock::now().monotonic > begun + SLICE {
                TimeoutFuture::new(0).await;
                begun = clock::now().monotonic;
            }
        }
    }

    /// Whether there is anything to be loaded that this page has not written just now.
    pub(super) fn has_found(&self) -> bool {
        let mut names = self.names("!");
        names.retain(|name| self.own_mail(name).is_none());
        !names.is_empty() || !self.read_there(&self.key).is_undefined() || self.left("session").is_some()
    }

    fn mail(&self, id: IntentId) -> String {
        self.name("!", &id.0.to_string())
    }

    fn own_mail(&self, name: &str) -> Option<ForwardedIntent> {
        self.posted.borrow().iter().find(|mail| self.mail(mail.id) == name).cloned()
    }

    fn read_chunk(&self, id: ChunkId) -> Option<Vec<Arc<Entry>>> {
        let text = self.read_there(&self.chunk(id));
        let mut chunks = self.chunks.borrow_mut();
        if let Some((.., entries)) = chunks.iter().find(|(other, before, _)| *other == id && *before == text) {
            return Some(entries.clone());
        }
        let entries: Vec<Arc<Entry>> = json::parse(&long_text(&text)?)?;
        chunks.retain(|(other, ..)| *other != id);
        chunks.push((id, text, entries.clone()));
        Some(entries)
    }

    fn chunk(&self, id: ChunkId) -> String {
        self.name("/", &id.to_string())
    }

    /// Writes records in their order. `false` if some of them are only in memory now.
    pub(super) fn keep(&self, records: &[Record]) -> bool {
        let mut kept = true;
        for record in records {
            kept &= match record {
                Record::Chunk(id, entries) => self.write_json(&self.chunk(*id), entries.as_ref(), true),
                Record::Head(head) => {
                    // Where not even what is needed has room, nothing is better than what would be done again.
                    let written = self.write_json(&self.key, Some(head), !head.is_degraded()) && self.leave_incumbent();
                    if written {
                        self.store_remembered();
                    }
                    written
                }
                // What was asked for is taken away only where what came of it is written.
                Record::ForwardedIntent(_, None) if !kept => true,
                Record::ForwardedIntent(id, mail) => {
                    let mut posted = self.posted.borrow_mut();
                    posted.retain(|before| before.id != *id);
                    posted.extend(mail.as_deref().cloned());
                    self.write_json(&self.mail(*id), mail.as_ref(), true)
                }
            };
        }
        kept
    }

    /// What was only remembered, because nothing was to be stored or there was no room, goes where the rest is.
    fn store_remembered(&self) {
        let Some(storage) = self.storage() else { return };
        let start = self.name("/", "");
        for name in self.memory.keys().into_iter().flatten().filter_map(|name| name.as_string()) {
            let value = self.memory.get(&name.as_str().into()).as_string();
            if is_numbered(&name, &start) && value.is_some_and(|value| put(&storage, &name, &value, true)) {
                self.memory.delete(&name.into());
            }
        }
    }

    /// Another tab stores from now on: what this one could not is out of date.
    pub(super) fn forget_unsaved(&self) {
        self.memory.delete(&self.key.as_str().into());
        for name in self.names("/") {
            self.memory.delete(&name.into());
        }
    }

    /// Says that this page is the one that acts from now on. Where no page has acted yet, there is nothing to say: nothing is
    /// stored before the visitor has done something.
    pub(super) fn take_turn(&self) {
        self.is_mark_new.set(self.mark() == Some(None) || self.set_mark());
    }

    /// Whether no other page has said since that it is the one that acts.
    pub(super) fn may_act(&self) -> bool {
        if self.persistence != Persistence::Site {
            return true;
        }
        if self.is_mark_new.get()
            && let Some(mark) = self.mark().flatten()
        {
            return mark == self.page;
        }
        self.is_mark_new.set(self.set_mark());
        true
    }

    /// The page that acts, if any does; `None` where that cannot be read.
    fn mark(&self) -> Option<Option<String>> {
        self.storage()?.get_item(&self.name("~", "")).ok()
    }

    /// `false` if that cannot be stored.
    fn set_mark(&self) -> bool {
        self.storage().is_some_and(|storage| storage.set_item(&self.name("~", ""), &self.page).is_ok())
    }

    /// What the incumbent widget left, if there is nothing of ours.
    fn incumbent(&self) -> Option<Incumbent> {
        let session = self.left("session").filter(|id| !id.is_empty())?;
        // The server can tell them again.
        let messages =
            self.left("messages").and_then(|json| json::parse::<Vec<WireMessage>>(&json)).unwrap_or_default();
        let activity = self.left("activity").map_or(0.0, |time| js_sys::Date::parse(&time));
        let activity = if activity.is_nan() { 0.0 } else { activity };
        Some(Incumbent { session, token: self.left("token"), messages, activity })
    }

    fn left(&self, kind: &str) -> Option<String> {
        let storage = self.storage().filter(|_| self.persistence == Persistence::Site)?;
        storage.get_item(&self.incumbent_name(kind)).ok().flatten()
    }

    /// What it left is ours now.
    fn leave_incumbent(&self) -> bool {
        if let Some(storage) = self.storage() {
            for kind in LEFT {
                let _ = storage.remove_item(&self.incumbent_name(kind));
            }
        }
        true
    }

    fn incumbent_name(&self, kind: &str) -> String {
        let mut name = "ocs-chat-".to_owned();
        name.push_str(kind);
        name.push('-');
        name.push_str(&self.chatbot_id);
        name
    }

    /// The id by which the visitor is known where the page gives none; the same for all chatbots of a site.
    pub(super) fn visitor_id(&self) -> String {
        if let Some(known) = self.read(VISITOR_KEY).filter(|id| !id.is_empty()) {
            return known;
        }
        let mut id = "ocs:".to_owned();
        id.push_str(&random_uuid());
        self.write(VISITOR_KEY, Some(id.clone()), true);
        id
    }
}

/// Whether a name is this start and a number. More than a number belongs to another visitor's conversation.
fn is_numbered(name: &str, start: &str) -> bool {
    name.strip_prefix(start).is_some_and(|id| !id.is_empty() && id.bytes().all(|digit| digit.is_ascii_digit()))
}

/// Puts a value into storage. Where there is no room, the old value makes some first; if that is not enough, `keep_old`
/// says whether it stays.
fn put(storage: &Storage, name: &str, value: &str, keep_old: bool) -> bool {
    if storage.set_item(name, value).is_ok() {
        return true;
    }
    let Some(old) = storage.get_item(name).ok().flatten() else { return false };
    let stored = storage.remove_item(name).is_ok() && storage.set_item(name, value).is_ok();
    if !stored && keep_old {
        let _ = storage.set_item(name, &old);
    }
    stored
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::chat::{ConversationOptions, Effect, Event, Intent, Now, Tab};
    use wasm_bindgen_test::wasm_bindgen_test;

    const CHATBOT: &str = "11111111-1111-4111-8111-111111111111";

    fn store(key: &str) -> Store {
        Store::new(key.into(), Persistence::Site, false, CHATBOT.into(), Map::new())
    }

    fn storage() -> Storage {
        web_sys::window().unwrap().local_storage().unwrap().unwrap()
    }

    /// What a tab wants stored after the visitor has said something.
    fn records() -> Vec<Record> {
        let now = Now { monotonic: 0, wall: 1.0 };
        let mut tab = Tab::new(&StoredConversation::default(), ConversationOptions::default(), 1, now);
        tab.handle(Event::VisibilityChanged(true), now);
        tab.handle(Event::LeadershipAcquired(Box::default()), now);
        let intent = Intent::Submit { text: "kept".into(), files: Vec::new(), context: None };
        let effects = tab.handle(Event::Intent(intent), now);
        effects
            .into_iter()
            .find_map(|effect| match effect {
                Effect::Store(records) => Some(records),
                _ => None,
            })
            .unwrap()
    }

    fn expected() -> StoredConversation {
        let mut stored = StoredConversation::default();
        stored.apply(records());
        stored
    }

    #[wasm_bindgen_test]
    fn what_is_kept_is_loaded() {
        let store = store("ocs-chat:kept");
        assert_eq!(store.load(), StoredConversation::default());
        assert!(store.keep(&records()));
        assert_eq!(store.load(), expected());
        storage().remove_item("ocs-chat:kept").unwrap();
    }

    #[wasm_bindgen_test]
    fn without_storage_the_page_remembers() {
        let broken = js_sys::Function::new_no_args(
            "const original = Storage.prototype.setItem;
             Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') };
             return () => { Storage.prototype.setItem = original }",
        );
        let mend: js_sys::Function = broken.call0(&JsValue::NULL).unwrap().unchecked_into();
        let store = store("ocs-chat:memory");
        assert!(!store.keep(&records()));
        assert_eq!(store.load(), expected());
        let visitor = store.visitor_id();
        assert!(visitor.starts_with("ocs:"));
        assert_eq!(store.visitor_id(), visitor);
        mend.call0(&JsValue::NULL).unwrap();
        assert_eq!(storage().get_item("ocs-chat:memory").unwrap(), None);
    }

    #[wasm_bindgen_test]
    fn what_cannot_be_read_is_as_if_it_were_not_there() {
        let store = store("ocs-chat:corrupt");
        for value in ["", "{", "null", "[]", r#"{"version":1}"#, r#"{"version":99,"entries":[],"tasks":[]}"#] {
            storage().set_item("ocs-chat:corrupt", value).unwrap();
            storage().set_item("ocs-chat:corrupt!1", value).unwrap();
            assert_eq!(store.load(), StoredConversation::default(), "{value}");
        }
        storage().remove_item("ocs-chat:corrupt").unwrap();
        storage().remove_item("ocs-chat:corrupt!1").unwrap();
    }

    #[wasm_bindgen_test]
    fn records_of_a_visitor_whose_id_begins_with_anothers_are_left_alone() {
        // Version 1.0.0 joined the parts of keys unescaped.
        let (ann, other) = (store("ocs-chat:x#ann"), store("ocs-chat:x#ann!smith"));
        assert!(other.keep(&records()));
        assert_eq!(ann.names("!"), Vec::<String>::new());
        assert_eq!(ann.load(), StoredConversation::default());
        assert!(!ann.has_found());
        storage().remove_item("ocs-chat:x#ann!smith").unwrap();
    }

    #[wasm_bindgen_test]
    fn the_first_version_can_be_read() {
        let old = r#"{"version":1,"session":{"access":{"session":"s","token":null},"cursor":null,"ended":false},
            "chatbot_name":"Echo","entries":[{"id":1,"revision":0,"kind":{"Notice":"NewSession"}}],"unread":2,"tasks":[]}"#;
        storage().set_item("ocs-chat:old", old).unwrap();
        let head = store("ocs-chat:old").load().head.unwrap();
        assert_eq!((head.entries().len(), head.revision()), (1, 0));
        storage().remove_item("ocs-chat:old").unwrap();
    }

    #[wasm_bindgen_test]
    fn only_the_page_that_said_so_last_may_act() {
        let (one, other) = (store("ocs-chat:mark"), store("ocs-chat:mark"));
        one.take_turn();
        other.take_turn();
        assert_eq!(storage().get_item("ocs-chat:mark~"), Ok(None));
        assert!(one.may_act() && one.may_act() && !other.may_act());
        other.take_turn();
        assert!(!one.may_act() && other.may_act());
        storage().remove_item("ocs-chat:mark~").unwrap();
    }

    #[wasm_bindgen_test]
    fn what_the_incumbent_left_is_moved_over() {
        let name = |kind: &str| format!("ocs-chat-{kind}-{CHATBOT}");
        let messages = r#"[{"role":"user","content":"hi","created_at":"2026-11-22T10:00:00.000Z"}]"#;
        let left = [("session", "s"), ("messages", messages), ("activity", "2026-11-22T10:00:00.000Z"), ("token", "t")];
        for (kind, value) in left {
            storage().set_item(&name(kind), value).unwrap();
        }
        let store = store("ocs-chat:moved");
        assert_eq!(store.load().head.unwrap().entries().len(), 1);
        assert!(store.keep(&records()));
        assert!(left.iter().all(|(kind, _)| storage().get_item(&name(kind)).unwrap().is_none()));
        storage().remove_item("ocs-chat:moved").unwrap();
    }
}
