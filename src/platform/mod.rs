//! The imperative shell: carries out in a browser what the conversation asks for, and tells it what happens.
//!
//! No decisions are made here.

mod channel;
mod clock;
mod files;
mod indexed_db;
mod leader_lock;
mod listener;
mod random;
mod store;

use crate::api::{
    ApiConfig, ApiError, Client, ConsentRequest, DeprecationNotice, Request, SendRequest, SessionCredentials,
    SessionData, StartRequest, StartResponse, UploadRequest, decode,
};
use crate::chat::{
    Conversation, ConversationOptions, Effect, EntryId, Event, FileId, ForwardedIntent, Intent, Millis, Progress,
    PublicEvent, Record, RequestId, Tab, TabMessage,
};
use crate::config::Persistence;
use crate::json;
use crate::spawn::spawn;
use channel::Channel;
use files::Files;
use gloo_timers::callback::Timeout;
pub use indexed_db::CallFileStore;
use indexed_db::FileStore;
use js_sys::{Array, Map, Promise};
use leader_lock::{Outcome, Turn};
use listener::Listener;
use random::random_number;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use store::Store;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, PageTransitionEvent, VisibilityState};

/// What the shell tells those above it.
pub trait Observer {
    /// The conversation has changed. Must not call back.
    fn changed(&self, conversation: &Conversation);
    /// This many messages from the bot have not been seen.
    fn unread(&self, count: u32);
    /// The owner of the page has to mend something.
    fn warn(&self, error: &ApiError);
    /// Something that the page's own code may want to know: the name of an event, what it tells, and the session that it
    /// is about.
    fn happened(&self, event: &str, message: &JsValue, session: &str);
    /// A message is about to be sent, with what the page says about itself: the JSON of an object. Answers what goes with
    /// it now.
    fn before_send(&self, text: &str, session: &str, context: Option<String>) -> Option<String>;
    /// The page's token for the visitor: none, or a promise of a string. `again` where the last one was refused.
    fn bearer(&self, again: bool) -> Option<Promise>;
    /// The server will not serve this version for ever.
    fn sunset(&self, notice: &DeprecationNotice);
}

/// Who is chatting, as far as the page says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visitor {
    /// The page's own id for the visitor.
    pub remote_id: Option<String>,
    /// The visitor's name.
    pub name: Option<String>,
}

/// What the shell works with.
pub struct Settings {
    /// The chatbot.
    pub chatbot_id: String,
    /// A key of the browser's storage that no other widget of the page uses.
    pub storage_key: String,
    /// How long the conversation is kept.
    pub persistence: Persistence,
    /// Where the API is and what opens it.
    pub credentials: ApiConfig,
    /// What the page says about its conversation.
    pub rules: ConversationOptions,
    /// Who is chatting.
    pub visitor: Visitor,
    /// Version of the chatbot, if not the published one.
    pub version: Option<i64>,
    /// The page's memory, which outlives this instance of the application.
    pub memory: Map,
    /// The browser's database.
    pub file_store: CallFileStore,
    /// Resolved when this instance is gone, however that comes.
    pub ended: Promise,
    /// Resolved when the browser has painted the window: reading a long conversation waits for that.
    pub painted: Promise,
}

/// What a shell does at some time.
type Act = Box<dyn FnOnce(&Rc<Shell>)>;

/// One conversation, running in this page.
pub struct Shell {
    tab: RefCell<Tab>,
    client: Client,
    chatbot_id: String,
    visitor: Visitor,
    version: Option<i64>,
    store: Store,
    files: Rc<Files>,
    turn: Turn,
    channel: Channel,
    timer: RefCell<Option<Timeout>>,
    listeners: RefCell<Vec<Listener>>,
    observer: Box<dyn Observer>,
    has_ended: Cell<bool>,
    /// Whether everything that is stored has been read.
    is_storage_loaded: Cell<bool>,
    /// What waits for that.
    waiting: RefCell<Vec<Act>>,
    /// Attempts to start a session in a row that nobody answered.
    unheard: Cell<u32>,
}

/// Marks what is for the page's own code among what tabs say to each other.
const TOLD: &str = "told";

/// So many of them are something that the page's owner may have to mend.
const NOT_LUCK: u32 = 3;

