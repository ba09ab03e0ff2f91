//! What the visitor sees: Leptos components that read signals and send intents.

mod bubble;
mod composer;
mod confirm;
mod files;
mod format;
mod header;
mod icons;
mod macros;
mod markdown;
mod transcript;
mod window;

use crate::chat::{Connection, Conversation, Entry, FileId, Intent};
use crate::i18n::{Key, Texts};
use leptos::prelude::*;
use std::sync::Arc;

use files::Picked;
pub use window::window;

/// What the visitor can ask for.
pub trait Actions {
    /// Something for the conversation.
    fn send(&self, intent: Intent);
    /// Keep a file that the visitor has picked.
    fn hold(&self, file: web_sys::File) -> FileId;
    /// A picked file is not wanted after all.
    fn release(&self, file: FileId);
    /// Close the window.
    fn close(&self);
}

/// What is on screen, in signals: the part of the conversation that can be seen.
#[derive(Clone, Copy)]
pub struct View {
    /// The transcript.
    pub entries: RwSignal<Vec<Arc<Entry>>>,
    /// Whether the visitor waits for the bot.
    pub waiting: RwSignal<bool>,
    /// What the bot says of its progress.
    pub progress: RwSignal<Option<String>>,
    /// Whether the bot takes longer than usual.
    pub slow: RwSignal<bool>,
    /// Whether the server can be reached.
    pub connection: RwSignal<Connection>,
    /// Whether the session was given by the page, so that there is no new chat.
    pub given: RwSignal<bool>,
    /// The chatbot's name, once known.
    pub chatbot_name: RwSignal<String>,
    /// Whether the window is open.
    pub open: RwSignal<bool>,
    /// Counts the times that the field is to take the focus.
    pub focus: RwSignal<u32>,
}

impl View {
    /// Nothing to see yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            entries: RwSignal::new(Vec::new()),
            waiting: RwSignal::new(false),
            progress: RwSignal::new(None),
            slow: RwSignal::new(false),
            connection: RwSignal::new(Connection::Online),
            given: RwSignal::new(false),
            chatbot_name: RwSignal::new(String::new()),
            open: RwSignal::new(false),
            focus: RwSignal::new(0),
        }
    }

    /// Shows the conversation as it is now. Does nothing once the view is gone.
    pub fn show(&self, conversation: &Conversation) {
        let entries = conversation.entries();
        let same = self.entries.try_with_untracked(|shown| {
            shown.len() == entries.len() && shown.iter().zip(entries).all(|(one, other)| Arc::ptr_eq(one, other))
        });
        if same == Some(false) {
            self.entries.try_set(entries.to_vec());
        }
        set_if_changed(self.waiting, conversation.is_waiting());
        set_if_changed(self.progress, conversation.progress().map(str::to_owned));
        set_if_changed(self.slow, conversation.is_slow());
        set_if_changed(self.connection, conversation.connection());
        set_if_changed(self.given, conversation.is_given());
        set_if_changed(self.chatbot_name, conversation.chatbot_name().to_owned());
    }
}

impl Default for View {
    fn default() -> Self {
        Self::new()
    }
}

fn set_if_changed<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.try_with_untracked(|shown| *shown != value) == Some(true) {
        signal.try_set(value);
    }
}

/// What every component needs.
#[derive(Clone, Copy)]
pub struct Ui {
    /// What is shown.
    pub view: View,
    texts: StoredValue<Texts>,
    language: StoredValue<Option<String>>,
    actions: StoredValue<Box<dyn Actions>, LocalStorage>,
    title: StoredValue<Option<String>>,
    allow_attachments: bool,
    /// What is being written.
    draft: RwSignal<String>,
    /// What goes with it.
    picked: Picked,
}

impl Ui {
    /// Binds the view to what carries out the visitor's intents.
    #[must_use]
    pub fn new(
        view: View,
        draft: RwSignal<String>,
        actions: Box<dyn Actions>,
        texts: Texts,
        language: Option<String>,
        title: Option<String>,
        allow_attachments: bool,
    ) -> Self {
        Self {
            view,
            texts: StoredValue::new(texts),
            language: StoredValue::new(language),
            actions: StoredValue::new_local(actions),
            title: StoredValue::new(title),
            allow_attachments,
            draft,
            picked: Picked::new(),
        }
    }

    fn text(&self, key: Key) -> String {
        self.texts.try_with_value(|texts| texts.get(key).to_owned()).unwrap_or_default()
    }

    fn fill(&self, key: Key, name: &str, value: &str) -> String {
        self.texts.try_with_value(|texts| texts.fill(key, name, value)).unwrap_or_default()
    }

    fn language(&self) -> Option<String> {
        self.language.try_get_value().flatten()
    }

    fn send(&self, intent: Intent) {
        self.actions.try_with_value(|actions| actions.send(intent));
    }

    /// Gives the focus to the field, for what had it is about to go.
    fn focus_field(&self) {
        self.view.focus.update(|times| *times += 1);
    }

    fn close(&self) {
        self.actions.try_with_value(|actions| actions.close());
    }
}
