//! The messages that the server has accepted: when a worker stores each, and whether a page has handled the response.

use super::plan::Millis;
use super::violation::{ONCE_IN_ORDER, Violation, broken};
use std::collections::BTreeMap;

/// How long the conversation waits until a worker has stored a message before it posts the next one.
const PICKUP_TIMEOUT_MS: Millis = 3_000;
/// A delivery check may miss a message that is stored later than this.
pub(super) const DELIVERY_CHECK_WINDOW_MS: Millis = 8_000;

/// A message that the server has accepted.
#[derive(Debug, Clone)]
struct Accepted {
    text: String,
    at: Millis,
    /// `None` if it is never stored.
    stored_at: Option<Millis>,
}

/// The accepted messages of all sessions.
#[derive(Debug, Default)]
pub(super) struct Deliveries {
    /// By task: the messages for which no page has handled the response.
    unacknowledged: BTreeMap<String, Accepted>,
    /// The texts of messages that are never stored.
    never_stored: Vec<String>,
    /// When the response that the leader is handling arrived, and the task in it.
    handled: Option<(Millis, String)>,
    /// By session: when the response for the last message arrived, and the message.
    last: BTreeMap<String, (Millis, Accepted)>,
}

impl Deliveries {
    pub(super) fn on_accepted(&mut self, now: Millis, task: &str, text: &str, stored_at: Option<Millis>) {
        if stored_at.is_none() {
            self.never_stored.push(text.to_owned());
        }
        self.unacknowledged.insert(task.to_owned(), Accepted { text: text.to_owned(), at: now, stored_at });
    }

    /// The leader is about to handle a response with this task.
    pub(super) fn before_handled(&mut self, now: Millis, task: &str) {
        self.handled = Some((now, task.to_owned()));
    }

    /// The leader has handled the response and stored the result.
    pub(super) fn after_handled(&mut self) {
        let Some((now, task)) = self.handled.take() else { return };
        if let (Some(accepted), Some((session, _))) = (self.unacknowledged.remove(&task), task.split_once('-')) {
            self.last.insert(session.to_owned(), (now, accepted));
        }
    }

    /// The page was killed before it could store the result.
    pub(super) fn on_interrupted(&mut self) {
        self.handled = None;
    }

    /// How often a text may have been sent twice without a mistake: the response was lost, and the message was stored after
    /// the last delivery check. Messages with the same text cannot be told apart, so one that is never stored may be taken
    /// for another.
    pub(super) fn undetectable_duplicates(&self, text: &str) -> usize {
        let is_late = |accepted: &&Accepted| {
            accepted.text == text
                && accepted.stored_at.is_none_or(|stored_at| stored_at > accepted.at + DELIVERY_CHECK_WINDOW_MS)
        };
        self.unacknowledged.values().filter(is_late).count()
            + self.never_stored.iter().filter(|other| *other == text).count()
    }

    /// Checks that a message is posted only after the previous one is stored, or was accepted long enough ago. A stored
    /// message with the text of the previous one also counts: it may be an earlier attempt that the visitor has repeated.
    pub(super) fn before_posted(&self, now: Millis, session: &str, text: &str) -> Result<(), Violation> {
        let Some((answered_at, last)) = self.last.get(session) else { return Ok(()) };
        let is_stored = |accepted: &Accepted| accepted.stored_at.is_some_and(|stored_at| stored_at <= now);
        let is_repeated = self.unacknowledged.values().any(|other| other.text == last.text && is_stored(other));
        match last.stored_at {
            Some(stored_at) if !is_stored(last) && !is_repeated && now < answered_at + PICKUP_TIMEOUT_MS => broken(
                ONCE_IN_ORDER,
                format!("{text:?} is posted {} ms before the previous message is stored", stored_at - now),
            ),
            _ => Ok(()),
        }
    }
}
