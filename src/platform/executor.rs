//! The executor: carries out the effects of the conversation in a browser and reports what happens as events.
//!
//! It makes no decisions about the conversation. Those belong to `chat` and `storage`, where they are simulated.

use super::browser_storage::{BrowserStorage, BrowserStore, PageMemory};
use super::channel::Channel;
use super::clock;
use super::executor_options::ExecutorOptions;
use super::files::Files;
use super::host_observer::HostObserver;
use super::indexed_db::FileStore;
use super::leader_lock::LeaderLock;
use super::parse_ahead;
use super::public_event_encoding;
use super::random::{random_number, random_uuid};
use super::requests::Requests;
use super::tab_message_encoding::{self, Received};
use crate::api::{ApiError, SessionCredentials, UploadResponse};
use crate::chat::{
    AttachedFile, Effect, EntryId, Event, FileId, ForwardedIntent, Intent, Millis, Progress, PublicEvent, Record,
    RequestId, Tab, TabMessage,
};
use crate::config::Persistence;
use crate::event_loop::{run_after, spawn};
use crate::listener::Listener;
use crate::storage::{KeyValueStore, LockEvent, StorageKeys, StoreOptions, has_newer_version};
use gloo_timers::callback::Timeout;
use js_sys::{Date, Promise};
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// Work that waits until everything that is stored has been read.
type Deferred = Box<dyn FnOnce(&Rc<Executor>)>;

/// One conversation, running in this page.
pub struct Executor {
    pub(super) tab: RefCell<Tab>,
    pub(super) requests: Requests,
    store: Rc<BrowserStore>,
    files: Rc<Files>,
    pub(super) lock: LeaderLock,
    pub(super) channel: Channel,
    timer: RefCell<Option<Timeout>>,
    pub(super) listeners: RefCell<Vec<Listener>>,
    host: Rc<dyn HostObserver>,
    has_ended: Cell<bool>,
    /// Whether everything that is stored has been read.
    is_storage_loaded: Cell<bool>,
    deferred: RefCell<Vec<Deferred>>,
}

impl Executor {
    /// Continues the stored conversation with this chatbot, or begins one.
    #[must_use]
    pub fn start(options: ExecutorOptions, host: Rc<dyn HostObserver>) -> Rc<Self> {
        let ExecutorOptions { persistence, memory, conversation, .. } = options;
        let keys = StorageKeys::new(options.storage_key);
        let store = StoreOptions {
            keys: keys.clone(),
            persistence,
            has_provided_session: conversation.provided_session.is_some(),
            chatbot_id: options.chatbot_id.clone(),
            page_id: random_uuid(),
            parse_time_ms: Date::parse,
        };
        let mut storage = BrowserStorage::new(persistence);
        if has_newer_version(&storage, &keys) {
            storage = BrowserStorage::new(Persistence::Page);
        }
        let is_stored = storage.is_available();
        let store = Rc::new(BrowserStore::new(store, storage, storage.fallback(), PageMemory(memory.clone())));
        let tab = Tab::new(&store.load_recent(), conversation, random_number(), clock::now());
        let executor = Rc::new(Self {
            tab: RefCell::new(tab),
            requests: Requests::new(
                options.api,
                options.chatbot_id,
                options.visitor,
                options.version,
                store.clone(),
                host.clone(),
            ),
            lock: LeaderLock::new(keys.leader_lock(), store.is_shared(), host.clone()),
            channel: Channel::new(keys.channel()),
            files: Rc::new(Files::new(keys, FileStore::new(options.file_store), is_stored, memory)),
            store,
            timer: RefCell::new(None),
            listeners: RefCell::new(Vec::new()),
            host,
            has_ended: Cell::new(false),
            is_storage_loaded: Cell::new(false),
            deferred: RefCell::default(),
        });
        executor.open_channel();
        executor.listen_to_page();
        if executor.store.has_stored() {
            executor.when_storage_loaded(Box::new(Self::report_stored));
        }
        executor.load_storage(options.painted);
        executor
    }

    fn report_stored(self: &Rc<Self>) {
        if !self.tab.borrow().is_leader() {
            self.handle(Event::StorageLoaded(Box::new(self.store.load())));
        }
    }

    /// Runs `action` as soon as everything that is stored has been read.
    pub(super) fn when_storage_loaded(self: &Rc<Self>, action: Deferred) {
        if self.is_storage_loaded.get() {
            action(self);
        } else {
            self.deferred.borrow_mut().push(action);
        }
    }

    /// Reads everything that is stored, after the end of the conversation has been painted.
    fn load_storage(self: &Rc<Self>, painted: Promise) {
        let weak = Rc::downgrade(self);
        spawn(async move {
            let _ = JsFuture::from(painted).await;
            if let Some(executor) = weak.upgrade() {
                parse_ahead::parse_chunks(&executor.store).await;
                executor.is_storage_loaded.set(true);
                for action in executor.deferred.take() {
                    action(&executor);
                }
            }
        });
    }

