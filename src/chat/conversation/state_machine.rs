//! The state, what may be asked of it, and the loop that every event goes through.

use crate::api::{ApiError, Consent, SessionCredentials};
use crate::chat::conversation::sessions::Session;
use crate::chat::conversation::tasks::Task;
use crate::chat::model::entry::{
    Entry, EntryId, EntryKind, Failure, FileId, Message, Notice, Outgoing, Progress, Reply, Sending,
};
use crate::chat::model::protocol::{Effect, Event, Millis, Now, Occurrence, Post, RequestId};
use crate::chat::model::record::{Archive, MailId};
use crate::chat::timing::pace::{self, Habit, Jitter};
use std::sync::Arc;

/// What a request under way is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::chat) enum Pending {
    Start,
    Upload(EntryId),
    /// The session is named, since by the time of the answer another may have taken its place.
    Send(EntryId, SessionCredentials),
    TaskPoll(String),
    Poll,
    Consent,
}

/// Whether the server can be reached, as far as we know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Connection {
    /// Nothing says otherwise.
    #[default]
    Online,
    /// The browser says that there is no network.
    Offline,
    /// Requests keep failing; they are tried again.
    Unstable,
    /// The server has asked us to wait.
    Limited,
}

/// One visitor's conversation with one chatbot.
#[derive(Debug)]
pub struct Conversation {
    pub(in crate::chat) entries: Vec<Arc<Entry>>,
    pub(in crate::chat) session: Option<Session>,
    pub(in crate::chat) tasks: Vec<Task>,
    pub(in crate::chat) pending: Vec<(RequestId, Pending)>,
    pub(in crate::chat) next_entry: u32,
    next_request: u32,
    pub(in crate::chat) jitter: Jitter,
    pub(in crate::chat) habit: Habit,
    pub(in crate::chat) open: bool,
    pub(in crate::chat) visible: bool,
    pub(in crate::chat) online: bool,
    /// Requests that failed in a row without an answer from the application.
    pub(in crate::chat) failures: u32,
    /// The server has asked for no request before this.
    limited_until: Option<Millis>,
    /// Sessions lost in a row without a message sent between.
    pub(in crate::chat) losses: u32,
    /// No request leaves before this.
    pub(in crate::chat) not_before: Millis,
    pub(in crate::chat) poll_due: Millis,
    pub(in crate::chat) last_poll: Option<Millis>,
    /// When a message whose request ended without an answer is looked for.
    pub(in crate::chat) look_due: Millis,
    /// How often it has to be looked for in vain before it counts as not arrived.
    pub(in crate::chat) looks_left: u32,
    /// What it failed with, should it not be found.
    pub(in crate::chat) look_failure: Failure,
    /// A message that was found in the history, and how often its answer has been looked for there since: nothing else can
    /// tell of it, for its task is not known.
    pub(in crate::chat) found: Option<(EntryId, u32)>,
    /// What the visitor has to agree to in the current session.
    pub(in crate::chat) consent: Option<Consent>,
    /// What the visitor has agreed to.
    pub(in crate::chat) agreed: Option<i64>,
    pub(in crate::chat) unread: u32,
    pub(in crate::chat) chatbot_name: String,
    /// Whether the session was given by the page, so that no other can take its place.
    pub(in crate::chat) is_given: bool,
    /// Whether the history is read anew from its start: what it tells has been seen before.
    pub(in crate::chat) is_catching_up: bool,
    /// Whether only what the server cannot tell again is stored, for want of room. The visitor has been told.
    pub(in crate::chat) is_lean: bool,
    /// Counts what was stored, by whichever tab.
    pub(in crate::chat) revision: u64,
    /// Mail that has been taken note of.
    pub(in crate::chat) applied: Vec<MailId>,
    /// The same, where its record has still to be taken away.
    pub(in crate::chat) mail_done: Vec<MailId>,
    /// Visitor's clock at the last change and at the last poll of the session.
    pub(in crate::chat) saved: f64,
    pub(in crate::chat) polled: f64,
    /// Whether what is stored is out of date, though nothing that can be seen has changed.
    pub(in crate::chat) is_stale: bool,
    pub(in crate::chat) archive: Archive,
    /// Whether what must survive has changed since it was last stored.
    pub(in crate::chat) changed: bool,
    pub(in crate::chat) effects: Vec<Effect>,
    pub(in crate::chat) wake: Option<Millis>,
}

