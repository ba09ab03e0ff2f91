//! Tests of the store against a simulated browser storage.
#![allow(clippy::unwrap_used)]

use super::conversation_store::{ConversationStore, StoreOptions, has_newer_version};
use super::key_value::{KeyValueStore, StorageError};
use super::keys::StorageKeys;
use super::lease::{Lease, LockEvent};
use crate::api::SessionCredentials;
use crate::chat::{
    ConversationOptions, Effect, Event, ForwardedIntent, Head, Intent, IntentId, Now, Record, Session,
    StoredConversation, Tab,
};
use crate::config::Persistence;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

const CHATBOT: &str = "11111111-1111-4111-8111-111111111111";
const KEY: &str = "ocs-chat:test";

/// Storage that several pages share.
#[derive(Debug, Clone, Default)]
struct Shared {
    values: Rc<RefCell<BTreeMap<String, String>>>,
    /// Bytes of keys and values that fit; `None` without a limit.
    quota: Rc<Cell<Option<usize>>>,
    is_broken: Rc<Cell<bool>>,
}

impl Shared {
    fn value(&self, key: &str) -> Option<String> {
        self.values.borrow().get(key).cloned()
    }

    fn used(&self) -> usize {
        self.values.borrow().iter().map(|(key, value)| key.len() + value.len()).sum()
    }
}

impl KeyValueStore for Shared {
    fn is_available(&self) -> bool {
        !self.is_broken.get()
    }

    fn get(&self, key: &str) -> Result<Option<String>, StorageError> {
        if self.is_broken.get() { Err(StorageError) } else { Ok(self.value(key)) }
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StorageError> {
        let old = self.value(key).map_or(0, |old| key.len() + old.len());
        let used = self.used() - old + key.len() + value.len();
        if self.is_broken.get() || self.quota.get().is_some_and(|quota| used > quota) {
            return Err(StorageError);
        }
        self.values.borrow_mut().insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), StorageError> {
        if self.is_broken.get() {
            return Err(StorageError);
        }
        self.values.borrow_mut().remove(key);
        Ok(())
    }

    fn keys(&self) -> Vec<String> {
        if self.is_broken.get() { Vec::new() } else { self.values.borrow().keys().cloned().collect() }
    }
}

type Store = ConversationStore<Shared, Shared>;

fn options(key: &str, page: &str, persistence: Persistence) -> StoreOptions {
    StoreOptions {
        keys: StorageKeys::new(key.to_owned()),
        persistence,
        has_provided_session: false,
        chatbot_id: CHATBOT.to_owned(),
        page_id: page.to_owned(),
        parse_time_ms: |_| 1_000.0,
    }
}

fn open(storage: &Shared, key: &str, page: &str, persistence: Persistence) -> Store {
    ConversationStore::new(options(key, page, persistence), storage.clone(), Shared::default(), Shared::default())
}

/// A store of this page with the storage of a tab, which has other pages.
fn open_in_tab(storage: &Shared, tab_storage: &Shared) -> Store {
    let options = options(KEY, "page", Persistence::Site);
    ConversationStore::new(options, storage.clone(), tab_storage.clone(), Shared::default())
}

fn store(storage: &Shared) -> Store {
    open(storage, KEY, "page", Persistence::Site)
}

/// The records that a tab stores after the visitor has sent this text `count` times.
fn records_of(text: &str, count: usize) -> Vec<Record> {
    let now = Now { monotonic: 0, wall: 1.0 };
    let mut tab = Tab::new(&StoredConversation::default(), ConversationOptions::default(), 1, now);
    tab.handle(Event::VisibilityChanged(true), now);
    tab.handle(Event::LeadershipAcquired(Box::default()), now);
    let mut records = Vec::new();
    for _ in 0..count {
        let intent = Intent::Submit { text: text.into(), files: Vec::new(), context: None };
        for effect in tab.handle(Event::Intent(intent), now) {
            if let Effect::Store(stored) = effect {
                records.extend(stored);
            }
        }
    }
    records
}

fn records() -> Vec<Record> {
    records_of("kept", 1)
}

fn expected() -> StoredConversation {
    let mut stored = StoredConversation::default();
    stored.apply(records());
    stored
}

fn forwarded(id: u64, at: f64) -> Record {
    Record::ForwardedIntent(
        IntentId(id),
        Some(Box::new(ForwardedIntent { id: IntentId(id), at, intent: Intent::NewChat })),
    )
}

#[test]
fn written_records_are_loaded() {
    let storage = Shared::default();
    let store = store(&storage);
    assert_eq!(store.load(), StoredConversation::default());
    assert!(store.write(&records()));
    assert_eq!(store.load(), expected());
    assert_eq!(open(&storage, KEY, "other", Persistence::Site).load(), expected());
}

#[test]
fn memory_is_used_if_storage_is_unavailable() {
    let storage = Shared::default();
    storage.is_broken.set(true);
    let store = store(&storage);
    assert!(!store.write(&records()));
    assert_eq!(store.load(), expected());
    let visitor = store.visitor_id(|| "uuid".to_owned());
    assert_eq!(visitor, "ocs:uuid");
    assert_eq!(store.visitor_id(|| "other".to_owned()), visitor);
    assert_eq!(storage.used(), 0);
}

#[test]
fn conversation_of_one_page_is_written_to_memory_only() {
    let storage = Shared::default();
    let unavailable = Shared { is_broken: Rc::new(Cell::new(true)), ..storage.clone() };
    let store = open(&unavailable, KEY, "page", Persistence::Page);
    assert!(store.write(&records()));
    assert_eq!(store.load(), expected());
    assert!(!store.is_shared());
    assert_eq!(storage.used(), 0);
}

#[test]
fn unreadable_values_are_ignored() {
    let storage = Shared::default();
    let store = store(&storage);
    for value in ["", "{", "null", "[]", r#"{"version":1}"#, r#"{"version":"99","entries":[],"tasks":[]}"#] {
        storage.set(KEY, value).unwrap();
        storage.set(&format!("{KEY}!1"), value).unwrap();
        assert_eq!(store.load(), StoredConversation::default(), "{value}");
    }
}

#[test]
fn records_of_a_visitor_whose_id_has_the_same_prefix_are_ignored() {
    // Version 1.0.0 joined the parts of keys unescaped.
    let storage = Shared::default();
    let ann = open(&storage, "ocs-chat:x#ann", "page", Persistence::Site);
    let other = open(&storage, "ocs-chat:x#ann!smith", "page", Persistence::Site);
    assert!(other.write(&records()));
    assert_eq!(ann.load(), StoredConversation::default());
    assert!(!ann.has_stored());
    assert!(other.has_stored());
}

#[test]
fn version_1_is_readable() {
    let storage = Shared::default();
    let old = r#"{"version":1,"session":{"access":{"session":"s","token":null},"cursor":null,"ended":false},
        "chatbot_name":"Echo","entries":[{"id":1,"revision":0,"kind":{"Notice":"NewSession"}}],"unread":2,"tasks":[]}"#;
    storage.set(KEY, old).unwrap();
    let head = store(&storage).load().head.unwrap();
    assert_eq!((head.entries().len(), head.revision()), (1, 0));
}

