//! The session: how it starts, is polled, and ends.

use crate::api::{ApiError, PollResponse, Role, SessionCredentials, SessionStatus, StartResponse, WireMessage};
use crate::chat::conversation::state_machine::{Conversation, Pending};
use crate::chat::conversation::tasks::Task;
use crate::chat::model::entry::{EntryId, EntryKind, Failure, Message, Notice, Outgoing, Question, Reply, Sending};
use crate::chat::model::protocol::{Effect, Millis, Occurrence};
use crate::chat::timing::pace;
use crate::json::json_struct;

/// A session of the server's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// What opens it.
    pub access: SessionCredentials,
    /// `created_at` of the last message that the history has told, exactly as received.
    pub cursor: Option<String>,
    /// The cursor of a time when the transcript could not be kept. What is told up to there has been told before.
    pub told: Option<String>,
    /// Whether it takes no more messages.
    pub ended: bool,
    /// The line that says so, where it has one of its own.
    pub end: Option<EntryId>,
}

json_struct!(Session { access: required, cursor: required, told: required, ended: required, end: required });

impl Session {
    /// One that nothing is known of but how to get in.
    #[must_use]
    pub(in crate::chat) fn new(access: SessionCredentials) -> Self {
        Self { access, cursor: None, told: None, ended: false, end: None }
    }
}

impl Conversation {
    /// Asks for a session, unless that has been done.
    pub(in crate::chat) fn start_session(&mut self) {
        if !self.is_pending(&Pending::Start) {
            let request = self.request(Pending::Start);
            self.effects.push(Effect::Start(request));
        }
    }

    pub(in crate::chat) fn started(&mut self, result: Result<StartResponse, ApiError>, time: Millis) {
        match result {
            Ok(start) => {
                self.answered();
                self.chatbot_name = start.chatbot.name;
                self.effects.push(Effect::Tell(Occurrence::SessionStarted(start.session_id.clone())));
                self.hear_consent(start.consent);
                let access = SessionCredentials { session: start.session_id, token: start.session_token };
                self.session = Some(Session::new(access));
                self.poll_due = time + pace::POLL_EVERY;
                self.last_poll = None;
                self.changed = true;
            }
            Err(error) if self.failed_for_now(&error, time) => {
                // A session that was started without our knowing is empty and hurts nobody, so just start another.
                if error.outcome_unknown()
                    && let Some(head) = self.head()
                {
                    self.count_attempt(head, &error);
                }
            }
            Err(error) => {
                self.warn(&error);
                // Those behind it would only hear the same.
                self.fail_waiting(&refusal(&error));
            }
        }
    }

    /// Tells the owner of the page what only they can mend.
    pub(in crate::chat) fn warn(&mut self, error: &ApiError) {
        self.effects.push(Effect::Warn(error.clone()));
    }

    /// The session takes no more messages; the next one starts another. Tasks of it go on.
    pub(in crate::chat) fn drop_session(&mut self) {
        self.session = None;
        self.pending.retain(|(_, pending)| !matches!(pending, Pending::Poll | Pending::Consent));
        self.found = None;
        self.consent = None;
        self.changed = true;
    }

    /// The session is over. What was not sent goes into the next one, which starts with the next message.
    fn leave_session(&mut self, notice: Notice) {
        if self.is_given {
            return self.close_session();
        }
        if notice == Notice::SessionEnded {
            self.tell_end();
        }
        let gone = self.session.as_ref().map(|session| session.access.clone());
        // A message on its way is left there: its answer will tell what became of it.
        self.pending.retain(|(_, pending)| matches!(pending, Pending::Send(..) | Pending::TaskPoll(_)));
        let is_lost = |task: &Task| notice == Notice::NewSession && Some(&task.access) == gone.as_ref();
        let (lost, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.tasks).into_iter().partition(is_lost);
        self.tasks = kept;
        for task in lost {
            self.no_answer(task.outgoing, task.question, None);
        }
        let unsent: Vec<EntryId> = self
            .entries
            .iter()
            .filter(|entry| {
                entry.outgoing().is_some_and(|outgoing| !matches!(outgoing.sending, Sending::Sent | Sending::Sending))
            })
            .map(|entry| entry.id)
            .collect();
        for id in unsent {
            self.change_outgoing(id, forget_session);
        }
        self.notice(notice);
        self.drop_session();
    }