    /// Ends all timers, listeners and requests. Stored values stay.
    pub fn end(&self) {
        self.has_ended.set(true);
        self.timer.borrow_mut().take();
        self.listeners.borrow_mut().clear();
        self.channel.close();
        self.requests.client().abort_all();
        self.requests.downloads.abort_all();
        self.lock.release();
    }

    /// Passes an event to the conversation and executes the effects.
    pub fn handle(self: &Rc<Self>, event: Event) {
        if !self.has_ended.get() {
            let effects = self.tab.borrow_mut().handle(event, clock::now());
            self.execute(effects);
        }
    }

    /// Sets a new token for the session that the page provides. `false` if the session is over.
    pub fn set_session_token(self: &Rc<Self>, token: String) -> bool {
        let can_take_token = self.tab.borrow().can_take_session_token();
        if can_take_token {
            self.handle(Event::SessionTokenProvided(token));
        }
        can_take_token
    }

    /// Whether the browser keeps the page from storing anything.
    pub fn is_storage_blocked(&self) -> bool {
        self.store.is_blocked()
    }

    /// Retains a new file until it is released.
    pub fn retain_file(&self, file: File) -> FileId {
        let in_use = self.tab.borrow().conversation().needed_files();
        self.files.retain(file, in_use)
    }

    /// Adopts files that an earlier page has retained under these ids and names. `on_adopted` receives those that still
    /// exist, and the others.
    pub fn adopt_files(
        self: &Rc<Self>,
        mut files: Vec<(FileId, String)>,
        on_adopted: impl FnOnce(Vec<(FileId, File)>, Vec<(FileId, String)>) + 'static,
    ) {
        // A page that ended while it was sending has left the files in the draft and in the conversation.
        let sent = self.tab.borrow().conversation().needed_files();
        files.retain(|(id, _)| !sent.contains(id));
        let executor = self.clone();
        spawn(async move {
            let (mut found, mut lost) = (Vec::new(), Vec::new());
            for (id, name) in files {
                match executor.files.get(&[id]).await.and_then(|mut files| files.pop()) {
                    Some(file) => found.push((id, file)),
                    None => lost.push((id, name)),
                }
            }
            if !executor.has_ended.get() {
                for (id, file) in &found {
                    executor.files.insert(*id, file);
                }
                on_adopted(found, lost);
            }
        });
    }

    /// The page context of a message that has not been sent yet.
    pub fn context_of(&self, id: EntryId) -> Option<String> {
        let tab = self.tab.borrow();
        let entry = tab.conversation().entries().iter().find(|entry| entry.id == id)?;
        entry.outgoing()?.context.clone()
    }

    /// Those of the given files that are in memory.
    pub fn files_in_memory(&self, files: &[FileId]) -> Vec<File> {
        let mut found = Vec::new();
        for (_, file) in self.files.in_memory(files) {
            found.push(file);
        }
        found
    }

    /// Releases files that are not part of the conversation.
    pub fn release_files(&self, files: &[FileId]) {
        self.files.release(files);
    }

