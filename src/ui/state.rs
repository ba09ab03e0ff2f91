//! The state of the user interface. Data that may change is divided into sections, each with a signal of its own.

use super::actions::Actions;
use super::parse_cache::ParseCache;
use super::transcript::rendered_range::RenderedRange;
use crate::api::Consent;
use crate::chat::{AttachedFile, Connection, Conversation, Entry};
use crate::config::Appearance;
use crate::i18n::{Key, Texts};
use js_sys::Function;
use std::rc::Rc;
use std::sync::Arc;

/// A part of [`State`] with a signal of its own.
#[derive(Debug, Clone, Copy)]
pub(super) enum Section {
    /// [`State::entries`].
    Entries,
    /// [`State::status`].
    Status,
    /// [`State::consent`].
    Consent,
    /// [`State::is_open`].
    Open,
    /// [`State::focus_requests`].
    Focus,
    /// [`State::appearance`].
    Appearance,
    /// [`State::draft`].
    Draft,
    /// [`State::selected_files`].
    SelectedFiles,
    /// [`State::validation_error`].
    ValidationError,
    /// [`State::is_full_screen`].
    FullScreen,
    /// [`State::confirmation`].
    Confirmation,
    /// [`State::rendered_range`] and [`State::today`].
    RenderedRange,
    /// [`State::is_scrolled_up`] and [`State::unseen_messages`].
    ReadingPosition,
    /// [`State::is_menu_open`].
    Menu,
    /// [`State::is_dragging`].
    Dragging,
    /// [`State::announcement`].
    Announcement,
}

/// The number of sections.
pub(super) const SECTION_COUNT: usize = Section::Announcement as usize + 1;

/// Everything that the user interface shows.
#[derive(Default)]
pub(super) struct State {
    /// The transcript.
    pub(super) entries: Vec<Arc<Entry>>,
    /// The conversation's status outside of the transcript.
    pub(super) status: ConversationStatus,
    /// The consent form that the visitor must agree to first.
    pub(super) consent: Option<Consent>,
    /// Whether the window is open.
    pub(super) is_open: bool,
    /// Counts requests to move the focus to the message field.
    pub(super) focus_requests: u32,
    /// The options that may change while the widget runs.
    pub(super) appearance: Appearance,
    /// The text in the message field.
    pub(super) draft: String,
    /// The files to send with the draft.
    pub(super) selected_files: Vec<AttachedFile>,
    /// Why the draft cannot be sent, once the visitor has tried.
    pub(super) validation_error: Option<Key>,
    /// Whether the window fills the screen.
    pub(super) is_full_screen: bool,
    /// The action that the open dialog asks the visitor to confirm.
    pub(super) confirmation: Option<Confirmation>,
    /// The entries that are in the DOM.
    pub(super) rendered_range: RenderedRange,
    /// Whether the visitor has scrolled away from the end.
    pub(super) is_scrolled_up: bool,
    /// Bot messages that have arrived since the visitor scrolled away.
    pub(super) unseen_messages: usize,
    /// Whether the menu is open.
    pub(super) is_menu_open: bool,
    /// Whether files are being dragged over the window.
    pub(super) is_dragging: bool,
    /// The latest announcement of the live region, other than those of entries of the transcript.
    pub(super) announcement: Option<String>,
    /// Whether the browser keeps the page from storing anything.
    pub(super) is_storage_blocked: bool,
    /// The hosts whose pictures load without a click, separated by spaces. `None`: every picture waits for the visitor.
    pub(super) picture_hosts: Option<String>,
    /// Whether formulas are recognized in messages of the bot.
    pub(super) formulas_enabled: bool,
    /// The texts in the visitor's language.
    pub(super) texts: Texts,
    /// The visitor's language as a BCP 47 tag.
    pub(super) language: Option<String>,
    /// Carries out the visitor's intents. `None` until the widget has started.
    pub(super) actions: Option<Rc<dyn Actions>>,
    /// Parsed bot messages.
    pub(super) parse_cache: ParseCache,
    /// Formats the time of day. Created on first use.
    pub(super) time_format: Option<Function>,
    /// The number of the local day for which the day separators were shown.
    pub(super) today: i32,
}

/// An action that the visitor has to confirm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Confirmation {
    /// Start a new chat, which removes the current one.
    NewChat,
    /// Delete the stored conversation.
    Delete,
}

/// The conversation's status outside of the transcript.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct ConversationStatus {
    /// Whether a reply from the bot is pending.
    pub(super) is_waiting: bool,
    /// The bot's progress message.
    pub(super) progress: Option<String>,
    /// Whether the reply takes longer than usual.
    pub(super) is_slow: bool,
    /// Whether the server can be reached.
    pub(super) connection: Connection,
    /// Whether the page provides the session, so that the visitor cannot start a new chat.
    pub(super) is_session_provided: bool,
    /// Whether the session has ended and the visitor can start another one.
    pub(super) can_restart: bool,
    /// The chatbot's name; empty while unknown.
    pub(super) chatbot_name: String,
}

impl ConversationStatus {
    /// The status of a conversation.
    pub(super) fn of(conversation: &Conversation) -> Self {
        Self {
            is_waiting: conversation.is_waiting(),
            progress: conversation.progress().map(str::to_owned),
            is_slow: conversation.is_slow(),
            connection: conversation.connection(),
            is_session_provided: conversation.is_session_provided(),
            can_restart: conversation.can_restart(),
            chatbot_name: conversation.chatbot_name().to_owned(),
        }
    }
}

impl State {
    /// The configured title or the chatbot's name.
    pub(super) fn bot_name(&self) -> Option<String> {
        let names = [self.appearance.header_text.as_ref(), Some(&self.status.chatbot_name)];
        names.into_iter().flatten().find(|name| !name.is_empty()).cloned()
    }

    /// Whether files can be attached now.
    pub(super) fn accepts_files(&self) -> bool {
        self.appearance.allow_attachments && !self.appearance.disabled && self.consent.is_none()
    }

    /// Replaces the entries, and adapts the rendered range and the parse cache to them.
    pub(super) fn set_entries(&mut self, entries: &[Arc<Entry>]) {
        self.rendered_range = self.rendered_range.after_change(&self.entries, entries, self.is_scrolled_up);
        self.entries = entries.to_vec();
        self.parse_cache.retain(entries);
    }
}
