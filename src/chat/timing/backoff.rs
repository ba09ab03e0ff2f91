//! Random delays: they keep many clients from sending requests at the same moment.

use crate::chat::model::time::Millis;

/// A pseudorandom number generator (xorshift64*). It is deterministic and not suitable for secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Jitter(u64);

impl Jitter {
    pub(crate) fn new(seed: u64) -> Self {
        // The generator never leaves the state zero.
        Self(seed.max(1))
    }

    /// A number of 53 bits, which a JavaScript number can hold.
    pub(crate) fn next_u53(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11
    }

    /// A duration in `low..=high`.
    pub(crate) fn between(&mut self, low: Millis, high: Millis) -> Millis {
        low + (self.next_u53() >> 22) % (high.saturating_sub(low) + 1)
    }

    /// The delay after this many failures in a row: 1, 2, 4, … up to 80 seconds, each shortened by up to a half.
    pub(crate) fn backoff(&mut self, failures: u32) -> Millis {
        let full = 1_000 * (1 << failures.saturating_sub(1).min(7)).min(80);
        self.between(full / 2, full)
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
    fn backoff_grows_to_80_seconds_and_no_further() {
        let mut jitter = Jitter::new(1);
        for (failures, full) in [(1, 1_000), (2, 2_000), (5, 16_000), (8, 80_000), (60, 80_000)] {
            let wait = jitter.backoff(failures);
            assert!((full / 2..=full).contains(&wait), "{wait} after {failures}");
        }
    }
}