impl Conversation {
    /// An empty conversation. `seed` makes its waiting differ from that of other visitors.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            entries: Vec::new(),
            session: None,
            tasks: Vec::new(),
            pending: Vec::new(),
            next_entry: 1,
            next_request: 1,
            jitter: Jitter::new(seed),
            habit: Habit::default(),
            open: false,
            visible: true,
            online: true,
            failures: 0,
            limited_until: None,
            losses: 0,
            not_before: 0,
            poll_due: 0,
            last_poll: None,
            look_due: 0,
            looks_left: 0,
            look_failure: Failure::NoConnection,
            found: None,
            consent: None,
            agreed: None,
            unread: 0,
            chatbot_name: String::new(),
            is_given: false,
            is_catching_up: false,
            is_lean: false,
            revision: 0,
            applied: Vec::new(),
            mail_done: Vec::new(),
            saved: 0.0,
            polled: 0.0,
            is_stale: false,
            archive: Archive::default(),
            changed: false,
            effects: Vec::new(),
            wake: None,
        }
    }

    /// The transcript, top to bottom.
    #[must_use]
    pub fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    /// Whether the visitor waits for the bot.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        !self.tasks.is_empty() || self.found.is_some()
    }

    /// Whether the bot has been working for so long that the visitor should hear something about it.
    #[must_use]
    pub fn is_slow(&self) -> bool {
        self.tasks.iter().any(Task::is_slow)
    }

    /// What the bot says of its progress, while it works.
    #[must_use]
    pub fn progress(&self) -> Option<&str> {
        self.tasks.iter().find_map(|task| task.progress.as_deref())
    }

    /// Whether the server can be reached.
    #[must_use]
    pub fn connection(&self) -> Connection {
        match (self.online, self.failures) {
            (false, _) => Connection::Offline,
            (true, _) if self.limited_until.is_some() => Connection::Limited,
            (true, 2..) if self.head().is_some() || self.is_waiting() => Connection::Unstable,
            (true, _) => Connection::Online,
        }
    }

    /// Messages from the bot that have come since the window was last open.
    #[must_use]
    pub fn unread(&self) -> u32 {
        self.unread
    }

    /// The chatbot's name, once a session has told it.
    #[must_use]
    pub fn chatbot_name(&self) -> &str {
        &self.chatbot_name
    }

    /// The session that messages go to, if there is one.
    #[must_use]
    pub fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// Whether the session was given by the page: then there is no other, and no new chat.
    #[must_use]
    pub fn is_given(&self) -> bool {
        self.is_given
    }

    /// Takes note of what happened and says what is to be done about it.
    pub(in crate::chat) fn handle(&mut self, event: Event, now: Now) -> Vec<Effect> {
        let time = now.monotonic;
        match event {
            Event::Intends(intent) => self.intend(intent, now.wall, time),
            Event::Open(open) => {
                self.open = open;
                if open {
                    self.read();
                    self.poll_soon(time);
                }
            }
            Event::Visible(visible) => {
                self.visible = visible;
                self.poll_soon(time);
            }
            Event::Online(online) => {
                if online && !self.online {
                    self.failures = 0;
                    // Everybody behind the same network comes back at the same moment.
                    self.not_before = self.not_before.max(time + self.jitter.between(0, 1_000));
                }
                self.online = online;
            }
            // Whatever is due next has to be asked for anew.
            Event::Tick => self.wake = None,
            Event::NotKept => self.not_kept(),
            Event::UploadProgress(request, progress) => {
                if let Some(Pending::Upload(id)) = self.pending(request).cloned() {
                    // How far an upload is need not survive, and what shows it looks for itself.
                    self.note_progress(id, progress);
                }
            }
            Event::Started(request, result) => {
                if self.take(request).is_some() {
                    self.started(result, time);
                }
            }
            Event::Uploaded(request, result) => {
                if let Some(Pending::Upload(id)) = self.take(request) {
                    self.uploaded(id, result, time);
                } else {
                    self.unawaited(result.err(), time);
                }
            }
            Event::Sent(request, result) => {
                if let Some(Pending::Send(id, access)) = self.take(request) {
                    self.sent(id, access, result, time);
                }
            }
            Event::Consented(request, result) => {
                if self.take(request).is_some() {
                    self.consented(result, time);
                } else {
                    self.unawaited(result.err(), time);
                }
            }
            Event::TaskPolled(request, result) => {
                if let Some(Pending::TaskPoll(task)) = self.take(request) {
                    self.task_polled(&task, result, time);
                }
            }
            Event::Polled(request, result) => {
                if self.take(request).is_some() {
                    self.polled = now.wall;
                    self.is_stale = true;
                    self.polled(result, time);
                } else {
                    self.unawaited(result.err(), time);
                }
            }
            // Between tabs: see `Tab`.
            Event::Found(_) | Event::Leads(_) | Event::Deposed | Event::Heard(_) => {}
        }
        self.advance(time);
        self.finish(now.wall)
    }

    /// Makes every request that is due.
    pub(in crate::chat) fn advance(&mut self, time: Millis) {
        self.end_limit(time);
        if self.online && self.limited_until.is_none() && time >= self.not_before {
            self.advance_outbox(time);
            self.advance_tasks(time);
            self.advance_poll(time);
        }
        self.wake_at(self.next_due(time));
    }

    fn next_due(&self, time: Millis) -> Option<Millis> {
        if !self.online {
            return None;
        }
        [self.outbox_due(), self.tasks_due(), self.poll_due()]
            .into_iter()
            .flatten()
            .min()
            .map(|due| due.max(self.not_before).max(self.limited_until.unwrap_or(0)).max(time))
    }

    fn wake_at(&mut self, due: Option<Millis>) {
        if self.wake != due {
            self.wake = due;
            self.effects.push(Effect::Wake(due));
        }
    }

    /// Hands over the effects, with what must survive in front of what is done about it.
    pub(in crate::chat) fn finish(&mut self, wall: f64) -> Vec<Effect> {
        let mut effects = std::mem::take(&mut self.effects);
        let is_stale = std::mem::take(&mut self.is_stale);
        let changed = std::mem::take(&mut self.changed);
        if changed {
            self.saved = wall;
        }
        if changed || is_stale {
            let (kept, told) = self.records();
            effects.splice(0..0, [Effect::Store(kept), Effect::Post(Post::Changed(told))]);
        }
        effects
    }

    /// The conversation cannot be stored as it is. Said once; from now on less is stored.
    fn not_kept(&mut self) {
        if std::mem::replace(&mut self.is_lean, true) {
            return;
        }
        self.is_stale = true;
        if self.entries.iter().all(|entry| entry.kind != EntryKind::Notice(Notice::NotKept)) {
            self.notice(Notice::NotKept);
        }
    }

    /// What the bot has said has been seen.
    pub(in crate::chat) fn read(&mut self) {
        if self.unread > 0 {
            self.unread = 0;
            self.changed = true;
        }
    }

    /// Whether no request is under way whose effect at the server would have to be looked for.
    pub(in crate::chat) fn is_quiet(&self) -> bool {
        self.pending.iter().all(|(_, pending)| matches!(pending, Pending::TaskPoll(_) | Pending::Poll))
    }

    pub(in crate::chat) fn request(&mut self, pending: Pending) -> RequestId {
        let id = RequestId(self.next_request);
        self.next_request += 1;
        self.pending.push((id, pending));
        id
    }

    fn pending(&self, request: RequestId) -> Option<&Pending> {
        self.pending.iter().find(|(id, _)| *id == request).map(|(_, pending)| pending)
    }

    fn take(&mut self, request: RequestId) -> Option<Pending> {
        let at = self.pending.iter().position(|(id, _)| *id == request)?;
        Some(self.pending.remove(at).1)
    }

    pub(in crate::chat) fn is_pending(&self, wanted: &Pending) -> bool {
        self.pending.iter().any(|(_, pending)| pending == wanted)
    }

    /// Notes that the application has answered, whatever it said.
    pub(in crate::chat) fn answered(&mut self) {
        self.failures = 0;
    }

    /// Does what the same failure asks for in every call. `true` if that was all there is to do now, and what was tried
    /// is to be tried again later.
    pub(in crate::chat) fn failed_for_now(&mut self, error: &ApiError, time: Millis) -> bool {
        match error {
            ApiError::RateLimited(wait) => {
                self.answered();
                let wait = wait.unwrap_or(pace::POLL_EVERY);
                let until = time + wait + self.jitter.between(0, 1_000);
                self.limited_until = self.limited_until.max(Some(until));
                true
            }
            error if error.outcome_unknown() => {
                self.failures += 1;
                let wait = self.jitter.backoff(self.failures);
                self.not_before = self.not_before.max(time + wait);
                true
            }
            _ => {
                self.answered();
                false
            }
        }
    }

    /// What was in the way of requests is another tab's business now.
    pub(in crate::chat) fn calm(&mut self) {
        self.failures = 0;
        self.not_before = 0;
    }

    /// Forgets that the server has asked for patience, once that is over.
    pub(in crate::chat) fn end_limit(&mut self, time: Millis) {
        self.limited_until = self.limited_until.filter(|until| time < *until);
    }

    /// Nobody waits for the answer any more, but a server that asks for patience gets it.
    fn unawaited(&mut self, error: Option<ApiError>, time: Millis) {
        if let Some(error @ ApiError::RateLimited(_)) = error {
            self.failed_for_now(&error, time);
        }
    }

    pub(in crate::chat) fn position(&self, id: EntryId) -> Option<usize> {
        self.entries.iter().position(|entry| entry.id == id)
    }

    pub(in crate::chat) fn entry(&self, id: EntryId) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id).map(Arc::as_ref)
    }

    pub(in crate::chat) fn outgoing(&self, id: EntryId) -> Option<&Outgoing> {
        self.entry(id)?.outgoing()
    }

    /// Changes an entry in place and counts the change.
    pub(in crate::chat) fn change(&mut self, id: EntryId, change: impl FnOnce(&mut EntryKind)) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) {
            let entry = Arc::make_mut(entry);
            change(&mut entry.kind);
            entry.revision += 1;
        }
    }

    pub(in crate::chat) fn change_outgoing(&mut self, id: EntryId, change: impl FnOnce(&mut Outgoing)) {
        self.change(id, |kind| {
            if let EntryKind::Outgoing(outgoing) = kind {
                change(outgoing);
            }
        });
    }

    fn note_progress(&mut self, id: EntryId, progress: Progress) {
        let at = self.position(id);
        if let Some(entry) = at.and_then(|at| self.entries.get_mut(at))
            && let EntryKind::Outgoing(outgoing) = &mut Arc::make_mut(entry).kind
        {
            outgoing.sending = Sending::Uploading(progress);
        }
    }

    /// Whether the answer to a request is still waited for.
    #[must_use]
    pub fn awaits(&self, request: RequestId) -> bool {
        self.pending(request).is_some()
    }

    /// Puts a new entry at a place of the transcript.
    pub(in crate::chat) fn insert(&mut self, at: usize, kind: EntryKind) -> EntryId {
        let id = EntryId(self.next_entry);
        self.next_entry += 1;
        let counts = matches!(&kind, EntryKind::Message(message) if message.is_from_bot());
        if counts && !self.is_catching_up {
            self.unread += u32::from(!self.open);
            if let EntryKind::Message(Message { wire, reply: Reply::Answer | Reply::Unknown, .. }) = &kind {
                let session = self.session.as_ref().map(|session| session.access.session.clone()).unwrap_or_default();
                self.effects.push(Effect::Tell(Occurrence::Received { message: wire.clone(), session }));
            }
        }
        let at = at.min(self.entries.len());
        self.entries.insert(at, Arc::new(Entry { id, revision: 0, kind }));
        self.changed = true;
        id
    }

    /// Says something below all that the server said, above what is still to be sent. Does not repeat itself.
    pub(in crate::chat) fn notice(&mut self, notice: Notice) -> Option<EntryId> {
        // A message on its way when its session ends is still that session's.
        let at =
            self.end_of(|sending| *sending != Sending::Sent && !(notice.is_border() && *sending == Sending::Sending));
        let above = at.checked_sub(1).and_then(|above| self.entries.get(above));
        if let Some(EntryKind::Notice(other)) = above.map(|entry| &entry.kind)
            && (*other == notice || (other.is_border() && notice.is_border()))
        {
            return None;
        }
        Some(self.insert(at, EntryKind::Notice(notice)))
    }

    /// The place above the outgoing messages at the end whose state is as asked for.
    pub(in crate::chat) fn end_of(&self, below: impl Fn(&Sending) -> bool) -> usize {
        let trailing = self
            .entries
            .iter()
            .rev()
            .take_while(|entry| entry.outgoing().is_some_and(|outgoing| below(&outgoing.sending)))
            .count();
        self.entries.len() - trailing
    }

    /// Lets go of files, unless something else still wants them.
    pub(in crate::chat) fn release(&mut self, mut files: Vec<FileId>) {
        files.retain(|file| self.files().all(|wanted| wanted != *file));
        if !files.is_empty() {
            self.effects.push(Effect::ReleaseFiles(files));
        }
    }

    /// All files that may still be sent.
    pub fn files(&self) -> impl Iterator<Item = FileId> {
        let of_entry = |entry: &Arc<Entry>| match &entry.kind {
            EntryKind::Outgoing(outgoing) if outgoing.sending != Sending::Sent => outgoing.files.clone(),
            EntryKind::Message(Message { reply: Reply::Failure(question), .. }) => question.files.clone(),
            EntryKind::Outgoing(_) | EntryKind::Message(_) | EntryKind::Notice(_) => Vec::new(),
        };
        let of_tasks = self.tasks.iter().flat_map(|task| task.question.files.clone());
        self.entries.iter().flat_map(of_entry).chain(of_tasks).map(|attached| attached.file)
    }
}
