//! The project's development commands. `cargo xtask` without arguments lists them.

mod build;
mod check;
mod console;
mod dev;
mod env;
mod project;
mod settings;

use anyhow::{Result, bail};
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask demo [--api URL --chatbot ID --embed-key KEY]
    Builds the widget and serves a page with it until Ctrl-C. The page uses a Chat API in memory, or a real Open Chat
    Studio at URL.

cargo xtask test [check|native|simulation|server|wasm|browser|package|engines ...]
    Runs all tests, or only the given suites.

cargo xtask test integrations
    Installs WordPress, Django and the frameworks, and tests the integrations with them.

cargo xtask pictures
    Takes the reference screenshots of the browser tests, tests/e2e/reference-screenshots, and the pictures of the
    documentation, docs/pictures, and replaces those that differ.

cargo xtask simulate [--seeds N] [--from SEED] [--seed SEED]
    Runs N simulations of the conversation with random visitors, networks, tabs and servers, in virtual time. Prints the
    first seed that violates a rule, and the shortest scenario that reproduces it.

cargo xtask fleet [--widgets N]
    Simulates N open widgets for an hour with an outage of ten minutes, and prints the server's requests per second.

cargo xtask soak [--minutes N] [--seed SEED]
    Uses the chat at random in three tabs for N minutes (60 by default) against a server with faults, and checks that nothing is
    lost, duplicated or out of order. Prints the seed of its choices.

cargo xtask bench [figures [--runs N] | conversation [--minutes N] | looks]
    Compares the widget with the legacy widget from npm, in the same browser and with the same server: loading and response
    times, a scripted conversation of ten minutes (requests, lost and duplicated messages), and screenshots.

cargo xtask size [--functions]
    Prints download sizes, and the code size of each crate and module. Fails if a budget is exceeded; other commands only
    print a warning.

cargo xtask bundle [--dev] [--into FOLDER]
    Builds the files that pages load and prints their sizes.

cargo xtask generate
    Writes the files and tables that are generated from the schema of options, www/widget/options/schema.json.

cargo xtask package
    Builds the npm package in target/package and its tarball and the zip file of the WordPress plugin, puts the bundle into
    integrations/django, and prints the script element for pages.

cargo xtask docs
    Checks the documentation (links, examples without a test, public names without a description) and builds it as a book in
    target/book.

cargo xtask release-check TAG
    Fails if the tag is not that of the version in Cargo.toml, the changelog has no section for it, or the project's address or
    security contact is empty (`[workspace.metadata.project]` in Cargo.toml).

All commands install missing tools.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<ExitCode> {
    let Some((command, rest)) = arguments.split_first() else {
        println!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    };
    match command.as_str() {
        "demo" => dev::demo::command(rest).map(|()| ExitCode::SUCCESS),
        "test" => check::command(rest),
        "pictures" => check::update_screenshots(rest),
        "simulate" => simulate(rest, &["--seeds", "10000"]),
        "fleet" => simulate(rest, &["--widgets", "1000000"]),
        "soak" => dev::soak::command(rest).map(|()| ExitCode::SUCCESS),
        "bench" => dev::bench::command(rest).map(|()| ExitCode::SUCCESS),
        "size" => check::size_command::command(rest).map(|()| ExitCode::SUCCESS),
        "generate" => build::generated::command(rest).map(|()| ExitCode::SUCCESS),
        "docs" => check::documentation::command(rest).map(|()| ExitCode::SUCCESS),
        "release-check" => check::release::command(rest).map(|()| ExitCode::SUCCESS),
        "package" => build::package::command(rest).map(|()| ExitCode::SUCCESS),
        "bundle" => build::bundle::command(rest).map(|()| ExitCode::SUCCESS),
        // Cargo calls this to run WebAssembly tests.
        "wasm-test-runner" => {
            wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(arguments)?;
            Ok(ExitCode::SUCCESS)
        }
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        other => bail!("unknown command {other:?}\n\n{USAGE}"),
    }
}

/// Builds and runs the simulation, with default arguments if there are none.
fn simulate(arguments: &[String], defaults: &[&str]) -> Result<ExitCode> {
    let mut cargo = project::cargo();
    cargo.args(["run", "--quiet", "--profile", "simulation", "--package", "simulation", "--"]);
    if arguments.is_empty() {
        cargo.args(defaults);
    }
    let status = cargo.args(arguments).status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
