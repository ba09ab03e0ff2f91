//! `cargo xtask test`, `cargo xtask pictures` and `cargo xtask size`: runs the test suites, and checks the sizes.

mod browser_suites;
mod cargo_suites;
pub(crate) mod documentation;
mod integrations;
mod leptos_example;
mod lints;
pub(crate) mod npm;
pub(crate) mod release;
mod size_by_owner;
pub(crate) mod size_command;
mod test_count;

use crate::console::step;
use anyhow::{Result, bail};
use std::process::ExitCode;
use test_count::TestCount;

type Suite = (&'static str, fn() -> Result<TestCount>);

const SUITES: [Suite; 8] = [
    ("check", lints::check),
    ("native", cargo_suites::native),
    ("simulation", cargo_suites::simulation),
    ("server", cargo_suites::server),
    ("wasm", cargo_suites::wasm),
    ("browser", browser_suites::browser),
    ("package", browser_suites::package),
    ("engines", browser_suites::engines),
];

/// Suites that run only if they are named: they install a lot.
const OPTIONAL_SUITES: [Suite; 1] = [("integrations", integrations::integrations)];

/// `cargo xtask pictures`: updates the reference screenshots of the browser tests, and the pictures of the documentation.
pub(crate) fn update_screenshots(arguments: &[String]) -> Result<ExitCode> {
    if let Some(unknown) = arguments.first() {
        bail!("pictures: unknown argument {unknown:?}");
    }
    let count = step(
        "reference screenshots in tests/e2e/reference-screenshots, pictures in docs/pictures",
        browser_suites::update_screenshots,
    )?;
    Ok(if count.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// `cargo xtask test`: runs all suites but the optional ones, or the given ones, and prints the number of passed and failed
/// tests.
pub(crate) fn command(arguments: &[String]) -> Result<ExitCode> {
    let all = || SUITES.iter().chain(&OPTIONAL_SUITES);
    if let Some(unknown) = arguments.iter().find(|name| all().all(|(suite, _)| suite != name)) {
        let names: Vec<_> = all().map(|(suite, _)| *suite).collect();
        bail!("test: unknown suite {unknown:?}; the suites are {}", names.join(", "));
    }
    let mut count = TestCount::default();
    for (name, suite) in all() {
        let is_default = SUITES.iter().any(|(default, _)| default == name);
        if arguments.iter().any(|argument| argument == name) || (arguments.is_empty() && is_default) {
            match step(&format!("suite {name}"), suite) {
                Ok(mut suite_count) => {
                    suite_count.failures.iter_mut().for_each(|failure| *failure = format!("{name}: {failure}"));
                    count.add(suite_count);
                }
                Err(error) => {
                    eprintln!("    {error:#}");
                    count.add_failure(format!("{name}: {error:#}"));
                }
            }
        }
    }
    if count.failed > 0 {
        println!("\nfailed:\n  {}", count.failures.join("\n  "));
    }
    println!("\n{} passed, {} failed", count.passed, count.failed);
    Ok(if count.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
