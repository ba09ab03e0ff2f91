//! Attempts to start a session: the renewal of the access token, and attempts without a response.

/// After this many attempts in a row without a response, the owner of the page is warned. A single one may be chance.
const UNREACHABLE_WARN_AFTER: u32 = 3;

/// The attempts to start a session.
#[derive(Debug, Default)]
pub(crate) struct SessionStart {
    is_bearer_renewed: bool,
    /// Attempts in a row without a response.
    unanswered: u32,
}

impl SessionStart {
    /// A new attempt, with the token that the page has.
    pub(crate) fn begin(&mut self) {
        self.is_bearer_renewed = false;
    }

    /// The server has rejected the access token. `true` if the attempt is to be repeated, once, with a new token.
    pub(crate) fn renew_bearer(&mut self) -> bool {
        !std::mem::replace(&mut self.is_bearer_renewed, true)
    }

    /// The attempt has ended. `true` if the owner of the page has to know that the server cannot be reached.
    pub(crate) fn end(&mut self, is_answered: bool) -> bool {
        self.unanswered = if is_answered { 0 } else { self.unanswered + 1 };
        self.unanswered == UNREACHABLE_WARN_AFTER
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_is_renewed_once_per_attempt() {
        let mut start = SessionStart::default();
        for _ in 0..2 {
            start.begin();
            assert!(start.renew_bearer());
            assert!(!start.renew_bearer());
        }
    }

    #[test]
    fn third_attempt_in_a_row_without_response_is_reported_once() {
        let mut start = SessionStart::default();
        let reported: Vec<_> =
            [false, false, true, false, false, false, false].map(|answered| start.end(answered)).into();
        assert_eq!(reported, [false, false, false, false, false, true, false]);
    }
}
