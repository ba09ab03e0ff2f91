//! [`Ui`]: the handle through which the widget updates the user interface and its elements read it.
//!
//! Each section has a trigger. Typed signals would be larger: Leptos compiles them separately for every type.

use super::actions::Actions;
use super::format;
use super::state::{ConversationStatus, SECTION_COUNT, Section, State};
use crate::chat::{AttachedFile, Conversation, DeliveryStatus, EntryId, Intent, Progress};
use crate::config::Appearance;
use crate::i18n::{Key, Texts};
use crate::markdown::{Node, parse_with};
use js_sys::Function;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// A handle to the state of one widget. Once the widget is gone, reads return defaults and updates do nothing.
#[derive(Clone, Copy)]
pub struct Ui(StoredValue<Rc<Shared>, LocalStorage>);

struct Shared {
    state: RefCell<State>,
    changed: [ArcTrigger; SECTION_COUNT],
}

impl Shared {
    fn new(state: State) -> Self {
        Self { state: RefCell::new(state), changed: std::array::from_fn(|_| ArcTrigger::new()) }
    }
}

impl Ui {
    /// A user interface without a conversation. It ignores the visitor's actions until [`Ui::set_actions`] is called.
    #[must_use]
    pub fn new(is_open: bool, draft: String, texts: Texts, language: Option<String>, appearance: Appearance) -> Self {
        let state = State { is_open, draft, texts, language, appearance, ..State::default() };
        Self(StoredValue::new_local(Rc::new(Shared::new(state))))
    }

    /// Connects the actions that carry out the visitor's intents.
    pub fn set_actions(&self, actions: Rc<dyn Actions>) {
        self.shared().state.borrow_mut().actions = Some(actions);
    }

    /// Sets whether the browser keeps the page from storing anything.
    pub fn set_storage_blocked(&self, is_blocked: bool) {
        self.shared().state.borrow_mut().is_storage_blocked = is_blocked;
    }

    /// Shows or hides the validation error below the text field.
    pub(super) fn set_validation_error(self, error: Option<Key>) {
        self.update(Section::ValidationError, |state| state.validation_error = error);
    }

    /// Sets the hosts whose pictures are shown at once. Call it before there are messages.
    pub fn set_picture_hosts(&self, hosts: Option<String>) {
        self.shared().state.borrow_mut().picture_hosts = hosts;
    }

    /// Sets whether formulas are recognized in messages of the bot.
    pub fn set_formulas_enabled(&self, is_enabled: bool) {
        self.shared().state.borrow_mut().formulas_enabled = is_enabled;
    }

    /// Shows the current state of the conversation.
    pub fn show_conversation(&self, conversation: &Conversation) {
        let status = ConversationStatus::of(conversation);
        let entries = conversation.entries();
        let (has_new_entries, has_new_status, has_new_consent) = self.read_untracked(|state| {
            let shown = &state.entries;
            let is_same =
                shown.len() == entries.len() && shown.iter().zip(entries).all(|(one, other)| Arc::ptr_eq(one, other));
            (!is_same, state.status != status, state.consent.as_ref() != conversation.consent_prompt())
        });
        if has_new_entries {
            self.update(Section::Entries, |state| state.set_entries(entries));
        }
        if has_new_status {
            let has_become_slow = status.is_slow && !self.read_untracked(|state| state.status.is_slow);
            self.update(Section::Status, |state| state.status = status);
            if has_become_slow {
                self.announce(&self.text(Key::NoticeStillWaiting));
            }
        }
        // Day separators such as "today" change at midnight.
        let today = format::today();
        if self.read_untracked(|state| state.today != today) {
            self.update(Section::RenderedRange, |state| state.today = today);
        }
        if has_new_consent {
            self.update(Section::Consent, |state| state.consent = conversation.consent_prompt().cloned());
        }
    }

    /// Opens or closes the window.
    pub fn set_open(&self, is_open: bool) {
        self.update(Section::Open, |state| state.is_open = is_open);
    }

    /// Replaces the options that may change while the widget runs.
    pub fn set_appearance(&self, appearance: Appearance) {
        if self.read_untracked(|state| state.appearance != appearance) {
            self.update(Section::Appearance, |state| state.appearance = appearance);
        }
    }

    /// Replaces the text in the message field.
    pub fn set_draft(&self, text: String) {
        self.update(Section::Draft, |state| state.draft = text);
    }

    /// Moves the focus to the message field, for example because the focused element is about to be removed.
    pub fn focus_field(&self) {
        self.update(Section::Focus, |state| state.focus_requests += 1);
    }

    fn shared(&self) -> Rc<Shared> {
        self.0.try_get_value().unwrap_or_else(|| Rc::new(Shared::new(State::default())))
    }

    /// Makes the current effect depend on a section.
    pub(super) fn track(&self, section: Section) {
        if let Some(signal) = self.shared().changed.get(section as usize) {
            signal.track();
        }
    }

