//! The checks of the history: for a message whose request ended without a response, and for the answer to a message whose
//! task is unknown.

use crate::chat::model::entry::{EntryId, Failure};
use crate::chat::model::time::Millis;
use crate::chat::timing::intervals::{DELIVERY_CHECK_DELAY_MS, MAX_ANSWER_CHECKS};

/// The checks for the unconfirmed message. At most one message is unconfirmed at a time.
#[derive(Debug)]
pub(crate) struct DeliveryCheck {
    due: Millis,
    checks_left: u32,
    failure: Failure,
}

impl DeliveryCheck {
    pub(crate) fn new() -> Self {
        Self { due: 0, checks_left: 0, failure: Failure::NoConnection }
    }

    /// Restarts the checks. After this many reads of the history without the message, it counts as not delivered because of
    /// `failure`.
    pub(crate) fn start(&mut self, checks: u32, failure: Failure, time: Millis) {
        self.checks_left = checks;
        self.failure = failure;
        self.due = time + DELIVERY_CHECK_DELAY_MS;
    }

    pub(crate) fn due(&self) -> Millis {
        self.due
    }

    pub(crate) fn failure(&self) -> &Failure {
        &self.failure
    }

    /// Counts a read of the whole history without the message. `true` after the last check.
    pub(crate) fn on_not_found(&mut self, time: Millis) -> bool {
        if self.due > time {
            return false;
        }
        self.checks_left = self.checks_left.saturating_sub(1);
        if self.checks_left > 0 {
            self.due = time + 2 * DELIVERY_CHECK_DELAY_MS;
        }
        self.checks_left == 0
    }
}

/// A delivered message whose task is unknown: only the history can contain its answer.
#[derive(Debug, Default)]
pub(crate) struct AwaitedAnswer(Option<(EntryId, u32)>);

impl AwaitedAnswer {
    pub(crate) fn from_stored(stored: Option<(EntryId, u32)>) -> Self {
        Self(stored)
    }

    /// The message and the number of checks for its answer so far.
    pub(crate) fn to_stored(&self) -> Option<(EntryId, u32)> {
        self.0
    }

    pub(crate) fn is_some(&self) -> bool {
        self.0.is_some()
    }

    pub(crate) fn start(&mut self, id: EntryId) {
        self.0 = Some((id, 0));
    }

    pub(crate) fn stop(&mut self) {
        self.0 = None;
    }

    /// Stops waiting for the answer to this message, because its task is known.
    pub(crate) fn stop_for(&mut self, id: EntryId) {
        self.0.take_if(|(other, _)| *other == id);
    }

    /// The delay until the next check, longer each time. `None` after the last check, or if `is_answered` returns `true` for
    /// the message.
    pub(crate) fn next_check(&mut self, is_answered: impl FnOnce(EntryId) -> bool) -> Option<Millis> {
        let (id, checks) = self.0?;
        let continues = checks < MAX_ANSWER_CHECKS && !is_answered(id);
        self.0 = continues.then_some((id, checks + 1));
        continues.then_some(DELIVERY_CHECK_DELAY_MS << checks)
    }
}
