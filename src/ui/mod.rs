//! What the visitor sees: Leptos components that read signals and send intents.

mod banner;
mod bubble;
mod composer;
mod confirm;
mod consent;
mod files;
mod format;
mod header;
mod icons;
mod markdown;
mod markup;
mod transcript;
mod welcome;
mod window;

use crate::api::Consent;
use crate::chat::{Attached, Connection, Conversation, Entry, FileId, Intent};
use crate::config::Appearance;
use crate::i18n::{Key, Texts};
use leptos::prelude::*;
use std::sync::Arc;

use files::Picked;
pub use window::window;

/// What the visitor can ask for.
pub trait Actions {
    /// Something for the conversation.
    fn send(&self, intent: Intent);
    /// Send a message with these files.
    fn submit(&self, text: String, files: Vec<Attached>);
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
    /// What the visitor has to agree to before a message goes.
    pub consent: RwSignal<Option<Consent>>,
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
            consent: RwSignal::new(None),
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
        set_if_changed(self.consent, conversation.asks_consent().cloned());
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
    appearance: RwSignal<Appearance>,
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
        draft: String,
        actions: Box<dyn Actions>,
        texts: Texts,
        language: Option<String>,
        appearance: Appearance,
    ) -> Self {
        Self {
            view,
            texts: StoredValue::new(texts),
            language: StoredValue::new(language),
            actions: StoredValue::new_local(actions),
            appearance: RwSignal::new(appearance),
            draft: RwSignal::new(draft),
            picked: Picked::new(),
        }
    }

    /// Changes what it looks like.
    pub fn appear(&self, appearance: Appearance) {
        set_if_changed(self.appearance, appearance);
    }

    /// Puts a text into the field, in place of what is there.
    pub fn prefill(&self, text: String) {
        self.draft.try_set(text);
    }

    /// Adds files to what is being written.
    pub fn attach(&self, files: Vec<web_sys::File>) {
        self.picked.add(*self, files.into_iter());
    }

    /// What is being written, and the files that go with it.
    #[must_use]
    pub fn unsent(&self) -> (String, Vec<FileId>) {
        (self.draft.try_get_untracked().unwrap_or_default(), self.picked.ids())
    }

    /// Something about what it looks like.
    fn looks<T>(&self, read: impl FnOnce(&Appearance) -> T) -> T {
        self.appearance.with(read)
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

    fn submit(&self, text: String, files: Vec<Attached>) {
        self.actions.try_with_value(|actions| actions.submit(text, files));
    }

    /// Gives the focus to the field, for what had it is about to go.
    pub fn focus_field(&self) {
        self.view.focus.try_update(|times| *times += 1);
    }

    fn close(&self) {
        self.actions.try_with_value(|actions| actions.close());
    }
}
