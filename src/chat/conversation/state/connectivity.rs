//! When requests may be made: the browser's network state, backoff after failures, and the server's rate limit.

use crate::api::ApiError;
use crate::chat::model::time::Millis;
use crate::chat::timing::backoff::backoff;
use crate::chat::timing::intervals_and_limits::SESSION_POLL_INTERVAL_MS;
use crate::chat::timing::rng::Rng;

/// Longest random delay of requests after the network has returned or a rate limit has ended: many clients wait for the same
/// moment.
const RESUME_JITTER_MS: Millis = 1_000;

/// Whether the server can be reached, as far as is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Connection {
    /// Nothing indicates a problem.
    #[default]
    Online,
    /// The browser reports that there is no network.
    Offline,
    /// Requests keep failing; they are retried.
    Unstable,
    /// The server has asked the client to wait.
    Limited,
}

/// Decides when the next request may be made.
#[derive(Debug)]
pub(crate) struct Connectivity {
    is_online: bool,
    /// Requests in a row that failed without a response from the Chat API.
    failures: u32,
    /// The server accepts no request before this.
    limited_until: Option<Millis>,
    /// Backoff: no request is made before this.
    not_before: Millis,
}

impl Connectivity {
    pub(crate) fn new() -> Self {
        Self { is_online: true, failures: 0, limited_until: None, not_before: 0 }
    }

    /// `is_busy`: whether the visitor is waiting for something. Only then is a failing connection reported.
    pub(crate) fn connection(&self, is_busy: bool) -> Connection {
        match (self.is_online, self.failures) {
            (false, _) => Connection::Offline,
            (true, _) if self.limited_until.is_some() => Connection::Limited,
            (true, 2..) if is_busy => Connection::Unstable,
            (true, _) => Connection::Online,
        }
    }

    /// The end of the server's rate limit, if there is one.
    pub(crate) fn limited_until(&self) -> Option<Millis> {
        self.limited_until
    }

    pub(crate) fn allows_requests(&self, time: Millis) -> bool {
        self.is_online && self.limited_until.is_none() && time >= self.not_before
    }

    /// When a request that is due at `due` may be made; `None` while offline.
    pub(crate) fn earliest(&self, due: Option<Millis>, time: Millis) -> Option<Millis> {
        let due = due.filter(|_| self.is_online)?;
        Some(due.max(self.not_before).max(self.limited_until.unwrap_or(0)).max(time))
    }

    pub(crate) fn set_online(&mut self, is_online: bool) {
        self.is_online = is_online;
    }

    /// The browser reports the network as available or lost.
    pub(crate) fn on_online_changed(&mut self, is_online: bool, time: Millis, rng: &mut Rng) {
        if is_online && !self.is_online {
            self.failures = 0;
            self.not_before = self.not_before.max(time + rng.between(0, RESUME_JITTER_MS));
        }
        self.is_online = is_online;
    }

    /// The Chat API has responded, whatever the response.
    pub(crate) fn on_response(&mut self) {
        self.failures = 0;
    }

    /// Whether the last request has failed and the one before it has not.
    pub(crate) fn is_first_failure(&self) -> bool {
        self.failures == 1
    }

    /// Postpones further requests as the error demands. `true` if the error is transient: the caller retries later and
    /// has nothing else to do.
    pub(crate) fn on_error(&mut self, error: &ApiError, time: Millis, rng: &mut Rng) -> bool {
        match error {
            ApiError::RateLimited(wait) => {
                self.failures = 0;
                self.limit(wait.unwrap_or(SESSION_POLL_INTERVAL_MS), time, rng);
                true
            }
            error if error.has_unknown_outcome() => {
                self.failures += 1;
                let wait = backoff(rng, self.failures);
                self.not_before = self.not_before.max(time + wait);
                if let ApiError::Server(_, Some(wait)) = *error {
                    self.limit(wait, time, rng);
                }
                true
            }
            _ => {
                self.failures = 0;
                false
            }
        }
    }

    /// The server accepts no request for this long.
    fn limit(&mut self, wait: Millis, time: Millis, rng: &mut Rng) {
        let until = time + wait + rng.between(0, RESUME_JITTER_MS);
        self.limited_until = self.limited_until.max(Some(until));
    }

    /// Ends the rate limit once its time has passed.
    pub(crate) fn expire_rate_limit(&mut self, time: Millis) {
        self.limited_until = self.limited_until.filter(|until| time < *until);
    }

    /// Ends the backoff because the visitor has asked for a retry.
    pub(crate) fn retry_now(&mut self, time: Millis) {
        if self.failures > 0 {
            self.not_before = time;
        }
    }

    /// Forgets earlier failures: another tab makes the requests now.
    pub(crate) fn reset_backoff(&mut self) {
        self.failures = 0;
        self.not_before = 0;
    }
}