#[test]
fn head_of_a_newer_version_is_recognised_whatever_its_form() {
    let storage = Shared::default();
    let store = store(&storage);
    assert!(store.write(&records()));
    assert!(!has_newer_version(&storage, store.keys()) && !store.load().has_newer_version);
    for head in [r#"{"version":3,"entries":[],"tasks":[]}"#, r#"{"version":99,"anything":[]}"#] {
        storage.set(KEY, head).unwrap();
        assert!(has_newer_version(&storage, store.keys()));
        assert_eq!(store.load(), StoredConversation { has_newer_version: true, ..StoredConversation::default() });
    }
}

#[test]
fn only_the_page_that_became_leader_last_may_write() {
    let storage = Shared::default();
    let (one, other) = (open(&storage, KEY, "one", Persistence::Site), open(&storage, KEY, "other", Persistence::Site));
    one.claim_leadership();
    other.claim_leadership();
    assert_eq!(storage.value(&one.keys().leader_mark()), None);
    assert!(one.is_leader() && one.is_leader() && !other.is_leader());
    other.claim_leadership();
    assert!(!one.is_leader() && other.is_leader());
}

const LEGACY_VALUES: [(&str, &str); 6] = [
    ("session", "s"),
    ("messages", r#"[{"role":"user","content":"hi","created_at":"2026-11-22T10:00:00.000Z"}]"#),
    ("activity", "2026-11-22T10:00:00.000Z"),
    ("token", "t"),
    ("token-expires", "2026-11-29T10:00:00Z"),
    ("consent", "12"),
];

fn legacy_storage(values: &[(&str, &str)]) -> Shared {
    let storage = Shared::default();
    for (kind, value) in values {
        storage.set(&format!("ocs-chat-{kind}-{CHATBOT}"), value).unwrap();
    }
    storage
}

#[test]
fn conversation_of_the_legacy_widget_is_migrated() {
    for persistence in [Persistence::Site, Persistence::Tab] {
        let storage = legacy_storage(&LEGACY_VALUES);
        let store = open(&storage, KEY, "page", persistence);
        assert!(store.has_stored());
        let head = store.load().head.unwrap();
        assert_eq!((head.entries().len(), head.agreed), (1, Some(12)));
        let session = head.session.as_ref().unwrap();
        assert_eq!((session.credentials.token.as_deref(), session.expires_at), (Some("t"), 1_000.0));
        assert!(store.write(&records()));
        assert!(storage.keys().iter().all(|key| !key.contains(CHATBOT)), "{:?}", storage.keys());
    }
}

#[test]
fn consent_of_the_legacy_widget_is_migrated_without_a_session() {
    let storage = legacy_storage(&[("consent", "12")]);
    let head = store(&storage).load().head.unwrap();
    assert_eq!((head.session.as_ref(), head.agreed), (None, Some(12)));
    let unreadable = legacy_storage(&[("consent", "yes")]);
    assert!(store(&unreadable).load().head.is_none());
}

#[test]
fn conversation_of_the_legacy_widget_does_not_replace_a_session_of_the_page() {
    let storage = legacy_storage(&LEGACY_VALUES);
    let options = StoreOptions { has_provided_session: true, ..options(KEY, "page", Persistence::Tab) };
    let store: Store = ConversationStore::new(options, storage.clone(), Shared::default(), Shared::default());
    assert!(!store.has_stored());
    assert!(store.load().head.is_none());
    // It stays for pages without that session.
    let before = storage.used();
    assert!(store.write(&records()));
    assert!(storage.used() > before);
    assert!(LEGACY_VALUES.iter().all(|(name, _)| storage.value(&format!("ocs-chat-{name}-{CHATBOT}")).is_some()));
}

#[test]
fn full_storage_keeps_the_old_head_unless_the_new_one_is_truncated() {
    let storage = Shared::default();
    let store = store(&storage);
    assert!(store.write(&records()));
    let old = storage.value(KEY).unwrap();
    storage.quota.set(Some(storage.used()));
    assert!(!store.write(&records_of("much longer than before", 3)));
    assert_eq!(storage.value(KEY), Some(old));
    // The memory of the page has the new one.
    assert_ne!(store.load(), expected());
    let lean: Head = crate::json::parse(&lean_head(4_000)).unwrap();
    assert!(!store.write(&[Record::Head(Box::new(lean))]));
    assert_eq!(storage.value(KEY), None);
}

fn lean_head(name_length: usize) -> String {
    let name = "n".repeat(name_length);
    format!(
        r#"{{"version":2,"session":null,"chatbot_name":"{name}","entries":[],"unread":0,"found":null,"consent":null,"agreed":null,"is_lean":true,"tasks":[]}}"#
    )
}

#[test]
fn chunks_in_memory_are_stored_as_soon_as_there_is_room() {
    let storage = Shared::default();
    let store = store(&storage);
    let records = records_of("a message", 200);
    assert!(records.iter().any(|record| matches!(record, Record::Chunk(..))));
    storage.is_broken.set(true);
    assert!(!store.write(&records));
    storage.is_broken.set(false);
    let head = records.iter().rfind(|record| matches!(record, Record::Head(_))).cloned().unwrap();
    assert!(store.write(&[head]));
    let other = open(&storage, KEY, "other", Persistence::Site);
    assert_eq!(other.load(), store.load());
    assert!(!other.load().chunks.is_empty());
    assert_eq!(other.load_recent().chunks, Vec::new());
}

#[test]
fn session_is_kept_for_the_tab_while_storage_has_no_room() {
    let (storage, tab_storage) = (Shared::default(), Shared::default());
    let credentials = || SessionCredentials { session: "session".to_owned(), token: None };
    let head = |is_truncated| {
        let session = Session { cursor: Some("cursor".to_owned()), ..Session::new(credentials()) };
        let entries = records().iter().find_map(|record| match record {
            Record::Head(head) => Some(head.entries.clone()),
            _ => None,
        });
        let head = Head { session: Some(session), entries: entries.unwrap(), is_truncated, ..Head::empty() };
        Record::Head(Box::new(head))
    };
    storage.quota.set(Some(0));
    assert!(!open_in_tab(&storage, &tab_storage).write(&[head(false)]));
    assert!(!open_in_tab(&storage, &tab_storage).has_stored());
    assert!(!open_in_tab(&storage, &tab_storage).write(&[head(true)]));
    let next = open_in_tab(&storage, &tab_storage);
    assert!(next.has_stored());
    let kept = next.load().head.unwrap();
    let session = kept.session.unwrap();
    assert_eq!((session.credentials, session.cursor), (credentials(), None));
    assert_eq!(kept.entries, Vec::new());
    // Other tabs have a storage of their own.
    assert_eq!(open(&storage, KEY, "other", Persistence::Site).load().head, None);
    // It is out of date once another tab stores the conversation.
    assert_eq!(kept.revision, 1);
    storage.quota.set(None);
    assert!(open(&storage, KEY, "other", Persistence::Site).write(&records()));
    assert_eq!(open_in_tab(&storage, &tab_storage).load(), expected());
    assert_eq!(tab_storage.used(), 0);
    storage.quota.set(Some(0));
    assert!(!next.write(&[head(true)]));
    storage.quota.set(None);
    assert!(next.write(&[head(true)]));
    assert_eq!(tab_storage.used(), 0);
    // Where nothing may be stored, nothing is.
    storage.is_broken.set(true);
    assert!(!next.write(&[head(true)]));
    assert_eq!(tab_storage.used(), 0);
}

#[test]
fn unsaved_records_are_discarded_when_another_tab_becomes_the_leader() {
    let storage = Shared::default();
    let store = store(&storage);
    assert!(store.write(&records()));
    storage.is_broken.set(true);
    assert!(!store.write(&records_of("unsaved", 200)));
    storage.is_broken.set(false);
    store.forget_unsaved();
    assert_eq!(store.load(), expected());
}

#[test]
fn unshared_records_are_not_discarded() {
    let storage = Shared::default();
    let store = open(&storage, KEY, "page", Persistence::Page);
    assert!(store.write(&records()));
    store.forget_unsaved();
    assert_eq!(store.load(), expected());
}

#[test]
fn forwarded_intents_are_loaded_oldest_first_and_not_reported_to_their_own_page() {
    let storage = Shared::default();
    let (one, other) = (store(&storage), open(&storage, KEY, "other", Persistence::Site));
    assert!(one.write(&[forwarded(7, 2.0)]));
    assert!(!one.has_stored() && other.has_stored());
    assert!(other.write(&[forwarded(3, 1.0)]));
    let ids: Vec<_> = one.load().intents.iter().map(|intent| intent.id.0).collect();
    assert_eq!(ids, [3, 7]);
    assert!(one.write(&[Record::ForwardedIntent(IntentId(7), None), Record::ForwardedIntent(IntentId(3), None)]));
    assert_eq!(one.load().intents, Vec::new());
}

#[test]
fn forwarded_intent_stays_until_its_result_is_stored() {
    let storage = Shared::default();
    let store = store(&storage);
    assert!(store.write(&[forwarded(7, 2.0)]));
    storage.quota.set(Some(storage.used()));
    let mut all = records();
    all.push(Record::ForwardedIntent(IntentId(7), None));
    assert!(!store.write(&all));
    assert_eq!(open(&storage, KEY, "other", Persistence::Site).load().intents.len(), 1);
}

/// A request of a tab for the lease.
fn request(storage: &Shared, owner: &str, steal: bool) -> Lease<Shared> {
    let parse_number = |text: &str| text.parse().unwrap_or(f64::NAN);
    Lease::new(storage.clone(), "lock".to_owned(), owner.to_owned(), parse_number, steal)
}

#[test]
fn lease_is_acquired_after_it_has_settled_and_is_renewed_until_it_is_released() {
    let storage = Shared::default();
    let (one, other) = (request(&storage, "one", false), request(&storage, "other", false));
    assert_eq!(one.step(10_000.0), (None, Some(50)));
    assert_eq!(other.step(10_010.0), (None, Some(1_000)));
    assert_eq!(one.step(10_050.0), (Some(LockEvent::Acquired), Some(1_000)));
    for now in [13_000.0, 16_000.0] {
        assert_eq!(one.step(now), (None, Some(1_000)));
        assert_eq!(other.step(now + 3_000.0), (None, Some(1_000)));
    }
    other.release();
    assert!(storage.value("lock").is_some());
    one.release();
    assert_eq!((one.step(17_000.0), storage.value("lock")), ((None, None), None));
}

#[test]
fn lease_that_another_tab_has_written_at_the_same_time_is_not_acquired() {
    let storage = Shared::default();
    let one = request(&storage, "one", false);
    one.step(10_000.0);
    storage.set("lock", "other 10001").unwrap();
    assert_eq!(one.step(10_050.0), (None, Some(1_000)));
    assert_eq!(one.step(11_050.0), (None, Some(1_000)));
}

#[test]
fn lease_that_was_removed_while_it_settles_is_taken_again() {
    let storage = Shared::default();
    let one = request(&storage, "one", false);
    one.step(10_000.0);
    storage.remove("lock").unwrap();
    assert_eq!(one.step(10_050.0), (None, Some(1_000)));
    assert_eq!(one.step(11_050.0), (None, Some(50)));
    assert_eq!(one.step(11_100.0).0, Some(LockEvent::Acquired));
}

#[test]
fn tab_becomes_the_leader_if_the_lease_cannot_be_stored() {
    let storage = Shared::default();
    storage.quota.set(Some(0));
    let one = request(&storage, "one", false);
    assert_eq!(one.step(10_000.0), (None, Some(2_000)));
    assert_eq!(one.step(12_000.0), (Some(LockEvent::Acquired), Some(1_000)));
    assert_eq!(one.step(13_000.0), (None, Some(1_000)));
}

#[test]
fn expired_lease_does_not_depose_a_leader_that_cannot_store_its_own() {
    let storage = Shared::default();
    storage.set("lock", "gone 10000").unwrap();
    storage.quota.set(Some(0));
    let one = request(&storage, "one", false);
    assert_eq!(one.step(20_000.0), (None, Some(2_000)));
    assert_eq!(one.step(22_000.0), (Some(LockEvent::Acquired), Some(1_000)));
    assert_eq!(one.step(23_000.0), (None, Some(1_000)));
    // A lease that is renewed does.
    storage.quota.set(None);
    storage.set("lock", "other 24000").unwrap();
    storage.quota.set(Some(0));
    assert_eq!(one.step(24_500.0), (Some(LockEvent::Lost), None));
}

#[test]
fn leader_without_a_stored_lease_stores_it_as_soon_as_it_can() {
    let storage = Shared::default();
    storage.set("lock", "gone 10000").unwrap();
    storage.quota.set(Some(0));
    let one = request(&storage, "one", false);
    for now in [20_000.0, 22_000.0] {
        one.step(now);
    }
    storage.quota.set(None);
    assert_eq!(one.step(23_000.0), (None, Some(1_000)));
    assert_eq!(storage.value("lock").unwrap(), "one 23000");
    // From then on any tab that replaces the lease becomes the leader, even one that is gone by now.
    storage.set("lock", "other 23500").unwrap();
    assert_eq!(one.step(60_000.0), (Some(LockEvent::Lost), None));
}

#[test]
fn lease_of_a_tab_that_is_gone_expires() {
    for (left, now) in [("gone 10000", 14_001.0), ("gone 20000", 15_000.0), ("gone never", 10_000.0)] {
        let storage = Shared::default();
        storage.set("lock", left).unwrap();
        let lease = request(&storage, "one", false);
        assert_eq!(lease.step(now), (None, Some(50)), "{left}");
        assert_eq!(lease.step(now + 50.0).0, Some(LockEvent::Acquired), "{left}");
    }
}

#[test]
fn stolen_lease_is_lost_by_its_owner() {
    let storage = Shared::default();
    let (one, other) = (request(&storage, "one", false), request(&storage, "other", true));
    one.step(10_000.0);
    one.step(10_050.0);
    other.step(10_100.0);
    assert_eq!(other.step(10_150.0).0, Some(LockEvent::Acquired));
    assert_eq!(one.step(11_050.0), (Some(LockEvent::Lost), None));
    one.release();
    assert_eq!(other.step(11_150.0), (None, Some(1_000)));
}