    /// A callback that does not keep the executor alive.
    pub(super) fn callback<T>(self: &Rc<Self>, action: impl Fn(&Rc<Self>, T) + 'static) -> impl Fn(T) + 'static {
        let weak = Rc::downgrade(self);
        move |value| {
            if let Some(executor) = weak.upgrade() {
                action(&executor, value);
            }
        }
    }

    pub(super) fn open_channel(self: &Rc<Self>) {
        if self.store.is_shared() {
            let on_message = |executor: &Rc<Self>, message| {
                executor.when_storage_loaded(Box::new(|executor| executor.on_tab_message(message)));
            };
            self.channel.open(self.callback(on_message));
        }
    }

    fn execute(self: &Rc<Self>, effects: Vec<Effect>) {
        let is_lost = effects.iter().any(Effect::requires_leadership) && !self.store.is_leader();
        let mut emitted = Vec::new();
        for effect in effects {
            if is_lost && !effect.is_download() {
                continue;
            }
            match effect {
                Effect::Store(records) => {
                    if !self.store.write(&records) {
                        // Before the effects that follow, which depend on the stored state.
                        self.handle(Event::StorageWriteFailed);
                        // Blocked storage is reported when the application loads, and the records of a newer version are not a lack of space.
                        if !self.store.is_blocked() {
                            self.host.storage_write_failed();
                        }
                    }
                }
                Effect::ForwardIntent(forwarded) => self.forward_intent(forwarded),
                Effect::RemoveForwardedIntents(ids) => {
                    for id in ids {
                        self.store.write(&[Record::ForwardedIntent(id, None)]);
                    }
                }
                Effect::Broadcast(message) => self.post(&message, &[]),
                Effect::AcquireLeadership { steal } => self.lock.request(steal, self.callback(Self::on_lock_event)),
                Effect::ReleaseLeadership => {
                    self.lock.release();
                    self.store.forget_unsaved();
                }
                Effect::SetTimer(at) => self.set_timer(at),
                Effect::AbortAllButDownloads => self.requests.client().abort_all(),
                Effect::AbortUpload => self.requests.client().abort_uploads(),
                Effect::ReleaseFiles(files) => self.release_files(&files),
                Effect::Warn(error) => self.host.warn(&error),
                Effect::Emit(event) => emitted.push(event),
                Effect::ReportDownloadEnd(download, outcome) => self.requests.downloads.end(download, outcome),
                request => self.request(request),
            }
        }
        if is_lost {
            return self.handle(Event::LeadershipLost);
        }
        let unread = {
            let tab = self.tab.borrow();
            self.host.conversation_changed(tab.conversation());
            tab.unread()
        };
        self.host.unread_changed(unread);
        // Last, because the page's listeners may call the widget.
        for event in emitted {
            self.emit(&event);
        }
    }

    /// Emits a public event in this tab and the others.
    fn emit(&self, event: &PublicEvent) {
        let (name, message, session) = public_event_encoding::encode(event, self.requests.client());
        self.channel.post(&tab_message_encoding::encode_public_event(name, &message, session));
        self.host.emit(name, &message, session);
    }

    fn on_lock_event(self: &Rc<Self>, event: LockEvent) {
        match event {
            LockEvent::Acquired => {
                self.store.claim_leadership();
                if self.store.has_stored() {
                    self.when_storage_loaded(Box::new(Self::lead));
                } else {
                    self.lead();
                }
            }
            LockEvent::Lost => self.when_storage_loaded(Box::new(|executor| executor.handle(Event::LeadershipLost))),
        }
    }

    fn lead(self: &Rc<Self>) {
        let stored = self.store.load();
        self.store.forget_parsed();
        self.handle(Event::LeadershipAcquired(Box::new(stored)));
    }

    fn forward_intent(&self, forwarded: ForwardedIntent) {
        let ids: Vec<FileId> = match &forwarded.intent {
            Intent::Submit { files, .. } => AttachedFile::ids(files),
            _ => Vec::new(),
        };
        self.store.write(&[Record::ForwardedIntent(forwarded.id, Some(Box::new(forwarded.clone())))]);
        self.post(&TabMessage::IntentForwarded(forwarded), &self.files.in_memory(&ids));
    }

    fn post(&self, message: &TabMessage, files: &[(FileId, File)]) {
        self.channel.post(&tab_message_encoding::encode_message(message, files));
    }

    fn on_tab_message(self: &Rc<Self>, message: JsValue) {
        match tab_message_encoding::decode(message) {
            Some(Received::PublicEvent { event, message, session }) => self.host.emit(&event, &message, &session),
            Some(Received::Conversation { message, files }) => {
                for (id, file) in &files {
                    self.files.insert(*id, file);
                }
                if let Some(message) = message {
                    self.handle(Event::TabMessageReceived(message));
                }
            }
            None => {}
        }
    }

    fn set_timer(self: &Rc<Self>, at: Option<Millis>) {
        let timer = at.map(|at| {
            let delay = at.saturating_sub(clock::now().monotonic);
            let tick = self.callback(|executor, ()| executor.handle(Event::TimerFired));
            // Timers are limited to 24 days. The conversation never waits longer than minutes.
            run_after(u32::try_from(delay).unwrap_or(60_000), Box::new(move || tick(())))
        });
        *self.timer.borrow_mut() = timer;
    }

    fn request(self: &Rc<Self>, effect: Effect) {
        let executor = self.clone();
        spawn(async move {
            let event = match effect {
                Effect::UploadFiles { request, credentials, files } => {
                    Some(Event::FilesUploaded(request, executor.upload(request, &credentials, &files).await))
                }
                effect => executor.requests.send(effect).await,
            };
            if let Some(event) = event {
                if let Some(notice) = executor.requests.client().take_deprecation() {
                    executor.host.deprecation_announced(&notice);
                }
                executor.handle(event);
            }
        });
    }

    async fn upload(
        self: &Rc<Self>,
        request: RequestId,
        credentials: &SessionCredentials,
        files: &[FileId],
    ) -> Result<UploadResponse, ApiError> {
        let Some(files) = self.files.get(files).await else { return Err(ApiError::AttachmentsGone) };
        // The upload may have been cancelled meanwhile.
        if self.has_ended.get() || !self.tab.borrow().conversation().is_awaiting(request) {
            return Err(ApiError::Network);
        }
        let weak: Weak<Self> = Rc::downgrade(self);
        let on_progress = move |sent, total| {
            if let Some(executor) = weak.upgrade() {
                executor.handle(Event::UploadProgress(request, Progress { sent, total }));
            }
        };
        self.requests.upload(credentials, &files, Box::new(on_progress)).await
    }
}
