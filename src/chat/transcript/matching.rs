//! Matches messages from the server with entries of the transcript.
//!
//! Messages have no id, and the same one can arrive twice: from the poll of its task and from the history, which do not
//! always agree on `created_at`. The visitor's own messages come back from the history too.

use super::entries::Transcript;
use super::index::as_stored;
use crate::api::{Role, WireMessage};
use crate::chat::model::entry::{DeliveryStatus, Entry, EntryId, EntryKind, Message, Notice, Reply};
use crate::chat::model::timestamp::order_key;
use std::sync::Arc;

impl Transcript {
    /// The entry that already shows a message from the history. Messages up to `seen_until` have been shown before.
    pub(crate) fn find_known(&self, wire: &WireMessage, seen_until: Option<&str>) -> Option<EntryId> {
        if wire.role == Role::User { self.find_own(wire, seen_until) } else { self.find_received(wire) }
    }

    /// The entry of a visitor's message from the history.
    fn find_own(&self, wire: &WireMessage, seen_until: Option<&str>) -> Option<EntryId> {
        // A message that has been shown before does not confirm an outgoing message.
        let seen = seen_until.and_then(order_key);
        let is_new = seen.is_none_or(|seen| order_key(&wire.created_at).is_none_or(|key| key > seen));
        let is_text = |text: &str| is_new && as_stored(text) == as_stored(&wire.content);
        self.find_first(wire, &|entry| match &entry.kind {
            EntryKind::Message(message) if is_same(&message.wire, wire) => Some(0),
            EntryKind::Outgoing(outgoing) if is_text(&outgoing.text) => match outgoing.status {
                DeliveryStatus::Sent => Some(1),
                DeliveryStatus::Failed(_) => outgoing.may_have_arrived.then_some(3),
                _ => outgoing.may_have_arrived.then_some(2),
            },
            // Migrated from the legacy widget.
            EntryKind::Message(message) if !message.in_history && message.wire.role == Role::User => {
                is_text(&message.wire.content).then_some(1)
            }
            EntryKind::Outgoing(_) | EntryKind::Message(_) | EntryKind::Notice(_) => None,
        })
    }

    /// The entry of a bot's message from the history.
    fn find_received(&self, wire: &WireMessage) -> Option<EntryId> {
        self.find_first(wire, &|entry| {
            let message = entry.message()?;
            let is_failure = message.reply.is_failure();
            // A failure may be shown with another text than the stored one.
            let is_exact = is_same(&message.wire, wire)
                || (is_failure && message.in_history && message.wire.created_at == wire.created_at);
            let is_retimed = message.reply == Reply::Answer
                && message.wire.role == wire.role
                && message.wire.content == wire.content;
            // The server stores its note before it reports the failure. The messages below the failure were sent later.
            let is_note = || {
                let at = self.position(entry.id).filter(|_| is_failure && !wire.metadata.traced);
                at.is_some_and(|at| at >= self.below_own_before(&wire.created_at))
            };
            if is_exact {
                Some(0)
            } else if message.in_history {
                None
            } else if is_retimed {
                Some(1)
            } else {
                is_note().then_some(2)
            }
        })
    }

    /// The first entry of the current session with the lowest rank for a message from the history.
    fn find_first(&self, wire: &WireMessage, rank: &dyn Fn(&Entry) -> Option<u8>) -> Option<EntryId> {
        let mut best = None;
        for id in self.index().candidates(&wire.created_at, &wire.content) {
            let at = self.position(id).filter(|at| *at >= self.current_session_start());
            if let Some(at) = at
                && let Some(rank) = self.entries.get(at).and_then(|entry| rank(entry))
                && best.is_none_or(|(best, _)| (rank, at) < best)
            {
                best = Some(((rank, at), id));
            }
        }
        best.map(|(_, id)| id)
    }

    /// The entry that already shows the answer that a task returned.
    pub(crate) fn find_answer(&self, to: EntryId, wire: &WireMessage) -> Option<EntryId> {
        let (start, after, end) = self.session_of(to);
        let is_it = |message: &Message| {
            message.in_history
                && message.reply == Reply::Unknown
                && message.wire.role == wire.role
                && message.wire.content == wire.content
        };
        // Two messages with the same text cannot be told apart, so the answer may be above the question as well.
        self.find_message(0, |message| is_same(&message.wire, wire))
            .or_else(|| self.find_between(after, end, is_it))
            .or_else(|| self.find_between(start, after, is_it))
    }

    /// The note: the message that the server has stored about the failed task of a message with this text.
    pub(crate) fn find_failure_note(&self, of: EntryId, text: &str) -> Option<EntryId> {
        let (start, after, end) = self.session_of(of);
        // Messages with the same text cannot be told apart, so the note may be below another one of them.
        let is_text = |entry: &Arc<Entry>| {
            entry.message().is_some_and(|message| !message.is_from_bot() && as_stored(&message.wire.content) == text)
        };
        let same = self.entries.iter().take(after).skip(start).position(is_text);
        let below_same = same.map_or(after, |at| start + at);
        let is_note = |message: &Message| {
            message.in_history
                && message.reply == Reply::Unknown
                && message.is_from_bot()
                && !message.wire.metadata.traced
        };
        self.find_between(after, end, is_note).or_else(|| self.find_between(below_same, after, is_note))
    }

    /// Whether there is a message from the bot below an entry.
    pub(crate) fn is_answered(&self, id: EntryId) -> bool {
        let after = self.position(id).map_or(0, |at| at + 1);
        self.find_message(after, Message::is_from_bot).is_some()
    }

    /// Whether [`Notice::StillWaiting`] has been shown since the bot's last message.
    pub(crate) fn has_waiting_notice(&self) -> bool {
        for entry in self.entries.iter().rev() {
            if entry.message().is_some_and(Message::is_from_bot) {
                return false;
            }
            if entry.kind == EntryKind::Notice(Notice::StillWaiting) {
                return true;
            }
        }
        false
    }
}

/// Whether two messages are the same: they have no id.
fn is_same(one: &WireMessage, other: &WireMessage) -> bool {
    one.created_at == other.created_at && one.role == other.role && one.content == other.content
}