impl Shell {
    /// Goes on with the conversation that is stored for this chatbot, or begins one.
    #[must_use]
    pub fn start(settings: Settings, observer: Box<dyn Observer>) -> Rc<Self> {
        let Settings { chatbot_id, storage_key, persistence, credentials, rules, visitor, version, memory, .. } =
            settings;
        let is_given = rules.provided_session.is_some();
        let store = Store::new(storage_key, persistence, is_given, chatbot_id.clone(), memory.clone());
        let seed = random_number();
        let tab = Tab::new(&store.load_recent(), rules, seed, clock::now());
        let shell = Rc::new(Self {
            tab: RefCell::new(tab),
            client: Client::new(credentials),
            chatbot_id,
            visitor,
            version,
            files: Rc::new(Files::new(
                store.key(),
                FileStore::new(settings.file_store),
                persistence != Persistence::Page,
                memory,
            )),
            turn: Turn::new(store.name("^", ""), store.is_shared(), settings.ended),
            channel: Channel::new(store.name("@", "")),
            store,
            timer: RefCell::new(None),
            listeners: RefCell::new(Vec::new()),
            observer,
            has_ended: Cell::new(false),
            is_storage_loaded: Cell::new(false),
            waiting: RefCell::default(),
            unheard: Cell::new(0),
        });
        shell.open_channel();
        shell.listen();
        if shell.store.has_found() {
            shell.when_storage_loaded(Box::new(Self::load_stored));
        }
        shell.read_storage(settings.painted);
        shell
    }

    /// Tells the conversation everything that is stored.
    fn load_stored(self: &Rc<Self>) {
        if !self.tab.borrow().is_leader() {
            self.handle(Event::StorageLoaded(Box::new(self.store.load())));
        }
    }

    /// Does something as soon as everything that is stored has been read.
    fn when_storage_loaded(self: &Rc<Self>, act: Act) {
        if self.is_storage_loaded.get() {
            act(self);
        } else {
            self.waiting.borrow_mut().push(act);
        }
    }

    /// Reads what is stored, after the end of the conversation has been painted.
    fn read_storage(self: &Rc<Self>, painted: Promise) {
        let weak = Rc::downgrade(self);
        spawn(async move {
            let _ = JsFuture::from(painted).await;
            if let Some(shell) = weak.upgrade() {
                shell.store.read_ahead().await;
                shell.is_storage_loaded.set(true);
                for act in shell.waiting.take() {
                    act(&shell);
                }
            }
        });
    }

    /// Ends all timers, listeners and requests. What was stored stays.
    pub fn end(&self) {
        self.has_ended.set(true);
        self.timer.borrow_mut().take();
        self.listeners.borrow_mut().clear();
        self.channel.close();
        self.client.abort_all();
        self.turn.leave();
    }

    /// Tells the conversation what happened and does what it asks for.
    pub fn handle(self: &Rc<Self>, event: Event) {
        if !self.has_ended.get() {
            let effects = self.tab.borrow_mut().handle(event, clock::now());
            self.carry_out(effects);
        }
    }

    /// Keeps a file until the conversation lets go of it.
    pub fn hold(&self, file: File) -> FileId {
        let wanted = self.tab.borrow().conversation().files().collect();
        self.files.hold(file, wanted)
    }

    /// Goes on holding files that an earlier page held, as far as they are found.
    pub fn take_over(self: &Rc<Self>, mut ids: Vec<FileId>, take: impl FnOnce(Vec<(FileId, File)>) + 'static) {
        // A page that ended in the moment of sending has left them in both places.
        let sent: Vec<_> = self.tab.borrow().conversation().files().collect();
        ids.retain(|id| !sent.contains(id));
        let shell = self.clone();
        spawn(async move {
            let mut found = Vec::new();
            for id in ids {
                let file = shell.files.get(&[id]).await.and_then(|mut files| files.pop());
                found.extend(file.map(|file| (id, file)));
            }
            if !shell.has_ended.get() {
                for (id, file) in &found {
                    shell.files.borrow(*id, file);
                }
                take(found);
            }
        });
    }

    /// What the page said about itself when a message was written that has not been sent.
    pub fn context_of(&self, id: EntryId) -> Option<String> {
        let tab = self.tab.borrow();
        let entry = tab.conversation().entries().iter().find(|entry| entry.id == id)?;
        entry.outgoing()?.context.clone()
    }

