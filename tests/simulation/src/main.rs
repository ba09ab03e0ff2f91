//! `simulation --seeds N [--from SEED]`, `simulation --seed SEED`

use anyhow::{Context as _, Result, bail};
use simulation::{Plan, Violation, run, shrink, trace};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

fn main() -> Result<ExitCode> {
    let (mut seeds, mut from, mut one) = (10_000, 1, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next().with_context(|| format!("{name} wants a number"))?;
        let value: u64 = value.parse().with_context(|| format!("{name} wants a number, not {value:?}"))?;
        match name.as_str() {
            "--seeds" => seeds = value,
            "--from" => from = value,
            "--seed" => one = Some(value),
            other => bail!("there is no option {other:?}; there are --seeds, --from and --seed"),
        }
    }
    if let Some(seed) = one {
        return Ok(replay(seed));
    }
    let start = Instant::now();
    match first_failing(from, seeds) {
        None => {
            println!("{seeds} seeds from {from}: all rules hold ({:.1} s)", start.elapsed().as_secs_f64());
            Ok(ExitCode::SUCCESS)
        }
        Some(seed) => Ok(replay(seed)),
    }
}

/// The lowest seed that breaks a rule, found on all cores.
fn first_failing(from: u64, seeds: u64) -> Option<u64> {
    let next = AtomicU64::new(from);
    let failing = Mutex::new(None::<u64>);
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    let found = *failing.lock().unwrap_or_else(PoisonError::into_inner);
                    if seed >= from + seeds || found.is_some_and(|found| found < seed) {
                        break;
                    }
                    if run(&Plan::new(seed)).is_err() {
                        let mut failing = failing.lock().unwrap_or_else(PoisonError::into_inner);
                        *failing = Some(failing.map_or(seed, |found| found.min(seed)));
                    }
                }
            });
        }
    });
    failing.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Runs one seed and, if it breaks a rule, tells the shortest story that does.
fn replay(seed: u64) -> ExitCode {
    let plan = Plan::new(seed);
    let Err(Violation { rule, what }) = run(&plan) else {
        println!("seed {seed}: all rules hold");
        return ExitCode::SUCCESS;
    };
    println!("seed {seed} breaks rule {rule}\n    {what}\n");
    let smallest = shrink(&plan, &Violation { rule, what });
    println!(
        "the shortest story that breaks it, {} things and {} fates:",
        smallest.actions.len(),
        smallest.fates.len()
    );
    for line in trace(&smallest) {
        println!("{line}");
    }
    ExitCode::FAILURE
}
