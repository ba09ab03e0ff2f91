//! Places entries in the transcript: sessions do not mix, and within a session the server's order applies.

use super::entries::{Transcript, is_session_boundary};
use super::index::server_time;
use crate::api::{Role, WireMessage};
use crate::chat::model::entry::{DeliveryStatus, Entry, EntryId, EntryKind, Message, Notice, Outgoing};
use crate::chat::model::timestamp::order_key;
use std::sync::Arc;

impl Transcript {
    /// The start of the session that an entry belongs to, the position below the entry, and the end of the session. The
    /// whole transcript if there is no such entry.
    pub(super) fn session_of(&self, id: EntryId) -> (usize, usize, usize) {
        let Some(at) = self.position(id) else { return (0, 0, self.entries.len()) };
        let start = self.entries.iter().take(at).rposition(is_session_boundary).map_or(0, |border| border + 1);
        let end =
            self.entries.iter().skip(at).position(is_session_boundary).map_or(self.entries.len(), |border| at + border);
        (start, at + 1, end)
    }

    /// The position above the outgoing messages at the end that match.
    pub(super) fn end_above(&self, below: impl Fn(&Outgoing) -> bool) -> usize {
        let mut above = self.entries.len();
        for entry in self.entries.iter().rev() {
            if !entry.outgoing().is_some_and(&below) {
                break;
            }
            above -= 1;
        }
        above
    }

    /// The bounds for a message with this timestamp in the current session: the first position that it may have, and
    /// the position of the entry that it has to be above.
    ///
    /// The bot's messages are in the server's order, the visitor's in the order of sending. If the server has stored
    /// two of the visitor's messages in the opposite order, the bot's messages in between belong below both.
    fn bounds(&self, key: u64) -> (usize, Option<usize>) {
        let start = self.current_session_start();
        let (mut later, mut first, mut above) = (self.index().count_later(key), None, None);
        // From the end, because most messages of the history belong there.
        for (at, entry) in self.entries.iter().enumerate().skip(start).rev() {
            if later == 0 && first.is_some() {
                break;
            }
            match time_of(entry) {
                Some(other) if other > key => {
                    later = later.saturating_sub(1);
                    if is_from_bot(entry) {
                        (first, above) = (None, Some(at));
                    } else if first.is_none() {
                        above = Some(at);
                    }
                }
                Some(other) if other < key => first = first.or(Some(at + 1)),
                _ => {}
            }
        }
        (first.unwrap_or(start), above)
    }

    /// The position below the last message of the visitor in the current session that the server has stored before this
    /// time.
    pub(super) fn below_own_before(&self, created_at: &str) -> usize {
        let key = order_key(created_at).unwrap_or(u64::MAX);
        let is_before = |entry: &Arc<Entry>| !is_from_bot(entry) && time_of(entry).is_some_and(|time| time < key);
        let start = self.current_session_start();
        self.entries.iter().skip(start).rposition(is_before).map_or(start, |at| start + at + 1)
    }

    /// Where a message from the history belongs.
    pub(crate) fn place_in_history(&self, wire: &WireMessage) -> usize {
        let (first, above) = self.bounds(order_key(&wire.created_at).unwrap_or(u64::MAX));
        // Outgoing messages that the history does not contain yet are later. Messages from the bot stay below outgoing
        // messages that have been answered already.
        let end = above.unwrap_or_else(|| self.end_above(|_| true).max(first));
        let mut candidates = self.entries.iter().take(end).skip(first);
        let outgoing = candidates.position(|entry| wire.role == Role::User && entry.outgoing().is_some());
        outgoing.map_or(end, |at| first + at)
    }

