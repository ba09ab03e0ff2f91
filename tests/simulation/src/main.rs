//! `simulation --seeds N [--from SEED]`, `simulation --seed SEED`, `simulation --widgets N`

use anyhow::{Context as _, Result, bail};
use simulation::fleet::{self, OUTAGE_S, Summary};
use simulation::{Plan, Violation, run, shrink, trace};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

fn main() -> Result<ExitCode> {
    let (mut seeds, mut from, mut one, mut widgets) = (10_000, 1, None, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next().with_context(|| format!("{name} requires a number"))?;
        let value: u64 = value.parse().with_context(|| format!("{name} requires a number, got {value:?}"))?;
        match name.as_str() {
            "--seeds" => seeds = value,
            "--from" => from = value,
            "--seed" => one = Some(value),
            "--widgets" => widgets = Some(value),
            other => bail!("unknown option {other:?}: expected --seeds, --from, --seed or --widgets"),
        }
    }
    if let Some(widgets) = widgets {
        return Ok(show_fleet(widgets));
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

/// Prints the requests a second of this many widgets, one line for each minute.
fn show_fleet(widgets: u64) -> ExitCode {
    let start = Instant::now();
    let load = fleet::run(widgets);
    println!("{widgets} open widgets; no server from minute {} to {}\n", OUTAGE_S.start / 60, OUTAGE_S.end / 60);
    println!("minute  requests a second: mean, most");
    let seconds = load.seconds();
    let highest = seconds.iter().copied().max().unwrap_or(1).max(1);
    for (minute, counts) in seconds.chunks(60).enumerate() {
        let mean = counts.iter().map(|count| f64::from(*count)).sum::<f64>() / counts.len() as f64;
        let most = counts.iter().copied().max().unwrap_or(0);
        let bar = "#".repeat((mean * 60.0 / f64::from(highest)) as usize);
        println!("{minute:>6}  {mean:>12.0} {most:>8}  {bar}");
    }
    let Summary { before, peak_during, peak_after } = load.summary();
    let [during, after] = [peak_during, peak_after].map(|peak| f64::from(peak) / before);
    println!(
        "\nbefore the outage {before:.0} a second; at most {during:.2} times that during it, {after:.2} times after it"
    );
    println!("({:.1} s)", start.elapsed().as_secs_f64());
    if after <= 2.0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The lowest seed that breaks a rule. Uses all cores.
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

/// Runs one seed and, if it breaks a rule, prints the trace of the smallest plan that does.
fn replay(seed: u64) -> ExitCode {
    let plan = Plan::new(seed);
    let Err(Violation { rule, detail }) = run(&plan) else {
        println!("seed {seed}: all rules hold");
        return ExitCode::SUCCESS;
    };
    println!("seed {seed} breaks rule {rule}\n    {detail}\n");
    let smallest = shrink(&plan, &Violation { rule, detail });
    println!(
        "the smallest plan that breaks it has {} actions and {} faults:",
        smallest.actions.len(),
        smallest.faults.len()
    );
    for line in trace(&smallest) {
        println!("{line}");
    }
    ExitCode::FAILURE
}