    /// These files, as far as they are in the page's memory.
    pub fn at_hand(&self, files: &[FileId]) -> Vec<File> {
        self.files.at_hand(files).into_iter().map(|(_, file)| file).collect()
    }

    /// Lets go of files that the conversation has never heard of.
    pub fn release(&self, files: &[FileId]) {
        self.files.release(files);
    }

    /// What calls the shell for as long as there is one.
    fn weakly<T>(self: &Rc<Self>, act: impl Fn(&Rc<Self>, T) + 'static) -> impl Fn(T) + 'static {
        let weak = Rc::downgrade(self);
        move |with| {
            if let Some(shell) = weak.upgrade() {
                act(&shell, with);
            }
        }
    }

    fn listen(self: &Rc<Self>) {
        let Some(window) = web_sys::window() else { return };
        let Some(document) = window.document() else { return };
        // The page may have been opened offline or in the background.
        self.look();
        let look = self.weakly(|shell, ()| shell.look());
        let tell = |event: Box<dyn Fn() -> Event>| {
            let handle = self.weakly(Self::handle);
            move || handle(event())
        };
        let away = self.weakly(|shell, persisted| {
            if persisted {
                shell.go_to_sleep();
            }
        });
        let back = self.weakly(|shell, persisted| {
            if persisted {
                shell.open_channel();
                shell.when_storage_loaded(Box::new(Self::look));
            }
        });
        let persisted =
            |event: web_sys::Event| event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted);
        let listeners = [
            Listener::new(&document, "visibilitychange", move || look(())),
            Listener::new(&window, "online", tell(Box::new(|| Event::OnlineChanged(true)))),
            Listener::new(&window, "offline", tell(Box::new(|| Event::OnlineChanged(false)))),
            Listener::with_event(&window, "pagehide", move |event| away(persisted(event))),
            Listener::with_event(&window, "pageshow", move |event| back(persisted(event))),
        ];
        *self.listeners.borrow_mut() = listeners.into_iter().flatten().collect();
    }

    /// Tells the conversation how the page is: what happened while it slept was told to nobody.
    fn look(self: &Rc<Self>) {
        let Some(window) = web_sys::window() else { return };
        let is_visible =
            window.document().is_some_and(|document| document.visibility_state() == VisibilityState::Visible);
        self.handle(Event::OnlineChanged(window.navigator().on_line()));
        self.handle(Event::VisibilityChanged(is_visible));
    }

    /// The page may be kept by the browser for a way back. It must not keep others from acting, nor be kept from that.
    fn go_to_sleep(self: &Rc<Self>) {
        self.when_storage_loaded(Box::new(|shell| {
            shell.handle(Event::VisibilityChanged(false));
            shell.handle(Event::LeadershipLost);
        }));
        self.channel.close();
        self.turn.leave();
    }

    fn open_channel(self: &Rc<Self>) {
        if self.store.is_shared() {
            let hear = |shell: &Rc<Self>, message| shell.when_storage_loaded(Box::new(|shell| shell.hear(message)));
            self.channel.open(self.weakly(hear));
        }
    }

    fn carry_out(self: &Rc<Self>, effects: Vec<Effect>) {
        if effects.iter().any(Effect::requires_leadership) && !self.store.may_act() {
            return self.handle(Event::LeadershipLost);
        }
        let mut told = Vec::new();
        for effect in effects {
            match effect {
                Effect::Store(records) => {
                    if !self.store.keep(&records) {
                        // Nothing that comes after it is done before what is needed for it is written.
                        self.handle(Event::StorageWriteFailed);
                    }
                }
                Effect::ForwardIntent(mail) => self.post_mail(mail),
                Effect::ForwardedIntentsHandled(ids) => {
                    let records: Vec<_> = ids.into_iter().map(|id| Record::ForwardedIntent(id, None)).collect();
                    self.store.keep(&records);
                }
                Effect::Broadcast(post) => self.post(&post, &[]),
                Effect::AcquireLeadership { steal } => self.turn.ask(steal, self.weakly(Self::turned)),
                Effect::ReleaseLeadership => {
                    self.turn.leave();
                    self.store.forget_unsaved();
                }
                Effect::SetTimer(at) => self.wake(at),
                Effect::AbortAll => self.client.abort_all(),
                Effect::AbortUpload => self.client.abort_uploads(),
                Effect::ReleaseFiles(files) => self.release(&files),
                Effect::Warn(error) => self.observer.warn(&error),
                Effect::Emit(what) => told.push(what),
                request => self.send(request),
            }
        }
        let unread = {
            let tab = self.tab.borrow();
            self.observer.changed(tab.conversation());
            tab.unread()
        };
        self.observer.unread(unread);
        // The page's code may ask for something else at once, so everything else comes first.
        for what in told {
            self.tell(&what);
        }
    }

