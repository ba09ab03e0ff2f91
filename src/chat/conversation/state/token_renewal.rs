//! When the token of the session is renewed: before it expires, and after the server has refused it.

use crate::api::ApiError;
use crate::chat::model::time::{Millis, Now};
use crate::chat::timing::intervals_and_limits::{TOKEN_RENEWAL_INTERVAL_MS, TOKEN_RENEWAL_MARGIN_MS};

/// The renewals of the current session's token.
#[derive(Debug, Default)]
pub(crate) struct TokenRenewal {
    /// No attempt begins before this time.
    not_before: Millis,
    /// Until this time the token is so new that it is renewed only after the server has refused it.
    not_new_until: Millis,
    /// Whether requests were refused because the token has expired: they wait for another one.
    is_needed: bool,
    /// Whether the current token has replaced a refused one and has not been accepted yet.
    is_unproven: bool,
    /// Whether the page has been asked for another access token in this attempt.
    is_refreshed: bool,
    /// Failed attempts, since requests began to wait, whose error may be permanent.
    failures: u32,
    /// A lower bound of the server's time at the start of the monotonic clock; `None` while nothing is known.
    server_start: Option<f64>,
}

impl TokenRenewal {
    /// Resets the state for another session.
    pub(crate) fn reset(&mut self, time: Millis) {
        let not_new_until = time + TOKEN_RENEWAL_INTERVAL_MS;
        let (not_before, server_start) = (self.not_before, self.server_start);
        *self = Self { not_before, not_new_until, server_start, ..Self::default() };
    }

    /// Continues after another tab or an earlier page, which began its last attempt at this time of the visitor's clock.
    pub(crate) fn resume(&mut self, begun_at: f64, now: Now) {
        // Only the leader makes requests, and learns whether they are refused.
        (self.is_needed, self.is_unproven, self.failures) = (false, false, 0);
        let elapsed = now.wall - begun_at;
        if (0.0..TOKEN_RENEWAL_INTERVAL_MS as f64).contains(&elapsed) {
            let next = now.monotonic + TOKEN_RENEWAL_INTERVAL_MS - elapsed as Millis;
            self.not_before = self.not_before.max(next);
        }
    }

    /// Estimates the server's time from a message that has just arrived: its timestamp is not later than the server's
    /// clock.
    pub(crate) fn observe_clock(&mut self, created_at: f64, now: Now) {
        let start = created_at - now.monotonic as f64;
        self.server_start = Some(self.server_start.map_or(start, |known| known.max(start)));
    }

    /// Whether a message has shown the server's time.
    pub(crate) fn is_clock_known(&self) -> bool {
        self.server_start.is_some()
    }

    /// Whether the token expires soon or has expired, as far as the server's time is known.
    fn expires_soon(&self, expires_at: f64, now: Now) -> bool {
        let server = self.server_start.map_or(now.wall, |start| start + now.monotonic as f64);
        expires_at > 0.0 && expires_at - server <= TOKEN_RENEWAL_MARGIN_MS as f64
    }

    /// Whether requests wait for another token.
    pub(crate) fn is_needed(&self) -> bool {
        self.is_needed
    }

    /// When the next attempt may begin.
    pub(crate) fn due(&self) -> Millis {
        self.not_before
    }

    /// Begins an attempt if one is needed, or if a request is about to be made and the token expires soon. `true` if it
    /// begins.
    pub(crate) fn try_begin(&mut self, is_request_due: bool, expires_at: f64, now: Now) -> bool {
        let time = now.monotonic;
        let is_early = is_request_due && time >= self.not_new_until && self.expires_soon(expires_at, now);
        let begins = (self.is_needed || is_early) && time >= self.not_before;
        if begins {
            self.not_before = time + TOKEN_RENEWAL_INTERVAL_MS;
            self.is_refreshed = false;
        }
        begins
    }

    /// Called when the server has refused the access token. `true` if the page is to be asked for another one: once in each
    /// attempt.
    pub(crate) fn try_begin_refresh(&mut self) -> bool {
        !std::mem::replace(&mut self.is_refreshed, true)
    }

    /// Called when an attempt has failed and no request waits for it: the next one begins 30 seconds later, or when the
    /// server allows it.
    pub(crate) fn postpone(&mut self, error: &ApiError, time: Millis) {
        let wait = match error {
            ApiError::RateLimited(wait) | ApiError::Server(_, wait) => wait.unwrap_or(0),
            _ => 0,
        };
        self.not_before = time + wait.max(TOKEN_RENEWAL_INTERVAL_MS);
    }