    /// The session was given by the page, and no other may take its place.
    fn close_session(&mut self) {
        if let Some(session) = self.session.as_mut()
            && !session.ended
        {
            session.ended = true;
            self.changed = true;
            self.notice(Notice::Over);
        }
    }

    /// The session was refused while a message was on its way: the message goes into a new one, unless that keeps
    /// happening.
    pub(in crate::chat) fn replace_session(&mut self, id: Option<EntryId>, notice: Notice) {
        self.leave_session(notice);
        if self.is_given {
            if notice == Notice::NewSession {
                self.give_up_looking();
            }
            return;
        }
        self.losses += 1;
        if self.losses > 2
            && let Some(id) = id
        {
            self.fail(id, Failure::SessionRefused);
        }
    }

    /// What a failed call to a session (the current one, unless said) says of it. `true` if that session is over.
    pub(in crate::chat) fn lost_session(
        &mut self,
        error: &ApiError,
        access: Option<&SessionCredentials>,
        id: Option<EntryId>,
    ) -> bool {
        let notice = match error {
            error if error.session_is_gone() => Notice::NewSession,
            ApiError::SessionEnded => Notice::SessionEnded,
            _ => return false,
        };
        // Another session may have taken its place already.
        let current = self.session.as_ref().map(|session| &session.access);
        if access.is_none() || current == access {
            self.replace_session(id, notice);
        }
        true
    }

    /// The server has been heard of otherwise, so there is no hurry to ask what else there is.
    pub(in crate::chat) fn put_off_poll(&mut self, time: Millis) {
        let latest = self.last_poll.unwrap_or(time) + pace::POLL_CLOSED_AT_MOST;
        self.poll_due = self.poll_due.max((time + pace::POLL_AFTER_ANSWER).min(latest));
    }

    /// The window was opened or the page came to the front: what was said meanwhile is wanted now.
    pub(in crate::chat) fn poll_soon(&mut self, time: Millis) {
        if let Some(last) = self.last_poll
            && self.visible
        {
            self.poll_due = self.poll_due.min((last + pace::POLL_EVERY).max(time));
        }
    }

    pub(in crate::chat) fn poll_due(&self) -> Option<Millis> {
        let session = self.session.as_ref()?;
        // One that has ended says nothing new, but there may have been no room to keep what it said, or an answer is
        // still to come.
        let tells = !session.ended || session.cursor.is_none() || self.found.is_some();
        (self.visible && tells && !self.is_pending(&Pending::Poll)).then_some(self.poll_due)
    }

    pub(in crate::chat) fn advance_poll(&mut self, time: Millis) {
        if self.poll_due().is_some_and(|due| due <= time) {
            self.poll();
        }
    }

    /// Asks for what the history has after the cursor.
    pub(in crate::chat) fn poll(&mut self) {
        if self.is_pending(&Pending::Poll) {
            return;
        }
        if let Some(Session { access, cursor, .. }) = self.session.clone() {
            let request = self.request(Pending::Poll);
            self.effects.push(Effect::Poll { request, access, since: cursor });
        }
    }

    pub(in crate::chat) fn polled(&mut self, result: Result<PollResponse, ApiError>, time: Millis) {
        self.last_poll = Some(time);
        let latest = if self.open { pace::POLL_EVERY + 2_000 } else { pace::POLL_CLOSED_AT_MOST };
        self.poll_due = time + self.jitter.between(pace::POLL_EVERY, latest);
        match result {
            Ok(page) => self.read_page(page, time),
            Err(error) if self.failed_for_now(&error, time) => self.follow_up(time),
            Err(error) if self.lost_session(&error, None, None) => {}
            Err(error) => {
                self.warn(&error);
                // Asking again will not help before somebody has changed something.
                self.poll_due = time + 10 * pace::POLL_EVERY;
                self.give_up_looking();
            }
        }
    }

