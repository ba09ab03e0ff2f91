//! The history: polling the session and merging its messages into the transcript, each exactly once.

use crate::api::{ApiError, PollResponse, SessionStatus, WireMessage};
use crate::chat::conversation::state::requests::Pending;
use crate::chat::conversation::state_machine::Conversation;
use crate::chat::model::effect::Effect;
use crate::chat::model::entry::{AttachedFile, DeliveryStatus, Entry, EntryKind, Message, Reply};
use crate::chat::model::session::Session;
use crate::chat::model::time::{Millis, Now};

impl Conversation {
    /// Polls as soon as allowed, because the window was opened or the page became visible: messages may have arrived.
    pub(in crate::chat::conversation) fn poll_soon(&mut self, time: Millis) {
        if self.presence.is_visible {
            self.poll_schedule.poll_soon(time);
        }
    }

    pub(in crate::chat::conversation) fn poll_due(&self) -> Option<Millis> {
        let session = self.session.get()?;
        // An ended session has nothing new, unless its history could not be stored or an answer is still to come.
        let expects_messages = !session.ended || session.cursor.is_none() || self.awaited_answer.is_some();
        (self.presence.is_visible && expects_messages && !self.requests.is_pending(&Pending::SessionPoll))
            .then_some(self.poll_schedule.due())
    }

    pub(in crate::chat::conversation) fn advance_poll(&mut self, now: Now) {
        if self.poll_due().is_some_and(|due| due <= now.monotonic) {
            self.poll_session(now);
        }
    }

    /// Requests the history after the cursor, unless a poll is under way.
    pub(in crate::chat::conversation) fn poll_session(&mut self, now: Now) {
        if self.requests.is_pending(&Pending::SessionPoll) {
            return;
        }
        if let Some(Session { credentials, cursor, .. }) = self.session.get().cloned() {
            let request = self.requests.begin(Pending::SessionPoll);
            self.poll_schedule.on_poll_started(self.presence.is_open, now.monotonic, &mut self.rng);
            self.storage_sync.on_poll_started(now.wall);
            self.effects.push(Effect::PollSession { request, credentials, since: cursor });
        }
    }

    pub(in crate::chat::conversation) fn on_session_polled(
        &mut self,
        result: Result<PollResponse, ApiError>,
        time: Millis,
    ) {
        match result {
            Ok(page) => self.merge_page(page, time),
            Err(error) if self.postpone_if_transient(&error, time) => self.schedule_answer_check(time),
            Err(error) if self.renew_token_to_retry(&error, None) => self.poll_schedule.poll_at(time),
            Err(error) if self.replace_lost_session(&error, None, None) => self.poll_schedule.on_poll_refused(time),
            Err(error) => {
                self.warn(&error);
                self.poll_schedule.on_poll_refused(time);
                self.give_up_delivery_check();
            }
        }
    }

    fn merge_page(&mut self, page: PollResponse, time: Millis) {
        self.on_accepted();
        if page.consent.is_some() && !self.requests.is_pending(&Pending::Consent) {
            self.update_consent(page.consent);
        }
        // Messages from before the page provided the session are not new.
        self.is_catching_up |= self.session.is_provided() && self.entries().is_empty();
        // The server omits all messages with the timestamp of the cursor, and a page may end between two messages with
        // the same timestamp: those with its last timestamp are read again.
        let last_message = page.messages.last();
        let is_earlier =
            |message: &&WireMessage| last_message.is_some_and(|last| message.created_at != last.created_at);
        let earlier = page.messages.iter().rev().find(is_earlier).filter(|_| page.has_more);
        let next_cursor = earlier.or(last_message).map(|message| message.created_at.clone());
        // Late messages of a session that has ended belong above its end.
        let moves_end_notice = self.session.is_ended_and_replaceable() && next_cursor.is_some();
        if moves_end_notice {
            self.remove_end_notice();
        }
        for message in page.messages {
            self.merge_message(message);
        }
        if moves_end_notice {
            self.add_end_notice();
        }
        if self.session.get().is_none() {
            return;
        }
        let has_moved = self.session.advance_cursor(next_cursor);
        if has_moved {
            self.storage_sync.mark_changed();
        }
        if page.has_more && has_moved {
            self.poll_schedule.poll_at(time);
            return;
        }
        self.is_catching_up = false;
        self.on_history_read(time);
        self.schedule_answer_check(time);
        if page.session_status == SessionStatus::Ended {
            self.on_session_ended();
        }
    }

    /// The server reports that the session has ended.
    fn on_session_ended(&mut self) {
        self.emit_session_ended();
        if self.session.is_provided() {
            self.close_session();
        } else if self.session.mark_ended() {
            self.storage_sync.mark_changed();
            self.add_end_notice();
        }
    }

    /// Merges a message from the history into the transcript.
    fn merge_message(&mut self, wire: WireMessage) {
        let seen_until = self.session.get().and_then(|session| session.seen_until.as_deref());
        let Some(id) = self.transcript.find_known(&wire, seen_until) else {
            let at = self.transcript.place_in_history(&wire);
            self.insert(at, EntryKind::Message(Message { wire, in_history: true, reply: Reply::Unknown }));
            return;
        };
        let message = self.transcript.entry(id).and_then(Entry::message);
        let is_same = message.is_some_and(|message| message.wire == wire);
        let is_placed = message.is_some_and(|message| message.in_history && message.wire.created_at == wire.created_at);
        let outgoing = self.transcript.outgoing(id);
        let files = outgoing.map(|outgoing| AttachedFile::ids(&outgoing.files)).unwrap_or_default();
        if outgoing.is_some_and(|outgoing| outgoing.status != DeliveryStatus::Sent) {
            self.awaited_answer.start(id);
        }
        let created_at = wire.created_at.clone();
        let replace = |kind: &mut EntryKind| into_history_message(kind, wire);
        self.storage_sync.mark_changed();
        if is_same {
            self.transcript.update_unseen(id, replace);
        } else {
            self.transcript.update(id, replace);
            self.release_files(files);
        }
        if !is_placed {
            self.transcript.restore_order(id, &created_at);
        }
    }

    /// Brings the next poll forward while the visitor waits for the answer to a message without a known task. Stops waiting after
    /// the answer or the last check.
    pub(in crate::chat::conversation) fn schedule_answer_check(&mut self, time: Millis) {
        let delay = self.awaited_answer.next_check(|id| self.transcript.is_answered(id));
        if let Some(delay) = delay {
            self.poll_schedule.poll_no_later_than(time + delay);
        }
    }
}

/// Turns an entry into the message that the history contains.
fn into_history_message(kind: &mut EntryKind, mut wire: WireMessage) {
    let (reply, text) = match kind {
        EntryKind::Message(message) => (message.reply.clone(), std::mem::take(&mut message.wire.content)),
        EntryKind::Outgoing(_) | EntryKind::Notice(_) => (Reply::Unknown, String::new()),
    };
    if reply.is_failure() {
        // Keep what the visitor has read: the task's text about this failure or, if there is none, the interface's text
        // in the visitor's language. The text in the history is the same for all failures.
        wire.content = text;
    }
    *kind = EntryKind::Message(Message { wire, in_history: true, reply });
}
