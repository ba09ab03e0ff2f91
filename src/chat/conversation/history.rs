//! How what the server says finds its place in the transcript, once.
//!
//! The same message can come twice: from the poll of its task and from the history. The visitor's own messages come
//! back from the history too. None of them has an id, and the two sources do not always agree on `created_at`.

use crate::api::{Role, WireMessage};
use crate::chat::conversation::state_machine::Conversation;
use crate::chat::model::entry::{Entry, EntryId, EntryKind, Message, Question, Reply, Sending};
use crate::chat::model::timestamp::order_key;
use std::sync::Arc;

impl Conversation {
    /// Takes in a message of the history.
    pub(in crate::chat) fn learn(&mut self, wire: WireMessage) {
        let known = if wire.role == Role::User { self.find_outgoing(&wire) } else { self.find_said(&wire) };
        let Some(id) = known else {
            let at = self.place_in_history(&wire.created_at);
            self.insert(at, EntryKind::Message(Message { wire, in_history: true, reply: Reply::Unknown }));
            return;
        };
        let is_same = self.entry(id).and_then(Entry::message).is_some_and(|message| message.wire == wire);
        let files: Vec<_> =
            self.outgoing(id).iter().flat_map(|outgoing| &outgoing.files).map(|file| file.file).collect();
        if self.outgoing(id).is_some_and(|outgoing| outgoing.sending != Sending::Sent) {
            self.found = Some((id, 0));
        }
        let created_at = wire.created_at.clone();
        let confirm = |kind: &mut EntryKind| {
            let (reply, words) = match kind {
                EntryKind::Message(message) => (message.reply.clone(), std::mem::take(&mut message.wire.content)),
                EntryKind::Outgoing(_) | EntryKind::Notice(_) => (Reply::Unknown, String::new()),
            };
            let mut wire = wire;
            if matches!(reply, Reply::Failure(_) | Reply::FailureRetried) && !words.is_empty() {
                // What the task said is about this failure; what is stored is the same for all.
                wire.content = words;
            }
            *kind = EntryKind::Message(Message { wire, in_history: true, reply });
        };
        self.changed = true;
        if is_same {
            // Nothing to be seen changes.
            if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) {
                confirm(&mut Arc::make_mut(entry).kind);
            }
        } else {
            self.change(id, confirm);
            self.release(files);
        }
        self.restore_order(id, &created_at);
    }

    /// Takes in the answer that a task brought.
    pub(in crate::chat) fn hear_answer(&mut self, to: EntryId, wire: WireMessage) {
        let (start, after, end) = self.session_of(to);
        let is_it = |message: &Message| {
            message.in_history
                && message.reply == Reply::Unknown
                && message.wire.role == wire.role
                && message.wire.content == wire.content
        };
        // Of two messages with the same text nobody can tell which is which, so it may stand above as well.
        let heard = self
            .find_message(0, |message| same(&message.wire, &wire))
            .or_else(|| self.find_between(after, end, is_it))
            .or_else(|| self.find_between(start, after, is_it));
        if let Some(id) = heard {
            self.change(id, |kind| set_reply(kind, Reply::Answer));
            return;
        }
        let at = self.place_of_answer(to, order_key(&wire.created_at));
        self.insert(at, EntryKind::Message(Message { wire, in_history: false, reply: Reply::Answer }));
    }

    /// Takes in that a task failed. The server also stores a message about it, which may have come already.
    pub(in crate::chat) fn hear_failure(&mut self, of: EntryId, question: Question, words: Option<String>) {
        let (start, after, end) = self.session_of(of);
        let is_note = |message: &Message| {
            message.in_history
                && message.reply == Reply::Unknown
                && message.is_from_bot()
                && !message.wire.metadata.traced
        };
        let stored = self.find_between(after, end, is_note).or_else(|| self.find_between(start, after, is_note));
        match stored {
            Some(id) => self.change(id, |kind| {
                set_reply(kind, Reply::Failure(question));
                if let (EntryKind::Message(message), Some(words)) = (kind, words) {
                    message.wire.content = words;
                }
            }),
            None => self.no_answer(of, question, words),
        }
    }

    /// Whether the bot has said something since a message.
    pub(in crate::chat) fn is_answered(&self, id: EntryId) -> bool {
        let after = self.position(id).map_or(0, |at| at + 1);
        self.find_message(after, Message::is_from_bot).is_some()
    }

    /// The visitor's message that the history tells of, if it is one that we know.
    fn find_outgoing(&self, wire: &WireMessage) -> Option<EntryId> {
        let start = self.current_session_start();
        let exact = self.find_message(start, |message| same(&message.wire, wire));
        // What has been told before is not what is waited for now.
        let told = self.session.as_ref().and_then(|session| order_key(session.told.as_deref()?));
        let is_new = told.is_none_or(|told| order_key(&wire.created_at).is_none_or(|key| key > told));
        exact.or_else(|| {
            let is_text = |text: &str| as_stored(text) == as_stored(&wire.content);
            // The one that is surest to have arrived, and of several the first.
            let rank = |entry: &&Arc<Entry>| match &entry.kind {
                EntryKind::Outgoing(outgoing) if is_text(&outgoing.text) => match outgoing.sending {
                    Sending::Sent => Some(0),
                    Sending::Failed(_) => outgoing.may_have_arrived.then_some(2),
                    _ => outgoing.may_have_arrived.then_some(1),
                },
                // Moved over from another widget.
                EntryKind::Message(message) if !message.in_history && message.wire.role == Role::User => {
                    is_text(&message.wire.content).then_some(0)
                }
                EntryKind::Outgoing(_) | EntryKind::Message(_) | EntryKind::Notice(_) => None,
            };
            let candidates = self.entries.iter().skip(start).filter(|entry| is_new && rank(entry).is_some());
            candidates.min_by_key(rank).map(|entry| entry.id)
        })
    }

    /// The entry that already shows what the history tells, if there is one.
    fn find_said(&self, wire: &WireMessage) -> Option<EntryId> {
        let start = self.current_session_start();
        // A failure may be shown in other words than are stored.
        let exact = self.find_message(start, |message| {
            let is_failure = matches!(message.reply, Reply::Failure(_) | Reply::FailureRetried);
            same(&message.wire, wire)
                || (is_failure && message.in_history && message.wire.created_at == wire.created_at)
        });
        let retimed = || {
            self.find_message(start, |message| {
                !message.in_history
                    && message.reply == Reply::Answer
                    && message.wire.role == wire.role
                    && message.wire.content == wire.content
            })
        };
        let failure = || {
            self.find_message(start, |message| {
                let is_failure = matches!(message.reply, Reply::Failure(_) | Reply::FailureRetried);
                is_failure && !message.in_history && !wire.metadata.traced
            })
        };
        exact.or_else(retimed).or_else(failure)
    }

    fn find_message(&self, from: usize, wanted: impl Fn(&Message) -> bool) -> Option<EntryId> {
        self.find_between(from, self.entries.len(), wanted)
    }

    fn find_between(&self, from: usize, to: usize, wanted: impl Fn(&Message) -> bool) -> Option<EntryId> {
        let mut entries = self.entries.iter().take(to).skip(from);
        entries.find(|entry| entry.message().is_some_and(&wanted)).map(|entry| entry.id)
    }

    /// Where the session that an entry belongs to begins, where what comes below the entry does, and where the session
    /// ends: anywhere, if the entry is there no longer.
    fn session_of(&self, id: EntryId) -> (usize, usize, usize) {
        let Some(at) = self.position(id) else { return (0, 0, self.entries.len()) };
        let start = self.entries.iter().take(at).rposition(is_border).map_or(0, |border| border + 1);
        let end = self.entries.iter().skip(at).position(is_border).map_or(self.entries.len(), |border| at + border);
        (start, at + 1, end)
    }

    /// Where the current session begins: times of different sessions are not compared.
    pub(in crate::chat) fn current_session_start(&self) -> usize {
        self.entries.iter().rposition(is_border).map_or(0, |at| at + 1)
    }

    /// The first message of the current session that the server dates later.
    fn first_later(&self, key: u64) -> Option<usize> {
        let start = self.current_session_start();
        let later = |entry: &Arc<Entry>| server_time(entry).is_some_and(|other| other > key);
        self.entries.iter().skip(start).position(later).map(|at| start + at)
    }

    /// Where a message of the history belongs.
    fn place_in_history(&self, created_at: &str) -> usize {
        // What we have sent and the history has not told yet comes later.
        let end = || self.end_of(|_| true).max(self.current_session_start());
        order_key(created_at).and_then(|key| self.first_later(key)).unwrap_or_else(end)
    }

    /// Where the answer to a message belongs: below it and below all that was sent meanwhile.
    pub(in crate::chat) fn place_of_answer(&self, to: EntryId, key: Option<u64>) -> usize {
        let start = self.current_session_start();
        // What was asked may be there no longer; where the session has ended, the answer to it belongs above the end.
        let is_over = self.session.as_ref().is_none_or(|session| session.ended);
        let unknown = if is_over { start.saturating_sub(1) } else { start };
        let below = self.position(to).map_or(unknown, |at| at + 1);
        if below < start {
            // What was asked in an earlier session is answered there.
            let end = self.entries.iter().skip(below).position(is_border);
            return end.map_or(below, |end| below + end);
        }
        let place = key.and_then(|key| self.first_later(key));
        place.unwrap_or_else(|| self.end_of(|sending| *sending != Sending::Sent)).max(below)
    }

    /// Moves an entry whose time has become known, if it stands where the server's order does not allow it.
    fn restore_order(&mut self, id: EntryId, created_at: &str) {
        let (Some(key), Some(at)) = (order_key(created_at), self.position(id)) else { return };
        let start = self.current_session_start();
        let fits = self.entries.iter().enumerate().skip(start).all(|(other, entry)| {
            server_time(entry).is_none_or(|other_key| if other < at { other_key <= key } else { other_key >= key })
        });
        if !fits && at < self.entries.len() {
            let entry = self.entries.remove(at);
            let to = self.place_in_history(created_at).min(self.entries.len());
            self.entries.insert(to, entry);
        }
    }
}

/// Whether another session begins below an entry.
fn is_border(entry: &Arc<Entry>) -> bool {
    matches!(entry.kind, EntryKind::Notice(notice) if notice.is_border())
}

/// When the server says that an entry was said. A time that another widget made up tells nothing.
fn server_time(entry: &Arc<Entry>) -> Option<u64> {
    let said = entry.message().filter(|message| message.in_history || message.reply != Reply::Unknown);
    said.and_then(|message| order_key(&message.wire.created_at))
}

fn set_reply(kind: &mut EntryKind, reply: Reply) {
    if let EntryKind::Message(message) = kind {
        message.reply = reply;
    }
}

/// Identity of a message: it has no id.
fn same(one: &WireMessage, other: &WireMessage) -> bool {
    one.created_at == other.created_at && one.role == other.role && one.content == other.content
}

/// The text without what the server trims: white space as Python understands it.
fn as_stored(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || ('\x1c'..='\x1f').contains(&c))
}