    /// Reads the state and makes the current effect depend on a section. `read` must not update the state.
    pub(super) fn read<T>(&self, section: Section, read: impl FnOnce(&State) -> T) -> T {
        self.track(section);
        self.read_untracked(read)
    }

    /// Reads the state without a dependency. `read` must not update the state.
    pub(super) fn read_untracked<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.shared().state.borrow())
    }

    /// Updates a section of the state and notifies the effects that depend on it.
    pub(super) fn update<T>(&self, section: Section, update: impl FnOnce(&mut State) -> T) -> T {
        let result = update(&mut self.shared().state.borrow_mut());
        self.notify(section);
        result
    }

    fn notify(&self, section: Section) {
        if let Some(signal) = self.shared().changed.get(section as usize) {
            signal.notify();
        }
    }

    /// Reads the options that may change, tracked.
    pub(super) fn appearance<T>(&self, read: impl FnOnce(&Appearance) -> T) -> T {
        self.read(Section::Appearance, |state| read(&state.appearance))
    }

    /// Whether the transcript has entries, tracked.
    pub(super) fn has_entries(&self) -> bool {
        self.read(Section::Entries, |state| !state.entries.is_empty())
    }

    /// The upload progress of an outgoing message, tracked; `None` if it is not uploading.
    pub(super) fn upload_progress(&self, id: EntryId) -> Option<Progress> {
        self.read(Section::Entries, |state| {
            let entry = state.entries.iter().rev().find(|entry| entry.id == id)?;
            match entry.outgoing()?.status {
                DeliveryStatus::Uploading(progress) => Some(progress),
                _ => None,
            }
        })
    }

    /// The text for a key.
    pub(super) fn text(&self, key: Key) -> String {
        self.read_untracked(|state| state.texts.get(key).to_owned())
    }

    /// The text for a count, in its plural form.
    pub(super) fn plural_text(&self, key: Key, count: usize) -> String {
        let (category, number) = format::count(count as f64, self.language().as_deref());
        self.read_untracked(|state| state.texts.plural(key, &category, &number))
    }

    /// The text for a key with a placeholder replaced.
    pub(super) fn text_with(&self, key: Key, placeholder: &str, value: &str) -> String {
        self.read_untracked(|state| state.texts.with(key, placeholder, value))
    }

    /// The visitor's language as a BCP 47 tag.
    pub(super) fn language(&self) -> Option<String> {
        self.read_untracked(|state| state.language.clone())
    }

    /// The conversation's title.
    pub(super) fn title(&self) -> String {
        self.read_untracked(State::bot_name).unwrap_or_else(|| self.text(Key::Title))
    }

    /// The bot's name, or the word for a bot.
    pub(super) fn bot_name(&self) -> String {
        self.read_untracked(State::bot_name).unwrap_or_else(|| self.text(Key::Bot))
    }

    /// Formats the time of day in the visitor's language.
    pub(super) fn time_format(&self) -> Function {
        let shared = self.shared();
        let State { time_format, language, .. } = &mut *shared.state.borrow_mut();
        time_format.get_or_insert_with(|| format::time_of_day(language.as_deref())).clone()
    }

    /// Whether formulas are recognized in messages of the bot.
    pub(super) fn formulas_enabled(&self) -> bool {
        self.read_untracked(|state| state.formulas_enabled)
    }

    /// Parses the text of a bot message.
    pub(super) fn parse(&self, text: &str) -> Vec<Node> {
        parse_with(text, self.formulas_enabled())
    }

    /// The parsed text of a bot message, from a cache.
    pub(super) fn parsed(&self, id: EntryId, text: &str) -> Rc<Vec<Node>> {
        let formulas_enabled = self.formulas_enabled();
        self.shared().state.borrow_mut().parse_cache.get_or_parse(id, text, formulas_enabled)
    }

    /// Announces a text in the live region.
    pub(super) fn announce(&self, text: &str) {
        self.update(Section::Announcement, |state| state.announcement = Some(text.to_owned()));
    }

    /// The connected actions. They may update the state: call them outside of reads and updates.
    pub(super) fn actions(&self) -> Option<Rc<dyn Actions>> {
        self.read_untracked(|state| state.actions.clone())
    }

    /// Highlights the code in the rendered text of a bot message, and typesets its formulas.
    pub(super) fn enrich(&self, text: &web_sys::Element) {
        if let Some(actions) = self.actions() {
            actions.enrich(text);
        }
    }

    /// Passes an intent to the conversation.
    pub(super) fn send_intent(&self, intent: Intent) {
        if let Some(actions) = self.actions() {
            actions.send(intent);
        }
    }

    /// Deletes the stored conversation.
    pub(super) fn delete_conversation(&self) {
        if let Some(actions) = self.actions() {
            actions.delete_conversation();
        }
    }

    /// Sends a message.
    pub(super) fn submit(&self, text: String, files: Vec<AttachedFile>) {
        if let Some(actions) = self.actions() {
            actions.submit(text, files);
        }
    }

    /// Closes the window.
    pub(super) fn close(&self) {
        if let Some(actions) = self.actions() {
            actions.close();
        }
    }
}
