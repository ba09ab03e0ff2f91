//! The delays between failed requests and their retries.

use super::rng::Rng;
use crate::chat::model::time::Millis;

/// The delay after this many failures in a row: 1, 2, 4, … up to 80 seconds, each shortened by up to half.
pub(crate) fn backoff(rng: &mut Rng, failures: u32) -> Millis {
    let full = 1_000 * (1 << failures.saturating_sub(1).min(7)).min(80);
    rng.between(full / 2, full)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backoff_grows_to_80_seconds_and_no_further() {
        let mut rng = Rng::new(1);
        for (failures, full) in [(1, 1_000), (2, 2_000), (5, 16_000), (8, 80_000), (60, 80_000)] {
            let wait = backoff(&mut rng, failures);
            assert!((full / 2..=full).contains(&wait), "{wait} after {failures}");
        }
    }
}
