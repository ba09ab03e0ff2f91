//! Random delays: they keep many clients from sending requests at the same moment.

use crate::chat::model::time::Millis;

/// A small generator of random numbers (xorshift64*), good enough to keep clients from acting in step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Jitter(u64);

impl Jitter {
    pub(crate) fn new(seed: u64) -> Self {
        // Zero is the one state that the generator never leaves.
        Self(seed.max(1))
    }

    /// A number that JavaScript can hold too: 53 bits.
    pub(crate) fn number(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11
    }

    /// A number in `low..=high`.
    pub(crate) fn between(&mut self, low: Millis, high: Millis) -> Millis {
        low + (self.number() >> 22) % (high.saturating_sub(low) + 1)
    }

    /// After the `failures`th failure in a row: about 1, 2, 4, … up to 80 seconds, each cut by up to a half at random.
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
