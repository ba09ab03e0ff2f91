//! The suites that `cargo test` runs.

use super::test_count::TestCount;
use crate::console::run_with_lines;
use crate::env::browsers::{CHROMIUM_SWITCHES, chromedriver, chromium};
use crate::env::target::TARGET;
use crate::env::toolchain::{Mode, Toolchain};
use crate::project::{self, cargo};
use anyhow::Result;
use std::fs;
use std::process::Command;

/// Runs `cargo test` and counts its results.
fn cargo_test(cargo: &mut Command) -> Result<TestCount> {
    let mut count = TestCount::default();
    let has_succeeded = run_with_lines(cargo.arg("--no-fail-fast"), |line| count.add(TestCount::parse_line(line)))?;
    count.finish(has_succeeded)
}

/// Unit tests of the code that needs no browser.
pub(super) fn native() -> Result<TestCount> {
    cargo_test(cargo().args(["test", "--package", "ocs-chat"]))
}

/// Tests of the conversation with simulated visitors, networks, tabs and servers.
pub(super) fn simulation() -> Result<TestCount> {
    cargo_test(cargo().args(["test", "--profile", "simulation", "--package", "simulation"]))
}

/// Tests of the embedded Chat API and of xtask.
pub(super) fn server() -> Result<TestCount> {
    cargo_test(cargo().args(["test", "--profile", "xtask", "--package", "chat-server", "--package", "xtask"]))
}

/// Unit tests of the code that uses web APIs, in Chromium.
pub(super) fn wasm() -> Result<TestCount> {
    let chromium = chromium()?;
    let driver = chromedriver()?;
    let toolchain = Toolchain::get()?;
    let settings = serde_json::json!({
        "goog:chromeOptions": { "binary": chromium, "args": CHROMIUM_SWITCHES },
    });
    fs::create_dir_all(project::target())?;
    fs::write(project::root().join("webdriver.json"), settings.to_string())?;
    // An array, because the path may contain spaces.
    let runner = serde_json::json!([std::env::current_exe()?, "wasm-test-runner"]);
    let mut test = toolchain.cargo("test", Mode::Test);
    test.args(["--lib", "--package", "ocs-chat", "--config", &format!("target.{TARGET}.runner={runner}")]);
    test.env("CHROMEDRIVER", driver).env("WASM_BINDGEN_TEST_ONLY_WEB", "1").env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    cargo_test(&mut test)
}
