//! An instance of the chat: connects the user interface, the executor and the host.

use crate::api::{ApiConfig, ApiError, DeprecationNotice, FileTransfer, SessionCredentials, warning_name};
use crate::chat::{AttachedFile, Conversation, ConversationOptions, EntryId, Event, FileId, Intent};
use crate::config::{Appearance, Options};
use crate::host::Host;
use crate::i18n::Texts;
use crate::json;
use crate::platform::{Executor, ExecutorOptions, HostObserver, Visitor};
use crate::text::{split, split_at_first};
use crate::ui::{Actions, ChatWindow, ChatWindowProps, Ui};
use js_sys::{Function, Promise};
use leptos::prelude::Owner;
use std::any::Any;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Element, File, FormData, HtmlElement, Request};

/// An instance of the chat. [`ChatWindow`](crate::ChatWindow) shows it. Call [`destroy`](Self::destroy) before dropping it.
pub struct Instance {
    executor: Rc<Executor>,
    host: Host,
    ui: Ui,
    /// Unmounts the user interface when it is dropped.
    mounted: Option<Box<dyn Any>>,
    owner: Owner,
}

impl Instance {
    /// Starts an instance and mounts its window into `root`.
    pub(crate) fn mount(root: &HtmlElement, options: Options, host: Host) -> Self {
        let mut instance = Self::new(options, host);
        let ui = instance.ui;
        let mount = || leptos::mount::mount_to_renderer(root, move || ChatWindow(ChatWindowProps { ui }));
        instance.mounted = Some(Box::new(instance.owner.with(mount)));
        instance
    }

    /// Starts an instance without a window.
    #[must_use]
    pub fn new(options: Options, host: Host) -> Self {
        let provided_session =
            options.session_id.map(|session| SessionCredentials { session, token: options.session_token });
        let executor_options = ExecutorOptions {
            chatbot_id: options.chatbot_id,
            storage_key: options.storage_key,
            persistence: options.persistence,
            api: ApiConfig { base_url: options.api_base_url, embed_key: options.embed_key },
            conversation: ConversationOptions {
                provided_session,
                expire_after_minutes: options.persistent_session_expire,
            },
            visitor: Visitor {
                remote_id: options.user_id,
                name: options.user_name,
                sends_page_query: options.send_page_query,
            },
            version: options.version_number,
            memory: host.memory(),
            file_store: {
                let host = host.clone();
                Box::new(move |function, ids, file| host.file_store(function, ids, file))
            },
            painted: host.painted(),
        };
        let owner = Owner::new();
        let texts = Texts::new(options.texts);
        let ui = owner.with(|| Ui::new(options.open, options.draft, texts, options.language, options.appearance));
        ui.set_picture_hosts(options.images);
        ui.set_formulas_enabled(options.formulas);
        let executor = Executor::start(executor_options, Rc::new(Observer { ui, host: host.clone() }));
        ui.set_storage_blocked(executor.is_storage_blocked());
        ui.set_actions(Rc::new(UiActions { executor: executor.clone(), host: host.clone() }));
        Self { executor, host, ui, mounted: None, owner }
    }

    /// The state that the window shows.
    #[must_use]
    pub fn ui(&self) -> Ui {
        self.ui
    }

    /// Opens or closes the window; `focus` moves the focus to the field.
    pub fn show(&self, open: bool, focus: bool) {
        self.ui.set_open(open);
        self.executor.handle(Event::OpenChanged(open));
        if open && focus {
            self.ui.focus_field();
        }
    }

    /// Changes the options that a running instance can change.
    pub fn update(&self, appearance: Appearance) {
        self.ui.set_appearance(appearance);
    }

    /// Sets a new token for the session that the page provides. `false` if that requires a restart.
    pub(crate) fn set_session_token(&self, token: String) -> bool {
        self.executor.set_session_token(token)
    }

    /// Sends a message as the visitor.
    pub fn send(&self, text: String) {
        let context = self.host.take_context().as_string();
        self.executor.handle(Event::Intent(Intent::Submit { text, files: Vec::new(), context }));
    }

    /// Replaces the draft.
    pub fn prefill(&self, text: String) {
        self.ui.set_draft(text);
    }

    pub(crate) fn attach(&self, files: Vec<File>) {
        self.ui.attach_files(files);
    }

    /// Ends the session. The next message starts another one.
    pub fn start_new_session(&self) {
        self.executor.handle(Event::Intent(Intent::NewChat));
    }

    /// The ids and names of the selected files, one file per line.
    pub(crate) fn selected_files(&self) -> String {
        self.ui.selected_file_names()
    }

