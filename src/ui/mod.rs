//! What the visitor sees: Leptos components that read signals and send intents.

mod banner;
mod composer;
mod dialogs;
mod dom;
mod format;
mod header;
mod icons;
mod markdown_view;
mod state;
mod transcript;
mod window;

use crate::chat::{AttachedFile, Conversation, DeliveryStatus, EntryId, FileId, Intent, Progress};
use crate::config::Appearance;
use crate::i18n::{Key, Texts};
use std::rc::Rc;

use composer::selected_files as files;
use state::{Part, State, Store};
pub use window::window;

/// What the visitor can ask for.
pub trait Actions {
    /// Something for the conversation.
    fn send(&self, intent: Intent);
    /// Send a message with these files.
    fn submit(&self, text: String, files: Vec<AttachedFile>);
    /// Keep a file that the visitor has picked.
    fn hold(&self, file: web_sys::File) -> FileId;
    /// A picked file is not wanted after all.
    fn release(&self, file: FileId);
    /// A promise of an element that shows a picked picture; none where the file is no picture.
    fn thumbnail(&self, file: FileId) -> Option<js_sys::Promise>;
    /// Hand the visitor a text as a file.
    fn save_file(&self, name: &str, content_type: &str, text: &str);
    /// Close the window.
    fn close(&self);
    /// Let the arrival of messages be heard, or not.
    fn turn_sound(&self, on: bool);
}

/// What every component needs.
#[derive(Clone, Copy)]
pub struct Ui(Store);

impl Ui {
    /// Nothing of the conversation is shown yet, and nothing can be done.
    #[must_use]
    pub fn new(is_open: bool, draft: String, texts: Texts, language: Option<String>, looks: Appearance) -> Self {
        Self(Store::new(State { is_open, draft, texts, language, looks, ..State::default() }))
    }

    /// Binds it to what carries out the visitor's intents.
    pub fn act_by(&self, actions: Rc<dyn Actions>) {
        self.0.change(Part::Focus, |state| state.actions = Some(actions));
    }

    /// Shows the conversation as it is now. Does nothing once the widget is gone.
    pub fn show(&self, conversation: &Conversation) {
        self.0.show(conversation);
    }

    /// Opens or closes the window.
    pub fn open(&self, is_open: bool) {
        self.0.change(Part::Open, |state| state.is_open = is_open);
    }

    /// Changes what it looks like.
    pub fn appear(&self, looks: Appearance) {
        if self.0.peek(|state| state.looks != looks) {
            self.0.change(Part::Looks, |state| state.looks = looks);
        }
    }

    /// Puts a text into the field, in place of what is there.
    pub fn prefill(&self, text: String) {
        self.0.change(Part::Draft, |state| state.draft = text);
    }

    /// Adds files to what is being written.
    pub fn attach(&self, files: Vec<web_sys::File>) {
        files::add(*self, files.into_iter());
    }

    /// Adds files that are held already.
    pub fn attach_again(&self, files: Vec<(FileId, web_sys::File)>) {
        files::put(*self, files.into_iter().map(|(id, file)| files::attached(id, &file)).collect());
    }

    /// What is being written, and the files that go with it.
    #[must_use]
    pub fn unsent(&self) -> (String, Vec<FileId>) {
        self.0.peek(|state| (state.draft.clone(), state.picked.iter().map(|attached| attached.file).collect()))
    }

    /// Gives the focus to the field, for what had it is about to go.
    pub fn focus_field(&self) {
        self.0.change(Part::Focus, |state| state.focus += 1);
    }

    /// Something about what it looks like.
    fn looks<T>(&self, read: impl FnOnce(&Appearance) -> T) -> T {
        self.0.see(Part::Looks, |state| read(&state.looks))
    }

    /// Whether files can be added now.
    fn takes_files(&self) -> bool {
        self.0.peek(|state| state.looks.allow_attachments && !state.looks.disabled && state.consent.is_none())
    }

    fn text(&self, key: Key) -> String {
        self.0.peek(|state| state.texts.get(key).to_owned())
    }

    fn count(&self, one: Key, many: Key, count: usize) -> String {
        let (category, number) = format::count(count as f64, self.language().as_deref());
        self.0.peek(|state| state.texts.count(one, many, &category, &number))
    }

    fn fill(&self, key: Key, name: &str, value: &str) -> String {
        self.0.peek(|state| state.texts.fill(key, name, value))
    }

    fn language(&self) -> Option<String> {
        self.0.peek(|state| state.language.clone())
    }

    fn has_entries(&self) -> bool {
        self.0.see(Part::Entries, |state| !state.entries.is_empty())
    }

    /// How far an upload is.
    fn progress(&self, id: EntryId) -> Option<Progress> {
        self.0.see(Part::Entries, |state| {
            let entry = state.entries.iter().rev().find(|entry| entry.id == id)?;
            match entry.outgoing()?.status {
                DeliveryStatus::Uploading(progress) => Some(progress),
                _ => None,
            }
        })
    }

    /// What carries out the visitor's intents. It may change what is shown, so nothing of that may be held meanwhile.
    fn actions(&self) -> Option<Rc<dyn Actions>> {
        self.0.peek(|state| state.actions.clone())
    }

    fn send(&self, intent: Intent) {
        if let Some(actions) = self.actions() {
            actions.send(intent);
        }
    }

    fn submit(&self, text: String, files: Vec<AttachedFile>) {
        if let Some(actions) = self.actions() {
            actions.submit(text, files);
        }
    }

    fn close(&self) {
        if let Some(actions) = self.actions() {
            actions.close();
        }
    }
}
