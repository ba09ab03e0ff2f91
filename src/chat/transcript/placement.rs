//! Where an entry belongs: sessions do not mix, and within one the server's order holds.

use super::entries::{Transcript, is_session_boundary};
use super::index::server_time;
use crate::chat::model::entry::{DeliveryStatus, Entry, EntryId, EntryKind, Notice};
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

    /// The position above the outgoing messages at the end that are in the given states.
    pub(super) fn end_above(&self, below: impl Fn(&DeliveryStatus) -> bool) -> usize {
        let trailing = self
            .entries
            .iter()
            .rev()
            .take_while(|entry| entry.outgoing().is_some_and(|outgoing| below(&outgoing.status)))
            .count();
        self.entries.len() - trailing
    }

    /// The first message of the current session with a later timestamp.
    fn first_later(&self, key: u64) -> Option<usize> {
        let (mut later, mut first) = (self.index().count_later(key), None);
        // From the end: most messages of the history are the latest.
        for (at, entry) in self.entries.iter().enumerate().skip(self.current_session_start()).rev() {
            if later == 0 {
                break;
            }
            if time_of(entry).is_some_and(|other| other > key) {
                later -= 1;
                first = Some(at);
            }
        }
        first
    }

    /// Where a message from the history belongs.
    pub(crate) fn place_in_history(&self, created_at: &str) -> usize {
        // Outgoing messages that the history does not contain yet are later.
        let end = || self.end_above(|_| true).max(self.current_session_start());
        order_key(created_at).and_then(|key| self.first_later(key)).unwrap_or_else(end)
    }

    /// Where the answer to a message belongs: below it and below everything sent meanwhile. `is_over` if the current
    /// session accepts no more messages.
    pub(crate) fn place_of_answer(&self, to: EntryId, key: Option<u64>, is_over: bool) -> usize {
        let start = self.current_session_start();
        // The question may be gone. The answer to it belongs above the end of a session that is over.
        let unknown = if is_over { start.saturating_sub(1) } else { start };
        let below = self.position(to).map_or(unknown, |at| at + 1);
        if below < start {
            // A question of an earlier session is answered there.
            let end = self.entries.iter().skip(below).position(is_session_boundary);
            return end.map_or(below, |end| below + end);
        }
        let place = key.and_then(|key| self.first_later(key));
        place.unwrap_or_else(|| self.end_above(|status| *status != DeliveryStatus::Sent)).max(below)
    }

    /// Where a notice belongs: below everything received, above everything that is still to be sent. `None` if it would
    /// repeat the notice above it.
    pub(crate) fn place_of_notice(&self, notice: Notice) -> Option<usize> {
        // A message that is being sent when its session ends still belongs to that session.
        let at = self.end_above(|status| {
            *status != DeliveryStatus::Sent && !(notice.is_session_boundary() && *status == DeliveryStatus::Sending)
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
            self.move_entry(at, |transcript| transcript.end_above(|status| *status != DeliveryStatus::Sent));
        }
    }

    /// Moves an entry whose timestamp has become known, if its place contradicts the server's order.
    pub(crate) fn restore_order(&mut self, id: EntryId, created_at: &str) {
        let (Some(key), Some(at)) = (order_key(created_at), self.position(id)) else { return };
        let (above, below) = self.entries.split_at(at.min(self.entries.len()));
        let above = above.get(self.current_session_start()..).unwrap_or_default();
        // The others are in order already.
        let fits = above.iter().rev().find_map(time_of).is_none_or(|other| other <= key)
            && below.iter().skip(1).find_map(time_of).is_none_or(|other| other >= key);
        if !fits {
            self.move_entry(at, |transcript| transcript.place_in_history(created_at));
        }
    }
}

/// The server's timestamp of an entry.
fn time_of(entry: &Arc<Entry>) -> Option<u64> {
    entry.message().and_then(server_time)
}
