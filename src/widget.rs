//! What JavaScript can call: [`mount`] and the handle that it returns.

use crate::api::{Access, ApiError, Credentials};
use crate::chat::{Conversation, Event, FileId, Intent, Rules};
use crate::config::Options;
use crate::i18n::Texts;
use crate::shell::{Observer, Settings, Shell, Visitor};
use crate::ui::{self, Actions, Ui, View};
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

    /// The number of messages from the bot that have not been seen.
    #[wasm_bindgen(method)]
    fn unread(this: &Host, count: u32);

    /// Something that the page's owner has to mend, as the name of an [`ApiError`].
    #[wasm_bindgen(method)]
    fn warn(this: &Host, reason: &str);

    /// The page's memory, which outlives this instance of the application.
    #[wasm_bindgen(method, getter)]
    fn memory(this: &Host) -> js_sys::Map;

    /// Resolved when this instance of the application is gone, however that comes.
    #[wasm_bindgen(method, getter)]
    fn ended(this: &Host) -> js_sys::Promise;
}

/// A running widget. Call [`Widget::destroy`] before letting go of it.
#[wasm_bindgen]
pub struct Widget {
    shell: Rc<Shell>,
    view: View,
    draft: RwSignal<String>,
    mounted: Box<dyn std::any::Any>,
}

#[wasm_bindgen]
impl Widget {
    /// Opens or closes the window; `focus` says whether the field takes the focus.
    pub fn show(&self, open: bool, focus: bool) {
        self.view.open.try_set(open);
        self.shell.handle(Event::Open(open));
        if open && focus {
            self.view.focus.try_update(|times| *times += 1);
        }
    }

    /// Ends the widget's timers and requests, takes it off the page, and answers what was being written. What was
    /// stored stays, so that a widget mounted later goes on with the conversation.
    pub fn destroy(self) -> String {
        let draft = self.draft.try_get_untracked().unwrap_or_default();
        self.shell.end();
        drop(self.mounted);
        draft
    }
}

struct Watcher {
    view: View,
    host: Host,
}

impl Observer for Watcher {
    fn changed(&self, conversation: &Conversation) {
        self.view.show(conversation);
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
            _ => "refused",
        };
        self.host.warn(reason);
    }
}

struct Intents {
    shell: Rc<Shell>,
    host: Host,
}

impl Actions for Intents {
    fn send(&self, intent: Intent) {
        self.shell.handle(Event::Intends(intent));
    }

    fn hold(&self, file: web_sys::File) -> FileId {
        self.shell.hold(file)
    }

    fn release(&self, file: FileId) {
        self.shell.release(&[file]);
    }

    fn close(&self) {
        self.host.close();
    }
}

/// Puts a widget into `root`, an element inside the host's shadow root.
///
/// # Errors
/// Says which of the `options` does not fit.
#[wasm_bindgen]
pub fn mount(root: web_sys::HtmlElement, options: JsValue, host: Host) -> Result<Widget, JsError> {
    let options: Options = serde_wasm_bindgen::from_value(options).map_err(|error| JsError::new(&error.to_string()))?;
    let given = options.session_id.map(|session| Access { session, token: options.session_token });
    let settings = Settings {
        chatbot_id: options.chatbot_id,
        storage_key: options.storage_key,
        persistence: options.persistence,
        credentials: Credentials { base_url: options.api_base_url, embed_key: options.embed_key },
        rules: Rules { given, expire_after: options.persistent_session_expire },
        visitor: Visitor { remote_id: options.user_id, name: options.user_name },
        memory: host.memory(),
        ended: host.ended(),
    };
    let owner = Owner::new();
    let view = owner.with(View::new);
    let observer = Box::new(Watcher { view, host: host.clone() });
    let shell = Shell::start(settings, observer);
    let actions = Box::new(Intents { shell: shell.clone(), host });
    let texts = Texts::new(options.texts);
    let (language, title, attachments) = (options.language, options.header_text, options.allow_attachments);
    let draft = owner.with(|| RwSignal::new(options.draft));
    let handle = owner.with(|| {
        leptos::mount::mount_to(root, move || {
            ui::window(Ui::new(view, draft, actions, texts, language, title, attachments))
        })
    });
    Ok(Widget { shell, view, draft, mounted: Box::new((handle, owner)) })
}