    /// Tells the page's own code, here and in the other tabs.
    fn tell(&self, what: &PublicEvent) {
        let (event, message, session) = match what {
            PublicEvent::SessionStarted(session) => ("session:started", JsValue::UNDEFINED, session),
            PublicEvent::SessionEnded(session) => ("session:ended", JsValue::UNDEFINED, session),
            PublicEvent::MessageSent { text, session } => ("message:sent", text.into(), session),
            PublicEvent::MessageReceived { message, session } => {
                ("message:received", self.client.raw_message(message), session)
            }
        };
        self.channel.post(&Array::of4(&TOLD.into(), &event.into(), &message, &session.into()));
        self.observer.happened(event, &message, session);
    }

    fn turned(self: &Rc<Self>, outcome: Outcome) {
        match outcome {
            Outcome::Granted => {
                self.store.take_turn();
                if self.store.has_found() {
                    self.when_storage_loaded(Box::new(Self::lead));
                } else {
                    self.lead();
                }
            }
            Outcome::Lost => self.when_storage_loaded(Box::new(|shell| shell.handle(Event::LeadershipLost))),
        }
    }

    /// It is this tab's turn.
    fn lead(self: &Rc<Self>) {
        let stored = self.store.load();
        self.store.forget_read();
        self.handle(Event::LeadershipAcquired(Box::new(stored)));
    }

    fn post_mail(&self, mail: ForwardedIntent) {
        let ids: Vec<FileId> = match &mail.intent {
            Intent::Submit { files, .. } => files.iter().map(|attached| attached.file).collect(),
            _ => Vec::new(),
        };
        self.store.keep(&[Record::ForwardedIntent(mail.id, Some(Box::new(mail.clone())))]);
        self.post(&TabMessage::IntentForwarded(mail), &self.files.at_hand(&ids));
    }

    /// Tells the other tabs, and lends them files.
    fn post(&self, post: &TabMessage, files: &[(FileId, File)]) {
        let files: Array = files.iter().map(|(id, file)| Array::of2(&(id.0 as f64).into(), file)).collect();
        self.channel.post(&Array::of2(&json::to_js(post), &files));
    }

    fn hear(self: &Rc<Self>, message: JsValue) {
        let Ok(message) = message.dyn_into::<Array>() else { return };
        let [post, files] = [message.get(0), message.get(1)];
        if post.as_string().as_deref() == Some(TOLD) {
            if let (Some(event), Some(session)) = (files.as_string(), message.get(3).as_string()) {
                self.observer.happened(&event, &message.get(2), &session);
            }
            return;
        }
        for lent in files.dyn_into::<Array>().iter().flat_map(Array::iter) {
            if let Ok(lent) = lent.dyn_into::<Array>()
                && let (Some(id), Ok(file)) = (lent.get(0).as_f64(), lent.get(1).dyn_into::<File>())
            {
                self.files.borrow(FileId(id as u64), &file);
            }
        }
        if let Some(post) = json::from_js(post) {
            self.handle(Event::TabMessageReceived(post));
        }
    }

    fn wake(self: &Rc<Self>, at: Option<Millis>) {
        let timer = at.map(|at| {
            let wait = at.saturating_sub(clock::now().monotonic);
            let tick = self.weakly(|shell, ()| shell.handle(Event::TimerFired));
            // A timer's longest wait is 24 days; the conversation never waits longer than minutes.
            Timeout::new(u32::try_from(wait).unwrap_or(60_000), move || tick(()))
        });
        *self.timer.borrow_mut() = timer;
    }

    fn send(self: &Rc<Self>, effect: Effect) {
        let shell = self.clone();
        spawn(async move {
            if let Some(event) = shell.request(effect).await {
                if let Some(sunset) = shell.client.take_deprecation() {
                    shell.observer.sunset(&sunset);
                }
                shell.handle(event);
            }
        });
    }

