//! The random numbers of a conversation: ids of intents, and delays that keep many clients from sending requests at the
//! same moment.

use crate::chat::model::time::Millis;

/// A pseudorandom number generator (xorshift64*). It is deterministic and not suitable for secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        // The generator would never leave the state zero.
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_stay_in_their_range_and_spread() {
        let mut rng = Rng::new(7);
        let drawn: Vec<_> = (0..1_000).map(|_| rng.between(30_000, 60_000)).collect();
        assert!(drawn.iter().all(|value| (30_000..=60_000).contains(value)));
        let early = drawn.iter().filter(|value| **value < 45_000).count();
        assert!((400..600).contains(&early), "{early} of 1000 in the first half");
    }
}
