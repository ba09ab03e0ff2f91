//! The rules that the conversation keeps, checked after every event and at the end.
//!
//! 1. The visitor's messages never vanish, whatever is closed, killed or reloaded.
//! 2. The server's messages are shown exactly once and in the server's order.
//! 3. Nothing is sent twice without the visitor asking.
//! 4. The load on the server stays low: see [`ServerLoad`].
//! 5. The conversation continues when a session expires or ends.
//! 6. A new page continues from the stored state.
//! 7. Each download ends: see [`Downloads`].

mod downloads;
mod order;
mod server_load;

use self::downloads::Downloads;
use self::order::{ShownOrder, check_order, is_session_boundary, timestamps};
use self::server_load::ServerLoad;
use crate::deliveries::Deliveries;
use crate::describe::lines;
use crate::plan::Millis;
use crate::restored::RestoredPage;
use crate::server::UNSTORED;
use crate::state::{PageId, State};
use crate::storage::{SimulatedStorage, StorageStatus};
use crate::violation::{NEVER_LOST, NEVER_TWICE, ONCE_IN_ORDER, RESTART, SERVER_LOAD, SESSIONS, Violation, broken};
use ocs_chat::api::Role;
use ocs_chat::chat::{
    Conversation, DeliveryStatus, DownloadId, Effect, Entry, EntryKind, Event, Failure, Message, Outgoing, Reply,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the visitor has done with one text.
#[derive(Debug, Clone, Copy, Default)]
struct Submitted {
    /// How often it was submitted, or asked again after its task had failed.
    times: usize,
    /// How often a failed message was retried.
    retries: usize,
    /// How often it was discarded or withdrawn.
    withdrawn: usize,
    /// How often it may be lost legitimately: with a page that could store nothing, or by a new chat.
    may_be_lost: usize,
    /// How often it was submitted while nothing could be stored.
    not_stored: usize,
}

/// The rules, and the observations that they need.
#[derive(Debug)]
pub(crate) struct Rules {
    restored: RestoredPage,
    submitted: BTreeMap<String, Submitted>,
    /// The last submitted text, until the page has carried out its effects.
    unwritten: Option<String>,
    load: ServerLoad,
    deliveries: Deliveries,
    shown_order: ShownOrder,
    downloads: Downloads,
    /// The visitor's messages that were not yet in the history when the server refused to start a session for a reason other than the token.
    /// They are never removed: other tabs show the failure until they know of a retry.
    refused_with_start: BTreeSet<String>,
    /// When the visitor last started a new chat.
    new_chat_at: Option<Millis>,
    has_storage_failed: bool,
    has_storage_failed_completely: bool,
    has_clock_jumped: bool,
}

impl Rules {
    pub(crate) fn new(storage: &SimulatedStorage) -> Self {
        Self {
            restored: RestoredPage::new(storage.clone()),
            submitted: BTreeMap::new(),
            unwritten: None,
            load: ServerLoad::default(),
            deliveries: Deliveries::default(),
            shown_order: ShownOrder::default(),
            downloads: Downloads::default(),
            refused_with_start: BTreeSet::new(),
            new_chat_at: None,
            has_storage_failed: false,
            has_storage_failed_completely: false,
            has_clock_jumped: false,
        }
    }

    pub(crate) fn on_submitted(&mut self, now: Millis, text: &str, is_stored: bool) {
        // The leader may apply this message before a new chat that another tab has started.
        let may_be_lost = self.new_chat_at.is_some_and(|at| now < at + 10_000);
        self.unwritten = Some(text.to_owned());
        let submitted = self.submitted.entry(text.to_owned()).or_default();
        submitted.times += 1;
        submitted.not_stored += usize::from(!is_stored);
        submitted.may_be_lost += usize::from(may_be_lost);
    }

    pub(crate) fn on_asked_again(&mut self, now: Millis, text: &str, is_stored: bool) {
        self.on_submitted(now, text, is_stored);
        // If two tabs ask again at the same time, the question is asked once.
        self.submitted.entry(text.to_owned()).or_default().may_be_lost += 1;
    }

    pub(crate) fn on_download_requested(&mut self, page: PageId, download: DownloadId) {
        self.downloads.on_requested(page, download);
    }

    pub(crate) fn on_download_ended(&mut self, page: PageId, download: DownloadId) {
        self.downloads.on_ended(page, download);
    }

    /// The last text was submitted in a page that stores nothing, and is lost with it.
    pub(crate) fn on_isolated(&mut self, text: &str) {
        self.submitted.entry(text.to_owned()).or_default().may_be_lost += 1;
    }

    pub(crate) fn on_retried(&mut self, text: &str) {
        self.submitted.entry(text.to_owned()).or_default().retries += 1;
    }

    pub(crate) fn on_withdrawn(&mut self, text: &str) {
        self.submitted.entry(text.to_owned()).or_default().withdrawn += 1;
    }

    pub(crate) fn on_new_chat(&mut self, now: Millis) {
        self.new_chat_at = Some(now);
        for submitted in self.submitted.values_mut() {
            submitted.may_be_lost = submitted.times;
        }
    }

    /// A page was killed while it carried out effects: the last text may not have been written.
    pub(crate) fn on_interrupted(&mut self) {
        if let Some(text) = self.unwritten.take() {
            self.submitted.entry(text).or_default().may_be_lost += 1;
        }
        self.deliveries.on_interrupted();
    }

    /// The server has accepted a message.
    pub(crate) fn on_accepted(&mut self, now: Millis, task: &str, text: &str, stored_at: Option<Millis>) {
        self.deliveries.on_accepted(now, task, text, stored_at);
    }

    /// A page with records that could not be stored is gone.
    pub(crate) fn on_memory_lost(&mut self) {
        for submitted in self.submitted.values_mut() {
            submitted.may_be_lost = submitted.may_be_lost.max(submitted.not_stored);
        }
    }

    pub(crate) fn on_storage_changed(&mut self, status: StorageStatus) {
        self.has_storage_failed |= status != StorageStatus::Works;
        self.has_storage_failed_completely |= status == StorageStatus::Unavailable;
    }

    /// A page has acquired the lease although another one still has it.
    pub(crate) fn on_lease_shared(&self, page: PageId, other: PageId) -> Result<(), Violation> {
        if self.has_clock_jumped || self.has_storage_failed_completely {
            return Ok(());
        }
        broken(SERVER_LOAD, format!("tab {} acquires the lease that tab {} has", page.tab, other.tab))
    }

    pub(crate) fn on_clock_set(&mut self) {
        self.has_clock_jumped = true;
    }

    /// A tab is visible.
    pub(crate) fn note_visible(&mut self, now: Millis) {
        self.load.note_visible(now);
    }

    pub(crate) fn before_request(&mut self, state: &State, tab: usize, effect: &Effect) -> Result<(), Violation> {
        // If storage fails completely, a later page cannot know what was sent.
        if let (Effect::SendMessage { credentials, text, .. }, false) = (effect, self.has_storage_failed_completely) {
            self.deliveries.before_posted(state.now, &credentials.session, text)?;
        }
        self.downloads.before_request(state, effect)?;
        let is_excused = self.has_storage_failed || self.has_clock_jumped;
        self.load.before_request(state, tab, effect, is_excused)
    }

    pub(crate) fn before_event(&mut self, now: Millis, page: PageId, event: &Event) {
        self.load.before_event(now, page, event);
        if let Event::MessageSent(_, Ok(response)) = event {
            self.deliveries.before_handled(now, &response.task_id);
        }
    }

    /// Checks the rules after a tab has handled an event.
    pub(crate) fn after_event(&mut self, state: &State, tab: usize) -> Result<(), Violation> {
        self.unwritten = None;
        self.deliveries.after_handled();
        if let Some(page) = state.page_in(tab) {
            self.shown_order.check(page)?;
            self.check_shown_once(page.tab.conversation())?;
            // A message fails only after several sessions were lost.
            let lost = state.server.lost_sessions();
            let refused = DeliveryStatus::Failed(Failure::SessionRefused);
            let is_refused = |entry: &Arc<Entry>| entry.outgoing().is_some_and(|outgoing| outgoing.status == refused);
            if lost < 3 && page.tab.conversation().entries().iter().any(is_refused) {
                return broken(SESSIONS, format!("given up after {lost} sessions"));
            }
            self.check_token_renewed(state.server.access_token, page.tab.conversation())?;
        }
        if state.storage.status() != StorageStatus::Unavailable {
            // A page that cannot read storage becomes the leader without knowing what is stored.
            if state.storage.has_overwritten_newer() && !self.has_storage_failed_completely {
                return broken(NEVER_LOST, "a page has replaced what a newer version has stored".to_owned());
            }
            self.restored.reload();
            self.check_stored(state)?;
        }
        for (text, submitted) in &self.submitted {
            let accepted = accepted(state, text);
            // If storage fails completely, a later page cannot know what was done since.
            let allowed = submitted.times + submitted.retries + self.deliveries.undetectable_duplicates(text);
            if accepted > allowed && !self.has_storage_failed_completely {
                return broken(NEVER_TWICE, format!("{text:?} was accepted {accepted} times"));
            }
        }
        Ok(())
    }

    /// The server has refused to start a session for the messages of this conversation, for a reason other than the token.
    pub(crate) fn on_start_refused(&mut self, conversation: &Conversation) {
        self.refused_with_start.extend(outgoing(conversation).map(|outgoing| outgoing.text.clone()));
    }

    /// Checks that no message fails because of an expired access token, which the page can renew.
    fn check_token_renewed(&self, access_token: u32, conversation: &Conversation) -> Result<(), Violation> {
        let setup = DeliveryStatus::Failed(Failure::Setup);
        let unexplained = outgoing(conversation)
            .find(|outgoing| outgoing.status == setup && !self.refused_with_start.contains(&outgoing.text));
        match unexplained {
            // After two expiries, the renewed token may also have expired before the server received it.
            Some(outgoing) if access_token < 2 => {
                broken(SESSIONS, format!("{:?} failed though the token can be renewed", outgoing.text))
            }
            _ => Ok(()),
        }
    }

    /// Checks that a page opened now would show everything that was ever stored.
    fn check_stored(&self, state: &State) -> Result<(), Violation> {
        let restored = self.restored.conversation();
        for (text, submitted) in &self.submitted {
            let lost = submitted.withdrawn + submitted.may_be_lost.max(submitted.not_stored);
            let required = submitted.times.saturating_sub(lost);
            // The server can return accepted messages again.
            let repeatable = if self.has_storage_failed { accepted(state, text) } else { 0 };
            let found = count_own(restored, text) + repeatable;
            // After a time without storage, a tab may have a later state than the stored one, with fewer messages.
            if found < required && !self.has_storage_failed_completely {
                return broken(
                    NEVER_LOST,
                    format!("{text:?} is stored {found} times, submitted {} times", submitted.times),
                );
            }
        }
        self.check_shown_once(restored)
    }

    fn check_shown_once(&self, conversation: &Conversation) -> Result<(), Violation> {
        let entries = conversation.entries();
        for (text, submitted) in &self.submitted {
            let shown = count_own(conversation, text);
            let allowed = submitted.times + submitted.retries + self.deliveries.undetectable_duplicates(text);
            if shown > allowed && !self.has_storage_failed_completely {
                return broken(
                    ONCE_IN_ORDER,
                    format!("{text:?} is shown {shown} times, submitted {} times: {}", submitted.times, lines(entries)),
                );
            }
        }
        let mut answers = BTreeSet::new();
        for entry in entries {
            let Some(message) = entry.message() else { continue };
            let content = &message.wire.content;
            if message.is_from_bot() && content.starts_with("re ") && !answers.insert(content) {
                return broken(ONCE_IN_ORDER, format!("{content:?} is shown twice"));
            }
        }
        check_order(entries)
    }

    /// Checks the end of a run: faults have stopped, and the transcript must be the server's history.
    pub(crate) fn check_end(&self, state: &State) -> Result<(), Violation> {
        let Some(page) = state.page_in(0) else {
            return broken(RESTART, "no tab is open".to_owned());
        };
        let conversation = page.tab.conversation();
        let entries = conversation.entries();
        if !page.tab.is_leader() {
            return broken(RESTART, "the only visible tab is not the leader".to_owned());
        }
        if conversation.is_waiting() {
            return broken(ONCE_IN_ORDER, format!("still waiting: {}", lines(entries)));
        }
        for (text, submitted) in &self.submitted {
            let repeatable = if self.has_storage_failed { accepted(state, text) } else { 0 };
            let shown = count_own(conversation, text).max(repeatable);
            // Without storage, a tab may have to start without another tab's state.
            let accounted = shown + submitted.withdrawn + submitted.may_be_lost;
            if accounted < submitted.times && !self.has_storage_failed_completely {
                return broken(NEVER_LOST, format!("{text:?} is shown {shown} times: {}", lines(entries)));
            }
        }
        if let Some(stuck) = entries.iter().find(|entry| !is_settled(entry)) {
            // State from before storage failed may return later, without its files.
            if self.has_storage_failed_completely {
                return Ok(());
            }
            return broken(RESTART, format!("{stuck:?} is not settled: {}", lines(entries)));
        }
        self.downloads.check_end(state)?;
        self.check_current_session(state, conversation)
    }

    /// Checks that the current session shows exactly the server's history.
    fn check_current_session(&self, state: &State, conversation: &Conversation) -> Result<(), Violation> {
        let entries = conversation.entries();
        let boundary = entries.iter().rposition(is_session_boundary);
        let current = entries.get(boundary.map_or(0, |at| at + 1)..).unwrap_or_default();
        let Some(session) = conversation.session().filter(|session| !session.ended) else { return Ok(()) };
        let id = &session.credentials.session;
        let number = id.parse::<usize>().unwrap_or(usize::MAX);
        if state.server.sessions.get(number).is_none_or(|session| session.is_expired || session.is_ended) {
            return Ok(());
        }
        let history = state.server.history(id);
        let expected = timestamps(history.iter().map(|message| (message.role != Role::User, &*message.created_at)));
        let messages = current.iter().filter_map(|entry| entry.message()).filter(|message| message.in_history);
        let shown = timestamps(messages.map(|message| (Message::is_from_bot(message), &*message.wire.created_at)));
        if expected != shown {
            return broken(
                ONCE_IN_ORDER,
                format!("the server has {} messages, shown are: {}", history.len(), lines(entries)),
            );
        }
        // Every other message from the bot must be one that the server never stores. It is unknown which of two tasks that
        // fail at the same time has left a note. The same goes for a message that was delivered twice or after it was
        // discarded.
        let is_ambiguous = self.submitted.iter().any(|(text, submitted)| {
            submitted.retries + submitted.withdrawn + self.deliveries.undetectable_duplicates(text) > 0
        });
        let unknown: Vec<_> = current
            .iter()
            .filter_map(|entry| entry.message().filter(|message| message.is_from_bot() && !message.in_history))
            .collect();
        let failures = unknown.iter().filter(|message| is_failure(message)).count();
        let unknown = unknown.into_iter().find(|message| match is_failure(message) {
            true => !is_ambiguous && failures > state.server.failures_without_note(id),
            false => message.wire.content != UNSTORED,
        });
        // If the question could not be stored, its answer may be shown in the wrong session.
        if let Some(unknown) = unknown.filter(|_| !self.has_storage_failed) {
            return broken(ONCE_IN_ORDER, format!("{unknown:?} is not in the history: {}", lines(entries)));
        }
        let is_unstored = |text: &String| state.server.unstored.contains(text);
        let is_open = |entry: &&Arc<Entry>| entry.outgoing().is_some_and(|outgoing| !is_unstored(&outgoing.text));
        if let Some(open) = current.iter().find(is_open) {
            return broken(ONCE_IN_ORDER, format!("{open:?} is not confirmed: {}", lines(entries)));
        }
        Ok(())
    }
}

fn is_failure(message: &Message) -> bool {
    matches!(message.reply, Reply::Failure(_) | Reply::FailureRetried)
}

/// How often the server has accepted a text.
fn accepted(state: &State, text: &str) -> usize {
    state.server.accepted.iter().filter(|accepted| *accepted == text).count()
}

fn is_settled(entry: &Arc<Entry>) -> bool {
    entry.outgoing().is_none_or(|outgoing| matches!(outgoing.status, DeliveryStatus::Sent))
}

/// The visitor's messages that are not yet in the history.
fn outgoing(conversation: &Conversation) -> impl Iterator<Item = &Outgoing> {
    conversation.entries().iter().filter_map(|entry| entry.outgoing())
}

/// How often a text of the visitor is shown.
fn count_own(conversation: &Conversation, text: &str) -> usize {
    let is_own = |entry: &&Arc<Entry>| match &entry.kind {
        EntryKind::Outgoing(outgoing) => outgoing.text == text,
        EntryKind::Message(message) => !message.is_from_bot() && message.wire.content == text,
        EntryKind::Notice(_) => false,
    };
    conversation.entries().iter().filter(is_own).count()
}