    /// Called when an attempt has failed with an error that may be permanent. `true` if requests wait for another
    /// attempt, because fewer than `max_failures` have failed.
    pub(crate) fn on_failed(&mut self, max_failures: u32) -> bool {
        self.failures += 1;
        self.is_needed && self.failures < max_failures
    }

    /// When a new token expires; 0 if the visitor's clock shows a time so close to it that the clock must be wrong.
    pub(crate) fn plausible_expiry(&self, expires_at: f64, now: Now) -> f64 {
        if self.server_start.is_none() && self.expires_soon(expires_at, now) { 0.0 } else { expires_at }
    }

    /// Called when the session has a new token.
    pub(crate) fn on_renewed(&mut self) {
        self.failures = 0;
        self.is_unproven = std::mem::take(&mut self.is_needed);
    }

    /// Called when the token has been refused. `true` if the request waits for another one, `false` if another one does not
    /// help.
    pub(crate) fn on_refused(&mut self) -> bool {
        self.is_needed |= !self.is_unproven;
        self.is_needed
    }

    /// Called when the token has been accepted.
    pub(crate) fn on_accepted(&mut self) {
        self.is_unproven = false;
    }

    /// Called when no other token is available. `true` if requests have been waiting for one.
    pub(crate) fn give_up(&mut self) -> bool {
        self.failures = 0;
        std::mem::take(&mut self.is_needed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn now(monotonic: Millis, wall: f64) -> Now {
        Now { monotonic, wall }
    }

    #[test]
    fn used_token_is_renewed_before_it_expires() {
        let mut renewal = TokenRenewal::default();
        renewal.reset(0);
        let begins = |renewal: &mut TokenRenewal, time, is_requesting| {
            renewal.try_begin(is_requesting, 600_000.0, now(time, time as f64))
        };
        assert!(!begins(&mut renewal, 530_000, true));
        assert!(!begins(&mut renewal, 545_000, false));
        assert!(begins(&mut renewal, 545_000, true));
        assert!(!begins(&mut renewal, 574_999, true), "at most one attempt in 30 s");
        assert!(begins(&mut renewal, 575_000, true));
    }

    #[test]
    fn new_token_is_renewed_only_after_a_refusal() {
        let mut renewal = TokenRenewal::default();
        renewal.reset(0);
        assert!(!renewal.try_begin(true, 5_000.0, now(2_000, 2_000.0)));
        assert!(renewal.on_refused());
        assert!(renewal.try_begin(false, 5_000.0, now(6_000, 6_000.0)));
    }

    #[test]
    fn wrong_clock_is_corrected_by_timestamps_of_messages() {
        const DAY_MS: f64 = 86_400_000.0;
        for wrong_by in [-DAY_MS, DAY_MS] {
            let mut renewal = TokenRenewal::default();
            // An old message of the history, and a new one.
            renewal.observe_clock(-1_000_000.0, now(0, wrong_by));
            renewal.observe_clock(100_000.0, now(100_000, 100_000.0 + wrong_by));
            let begins = |time: Millis| {
                // The clock has been set right meanwhile.
                let server_start = renewal.server_start;
                TokenRenewal { server_start, ..TokenRenewal::default() }.try_begin(
                    true,
                    600_000.0,
                    now(time, time as f64),
                )
            };
            assert!(!begins(530_000));
            assert!(begins(545_000));
        }
    }

    #[test]
    fn refused_new_token_does_not_lead_to_another_attempt() {
        let mut renewal = TokenRenewal::default();
        assert!(renewal.on_refused());
        renewal.on_renewed();
        assert!(!renewal.is_needed());
        assert!(!renewal.on_refused());
        renewal.on_accepted();
        assert!(renewal.on_refused());
    }

    #[test]
    fn attempt_of_another_tab_delays_the_next_one() {
        let mut renewal = TokenRenewal::default();
        renewal.resume(1_000_000.0, now(50, 1_010_000.0));
        assert_eq!(renewal.due(), 20_050);
        let mut renewal = TokenRenewal::default();
        renewal.resume(2_000_000.0, now(50, 1_010_000.0));
        assert_eq!(renewal.due(), 0, "the clock has been set back");
    }
}
