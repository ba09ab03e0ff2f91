//! What is on screen, and who is told when it changes.
//!
//! All of it is in one place, and each part of it has a signal that says no more than that it has changed: a signal of
//! Leptos' for each type would be compiled anew for each.

use super::Actions;
use super::format;
use super::markdown_view::Parsed;
use super::transcript::Stretch;
use crate::api::Consent;
use crate::chat::{AttachedFile, Connection, Conversation, Entry, EntryId};
use crate::config::Appearance;
use crate::i18n::{Key, Texts};
use crate::markdown::Node;
use js_sys::Function;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// What changes together.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    /// The transcript.
    Entries,
    /// How the conversation stands: all that is said about it beside the transcript.
    Status,
    /// What has to be agreed to.
    Consent,
    /// Whether the window is open.
    Open,
    /// That the field is to take the focus.
    Focus,
    /// What it looks like.
    Looks,
    /// What is being written.
    Draft,
    /// The files that go with it.
    Picked,
    /// Why it has not been sent.
    Objection,
    /// Whether the window fills the screen.
    FullScreen,
    /// Whether the question before a new chat is asked.
    Asking,
    /// The rows that are in the page.
    Stretch,
    /// Where the reader is.
    Reading,
    /// Whether the menu is open.
    Menu,
    /// Whether files are being dragged over the window.
    Dragging,
    /// What is said beside the conversation.
    Said,
}

const PARTS: usize = Part::Said as usize + 1;

/// What is on screen.
#[derive(Default)]
pub(super) struct State {
    pub(super) entries: Vec<Arc<Entry>>,
    pub(super) status: Status,
    pub(super) consent: Option<Consent>,
    pub(super) is_open: bool,
    /// Counts the times that the field is to take the focus.
    pub(super) focus: u32,
    pub(super) looks: Appearance,
    pub(super) draft: String,
    pub(super) picked: Vec<AttachedFile>,
    pub(super) objection: Option<Key>,
    pub(super) is_full_screen: bool,
    pub(super) is_asking: bool,
    pub(super) stretch: Stretch,
    /// Whether the reader is away from the end.
    pub(super) is_away: bool,
    /// Messages that have come since.
    pub(super) unseen: usize,
    pub(super) has_menu: bool,
    pub(super) is_dragging: bool,
    pub(super) said: Option<String>,
    pub(super) texts: Texts,
    pub(super) language: Option<String>,
    pub(super) actions: Option<Rc<dyn Actions>>,
    pub(super) parsed: Parsed,
    pub(super) clock: Option<Function>,
    /// The day that it was when the conversation was last shown.
    pub(super) today: i32,
}

/// How the conversation stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Status {
    /// Whether the visitor waits for the bot.
    pub(super) is_waiting: bool,
    /// What the bot says of its progress.
    pub(super) progress: Option<String>,
    /// Whether the bot takes longer than usual.
    pub(super) is_slow: bool,
    /// Whether the server can be reached.
    pub(super) connection: Connection,
    /// Whether the session was given by the page, so that there is no new chat.
    pub(super) is_given: bool,
    /// The chatbot's name, once known.
    pub(super) chatbot_name: String,
}

/// A handle to the state, and the signals.
#[derive(Clone, Copy)]
pub(super) struct Store {
    state: StoredValue<Rc<RefCell<State>>, LocalStorage>,
    changed: [Trigger; PARTS],
}

impl Store {
    pub(super) fn new(state: State) -> Self {
        Self {
            state: StoredValue::new_local(Rc::new(RefCell::new(state))),
            changed: std::array::from_fn(|_| Trigger::new()),
        }
    }

    /// The state; an empty one when the widget is gone.
    fn state(&self) -> Rc<RefCell<State>> {
        self.state.try_get_value().unwrap_or_default()
    }

    fn signal(&self, part: Part) -> Option<&Trigger> {
        self.changed.get(part as usize)
    }

    /// Notes that what is being done depends on a part.
    pub(super) fn track(&self, part: Part) {
        if let Some(signal) = self.signal(part) {
            signal.track();
        }
    }

    fn notify(&self, part: Part) {
        if let Some(signal) = self.signal(part) {
            signal.notify();
        }
    }

    /// Reads something that depends on a part. Nothing may be changed meanwhile.
    pub(super) fn see<T>(&self, part: Part, read: impl FnOnce(&State) -> T) -> T {
        self.track(part);
        read(&self.state().borrow())
    }

    /// Reads something for this once.
    pub(super) fn peek<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.state().borrow())
    }

    /// What writes the time of day.
    pub(super) fn clock(&self) -> Function {
        let state = self.state();
        let State { clock, language, .. } = &mut *state.borrow_mut();
        clock.get_or_insert_with(|| format::clock(language.as_deref())).clone()
    }

    /// What the bot says in an entry.
    pub(super) fn parsed(&self, id: EntryId, text: &str) -> Rc<Vec<Node>> {
        self.state().borrow_mut().parsed.get(id, text)
    }

    /// Changes a part.
    pub(super) fn change<T>(&self, part: Part, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.state().borrow_mut());
        self.notify(part);
        result
    }

    /// Shows the conversation as it is now.
    pub(super) fn show(&self, conversation: &Conversation) {
        let status = Status {
            is_waiting: conversation.is_waiting(),
            progress: conversation.progress().map(str::to_owned),
            is_slow: conversation.is_slow(),
            connection: conversation.connection(),
            is_given: conversation.is_session_provided(),
            chatbot_name: conversation.chatbot_name().to_owned(),
        };
        let entries = conversation.entries();
        let (has_entries, has_status, has_consent) = self.peek(|state| {
            let shown = &state.entries;
            let same =
                shown.len() == entries.len() && shown.iter().zip(entries).all(|(one, other)| Arc::ptr_eq(one, other));
            (!same, state.status != status, state.consent.as_ref() != conversation.consent_prompt())
        });
        if has_entries {
            self.change(Part::Entries, |state| {
                // Earlier messages may have come: the rows that are in the page stay there.
                let first = state.entries.get(state.stretch.from).map(|entry| entry.id);
                let at = first.and_then(|first| entries.iter().position(|entry| entry.id == first));
                if let Some(at) = at.filter(|at| *at > state.stretch.from) {
                    state.stretch.to = state.stretch.to.map(|to| to + at - state.stretch.from);
                    state.stretch.from = at;
                }
                state.entries = entries.to_vec();
                state.parsed.keep(entries);
            });
        }
        if has_status {
            self.change(Part::Status, |state| state.status = status);
        }
        // Today is yesterday after midnight.
        let today = format::today();
        if self.peek(|state| state.today != today) {
            self.change(Part::Stretch, |state| state.today = today);
        }
        if has_consent {
            self.change(Part::Consent, |state| state.consent = conversation.consent_prompt().cloned());
        }
    }
}
