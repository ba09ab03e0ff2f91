//! The checks of the history for a message whose request ended without a response.

use crate::chat::model::failure::Failure;
use crate::chat::model::time::Millis;
use crate::chat::timing::intervals_and_limits::DELIVERY_CHECK_DELAY_MS;

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

    /// The time of the next check: an earlier read of the history does not count.
    pub(crate) fn due(&self) -> Millis {
        self.due
    }

    pub(crate) fn failure(&self) -> &Failure {
        &self.failure
    }

    /// Counts a complete read of the history without the message, if a check is due. Returns `true` after the last check.
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
