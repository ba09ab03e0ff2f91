//! The conversation: its state, its queries, and the handling of events.

use super::state::awaited_answer::AwaitedAnswer;
use super::state::connectivity::{Connection, Connectivity};
use super::state::consent::ConsentState;
use super::state::current_session::CurrentSession;
use super::state::delivery_check::DeliveryCheck;
use super::state::downloads::Download;
use super::state::effects::Effects;
use super::state::poll_schedule::PollSchedule;
use super::state::presence::Presence;
use super::state::requests::{Pending, Requests};
use super::state::session_start::SessionStart;
use super::state::storage_sync::StorageSync;
use super::state::tasks::Tasks;
use super::state::token_renewal::TokenRenewal;
use crate::api::{ApiError, Consent};
use crate::chat::model::effect::{Effect, RequestId};
use crate::chat::model::entry::{
    AttachedFile, DeliveryStatus, Entry, EntryId, EntryKind, FileId, Message, Notice, Progress, Reply,
};
use crate::chat::model::event::Event;
use crate::chat::model::public_event::PublicEvent;
use crate::chat::model::session::Session;
use crate::chat::model::tab_message::TabMessage;
use crate::chat::model::time::{Millis, Now, earliest};
use crate::chat::timing::rng::Rng;
use crate::chat::transcript::Transcript;
use std::sync::Arc;

/// One visitor's conversation with one chatbot.
#[derive(Debug)]
pub struct Conversation {
    pub(super) transcript: Transcript,
    pub(super) session: CurrentSession,
    pub(super) session_start: SessionStart,
    pub(super) renewal: TokenRenewal,
    pub(super) chatbot_name: String,
    pub(super) tasks: Tasks,
    pub(super) requests: Requests,
    pub(super) connectivity: Connectivity,
    pub(super) poll_schedule: PollSchedule,
    pub(super) delivery_check: DeliveryCheck,
    /// The message that was accepted last, and the time after which the next one no longer waits for it.
    pub(super) last_accepted: Option<(EntryId, Millis)>,
    pub(super) awaited_answer: AwaitedAnswer,
    pub(super) consent: ConsentState,
    pub(super) downloads: Vec<Download>,
    pub(super) presence: Presence,
    pub(super) storage_sync: StorageSync,
    pub(super) effects: Effects,
    pub(super) rng: Rng,
    /// Whether history from before this page is being read. Its messages are neither unread nor reported to the page, but
    /// answers to the visitor's messages are.
    pub(super) is_catching_up: bool,
}