    /// Where the answer to a message belongs: below it and below everything sent meanwhile. A failure, which has no timestamp,
    /// belongs below everything that may have been sent: its note is older than all messages below it. `is_over`:
    /// whether the current session accepts no more messages.
    pub(crate) fn place_of_answer(&self, to: EntryId, key: Option<u64>, is_over: bool) -> usize {
        let start = self.current_session_start();
        // The question may be gone. If its session is over, the answer belongs above the end of that session.
        let unknown = if is_over { start.saturating_sub(1) } else { start };
        let below = self.position(to).map_or(unknown, |at| at + 1);
        if below < start {
            // A question of an earlier session is answered there.
            let end = self.entries.iter().skip(below).position(is_session_boundary);
            return end.map_or(below, |end| below + end);
        }
        let place = key.and_then(|key| self.bounds(key).1);
        let is_unsent = |outgoing: &Outgoing| is_unsent(outgoing) && (key.is_some() || !outgoing.may_have_arrived);
        place.unwrap_or_else(|| self.end_above(is_unsent)).max(below)
    }

    /// Where a notice belongs: below everything received, above everything that is still to be sent. `None` if it would
    /// repeat the notice above it.
    pub(crate) fn place_of_notice(&self, notice: Notice) -> Option<usize> {
        // A message that is being sent when its session ends still belongs to that session.
        let at = self.end_above(|outgoing| {
            is_unsent(outgoing) && !(notice.is_session_boundary() && outgoing.status == DeliveryStatus::Sending)
        });
        let above = at.checked_sub(1).and_then(|above| self.entries.get(above));
        if let Some(EntryKind::Notice(other)) = above.map(|entry| &entry.kind)
            && (*other == notice || (other.is_session_boundary() && notice.is_session_boundary()))
        {
            return None;
        }
        Some(at)
    }

    /// Moves a message that is about to be sent below the start of the current session.
    pub(crate) fn move_into_current_session(&mut self, id: EntryId) {
        if let Some(at) = self.position(id)
            && at < self.current_session_start()
        {
            self.move_entry(at, |transcript| transcript.end_above(is_unsent));
        }
    }

    /// Moves messages from the bot that contradict the server's order, now that the timestamp of an entry has become known.
    /// The visitor's messages keep their order.
    pub(crate) fn restore_order(&mut self, id: EntryId, created_at: &str) {
        let (Some(key), Some(at)) = (order_key(created_at), self.position(id)) else { return };
        let bot_time = |entry: &Arc<Entry>| time_of(entry).filter(|_| is_from_bot(entry));
        let start = self.current_session_start();
        let (upper, lower) = self.entries.split_at(at.min(self.entries.len()));
        let upper = upper.get(start..).unwrap_or_default();
        // The bot's other messages are in order already.
        let fits = upper.iter().rev().find_map(bot_time).is_none_or(|other| other <= key)
            && lower.iter().skip(1).find_map(bot_time).is_none_or(|other| other >= key);
        if fits && !lower.first().is_some_and(is_from_bot) {
            return;
        }
        let mut misplaced = Vec::new();
        for (other, entry) in self.entries.iter().enumerate().skip(start) {
            if let Some(time) = bot_time(entry)
                && (other == at || if other < at { time > key } else { time < key })
            {
                misplaced.push((other, time));
            }
        }
        let entries: Vec<_> = misplaced.iter().rev().map(|(at, _)| self.entries.remove(*at)).collect();
        for ((at, time), entry) in misplaced.into_iter().zip(entries.into_iter().rev()) {
            let (first, above) = self.bounds(time);
            let to = at.min(above.unwrap_or(usize::MAX)).max(first).min(self.entries.len());
            self.entries.insert(to, entry);
        }
    }
}

/// The server's timestamp of an entry.
fn time_of(entry: &Arc<Entry>) -> Option<u64> {
    entry.message().and_then(server_time)
}

fn is_from_bot(entry: &Arc<Entry>) -> bool {
    entry.message().is_some_and(Message::is_from_bot)
}

fn is_unsent(outgoing: &Outgoing) -> bool {
    outgoing.status != DeliveryStatus::Sent
}
