//! `cargo xtask test`: every test there is, and one line at the end that counts them.

pub(crate) mod code_size;
pub(crate) mod size;

use crate::build::{self, generated, package};
use crate::console::{run, run_watched, step};
use crate::dev::demo;
use crate::env::browsers::{CHROMIUM_SWITCHES, chromedriver, chromium, geckodriver, webkit_browser};
use crate::env::packages::{node, npm_install, program};
use crate::env::target::TARGET;
use crate::env::toolchain::{Mode, Toolchain};
use crate::project::{self, cargo};
use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// How many tests passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// The whole count of a program that has ended. One that failed without saying of what has one failure.
    ///
    /// # Errors
    /// If no test ran.
    fn of_all(mut self, succeeded: bool) -> Result<Self> {
        if !succeeded && self.failed == 0 {
            self.failed = 1;
        }
        if self == Self::default() {
            bail!("no test ran");
        }
        Ok(self)
    }

    /// Reads a line of `cargo test`'s, such as `test result: ok. 3 passed; 0 failed; 0 ignored`.
    fn of_line(line: &str) -> Self {
        let Some(summary) = line.strip_prefix("test result: ") else { return Self::default() };
        let number = |word: &str| {
            let before = summary.split(word).next()?.trim();
            before.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
        };
        Self { passed: number("passed").unwrap_or(0), failed: number("failed").unwrap_or(0) }
    }
}

