//! The schedule of session polls.

use crate::chat::model::time::Millis;
use crate::chat::timing::intervals_and_limits::{
    CLOSED_POLL_MAX_MS, OPEN_POLL_MAX_MS, REFUSED_POLL_INTERVAL_MS, SESSION_POLL_INTERVAL_MS,
};
use crate::chat::timing::rng::Rng;

/// The time of the next session poll, and the earliest time that the minimum interval allows.
#[derive(Debug, Default)]
pub(crate) struct PollSchedule {
    due: Millis,
    earliest: Millis,
}

impl PollSchedule {
    pub(crate) fn due(&self) -> Millis {
        self.due
    }

    /// Schedules the first poll of a new session, whose history is known.
    pub(crate) fn on_session_started(&mut self, time: Millis) {
        self.earliest = time;
        self.due = time + SESSION_POLL_INTERVAL_MS;
    }

    /// Schedules the next poll after taking over. Another tab or an earlier page started the last poll `since_poll` milliseconds
    /// ago, by the visitor's clock.
    pub(crate) fn resume(&mut self, since_poll: f64, time: Millis) {
        let wait = SESSION_POLL_INTERVAL_MS as f64 - since_poll;
        // The clock may have been set back.
        let wait = if since_poll >= 0.0 && wait > 0.0 { wait as u64 } else { 0 };
        self.earliest = time + wait;
        self.due = self.earliest;
    }

    /// Schedules the next poll after one that starts now.
    pub(crate) fn on_poll_started(&mut self, is_open: bool, time: Millis, rng: &mut Rng) {
        let latest = if is_open { OPEN_POLL_MAX_MS } else { CLOSED_POLL_MAX_MS };
        self.earliest = time + SESSION_POLL_INTERVAL_MS;
        self.due = time + rng.between(SESSION_POLL_INTERVAL_MS, latest);
    }

    /// Schedules the next poll after a refused one.
    pub(crate) fn on_poll_refused(&mut self, time: Millis) {
        self.due = time + REFUSED_POLL_INTERVAL_MS;
    }

    /// Brings the next poll forward to this time, or to the end of the minimum interval if that is later. Never postpones it.
    pub(crate) fn poll_soon(&mut self, time: Millis) {
        self.poll_no_later_than(self.earliest.max(time));
    }

    /// Schedules the next poll for this time, even if the minimum interval has not passed.
    pub(crate) fn poll_at(&mut self, time: Millis) {
        self.due = time;
    }

    /// Brings the next poll forward to this time, even if the minimum interval has not passed. Never postpones it.
    pub(crate) fn poll_no_later_than(&mut self, time: Millis) {
        self.due = self.due.min(time);
    }
}