    fn read_page(&mut self, page: PollResponse, time: Millis) {
        self.answered();
        if page.consent.is_some() && !self.is_pending(&Pending::Consent) {
            self.hear_consent(page.consent);
        }
        // What was said before the page gave the session is nothing new.
        self.is_catching_up |= self.is_given && self.entries.is_empty();
        let last = page.messages.last().map(|message| message.created_at.clone());
        // A session that has ended may still have something to tell, and that belongs above its end.
        let has_ended = self.session.as_ref().is_some_and(|session| session.ended && !self.is_given);
        if has_ended && last.is_some() {
            self.take_end();
        }
        for message in page.messages {
            self.learn(message);
        }
        if has_ended && last.is_some() {
            self.mark_end();
        }
        let Some(session) = self.session.as_mut() else { return };
        let moved = last.is_some() && last != session.cursor;
        if moved {
            session.cursor = last;
            self.changed = true;
        }
        if page.has_more && moved {
            self.poll_due = time;
            return;
        }
        self.is_catching_up = false;
        self.looked(time);
        self.follow_up(time);
        if page.session_status != SessionStatus::Ended {
            return;
        }
        self.tell_end();
        if self.is_given {
            return self.close_session();
        }
        if let Some(session) = self.session.as_mut()
            && !session.ended
        {
            session.ended = true;
            self.changed = true;
            self.mark_end();
        }
    }

    /// The visitor waits for the answer to a message that was found: it is looked for more often than what the bot says by
    /// itself.
    pub(in crate::chat) fn follow_up(&mut self, time: Millis) {
        let Some((id, times)) = self.found else { return };
        let goes_on = times < pace::FOLLOW_UPS && !self.is_answered(id);
        self.found = goes_on.then_some((id, times + 1));
        if goes_on {
            self.poll_due = self.poll_due.min(time + (pace::LOOK_AFTER << times));
        }
    }

    /// Tells the page that the session is over, unless that is known.
    fn tell_end(&mut self) {
        if let Some(session) = self.session.as_ref().filter(|session| !session.ended) {
            let ended = Occurrence::SessionEnded(session.access.session.clone());
            self.effects.push(Effect::Tell(ended));
        }
    }

    /// Takes the line at the current session's end out of the transcript.
    fn take_end(&mut self) {
        if let Some(end) = self.session.as_mut().and_then(|session| session.end.take()) {
            self.entries.retain(|entry| entry.id != end);
            self.changed = true;
        }
    }

    /// Draws the line at the current session's end.
    fn mark_end(&mut self) {
        let end = self.notice(Notice::SessionEnded);
        if let Some(session) = self.session.as_mut() {
            session.end = end;
        }
    }

    /// Says that there will be no answer to a message, in the server's words where it left any.
    pub(in crate::chat) fn no_answer(&mut self, to: EntryId, question: Question, words: Option<String>) {
        let wire = WireMessage {
            created_at: String::new(),
            role: Role::Assistant,
            content: words.unwrap_or_default(),
            metadata: crate::api::Metadata::default(),
            attachments: Vec::new(),
        };
        let message = Message { wire, in_history: false, reply: Reply::Failure(question) };
        let at = self.place_of_answer(to, None);
        self.insert(at, EntryKind::Message(message));
    }
}

/// Takes an unsent message back to where it was before anything of it had been sent.
fn forget_session(outgoing: &mut Outgoing) {
    for file in &mut outgoing.files {
        file.uploaded = None;
    }
    outgoing.sending = match std::mem::replace(&mut outgoing.sending, Sending::Waiting) {
        failed @ Sending::Failed(_) => failed,
        // Nobody can tell any more, so it must not be sent again unasked.
        Sending::Unclear => Sending::Failed(Failure::Uncertain),
        _ => Sending::Waiting,
    };
    outgoing.may_have_arrived = false;
}

/// What a refusal means for a message that waits.
pub(in crate::chat) fn refusal(error: &ApiError) -> Failure {
    match error {
        ApiError::Unavailable(words) => Failure::Unavailable(words.clone()),
        ApiError::KeyRefused | ApiError::LoginRequired | ApiError::OriginRefused | ApiError::ChatbotUnknown => {
            Failure::Setup
        }
        _ => Failure::Rejected,
    }
}
