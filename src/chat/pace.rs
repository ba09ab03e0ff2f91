//! How long to wait: for the next poll, and after a failure.

use super::protocol::Millis;

/// The session is polled at most this often ("Do not poll more than once every 30 seconds").
pub(super) const POLL_EVERY: Millis = 30_000;
/// A closed window is polled at the latest after this.
pub(super) const POLL_CLOSED_AT_MOST: Millis = 60_000;
/// An answer that takes longer than this is left to the session poll.
pub(super) const TASK_PATIENCE: Millis = 600_000;
/// Failed attempts at one message before the visitor is asked.
pub(super) const ATTEMPTS: u32 = 4;
/// How long a message whose request ended without an answer is left alone before it is looked for: the server stores it
/// only when a worker picks it up.
pub(super) const LOOK_AFTER: Millis = 2_000;

/// A small generator of random numbers (xorshift64*), good enough to keep clients from acting in step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Jitter(u64);

impl Jitter {
    pub(super) fn new(seed: u64) -> Self {
        // Zero is the one state that the generator never leaves.
        Self(seed.max(1))
    }

    /// A number in `low..=high`.
    pub(super) fn between(&mut self, low: Millis, high: Millis) -> Millis {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let random = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        low + random % (high.saturating_sub(low) + 1)
    }

    /// After the `failures`th failure in a row: about 1, 2, 4, … up to 60 seconds, each cut by up to a half at random.
    pub(super) fn backoff(&mut self, failures: u32) -> Millis {
        let full = 1_000 * (1 << failures.saturating_sub(1).min(6)).min(60);
        self.between(full / 2, full)
    }
}

/// Until the next poll of a task that has been polled `polls` times: quick at first, then slower step by step.
pub(super) fn task_delay(polls: u32) -> Millis {
    match polls {
        0 => 300,
        1..=3 => 600,
        4..=9 => 1_000,
        10..=19 => 1_500,
        20..=39 => 2_500,
        _ => 5_000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jitter_stays_in_its_range_and_spreads() {
        let mut jitter = Jitter::new(7);
        let drawn: Vec<_> = (0..1_000).map(|_| jitter.between(30_000, 60_000)).collect();
        assert!(drawn.iter().all(|value| (30_000..=60_000).contains(value)));
        let early = drawn.iter().filter(|value| **value < 45_000).count();
        assert!((400..600).contains(&early), "{early} of 1000 in the first half");
    }

    #[test]
    fn backoff_grows_to_a_minute_and_no_further() {
        let mut jitter = Jitter::new(1);
        for (failures, full) in [(1, 1_000), (2, 2_000), (5, 16_000), (7, 60_000), (60, 60_000)] {
            let wait = jitter.backoff(failures);
            assert!((full / 2..=full).contains(&wait), "{wait} after {failures}");
        }
    }

    #[test]
    fn a_task_polled_for_ten_minutes_leaves_half_of_the_rate_limit() {
        let (mut elapsed, mut polls) = (0, 0);
        while elapsed < 300_000 {
            elapsed += task_delay(polls);
            polls += 1;
        }
        assert!(polls < 150, "{polls} polls in the first five minutes");
    }
}