impl Conversation {
    /// An empty conversation. `seed` makes its random delays differ from those of other visitors.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            transcript: Transcript::new(),
            session: CurrentSession::default(),
            session_start: SessionStart::default(),
            renewal: TokenRenewal::default(),
            chatbot_name: String::new(),
            tasks: Tasks::default(),
            requests: Requests::new(),
            connectivity: Connectivity::new(),
            poll_schedule: PollSchedule::default(),
            delivery_check: DeliveryCheck::new(),
            last_accepted: None,
            awaited_answer: AwaitedAnswer::default(),
            consent: ConsentState::default(),
            downloads: Vec::new(),
            presence: Presence::new(),
            storage_sync: StorageSync::default(),
            effects: Effects::default(),
            rng: Rng::new(seed),
            is_catching_up: false,
        }
    }

    /// The transcript, top to bottom.
    #[must_use]
    pub fn entries(&self) -> &[Arc<Entry>] {
        self.transcript.entries()
    }

    /// Whether the visitor waits for the bot.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        !self.tasks.is_empty() || self.awaited_answer.is_some()
    }

    /// Whether a task takes so long that the visitor is to be informed.
    #[must_use]
    pub fn is_slow(&self) -> bool {
        self.tasks.is_slow()
    }

    /// The bot's own description of its progress, while it works.
    #[must_use]
    pub fn progress(&self) -> Option<&str> {
        self.tasks.progress()
    }

    /// Whether the server can be reached.
    #[must_use]
    pub fn connection(&self) -> Connection {
        let is_busy = self.transcript.next_outgoing().is_some() || self.is_waiting();
        self.connectivity.connection(is_busy)
    }

    /// Messages from the bot that have arrived since the window was last open.
    #[must_use]
    pub fn unread(&self) -> u32 {
        self.presence.unread
    }

    /// The chatbot's name; empty before the first session.
    #[must_use]
    pub fn chatbot_name(&self) -> &str {
        &self.chatbot_name
    }

    /// The session that messages go to, if there is one.
    #[must_use]
    pub fn session(&self) -> Option<&Session> {
        self.session.get()
    }

    /// Whether the page has provided the session, so that no other session and no new chat can replace it.
    #[must_use]
    pub fn is_session_provided(&self) -> bool {
        self.session.is_provided()
    }

    /// Whether the session has ended and the visitor can start another one. Always `false` if the page provides the session.
    #[must_use]
    pub fn can_restart(&self) -> bool {
        self.session.is_ended_and_replaceable()
    }

    /// The consent form to show to the visitor. `None` as long as no message waits for it.
    #[must_use]
    pub fn consent_prompt(&self) -> Option<&Consent> {
        let next = self.transcript.next_outgoing().and_then(|id| self.transcript.outgoing(id));
        self.consent.prompt().filter(|_| next.is_some_and(|next| next.status == DeliveryStatus::Waiting))
    }

    /// Whether the response to a request is still awaited.
    #[must_use]
    pub fn is_awaiting(&self, request: RequestId) -> bool {
        self.requests.get(request).is_some()
    }

    /// All files that may still be sent.
    #[must_use]
    pub fn needed_files(&self) -> Vec<FileId> {
        let mut ids = Vec::new();
        let mut add = |files: &[AttachedFile]| ids.extend(AttachedFile::ids(files));
        for entry in self.entries() {
            match &entry.kind {
                EntryKind::Outgoing(outgoing) if outgoing.status != DeliveryStatus::Sent => add(&outgoing.files),
                EntryKind::Message(Message { reply: Reply::Failure(content), .. }) => add(&content.files),
                EntryKind::Message(_) | EntryKind::Outgoing(_) | EntryKind::Notice(_) => {}
            }
        }
        for content in self.tasks.resend_contents() {
            add(&content.files);
        }
        ids
    }

    #[cfg(all(test, not(target_arch = "wasm32")))]
    pub(crate) fn begin_request(&mut self, pending: Pending) -> RequestId {
        self.requests.begin(pending)
    }

    /// Handles an event and returns the effects to carry out.
    pub(crate) fn handle(&mut self, event: Event, now: Now) -> Vec<Effect> {
        let time = now.monotonic;
        self.observe_clock(&event, now);
        match event {
            Event::Intent(intent) => self.apply_intent(intent, now.wall, time),
            Event::OpenChanged(is_open) => {
                self.presence.is_open = is_open;
                if is_open {
                    self.mark_read();
                    self.poll_soon(time);
                }
            }
            Event::VisibilityChanged(is_visible) => {
                self.presence.is_visible = is_visible;
                self.poll_soon(time);
            }
            Event::OnlineChanged(is_online) => self.connectivity.on_online_changed(is_online, time, &mut self.rng),
            // The timer has to be set again for whatever is due next.
            Event::TimerFired => drop(self.effects.take_timer()),
            Event::StorageWriteFailed => self.on_storage_write_failed(),
            Event::UploadProgress(request, progress) => self.on_upload_progress(request, progress),
            Event::SessionStarted(request, result) => {
                if self.requests.finish(request).is_some() {
                    self.on_session_started(result, time);
                }
            }
            Event::SessionTokenProvided(token) => {
                self.requests.retain(&|pending| *pending != Pending::RenewSessionToken);
                self.adopt_token(token, 0.0);
            }
            Event::SessionTokenRenewed(request, result) => {
                if self.requests.finish(request).is_some() {
                    self.on_token_renewed(result, now);
                }
            }
            Event::BearerRejected(request, error) => self.on_bearer_rejected(request, error, time),
            Event::FilesUploaded(request, result) => {
                if let Some(Pending::Upload(id)) = self.requests.finish(request) {
                    self.on_uploaded(id, result, time);
                } else {
                    self.on_unawaited_response(result.err(), time);
                }
            }
            Event::DownloadRequested { download, entry, attachment } => {
                self.request_download(download, entry, attachment, time);
            }
            Event::FileDownloaded(request, result) => self.on_downloaded(request, result, true, time),
            Event::MessageSent(request, result) => {
                if let Some(Pending::Send(id, credentials)) = self.requests.finish(request) {
                    self.on_sent(id, credentials, result, now);
                }
            }
            Event::ConsentSubmitted(request, result) => {
                if self.requests.finish(request).is_some() {
                    self.on_consent_submitted(result, time);
                } else {
                    self.on_unawaited_response(result.err(), time);
                }
            }
            Event::TaskPolled(request, result) => {
                if let Some(Pending::TaskPoll(task)) = self.requests.finish(request) {
                    self.on_task_polled(&task, result, time);
                }
            }
            Event::SessionPolled(request, result) => {
                if self.requests.finish(request).is_some() {
                    self.on_session_polled(result, time);
                } else {
                    self.on_unawaited_response(result.err(), time);
                }
            }
            // `Tab` handles these.
            Event::StorageLoaded(_)
            | Event::LeadershipAcquired(_)
            | Event::LeadershipLost
            | Event::TabMessageReceived(_) => {}
        }
        self.flush(now)
    }

    /// Makes all requests that are due, and returns the effects to carry out.
    pub(crate) fn flush(&mut self, now: Now) -> Vec<Effect> {
        let time = now.monotonic;
        self.connectivity.expire_rate_limit(time);
        if self.connectivity.allows_requests(time) {
            let is_due = self.has_waiting_download() || self.conversation_due().is_some_and(|due| due <= time);
            self.advance_renewal(is_due, now);
            if !self.is_waiting_for_token() {
                self.advance_outbox(now);
                self.advance_tasks(time);
                self.advance_poll(now);
            }
        }
        self.advance_downloads(time);
        let due = if self.is_waiting_for_token() { self.renewal_due() } else { self.conversation_due() };
        let due = self.connectivity.earliest(due, time);
        self.effects.set_timer(earliest(&[due, self.downloads_due()]));
        self.take_effects(now.wall)
    }

    /// When the next message, task poll or session poll is due, without regard to backoff and rate limit.
    fn conversation_due(&self) -> Option<Millis> {
        earliest(&[self.outbox_due(), self.tasks_due(), self.poll_due()])
    }

    /// Takes the queued effects. If a write is needed, puts it and its broadcast first: the other effects may depend on it.
    pub(crate) fn take_effects(&mut self, wall: f64) -> Vec<Effect> {
        let mut effects = self.effects.take();
        if self.storage_sync.take_write_needed(wall) {
            let (stored, broadcast) = self.records();
            effects.insert(0, Effect::Broadcast(TabMessage::StateChanged(broadcast)));
            effects.insert(0, Effect::Store(stored));
        }
        effects
    }

    /// Progress is not stored and does not count as a change of the entry: the user interface reads it separately.
    fn on_upload_progress(&mut self, request: RequestId, progress: Progress) {
        if let Some(Pending::Upload(id)) = self.requests.get(request) {
            self.transcript.update_unseen(*id, |kind| {
                if let EntryKind::Outgoing(outgoing) = kind {
                    outgoing.status = DeliveryStatus::Uploading(progress);
                }
            });
        }
    }

    /// Handles a response that is no longer awaited: only a rate limit matters.
    fn on_unawaited_response(&mut self, error: Option<ApiError>, time: Millis) {
        if let Some(error @ (ApiError::RateLimited(_) | ApiError::Server(_, Some(_)))) = error {
            self.postpone_if_transient(&error, time);
        }
    }

    /// Sets the number of unread messages to 0.
    pub(super) fn mark_read(&mut self) {
        if self.presence.mark_read() {
            self.storage_sync.mark_changed();
        }
    }

    /// Postpones all requests if an error is transient. `true` if it is: then the caller repeats what has failed.
    pub(super) fn postpone_if_transient(&mut self, error: &ApiError, time: Millis) -> bool {
        self.connectivity.on_error(error, time, &mut self.rng)
    }

    /// Reports an error that only the owner of the page can fix.
    pub(super) fn warn(&mut self, error: &ApiError) {
        self.effects.push(Effect::Warn(error.clone()));
    }

    /// Inserts a new entry into the transcript. A message of the bot counts as unread while the window is closed, and is
    /// reported to the page, but not while earlier history is read. Failures are not reported.
    pub(super) fn insert(&mut self, at: usize, kind: EntryKind) -> EntryId {
        if let EntryKind::Message(message) = &kind
            && message.is_from_bot()
            && !(self.is_catching_up && matches!(message.reply, Reply::Unknown))
        {
            self.presence.on_received();
            if matches!(message.reply, Reply::Answer | Reply::Unknown) {
                let session =
                    self.session.credentials().map(|credentials| credentials.session.clone()).unwrap_or_default();
                self.effects
                    .push(Effect::Emit(PublicEvent::MessageReceived { message: message.wire.clone(), session }));
            }
        }
        let id = self.transcript.insert(at, kind);
        self.storage_sync.mark_changed();
        id
    }

    /// Adds a notice below everything received, unless it would repeat the one above it.
    pub(super) fn add_notice(&mut self, notice: Notice) -> Option<EntryId> {
        let at = self.transcript.place_of_notice(notice)?;
        Some(self.insert(at, EntryKind::Notice(notice)))
    }

    /// Releases files that nothing else needs.
    pub(super) fn release_files(&mut self, mut files: Vec<FileId>) {
        if files.is_empty() {
            return;
        }
        let needed = self.needed_files();
        files.retain(|file| !needed.contains(file));
        if !files.is_empty() {
            self.effects.push(Effect::ReleaseFiles(files));
        }
    }
}
