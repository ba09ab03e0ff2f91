//! The project's own commands. `cargo xtask` without one lists them.

mod build;
mod check;
mod console;
mod dev;
mod env;
mod project;

use anyhow::{Result, bail};
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask demo [--api URL --chatbot ID --embed-key KEY]
    Sets up what is missing, builds the widget, and serves a page that carries it; Ctrl-C ends it. The page talks to a
    Chat API in memory, or to a real Open Chat Studio at URL.

cargo xtask test [check|native|simulation|server|wasm|browser|package|engines ...]
    Sets up what is missing and runs every test there is, or only the suites named.

cargo xtask simulate [--seeds N] [--from SEED] [--seed SEED]
    Runs the conversation under so many random visitors, networks, tabs and servers in virtual time. A seed that breaks a
    rule is told, and made as short a story as it can be.

cargo xtask fleet [--widgets N]
    So many open widgets for an hour around an outage of ten minutes: the server's requests a second.

cargo xtask bench [figures [--runs N] | conversation [--minutes N] | looks]
    Our widget and the incumbent from npm in the same browser against the same server, run by run in turns: what a page
    pays, what a visitor waits for, and a scripted conversation of ten minutes (requests, messages lost or doubled).

cargo xtask size [--functions]
    What a page downloads, and what each crate and each of our modules costs in it; fails where that exceeds a budget.
    Other commands print what exceeds a budget and go on.

cargo xtask bundle [--dev] [--into FOLDER]
    Builds the files that pages load and prints their sizes. Trunk calls this too.

cargo xtask generate
    Writes the files and tables that are generated from the schema of options, www/widget/options/schema.json.

cargo xtask package
    Builds the npm package in target/package and its tarball, and prints the line for pages with its hash.";

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
        "simulate" => simulate(rest, &["--seeds", "10000"]),
        "fleet" => simulate(rest, &["--widgets", "1000000"]),
        "bench" => dev::bench::command(rest).map(|()| ExitCode::SUCCESS),
        "size" => check::size::command(rest).map(|()| ExitCode::SUCCESS),
        "generate" => build::generated::command(rest).map(|()| ExitCode::SUCCESS),
        "package" => build::package::command(rest).map(|()| ExitCode::SUCCESS),
        "bundle" => build::bundle::command(rest).map(|()| ExitCode::SUCCESS),
        // What cargo calls to run WebAssembly tests.
        "wasm-test-runner" => {
            wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(arguments)?;
            Ok(ExitCode::SUCCESS)
        }
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        other => bail!("there is no command {other:?}\n\n{USAGE}"),
    }
}

/// Builds and runs the simulation, with these arguments unless others are given.
fn simulate(arguments: &[String], otherwise: &[&str]) -> Result<ExitCode> {
    let mut cargo = project::cargo();
    cargo.args(["run", "--quiet", "--profile", "simulation", "--package", "simulation", "--"]);
    if arguments.is_empty() {
        cargo.args(otherwise);
    }
    let status = cargo.args(arguments).status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
