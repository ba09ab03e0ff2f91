//! The imperative shell: carries out in a browser what the conversation asks for, and tells it what happens.
//!
//! No decisions are made here.

mod clock;
mod files;
mod listener;
mod store;

use crate::api::{Access, ApiError, Client, Credentials, SendRequest, SessionData, StartRequest, UploadRequest};
use crate::chat::{Conversation, Effect, Event, FileId, Millis, Progress, RequestId, Visitor};
use files::Files;
use gloo_timers::callback::Timeout;
use listener::Listener;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use store::Store;
use wasm_bindgen_futures::spawn_local;
use web_sys::VisibilityState;

/// What the shell tells those above it.
pub trait Observer {
    /// The conversation has changed. Must not call back.
    fn changed(&self, conversation: &Conversation);
    /// This many messages from the bot have not been seen.
    fn unread(&self, count: u32);
    /// The owner of the page has to mend something.
    fn warn(&self, error: &ApiError);
}

/// One conversation, running in this page.
pub struct Shell {
    conversation: RefCell<Conversation>,
    client: Client,
    chatbot_id: String,
    visitor: Visitor,
    store: Store,
    files: RefCell<Files>,
    timer: RefCell<Option<Timeout>>,
    listeners: RefCell<Vec<Listener>>,
    observer: Box<dyn Observer>,
    ended: Cell<bool>,
}

impl Shell {
    /// Goes on with the conversation that is stored for this chatbot, or begins one.
    #[must_use]
    pub fn start(
        chatbot_id: &str,
        storage_key: String,
        credentials: Credentials,
        visitor: Visitor,
        observer: Box<dyn Observer>,
    ) -> Rc<Self> {
        let store = Store::new(storage_key);
        let seed = (js_sys::Math::random() * 9e15) as u64;
        let conversation = match store.load() {
            Some(snapshot) => Conversation::restore(snapshot, &[], seed, clock::now().monotonic),
            None => Conversation::new(seed),
        };
        let files = Files::new(conversation.unused_file());
        let shell = Rc::new(Self {
            conversation: RefCell::new(conversation),
            client: Client::new(credentials),
            chatbot_id: chatbot_id.to_owned(),
            visitor,
            store,
            files: RefCell::new(files),
            timer: RefCell::new(None),
            listeners: RefCell::new(Vec::new()),
            observer,
            ended: Cell::new(false),
        });
        shell.listen();
        shell
    }

    /// Ends all timers, listeners and requests. What was stored stays.
    pub fn end(&self) {
        self.ended.set(true);
        self.timer.borrow_mut().take();
        self.listeners.borrow_mut().clear();
        self.client.abort_all();
    }

    /// Tells the conversation what happened and does what it asks for.
    pub fn handle(self: &Rc<Self>, event: Event) {
        let effects = self.conversation.borrow_mut().handle(event, clock::now());
        self.carry_out(effects);
    }

    /// Keeps a file until the conversation lets go of it.
    pub fn hold(&self, file: web_sys::File) -> FileId {
        self.files.borrow_mut().hold(file)
    }

    /// Lets go of files that the conversation has never heard of.
    pub fn release(&self, files: &[FileId]) {
        self.files.borrow_mut().release(files);
    }

    fn listen(self: &Rc<Self>) {
        let Some(window) = web_sys::window() else { return };
        let Some(document) = window.document() else { return };
        let tell = |event: Box<dyn Fn() -> Event>| {
            let weak = Rc::downgrade(self);
            move || {
                if let Some(shell) = weak.upgrade() {
                    shell.handle(event());
                }
            }
        };
        let seen = document.clone();
        let visible = move || Event::Visible(seen.visibility_state() == VisibilityState::Visible);
        // The page may have been opened offline or in the background.
        if !window.navigator().on_line() {
            self.handle(Event::Online(false));
        }
        self.handle(visible());
        let listeners = [
            Listener::new(&document, "visibilitychange", tell(Box::new(visible))),
            Listener::new(&window, "online", tell(Box::new(|| Event::Online(true)))),
            Listener::new(&window, "offline", tell(Box::new(|| Event::Online(false)))),
        ];
        *self.listeners.borrow_mut() = listeners.into_iter().flatten().collect();
    }

    fn carry_out(self: &Rc<Self>, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Store(snapshot) => self.store.save(&snapshot),
                Effect::Wake(at) => self.wake(at),
                Effect::AbortAll => self.client.abort_all(),
                Effect::ReleaseFiles(files) => self.release(&files),
                Effect::Warn(error) => self.observer.warn(&error),
                request => self.send(request),
            }
        }
        let unread = {
            let conversation = self.conversation.borrow();
            self.observer.changed(&conversation);
            conversation.unread()
        };
        self.observer.unread(unread);
    }

    fn wake(self: &Rc<Self>, at: Option<Millis>) {
        let timer = at.map(|at| {
            let wait = at.saturating_sub(clock::now().monotonic);
            let weak = Rc::downgrade(self);
            // A timer's longest wait is 24 days; the conversation never waits longer than minutes.
            Timeout::new(u32::try_from(wait).unwrap_or(60_000), move || {
                if let Some(shell) = weak.upgrade() {
                    shell.handle(Event::Tick);
                }
            })
        });
        *self.timer.borrow_mut() = timer;
    }

    fn send(self: &Rc<Self>, effect: Effect) {
        let shell = self.clone();
        spawn_local(async move {
            if let Some(event) = shell.request(effect).await
                && !shell.ended.get()
            {
                shell.handle(event);
            }
        });
    }

    async fn request(self: &Rc<Self>, effect: Effect) -> Option<Event> {
        let client = &self.client;
        Some(match effect {
            Effect::Start(request) => Event::Started(request, client.start(&self.start_request()).await),
            Effect::Upload { request, access, files } => {
                Event::Uploaded(request, self.upload(request, access, &files).await)
            }
            Effect::Send { request, access, text, attachment_ids } => {
                let body = SendRequest { message: text, attachment_ids };
                Event::Sent(request, client.send(&access, &body).await)
            }
            Effect::PollTask { request, access, task } => {
                Event::TaskPolled(request, client.poll_task(&access, &task).await)
            }
            Effect::Poll { request, access, since } => {
                Event::Polled(request, client.poll(&access, since.as_deref()).await)
            }
            _ => return None,
        })
    }

    fn start_request(&self) -> StartRequest {
        let page_url = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
        StartRequest {
            chatbot_id: self.chatbot_id.clone(),
            session_data: SessionData { source: "widget", page_url },
            participant_remote_id: Some(self.participant()),
            participant_name: self.visitor.name.clone(),
        }
    }

    /// The page's id for the visitor, or one of our own.
    fn participant(&self) -> String {
        self.visitor.remote_id.clone().unwrap_or_else(|| self.store.visitor_id())
    }

    async fn upload(
        self: &Rc<Self>,
        request: RequestId,
        access: Access,
        files: &[FileId],
    ) -> Result<crate::api::UploadResponse, ApiError> {
        let Some(files) = self.files.borrow().get(files) else { return Err(ApiError::AttachmentsGone) };
        let weak: Weak<Self> = Rc::downgrade(self);
        let progress = move |sent, total| {
            if let Some(shell) = weak.upgrade() {
                shell.handle(Event::UploadProgress(request, Progress { sent, total }));
            }
        };
        let upload = UploadRequest {
            access,
            files,
            participant_remote_id: Some(self.participant()),
            participant_name: self.visitor.name.clone(),
        };
        self.client.upload(upload, progress).await
    }
}
