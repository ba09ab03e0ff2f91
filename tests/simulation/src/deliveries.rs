//! The messages that the server has accepted: when a worker stores each, and whether the conversation knows of it.

use super::plan::Millis;
use super::violation::{ONCE_IN_ORDER, Violation, broken};
use std::collections::BTreeMap;

/// How long the conversation waits for the worker of a message before it posts the next one.
const PICKUP_TIMEOUT_MS: Millis = 3_000;
/// A message that is stored later than this may not be found by a delivery check.
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
    /// By task. The conversation does not know of these.
    unknown: BTreeMap<String, Accepted>,
    /// The texts of those that are never stored.
    never_stored: Vec<String>,
    /// The task in a response that a page handles at the moment.
    handled: Option<(Millis, String)>,
    /// By session: when the response for the last message arrived, and the message.
    last: BTreeMap<String, (Millis, Accepted)>,
}

impl Deliveries {
    pub(super) fn on_accepted(&mut self, now: Millis, task: &str, text: &str, stored_at: Option<Millis>) {
        if stored_at.is_none() {
            self.never_stored.push(text.to_owned());
        }
        self.unknown.insert(task.to_owned(), Accepted { text: text.to_owned(), at: now, stored_at });
    }

    /// The leader is about to handle a response with this task.
    pub(super) fn before_handled(&mut self, now: Millis, task: &str) {
        self.handled = Some((now, task.to_owned()));
    }

    /// The leader has stored what it knows.
    pub(super) fn after_handled(&mut self) {
        let Some((now, task)) = self.handled.take() else { return };
        if let (Some(accepted), Some((session, _))) = (self.unknown.remove(&task), task.split_once('-')) {
            self.last.insert(session.to_owned(), (now, accepted));
        }
    }

    /// The page was killed before it could store what it knows.
    pub(super) fn on_interrupted(&mut self) {
        self.handled = None;
    }

    /// How often a text may have been sent twice: the response was lost, and the message was stored after the last delivery
    /// check. Messages with the same text cannot be told apart, so one that is never stored may seem to be another one.
    pub(super) fn undetectable(&self, text: &str) -> usize {
        let is_late = |accepted: &&Accepted| {
            accepted.text == text
                && accepted.stored_at.is_none_or(|stored_at| stored_at > accepted.at + DELIVERY_CHECK_WINDOW_MS)
        };
        self.unknown.values().filter(is_late).count() + self.never_stored.iter().filter(|other| *other == text).count()
    }

    /// Checks a message before it is posted: the one before it is stored, or was accepted long enough ago. A stored message with
    /// the same text may be an earlier attempt that the visitor has repeated.
    pub(super) fn before_posted(&self, now: Millis, session: &str, text: &str) -> Result<(), Violation> {
        let Some((answered_at, last)) = self.last.get(session) else { return Ok(()) };
        let is_stored = |accepted: &Accepted| accepted.stored_at.is_some_and(|stored_at| stored_at <= now);
        let is_repeated = self.unknown.values().any(|other| other.text == last.text && is_stored(other));
        match last.stored_at {
            Some(stored_at) if !is_stored(last) && !is_repeated && now < answered_at + PICKUP_TIMEOUT_MS => broken(
                ONCE_IN_ORDER,
                format!("{text:?} is posted {} ms before the message before it is stored", stored_at - now),
            ),
            _ => Ok(()),
        }
    }
}
