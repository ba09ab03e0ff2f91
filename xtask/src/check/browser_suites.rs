//! The suites that run the bundle in browsers.

use super::npm;
use super::test_count::TestCount;
use crate::build::{bundle, chat_server, package};
use crate::console::{run, run_with_lines};
use crate::env::browsers::{CHROMIUM_SWITCHES, chromium, geckodriver, webkit_browser};
use crate::env::packages::{find_or_install, node, npm_install};
use crate::env::toolchain::{Mode, Toolchain};
use crate::project;
use anyhow::{Context as _, Result};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// Tests of the widget in Chromium.
pub(super) fn browser() -> Result<TestCount> {
    playwright("browser", &[], &[])
}

/// Replaces the reference screenshots and the pictures of the documentation that are out of date.
pub(super) fn update_screenshots() -> Result<TestCount> {
    playwright(
        "browser",
        &[],
        &["reference-screenshots.spec.js", "documentation-pictures.spec.js", "--update-snapshots=changed"],
    )
}

/// Tests of the npm package in a new project of each bundler, and from a CDN.
pub(super) fn package() -> Result<TestCount> {
    let package = package::build()?;
    let bundlers = project::target().join("package.test");
    npm_install(&project::root().join("tests/bundlers"), &bundlers)?;
    playwright("package", &[("BUNDLERS", bundlers), ("PACKAGE", package.folder), ("TARBALL", package.tarball)], &[])
}

/// Runs Playwright in Chromium. The name of the suite selects the tests; see `tests/e2e/playwright.config.js`. The arguments are
/// those of `playwright test`.
pub(super) fn playwright(name: &str, environment: &[(&str, PathBuf)], arguments: &[&str]) -> Result<TestCount> {
    let chromium = chromium()?;
    let folder = npm::install_e2e()?;
    let toolchain = Toolchain::get()?;
    let bundle = bundle::build(&toolchain, Mode::Release)?;
    let server = chat_server::build()?;
    let output = project::target().join("e2e");
    let report = output.join(format!("{name}.json"));
    let _ = fs::remove_file(&report);
    let mut playwright = Command::new(node()?);
    playwright.current_dir(&folder).arg("node_modules/@playwright/test/cli.js").arg("test");
    playwright.arg("--reporter=list,json").args(arguments).env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report);
    playwright.env("CHROMIUM", chromium).env("CHROMIUM_SWITCHES", CHROMIUM_SWITCHES.join(" "));
    playwright.env("SUITE", name);
    playwright.env("XTASK", std::env::current_exe()?);
    playwright.env("BUNDLE", bundle).env("CHAT_SERVER", server).env("OUTPUT", output);
    playwright.envs(environment.iter().map(|(name, value)| (name, value)));
    let has_succeeded = run(&mut playwright).is_ok();
    let report: Value = serde_json::from_str(&fs::read_to_string(&report).context("Playwright left no report")?)?;
    let number = |name: &str| report.pointer(&format!("/stats/{name}")).and_then(Value::as_u64).unwrap_or(0);
    // Flaky tests count as failed.
    let failed = number("unexpected") + number("flaky");
    TestCount { passed: number("expected"), failed, failures: failed_tests(&report) }.finish(has_succeeded)
}

/// The failed tests in a suite of Playwright's JSON report, with their files.
fn failed_tests(suite: &Value) -> Vec<String> {
    let list = |name: &str| suite.get(name).and_then(Value::as_array).into_iter().flatten();
    let text = |test: &Value, name: &str| test.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let is_failed = |test: &&Value| test.get("ok") == Some(&Value::Bool(false));
    let own = list("specs").filter(is_failed).map(|test| format!("{}: {}", text(test, "file"), text(test, "title")));
    own.chain(list("suites").flat_map(failed_tests)).collect()
}

/// Tests of the main flow, and of one fault of each kind, in Firefox and WebKitGTK.
pub(super) fn engines() -> Result<TestCount> {
    let purpose = "testing in other browser engines";
    let firefox = find_or_install(&["firefox-esr", "firefox"], &["firefox-esr"], purpose)?;
    let webkit = find_or_install(&["WebKitWebDriver"], &["webkit2gtk-driver"], purpose)?;
    let screen = find_or_install(&["xvfb-run"], &["xvfb", "xauth"], purpose)?;
    let geckodriver = geckodriver()?;
    let bundle = bundle::build(&Toolchain::get()?, Mode::Release)?;
    let server = chat_server::build()?;
    let mut node_test = Command::new(screen);
    node_test.current_dir(project::root().join("tests/e2e")).args(["-a", "-s", "-screen 0 1280x800x24"]);
    // One file at a time: the browsers take the focus from each other. The time limit is that of a file.
    node_test.arg(node()?).args(["--test", "--test-concurrency=1", "--test-reporter=tap", "--test-timeout=300000"]);
    node_test.args(["engines/conversation.test.js", "engines/pages.test.js"]);
    node_test.env("BUNDLE", bundle).env("CHAT_SERVER", server).env("FIREFOX", firefox).env("GECKODRIVER", geckodriver);
    node_test.env("WEBKIT_DRIVER", webkit).env("WEBKIT_BROWSER", webkit_browser()?);
    let mut count = TestCount::default();
    let number = |line: &str, name: &str| line.strip_prefix(name).and_then(|number| number.trim().parse().ok());
    let has_succeeded = run_with_lines(&mut node_test, |line| {
        count.passed += number(line, "# pass ").unwrap_or(0);
        count.failed += number(line, "# fail ").unwrap_or(0) + number(line, "# cancelled ").unwrap_or(0);
        count.failures.extend(line.trim_start().strip_prefix("not ok ").map(str::to_owned));
    })?;
    count.finish(has_succeeded)
}
