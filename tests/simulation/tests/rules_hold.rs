//! The rules hold, and many widgets spread their reconnections over time.
#![allow(clippy::unwrap_used, clippy::panic)]

use simulation::{Plan, fleet, run, shrink, trace};
use std::sync::atomic::{AtomicU64, Ordering};

const SEEDS: u64 = 100_000;

#[test]
fn rules_hold_in_a_hundred_thousand_runs() {
    let next = AtomicU64::new(1);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, std::num::NonZero::get) {
            scope.spawn(|| {
                while let Some(seed) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|seed| *seed <= SEEDS) {
                    let plan = Plan::new(seed);
                    if let Err(violation) = run(&plan) {
                        let trace = trace(&shrink(&plan, &violation)).join("\n");
                        panic!("seed {seed} breaks rule {}: {}\n{trace}", violation.rule, violation.detail);
                    }
                }
            });
        }
    });
}

#[test]
fn runs_are_deterministic() {
    for seed in 1..50 {
        assert_eq!(trace(&Plan::new(seed)), trace(&Plan::new(seed)), "seed {seed}");
    }
}

#[test]
fn peak_after_outage_is_at_most_twice_the_load_before() {
    let summary = fleet::run(50_000).summary();
    assert!(f64::from(summary.peak_after) <= 2.0 * summary.before, "{summary:?}");
    assert!(f64::from(summary.peak_during) <= 1.5 * summary.before, "{summary:?}");
}