    async fn request(self: &Rc<Self>, effect: Effect) -> Option<Event> {
        let ask = match &effect {
            Effect::StartSession(request) => return Some(Event::SessionStarted(*request, self.start_session().await)),
            Effect::UploadFiles { request, credentials, files } => {
                return Some(Event::FilesUploaded(*request, self.upload(*request, credentials, files).await));
            }
            Effect::SendMessage { credentials, text, attachment_ids, context, .. } => {
                let context = self.observer.before_send(text, &credentials.session, context.clone());
                let (message, attachment_ids) = (text.clone(), attachment_ids.clone());
                let body = SendRequest { message, attachment_ids, version_number: self.version };
                Request::send(credentials, &body, context.as_deref())
            }
            Effect::SubmitConsent { credentials, form, .. } => {
                Request::consent(credentials, &ConsentRequest { form_version_id: *form })
            }
            Effect::PollTask { credentials, task, .. } => Request::poll_task(credentials, task),
            Effect::PollSession { credentials, since, .. } => Request::poll(credentials, since.as_deref()),
            _ => return None,
        };
        // One await for all of them: each makes the code that waits larger.
        let answer = self.client.request(ask).await;
        Some(match effect {
            Effect::SendMessage { request, .. } => Event::MessageSent(request, decode(answer)),
            Effect::SubmitConsent { request, .. } => Event::ConsentSubmitted(request, answer.map(drop)),
            Effect::PollTask { request, .. } => Event::TaskPolled(request, decode(answer)),
            Effect::PollSession { request, .. } => Event::SessionPolled(request, decode(answer)),
            _ => return None,
        })
    }

    /// Starts a session. A token of the page's that is refused is asked for once more.
    async fn start_session(&self) -> Result<StartResponse, ApiError> {
        let mut again = false;
        loop {
            let promise = self.observer.bearer(again);
            let has_provider = promise.is_some();
            let bearer = match promise {
                Some(promise) => match JsFuture::from(promise).await {
                    Ok(token) => token.as_string(),
                    Err(_) => return Err(ApiError::LoginRequired),
                },
                None => None,
            };
            let answer = self.client.request(Request::start(&self.start_request(), bearer)).await;
            let is_refused = matches!(answer, Err(ApiError::LoginRequired | ApiError::KeyRefused));
            if again || !has_provider || !is_refused {
                // Once may be bad luck.
                let unheard = if answer == Err(ApiError::Network) { self.unheard.get() + 1 } else { 0 };
                self.unheard.set(unheard);
                if unheard == NOT_LUCK {
                    self.observer.warn(&ApiError::Network);
                }
                return decode(answer);
            }
            again = true;
        }
    }

    fn start_request(&self) -> StartRequest {
        let page_url = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
        StartRequest {
            chatbot_id: self.chatbot_id.clone(),
            session_data: SessionData { source: "widget", page_url },
            participant_remote_id: Some(self.participant()),
            participant_name: self.visitor.name.clone(),
            timezone: time_zone(),
            version_number: self.version,
        }
    }

    /// The page's id for the visitor, or one of our own.
    fn participant(&self) -> String {
        self.visitor.remote_id.clone().unwrap_or_else(|| self.store.visitor_id())
    }

    async fn upload(
        self: &Rc<Self>,
        request: RequestId,
        credentials: &SessionCredentials,
        files: &[FileId],
    ) -> Result<crate::api::UploadResponse, ApiError> {
        let Some(files) = self.files.get(files).await else { return Err(ApiError::AttachmentsGone) };
        // It may have been given up meanwhile.
        if self.has_ended.get() || !self.tab.borrow().conversation().awaits(request) {
            return Err(ApiError::Network);
        }
        let weak: Weak<Self> = Rc::downgrade(self);
        let progress = move |sent, total| {
            if let Some(shell) = weak.upgrade() {
                shell.handle(Event::UploadProgress(request, Progress { sent, total }));
            }
        };
        let upload = UploadRequest {
            credentials: credentials.clone(),
            files,
            participant_remote_id: Some(self.participant()),
            participant_name: self.visitor.name.clone(),
        };
        self.client.upload(upload, progress).await
    }
}

/// The visitor's time zone, as the browser knows it.
fn time_zone() -> Option<String> {
    let options = js_sys::Intl::DateTimeFormat::new(&Array::new(), &js_sys::Object::new()).resolved_options();
    js_sys::Reflect::get(&options, &"timeZone".into()).ok()?.as_string()
}
