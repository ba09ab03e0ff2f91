//! What JavaScript can call: [`Widget::mount`] and the handle that it returns.

use crate::api::{ApiConfig, ApiError, DeprecationNotice, SessionCredentials};
use crate::chat::{Conversation, ConversationOptions, Event, FileId, Intent};
use crate::config::Options;
use crate::i18n::Texts;
use crate::json;
use crate::json::FromJson;
use crate::platform::{Observer, Settings, Shell, Visitor};
use crate::ui::{Actions, ChatWindow, ChatWindowProps, Ui};
use js_sys::{Array, Promise};
use leptos::prelude::*;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The page's side of a widget: the element that carries it.
    #[derive(Clone)]
    pub type Host;

    /// The visitor wants the window closed.
    #[wasm_bindgen(method)]
    fn close(this: &Host);

    /// The visitor wants the arrival of messages to be heard, or not.
    #[wasm_bindgen(method, js_name = turnSound)]
    fn turn_sound(this: &Host, on: bool);

    /// The number of messages from the bot that have not been seen.
    #[wasm_bindgen(method)]
    fn unread(this: &Host, count: u32);

    /// Something that the page's owner has to mend, as the name of an [`ApiError`].
    #[wasm_bindgen(method)]
    fn warn(this: &Host, reason: &str);

    /// Something has happened: the name of an event and what it tells.
    #[wasm_bindgen(method)]
    fn tell(this: &Host, event: &str, message: &JsValue, session: &str);

    /// A message is about to be sent, with what the page says about itself: its JSON, or what it is to be instead.
    #[wasm_bindgen(method, js_name = beforeSend)]
    fn before_send(this: &Host, message: &str, session: &str, context: Option<String>) -> Option<String>;

    /// What was taken has not been said.
    #[wasm_bindgen(method, js_name = giveContext)]
    fn give_context(this: &Host, context: &str);

    /// What the page says about itself, as JSON; it is taken, so that it is said once.
    #[wasm_bindgen(method, js_name = takeContext)]
    fn take_context(this: &Host) -> Option<String>;

    /// The page's token for the visitor.
    #[wasm_bindgen(method)]
    fn bearer(this: &Host, again: bool) -> Option<Promise>;

    /// This version will not be served for ever.
    #[wasm_bindgen(method)]
    fn sunset(this: &Host, sunset: Option<String>, link: Option<String>);

    /// The page's memory, which outlives this instance of the application.
    #[wasm_bindgen(method, getter)]
    fn memory(this: &Host) -> js_sys::Map;

    /// Calls a function of `www/widget/files/file-store.lazy.ts` for this conversation.
    #[wasm_bindgen(method, js_name = fileStore)]
    fn file_store(this: &Host, function: &str, ids: &JsValue, file: &JsValue) -> Promise;

    /// A promise of an element that shows a picture, or of nothing.
    #[wasm_bindgen(method, js_name = drawThumbnail)]
    fn draw_thumbnail(this: &Host, file: &web_sys::File) -> Promise;

    /// Hands the visitor a text as a file.
    #[wasm_bindgen(method, js_name = saveFile)]
    fn save_file(this: &Host, name: &str, content_type: &str, text: &str);

    /// Resolved when this instance of the application is gone, however that comes.
    #[wasm_bindgen(method, getter)]
    fn ended(this: &Host) -> Promise;

    /// Resolved when the browser has painted the window.
    #[wasm_bindgen(method, getter)]
    fn painted(this: &Host) -> Promise;
}

/// A running widget. Call [`Widget::destroy`] before letting go of it.
#[wasm_bindgen]
pub struct Widget {
    shell: Rc<Shell>,
    host: Host,
    ui: Ui,
    mounted: Box<dyn std::any::Any>,
}

#[wasm_bindgen]
impl Widget {
    /// Puts a widget into `root`, an element inside the host's shadow root.
    ///
    /// # Errors
    /// Says that one of the `options` does not fit.
    pub fn mount(root: web_sys::HtmlElement, options: JsValue, host: Host) -> Result<Widget, JsError> {
        let options: Options = read(options)?;
        let given = options.session_id.map(|session| SessionCredentials { session, token: options.session_token });
        let settings = Settings {
            chatbot_id: options.chatbot_id,
            storage_key: options.storage_key,
            persistence: options.persistence,
            credentials: ApiConfig { base_url: options.api_base_url, embed_key: options.embed_key },
            rules: ConversationOptions {
                provided_session: given,
                expire_after_minutes: options.persistent_session_expire,
            },
            visitor: Visitor { remote_id: options.user_id, name: options.user_name },
            version: options.version_number,
            memory: host.memory(),
            file_store: {
                let host = host.clone();
                Box::new(move |function, ids, file| host.file_store(function, ids, file))
            },
            ended: host.ended(),
            painted: host.painted(),
        };
        let owner = Owner::new();
        let texts = Texts::new(options.texts);
        let ui = owner.with(|| Ui::new(options.open, options.draft, texts, options.language, options.appearance));
        let shell = Shell::start(settings, Box::new(Watcher { ui, host: host.clone() }));
        ui.set_actions(Rc::new(Intents { shell: shell.clone(), host: host.clone() }));
        let handle = owner.with(|| leptos::mount::mount_to_renderer(&root, move || ChatWindow(ChatWindowProps { ui })));
        Ok(Widget { shell, host, ui, mounted: Box::new((handle, owner)) })
    }

