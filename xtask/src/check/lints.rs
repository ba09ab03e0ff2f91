//! The suite `check`: generated files, documentation, formatting, lints, types, and licences and duplicates of crates. Each
//! command counts as one test.

use super::test_count::TestCount;
use super::{documentation, npm};
use crate::build::{generated, third_party};
use crate::console::{run, step};
use crate::env::crates::find_or_build;
use crate::env::packages::node;
use crate::env::toolchain::{Mode, Toolchain};
use crate::project::{self, cargo};
use anyhow::Result;
use std::process::Command;

const CARGO_DENY_VERSION: &str = "0.20.2";

/// Arguments that make warnings fail, but only with the pinned compiler: new releases of Rust add lints.
fn lint_level(toolchain: &Toolchain) -> [&'static str; 3] {
    if toolchain.is_pinned() { ["--", "-D", "warnings"] } else { ["--", "--cap-lints", "warn"] }
}

pub(super) fn check() -> Result<TestCount> {
    let (running, toolchain) = (Toolchain::running()?, Toolchain::get()?);
    for toolchain in [&running, &toolchain] {
        toolchain.ensure_component("rustfmt", &["fmt", "--version"])?;
        toolchain.ensure_component("clippy", &["clippy", "--version"])?;
    }
    let e2e = npm::install_e2e()?;
    third_party::install()?;
    let mut format = cargo();
    format.args(["fmt", "--all", "--check"]);
    let mut native = cargo();
    native.args(["clippy", "--quiet", "--workspace", "--all-targets"]).args(lint_level(&running));
    // Clippy cannot read artifacts of another compiler (Debian's), so only the compiler's own warnings are checked then.
    let subcommand = if toolchain.has_clippy() { "clippy" } else { "check" };
    let mut wasm = toolchain.cargo(subcommand, Mode::Test);
    wasm.args(["--quiet", "--package", "ocs-chat", "--all-targets"]);
    if toolchain.has_clippy() {
        wasm.args(lint_level(&toolchain));
    }
    let mut types = Command::new(node()?);
    types.current_dir(project::root()).arg(e2e.join("node_modules/typescript/bin/tsc"));
    types.args(["--project", "www/tsconfig.json"]);
    let mut style = Command::new(node()?);
    style.current_dir(project::root()).arg(e2e.join("node_modules/@biomejs/biome/bin/biome"));
    style.args(["check", "--error-on-warnings", "--log-level=warn"]);
    // A build without optimisation takes a fifth of the time.
    let options = ["--debug", "--config", "profile.dev.debug=false"];
    let mut deny = Command::new(find_or_build("cargo-deny", CARGO_DENY_VERSION, &options)?);
    deny.current_dir(project::root()).args(["--locked", "--workspace", "check", "licenses", "bans", "sources"]);
    let mut count = TestCount::default();
    count.add_result(step("generated files", generated::verify));
    count.add_result(step("documentation", documentation::verify));
    for (name, command) in [
        ("cargo fmt", &mut format),
        ("cargo clippy, native", &mut native),
        (&format!("cargo {subcommand}, WebAssembly"), &mut wasm),
        ("tsc", &mut types),
        ("biome", &mut style),
        ("cargo deny", &mut deny),
    ] {
        count.add_result(step(name, || run(command)));
    }
    Ok(count)
}
