//! When the token of the session is renewed: ahead of its end, and after the server has refused it.

use crate::chat::model::time::{Millis, Now};
use crate::chat::timing::intervals::{TOKEN_RENEWAL_INTERVAL_MS, TOKEN_RENEWAL_MARGIN_MS};

/// The renewals of the current session's token.
#[derive(Debug, Default)]
pub(crate) struct TokenRenewal {
    /// No attempt begins before.
    not_before: Millis,
    /// The token is so new that it is not renewed ahead of its end before.
    is_new_until: Millis,
    /// Requests were refused because the token has ended: they wait for another one.
    is_needed: bool,
    /// The current token has taken the place of a refused one, and has not been accepted yet.
    is_unproven: bool,
    /// Whether the page has been asked for another token of the visitor in this attempt.
    is_refreshed: bool,
    /// Whether the page's function has failed in the attempt before.
    has_page_failed: bool,
    /// The server's time at the start of the monotonic clock, at least; `None` as long as nothing is known.
    server_start: Option<f64>,
}

impl TokenRenewal {
    /// Another session has begun.
    pub(crate) fn reset(&mut self, time: Millis) {
        let is_new_until = time + TOKEN_RENEWAL_INTERVAL_MS;
        let (not_before, server_start) = (self.not_before, self.server_start);
        *self = Self { not_before, is_new_until, server_start, ..Self::default() };
    }

    /// Another tab, or an earlier page, has begun the last attempt at this time of the visitor's clock.
    pub(crate) fn resume(&mut self, begun_at: f64, now: Now) {
        // Only the leader makes requests, and learns whether they are refused.
        (self.is_needed, self.is_unproven) = (false, false);
        let elapsed = now.wall - begun_at;
        if (0.0..TOKEN_RENEWAL_INTERVAL_MS as f64).contains(&elapsed) {
            self.not_before = now.monotonic + TOKEN_RENEWAL_INTERVAL_MS - elapsed as Millis;
        }
    }

    /// Learns the server's time from a message that has just arrived: it is not newer than the server's clock.
    pub(crate) fn observe_clock(&mut self, created_at: f64, now: Now) {
        let start = created_at - now.monotonic as f64;
        self.server_start = Some(self.server_start.map_or(start, |known| known.max(start)));
    }

    /// Whether the token ends soon or has ended, as far as the server's time is known.
    fn is_near_end(&self, expires_at: f64, now: Now) -> bool {
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

    /// Begins an attempt if one is needed, or if a request is about to be made and the token ends soon.
    pub(crate) fn begin(&mut self, is_request_due: bool, expires_at: f64, now: Now) -> bool {
        let time = now.monotonic;
        let is_ahead = is_request_due && time >= self.is_new_until && self.is_near_end(expires_at, now);
        let begins = (self.is_needed || is_ahead) && time >= self.not_before;
        if begins {
            self.not_before = time + TOKEN_RENEWAL_INTERVAL_MS;
            self.is_refreshed = false;
        }
        begins
    }

    /// The server has refused the page's token for the visitor. `true` if the page is to be asked for another one: once.
    pub(crate) fn refresh(&mut self) -> bool {
        !std::mem::replace(&mut self.is_refreshed, true)
    }

    /// The page's function for the visitor's token has failed. `true` if another attempt may help: once.
    pub(crate) fn may_repeat(&mut self) -> bool {
        self.is_needed && !std::mem::replace(&mut self.has_page_failed, true)
    }

    /// The session has a new token.
    pub(crate) fn on_renewed(&mut self) {
        self.has_page_failed = false;
        self.is_unproven = std::mem::take(&mut self.is_needed);
    }

    /// The token has been refused. `true` if the request waits for another one, `false` if another one does not help.
    pub(crate) fn on_refused(&mut self) -> bool {
        self.is_needed |= !self.is_unproven;
        self.is_needed
    }

    /// The token has been accepted.
    pub(crate) fn on_accepted(&mut self) {
        self.is_unproven = false;
    }

    /// There is no other token. `true` if requests have been waiting for one.
    pub(crate) fn give_up(&mut self) -> bool {
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
    fn token_is_renewed_ahead_of_its_end_when_it_is_used() {
        let mut renewal = TokenRenewal::default();
        renewal.reset(0);
        let begins = |renewal: &mut TokenRenewal, time, is_requesting| {
            renewal.begin(is_requesting, 600_000.0, now(time, time as f64))
        };
        assert!(!begins(&mut renewal, 530_000, true));
        assert!(!begins(&mut renewal, 545_000, false));
        assert!(begins(&mut renewal, 545_000, true));
        assert!(!begins(&mut renewal, 574_999, true), "at most one attempt in 30 s");
        assert!(begins(&mut renewal, 575_000, true));
    }

    #[test]
    fn new_token_is_not_renewed_ahead_of_its_end_but_after_a_refusal() {
        let mut renewal = TokenRenewal::default();
        renewal.reset(0);
        assert!(!renewal.begin(true, 5_000.0, now(2_000, 2_000.0)));
        assert!(renewal.on_refused());
        assert!(renewal.begin(false, 5_000.0, now(6_000, 6_000.0)));
    }

    #[test]
    fn wrong_clock_is_corrected_by_messages() {
        const DAY_MS: f64 = 86_400_000.0;
        for wrong_by in [-DAY_MS, DAY_MS] {
            let mut renewal = TokenRenewal::default();
            // An old message of the history, and a new one.
            renewal.observe_clock(-1_000_000.0, now(0, wrong_by));
            renewal.observe_clock(100_000.0, now(100_000, 100_000.0 + wrong_by));
            let begins = |time: Millis| {
                // The clock has been set right meanwhile.
                let server_start = renewal.server_start;
                TokenRenewal { server_start, ..TokenRenewal::default() }.begin(true, 600_000.0, now(time, time as f64))
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
    fn attempts_of_other_tabs_count() {
        let mut renewal = TokenRenewal::default();
        renewal.resume(1_000_000.0, now(50, 1_010_000.0));
        assert_eq!(renewal.due(), 20_050);
        let mut renewal = TokenRenewal::default();
        renewal.resume(2_000_000.0, now(50, 1_010_000.0));
        assert_eq!(renewal.due(), 0, "the clock has been set back");
    }
}