    /// Reselects files of an earlier page. Files that are no longer stored are marked as lost.
    pub(crate) fn restore_files(&self, lines: &str, on_restored: impl FnOnce() + 'static) {
        let mut files = Vec::new();
        for line in split(lines, "\n") {
            if let Some((id, name)) = split_at_first(line, " ")
                && let Some(id) = json::parse::<FileId>(id)
            {
                files.push((id, name.to_owned()));
            }
        }
        let ui = self.ui;
        self.executor.adopt_files(files, move |files, lost| {
            ui.attach_retained_files(files);
            ui.attach_lost_files(lost);
            on_restored();
        });
    }

    /// Ends the instance and returns the draft: its text and its files.
    pub fn destroy(self) -> (String, Vec<File>) {
        let (draft, selected) = self.ui.unsent();
        let files = self.executor.files_in_memory(&selected);
        self.executor.release_files(&selected);
        self.executor.end();
        drop(self.mounted);
        drop(self.owner);
        (draft, files)
    }
}

/// Passes notifications of the executor to the user interface and the host.
struct Observer {
    ui: Ui,
    host: Host,
}

impl HostObserver for Observer {
    fn conversation_changed(&self, conversation: &Conversation) {
        self.ui.show_conversation(conversation);
    }

    fn unread_changed(&self, count: u32) {
        self.host.unread(count);
    }

    fn warn(&self, error: &ApiError) {
        self.host.warn(warning_name(error));
    }

    fn storage_write_failed(&self) {
        self.host.warn("full");
    }

    fn emit(&self, event: &str, message: &JsValue, session: &str) {
        self.host.emit(event, message, session);
    }

    fn before_send(&self, text: &str, session: &str, context: Option<String>) -> Option<String> {
        self.host.before_send(text, session, &context.into()).as_string()
    }

    fn bearer_token(&self, renew: bool) -> Option<Promise> {
        self.host.bearer_token(renew)
    }

    fn upload(&self, request: &Request, form: &FormData, on_progress: &Function) -> Promise {
        self.host.upload(request, form, on_progress)
    }

    fn request_lock(&self, name: &str, steal: bool, on_acquired: &JsValue, on_lost: &JsValue) -> Option<Function> {
        self.host.request_lock(name, steal, on_acquired, on_lost)
    }

    fn deprecation_announced(&self, notice: &DeprecationNotice) {
        self.host.report_sunset(&notice.sunset.clone().into(), &notice.link.clone().into());
    }
}

/// Passes the visitor's actions in the user interface to the executor and the host.
struct UiActions {
    executor: Rc<Executor>,
    host: Host,
}

impl Actions for UiActions {
    fn send(&self, intent: Intent) {
        // The page context of a message that is not sent is sent with the next message.
        if let Intent::Withdraw(id) | Intent::Discard(id) = intent
            && let Some(context) = self.executor.context_of(id)
        {
            self.host.restore_context(&context);
        }
        self.executor.handle(Event::Intent(intent));
    }

    fn submit(&self, text: String, files: Vec<AttachedFile>) {
        self.send(Intent::Submit { text, files, context: self.host.take_context().as_string() });
    }

    fn retain_file(&self, file: File) -> FileId {
        self.executor.retain_file(file)
    }

    fn release_file(&self, file: FileId) {
        self.executor.release_files(&[file]);
    }

    fn thumbnail(&self, file: FileId) -> Option<Promise> {
        let image = self.executor.files_in_memory(&[file]).pop().filter(|file| file.type_().starts_with("image/"))?;
        Some(self.host.draw_thumbnail(&image))
    }

    fn copy_text(&self, text: &str, button: &Element, label: &str, icon: &str) -> Promise {
        self.host.copy_text(text, button, label, icon)
    }

    fn save_file(&self, name: &str, content_type: &str, text: &str) {
        self.host.save_file(name, content_type, text);
    }

    fn open_file(&self, item: &Element, shown_as: &str, size: f64, entry: EntryId, index: usize) {
        let executor = self.executor.clone();
        let start = move |transfer| executor.download(entry, index, transfer);
        // Freed with the function: a later click on the same file passes another one.
        let start = Closure::<dyn Fn(FileTransfer)>::wrap(Box::new(start)).into_js_value();
        self.host.open_file(item, shown_as, size, &start);
    }

    fn show_picture(&self, description: &Element, address: &str) {
        self.host.show_picture(description, address);
    }

    fn enrich(&self, text: &Element) {
        self.host.enrich(text);
    }

    fn close(&self) {
        self.host.close();
    }

    fn delete_conversation(&self) {
        // Other tabs show the conversation too.
        self.executor.handle(Event::Intent(Intent::NewChat));
        self.host.delete_conversation();
    }

    fn set_sound(&self, on: bool) {
        self.host.turn_sound(on);
    }

    fn read_aloud(&self, entry: EntryId, text: &str, is_new: bool) -> Option<String> {
        self.host.read_aloud(entry.0, text, is_new).as_string()
    }

    fn toggle_read_aloud(&self) {
        self.host.toggle_read_aloud();
    }
}