    /// Opens or closes the window; `focus` says whether the field takes the focus.
    pub fn show(&self, open: bool, focus: bool) {
        self.ui.set_open(open);
        self.shell.handle(Event::OpenChanged(open));
        if open && focus {
            self.ui.focus_field();
        }
    }

    /// Changes what can be changed while the widget runs.
    ///
    /// # Errors
    /// Says what does not fit.
    pub fn update(&self, appearance: JsValue) -> Result<(), JsError> {
        self.ui.set_appearance(read(appearance)?);
        Ok(())
    }

    /// Sends a message as if the visitor had written it.
    pub fn send(&self, text: String) {
        self.shell.handle(Event::Intent(Intent::Submit { text, files: Vec::new(), context: self.host.take_context() }));
    }

    /// Puts a text into the field.
    pub fn prefill(&self, text: String) {
        self.ui.set_draft(text);
    }

    /// Adds files to what is being written.
    pub fn attach(&self, files: Vec<web_sys::File>) {
        self.ui.attach_files(files);
    }

    /// The files that are picked, as [`Widget::restore`] takes them on a later page.
    #[must_use]
    pub fn picked(&self) -> String {
        let (_, picked) = self.ui.unsent();
        picked.iter().map(|file| file.0.to_string()).collect::<Vec<_>>().join(" ")
    }

    /// Picks what was picked on an earlier page, as far as the browser has kept it; `done` is called then.
    pub fn restore(&self, picked: &str, done: js_sys::Function) {
        let ids: Vec<_> = picked.split(' ').filter_map(|id| id.parse().ok()).map(FileId).collect();
        let ui = self.ui;
        self.shell.take_over(ids, move |files| {
            ui.attach_retained_files(files);
            let _ = done.call0(&JsValue::UNDEFINED);
        });
    }

    /// Leaves the conversation and begins another.
    #[wasm_bindgen(js_name = newSession)]
    pub fn new_session(&self) {
        self.shell.handle(Event::Intent(Intent::NewChat));
    }

    /// Ends the widget's timers and requests, takes it off the page, and answers what was being written: the text, and the
    /// files that were to go with it. What was stored stays, so that a widget mounted later goes on with the conversation.
    pub fn destroy(self) -> Array {
        let (draft, picked) = self.ui.unsent();
        let files = self.shell.at_hand(&picked).into_iter().map(JsValue::from).collect::<Array>();
        self.shell.release(&picked);
        self.shell.end();
        drop(self.mounted);
        Array::of2(&draft.into(), &files)
    }
}

struct Watcher {
    ui: Ui,
    host: Host,
}

impl Observer for Watcher {
    fn changed(&self, conversation: &Conversation) {
        self.ui.show_conversation(conversation);
    }

    fn unread(&self, count: u32) {
        self.host.unread(count);
    }

    fn warn(&self, error: &ApiError) {
        let reason = match error {
            ApiError::KeyRefused => "key",
            ApiError::LoginRequired => "login",
            ApiError::OriginRefused => "origin",
            ApiError::ChatbotUnknown => "chatbot",
            ApiError::Unavailable(_) => "unavailable",
            ApiError::Network => "network",
            _ => "refused",
        };
        self.host.warn(reason);
    }

    fn happened(&self, event: &str, message: &JsValue, session: &str) {
        self.host.tell(event, message, session);
    }

    fn before_send(&self, text: &str, session: &str, context: Option<String>) -> Option<String> {
        self.host.before_send(text, session, context)
    }

    fn bearer(&self, again: bool) -> Option<Promise> {
        self.host.bearer(again)
    }

    fn sunset(&self, notice: &DeprecationNotice) {
        self.host.sunset(notice.sunset.clone(), notice.link.clone());
    }
}

struct Intents {
    shell: Rc<Shell>,
    host: Host,
}

impl Actions for Intents {
    fn send(&self, intent: Intent) {
        if let Intent::TakeBack(id) | Intent::Discard(id) = intent
            && let Some(context) = self.shell.context_of(id)
        {
            self.host.give_context(&context);
        }
        self.shell.handle(Event::Intent(intent));
    }

    fn submit(&self, text: String, files: Vec<crate::chat::AttachedFile>) {
        self.send(Intent::Submit { text, files, context: self.host.take_context() });
    }

    fn retain_file(&self, file: web_sys::File) -> FileId {
        self.shell.hold(file)
    }

    fn release_file(&self, file: FileId) {
        self.shell.release(&[file]);
    }

    fn thumbnail(&self, file: FileId) -> Option<Promise> {
        let picture = self.shell.at_hand(&[file]).pop().filter(|file| file.type_().starts_with("image/"))?;
        Some(self.host.draw_thumbnail(&picture))
    }

    fn save_file(&self, name: &str, content_type: &str, text: &str) {
        self.host.save_file(name, content_type, text);
    }

    fn close(&self) {
        self.host.close();
    }

    fn set_sound(&self, on: bool) {
        self.host.turn_sound(on);
    }
}

fn read<T: FromJson>(options: JsValue) -> Result<T, JsError> {
    json::from_js(options).ok_or_else(|| JsError::new("an option is not what it should be"))
}