type Suite = (&'static str, fn() -> Result<Count>);

const SUITES: [Suite; 8] = [
    ("check", check),
    ("native", native),
    ("simulation", simulation),
    ("server", server),
    ("wasm", wasm),
    ("browser", browser),
    ("package", package),
    ("engines", engines),
];

pub(crate) fn command(arguments: &[String]) -> Result<ExitCode> {
    if let Some(unknown) = arguments.iter().find(|name| SUITES.iter().all(|(suite, _)| suite != name)) {
        let known: Vec<_> = SUITES.iter().map(|(suite, _)| *suite).collect();
        bail!("there is no suite {unknown:?}; there are {}", known.join(", "));
    }
    let mut count = Count::default();
    for (name, suite) in SUITES {
        if arguments.is_empty() || arguments.iter().any(|wanted| wanted == name) {
            match step(&format!("suite {name}"), suite) {
                Ok(counted) => count.add(counted),
                Err(error) => {
                    eprintln!("    {error:#}");
                    count.failed += 1;
                }
            }
        }
    }
    println!("\n{} passed, {} failed", count.passed, count.failed);
    Ok(if count.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs a command of cargo's that counts tests.
fn cargo_test(cargo: &mut Command) -> Result<Count> {
    let mut count = Count::default();
    let succeeded = run_watched(cargo, |line| count.add(Count::of_line(line)))?;
    count.of_all(succeeded)
}

/// How clippy takes what it finds. Every release of Rust brings new lints: they fail only with the pinned compiler, so that
/// tests that pass today pass with the next one.
fn strictness(toolchain: &Toolchain) -> [&'static str; 3] {
    if toolchain.is_pinned() { ["--", "-D", "warnings"] } else { ["--", "--cap-lints", "warn"] }
}

/// Form, lints and types, each counted as one test.
fn check() -> Result<Count> {
    let (running, toolchain) = (Toolchain::running()?, Toolchain::get()?);
    for tools in [&running, &toolchain] {
        tools.component("rustfmt", &["fmt", "--version"])?;
        tools.component("clippy", &["clippy", "--version"])?;
    }
    let e2e = e2e()?;
    let mut format = cargo();
    format.args(["fmt", "--all", "--check"]);
    let mut native = cargo();
    native.args(["clippy", "--quiet", "--workspace", "--all-targets"]).args(strictness(&running));
    // Clippy cannot read what another compiler (Debian's) has built; then the compiler's own warnings have to do.
    let reader = if toolchain.has_clippy() { "clippy" } else { "check" };
    let mut wasm = toolchain.cargo(reader, Mode::Test);
    wasm.args(["--quiet", "--package", "ocs-chat", "--all-targets"]);
    if toolchain.has_clippy() {
        wasm.args(strictness(&toolchain));
    }
    let mut types = Command::new(node()?);
    types.current_dir(project::root()).arg(e2e.join("node_modules/typescript/bin/tsc"));
    types.args(["--project", "www/tsconfig.json"]);
    let mut count = Count::default();
    let mut add = |result: Result<()>| match result {
        Ok(()) => count.passed += 1,
        Err(error) => {
            eprintln!("    {error:#}");
            count.failed += 1;
        }
    };
    add(step("generated files", generated::verify));
    for (what, command) in [
        ("cargo fmt", &mut format),
        ("cargo clippy, native", &mut native),
        (&format!("cargo {reader}, WebAssembly"), &mut wasm),
        ("tsc", &mut types),
    ] {
        add(step(what, || run(command)));
    }
    Ok(count)
}

/// The pure layers, natively.
fn native() -> Result<Count> {
    cargo_test(cargo().args(["test", "--package", "ocs-chat"]))
}

/// The conversation under simulated visitors, networks, tabs and servers.
fn simulation() -> Result<Count> {
    cargo_test(cargo().args(["test", "--profile", "simulation", "--package", "simulation"]))
}

/// The embedded Chat API, and these commands.
fn server() -> Result<Count> {
    cargo_test(cargo().args(["test", "--profile", "xtask", "--package", "chat-server", "--package", "xtask"]))
}

/// The browser's seams: what is between our code and the web's interfaces.
fn wasm() -> Result<Count> {
    let chromium = chromium()?;
    let driver = chromedriver()?;
    let toolchain = Toolchain::get()?;
    let settings = serde_json::json!({
        "goog:chromeOptions": { "binary": chromium, "args": CHROMIUM_SWITCHES },
    });
    fs::create_dir_all(project::target())?;
    fs::write(project::root().join("webdriver.json"), settings.to_string())?;
    // As a list: the path may have spaces in it.
    let runner = serde_json::json!([std::env::current_exe()?, "wasm-test-runner"]);
    let mut test = toolchain.cargo("test", Mode::Test);
    test.args(["--lib", "--package", "ocs-chat", "--config", &format!("target.{TARGET}.runner={runner}")]);
    test.env("CHROMEDRIVER", driver).env("WASM_BINDGEN_TEST_ONLY_WEB", "1").env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    cargo_test(&mut test)
}

fn e2e() -> Result<PathBuf> {
    let folder = project::root().join("tests/e2e");
    npm_install(&folder, &folder)?;
    Ok(folder)
}

/// The product in a real browser.
fn browser() -> Result<Count> {
    playwright("browser", &[])
}

/// The packed tarball in a fresh project of each bundler, and from a CDN.
fn package() -> Result<Count> {
    let made = package::make()?;
    let bundlers = project::target().join("package.test");
    npm_install(&project::root().join("tests/bundlers"), &bundlers)?;
    playwright("package", &[("BUNDLERS", bundlers), ("PACKAGE", made.folder), ("TARBALL", made.tarball)])
}

/// Runs the tests in Chromium that this environment is for.
fn playwright(name: &str, environment: &[(&str, PathBuf)]) -> Result<Count> {
    let chromium = chromium()?;
    let folder = e2e()?;
    let toolchain = Toolchain::get()?;
    let bundle = build::make(&toolchain, Mode::Release)?;
    let server = demo::build_server()?;
    let output = project::target().join("e2e");
    let report = output.join(format!("{name}.json"));
    let _ = fs::remove_file(&report);
    let mut playwright = Command::new(node()?);
    playwright.current_dir(&folder).arg("node_modules/@playwright/test/cli.js").arg("test");
    playwright.arg("--reporter=list,json").env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report);
    playwright.env("CHROMIUM", chromium).env("CHROMIUM_SWITCHES", CHROMIUM_SWITCHES.join(" "));
    playwright.env("XTASK", std::env::current_exe()?);
    playwright.env("BUNDLE", bundle).env("CHAT_SERVER", server).env("OUTPUT", output);
    playwright.envs(environment.iter().map(|(name, value)| (name, value)));
    let succeeded = run(&mut playwright).is_ok();
    let report: Value = serde_json::from_str(&fs::read_to_string(&report).context("Playwright left no report")?)?;
    let number = |name: &str| report.pointer(&format!("/stats/{name}")).and_then(Value::as_u64).unwrap_or(0);
    // A test that passes only when tried again has failed.
    Count { passed: number("expected"), failed: number("unexpected") + number("flaky") }.of_all(succeeded)
}

/// The main flow in Firefox and in WebKit's engine.
fn engines() -> Result<Count> {
    let purpose = "testing in other browsers' engines";
    let firefox = program(&["firefox-esr", "firefox"], &["firefox-esr"], purpose)?;
    let webkit = program(&["WebKitWebDriver"], &["webkit2gtk-driver"], purpose)?;
    let screen = program(&["xvfb-run"], &["xvfb", "xauth"], purpose)?;
    let geckodriver = geckodriver()?;
    let bundle = build::make(&Toolchain::get()?, Mode::Release)?;
    let server = demo::build_server()?;
    let mut node_test = Command::new(screen);
    node_test.current_dir(project::root().join("tests/e2e")).args(["-a", "-s", "-screen 0 1280x800x24"]);
    node_test.arg(node()?).args(["--test", "--test-reporter=tap", "--test-timeout=120000", "engines.test.js"]);
    node_test.env("BUNDLE", bundle).env("CHAT_SERVER", server).env("FIREFOX", firefox).env("GECKODRIVER", geckodriver);
    node_test.env("WEBKIT_DRIVER", webkit).env("WEBKIT_BROWSER", webkit_browser()?);
    let mut count = Count::default();
    let number = |line: &str, name: &str| line.strip_prefix(name).and_then(|number| number.trim().parse().ok());
    let succeeded = run_watched(&mut node_test, |line| {
        count.passed += number(line, "# pass ").unwrap_or(0);
        count.failed += number(line, "# fail ").unwrap_or(0) + number(line, "# cancelled ").unwrap_or(0);
    })?;
    count.of_all(succeeded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargos_summary_is_counted() {
        let line = "test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured; 4 filtered out; finished in 0.5s";
        assert_eq!(Count::of_line(line), Count { passed: 12, failed: 3 });
        assert_eq!(Count::of_line("test a::passed ... ok"), Count::default());
    }
}
