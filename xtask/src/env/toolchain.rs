//! A Rust toolchain that builds WebAssembly, found or made on whatever machine this is.
//!
//! Which compiler, in this order: the one that `RUSTUP_TOOLCHAIN` or `cargo +…` names; the pinned one, which rustup installs
//! where it may; the one that runs this program; Debian's `rustc-web`. Where the standard library's sources are at hand it
//! is always built from them, for size: 10 % less for every visitor to download.

use super::packages::{apt_install, find};
use crate::console::{output, step};
use crate::project;
use anyhow::{Context as _, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The version of the compiler that releases and CI use. The workflows read the same file.
const PINNED: &str = include_str!("../../rust-version.txt");

/// The target of the widget.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// The compiler of Debian's `rustc-web`.
const DEBIANS: &str = "/usr/bin/rustc";

/// However it gets on, rustup has no more time than this.
const RUSTUP_LIMIT: Duration = Duration::from_secs(300);

/// A rustup that has written nothing for this long is not getting through.
const RUSTUP_PATIENCE: Duration = Duration::from_secs(6);

/// How the widget is to be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// As visitors get it.
    Release,
    /// Quickly, for those who work on it.
    Dev,
    /// With panics that say what happened.
    Test,
}

/// A compiler for [`TARGET`].
#[derive(Debug, Clone)]
pub(crate) struct Toolchain {
    /// Of rustup's, in place of the one that runs this program.
    channel: Option<String>,
    /// In place of the compiler that cargo would take.
    rustc: Option<PathBuf>,
    /// In place of the linker that the compiler would take.
    linker: Option<PathBuf>,
    can_link: bool,
    /// Whether the standard library's sources are there.
    has_source: bool,
    /// Whether the standard library is there ready for use.
    has_target: bool,
    /// Such as `1.95.0`.
    version: String,
}

impl Toolchain {
    /// The toolchain that builds WebAssembly on this machine. What is missing is installed, once in a run.
    pub(crate) fn get() -> Result<Self> {
        static CHOSEN: OnceLock<Toolchain> = OnceLock::new();
        if let Some(chosen) = CHOSEN.get() {
            return Ok(chosen.clone());
        }
        let chosen = Self::find_or_install(choose_channel())?;
        let note = if chosen.is_pinned() { "as releases do".to_owned() } else { format!("releases use {}", pinned()) };
        eprintln!("==> WebAssembly is compiled with Rust {} ({note})", chosen.version);
        Ok(CHOSEN.get_or_init(|| chosen).clone())
    }

    /// Whether this is the compiler that releases use: byte budgets are enforced only then.
    pub(crate) fn is_pinned(&self) -> bool {
        self.version == pinned()
    }

    fn find_or_install(channel: Option<String>) -> Result<Self> {
        let own = Self::of(channel.clone(), None)?;
        if own.has_target || own.has_source {
            return own.with_source();
        }
        // Somebody who asks for a toolchain gets no other as long as rustup can complete it.
        if let Some(debian) = Self::debian_installed().filter(|_| !is_chosen(variable)) {
            return Ok(debian);
        }
        if let Some(rustup) = find(&["rustup"]) {
            let home = std::env::var("RUSTUP_HOME").unwrap_or_else(|_| "~/.rustup".to_owned());
            let words = format!("adding the target {TARGET} with rustup, outside this project (in {home})");
            let arguments = own.rustup_arguments(&["target", "add", TARGET]);
            if step(&words, || rustup_add(&rustup, &arguments, RUSTUP_PATIENCE)).is_ok() {
                return Self::of(channel, None)?.with_source();
            }
            eprintln!("    rustup cannot download here; Debian's compiler will do");
        }
        if own.channel.is_some() {
            // The toolchain that runs this program may have what the pinned one lacks.
            return Self::find_or_install(None);
        }
        Self::debian()
    }

    /// The same with the standard library's sources, if rustup can get them. Nothing depends on it, so it is tried once.
    fn with_source(self) -> Result<Self> {
        let tried = project::target().join(format!(".rust-src-{}-tried", self.version));
        let Some(rustup) = find(&["rustup"]).filter(|_| !self.has_source && !tried.exists()) else { return Ok(self) };
        let words = "adding rust-src with rustup, outside this project (in ~/.rustup): the bundle is smaller with it";
        let arguments = self.rustup_arguments(&["component", "add", "rust-src"]);
        let _ = step(words, || rustup_add(&rustup, &arguments, RUSTUP_PATIENCE));
        std::fs::create_dir_all(project::target())?;
        std::fs::write(tried, "")?;
        Self::of(self.channel, None)
    }

    /// Arguments for rustup that concern this toolchain.
    fn rustup_arguments<'a>(&'a self, arguments: &[&'a str]) -> Vec<&'a str> {
        let channel = self.channel.iter().flat_map(|channel| ["--toolchain", channel]);
        arguments.iter().copied().chain(channel).collect()
    }

    /// A command of cargo's that is a component of the toolchain, installed where it is missing.
    pub(crate) fn component(&self, name: &str, check: &[&str]) -> Result<()> {
        let has_it = || output(cargo(self.channel.as_deref()).args(check)).is_some();
        if has_it() {
            return Ok(());
        }
        let advice = format!("{name} is missing; install it with: rustup component add {name}");
        let rustup = find(&["rustup"]).context(advice.clone())?;
        let words = format!("adding {name} with rustup, outside this project (in ~/.rustup)");
        let arguments = self.rustup_arguments(&["component", "add", name]);
        step(&words, || rustup_add(&rustup, &arguments, RUSTUP_PATIENCE)).context(advice.clone())?;
        if has_it() { Ok(()) } else { bail!(advice) }
    }

    /// The toolchain that runs this program, for what is no WebAssembly.
    pub(crate) fn running() -> Result<Self> {
        Self::of(None, None)
    }

    /// Whether clippy is of the same compiler as what it is to read.
    pub(crate) fn has_clippy(&self) -> bool {
        self.rustc.is_none()
    }

    /// The toolchain of this channel, with this compiler.
    fn of(channel: Option<String>, rustc: Option<PathBuf>) -> Result<Self> {
        let compiler = |arguments: &[&str]| {
            let mut command = match &rustc {
                Some(rustc) => Command::new(rustc),
                None => program(channel.as_deref(), "rustc"),
            };
            output(command.args(arguments).current_dir(project::root()))
        };
        let sysroot =
            compiler(&["--print", "sysroot"]).context("rustc is missing; install Rust from https://rustup.rs")?;
        let version = compiler(&["--version"]).as_deref().and_then(version_number).unwrap_or_default();
        let library = Path::new(&sysroot).join("lib/rustlib");
        let has_source = library.join("src/rust/library/std/Cargo.toml").is_file();
        let has_target =
            std::fs::read_dir(library.join(TARGET).join("lib")).is_ok_and(|mut files| files.next().is_some());
        let ships_linker = library.join(host_tools()).join("rust-lld").is_file();
        let linker = if ships_linker { None } else { other_linker() };
        let can_link = ships_linker || linker.is_some();
        Ok(Self { channel, rustc, linker, can_link, has_source, has_target, version })
    }

    /// Debian's compiler, if all that it needs is there.
    fn debian_installed() -> Option<Self> {
        let toolchain = Self::of(None, Some(DEBIANS.into())).ok()?;
        (toolchain.has_source && toolchain.can_link).then_some(toolchain)
    }

    fn debian() -> Result<Self> {
        apt_install(&["rustc-web", "rust-web-src"], "building WebAssembly").context(
            "there is no compiler for WebAssembly. Where rustup can download: rustup target add wasm32-unknown-unknown",
        )?;
        if !Self::of(None, Some(DEBIANS.into()))?.can_link {
            apt_install(&["lld"], "linking WebAssembly")?;
        }
        Self::debian_installed().context(
            "Debian's compiler lacks the standard library's sources or a linker; install them with: \
             apt-get install rust-web-src lld",
        )
    }

    /// `cargo` with what this toolchain needs to build for [`TARGET`]; the caller adds the subcommand's own arguments.
    pub(crate) fn cargo(&self, subcommand: &str, mode: Mode) -> Command {
        // A folder of its own for each way of building, so that none throws away what another has built.
        let folder = match mode {
            Mode::Release => "wasm",
            Mode::Dev => "wasm-dev",
            Mode::Test => "wasm-test",
        };
        let mut command = cargo(self.channel.as_deref());
        command.arg(subcommand).args(["--target", TARGET]);
        command.arg("--target-dir").arg(project::target().join(folder));
        command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
        if let Some(rustc) = &self.rustc {
            command.env("RUSTC", rustc);
        }
        if let Some(linker) = &self.linker {
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
        if self.has_source && (mode == Mode::Release || !self.has_target) {
            // A stable compiler takes unstable options only if told so.
            command.env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=std,panic_abort");
        }
        // A stack of 256 KB instead of 1 MB: each instance of the application takes it from the page's memory.
        // Less inlining than `opt-level = "z"` has by itself: code that looks alike compresses better.
        let mut flags = vec!["-Clink-arg=-zstack-size=262144", "-Cllvm-args=-inline-threshold=10"];
        if self.builds_small(mode) {
            command.arg("-Zbuild-std-features=optimize_for_size");
            flags.extend([
                "-Zunstable-options",
                "-Cpanic=immediate-abort",
                "-Zlocation-detail=none",
                "-Zfmt-debug=none",
            ]);
        }
        command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
        command
    }

    /// Whether panics end in one instruction and say nothing: what visitors download is smaller for it.
    fn builds_small(&self, mode: Mode) -> bool {
        self.has_source && mode == Mode::Release
    }

    /// What makes two builds differ although their sources are the same.
    pub(crate) fn describe(&self) -> String {
        format!("{self:?}")
    }
}

fn pinned() -> &'static str {
    PINNED.trim()
}

/// The number in what a compiler says of its version: `rustc 1.95.0 (59807616e 2026-04-14)`.
fn version_number(version: &str) -> Option<String> {
    version.split(' ').nth(1).map(str::to_owned)
}

/// A program of one of rustup's toolchains, or of the one that runs this program.
fn program(channel: Option<&str>, name: &str) -> Command {
    match channel {
        Some(channel) => {
            let mut command = Command::new("rustup");
            command
                .args(["run", channel, name])
                .env("RUSTUP_AUTO_INSTALL", "0")
                .env_remove("CARGO")
                .env_remove("RUSTC");
            command
        }
        None => Command::new(std::env::var_os(name.to_uppercase()).unwrap_or(name.into())),
    }
}

/// The cargo of one of rustup's toolchains, or the one that runs this program.
fn cargo(channel: Option<&str>) -> Command {
    let mut cargo = program(channel, "cargo");
    cargo.current_dir(project::root());
    cargo
}

/// The toolchain of rustup's to use in place of the one that runs this program: the pinned one, unless another is asked for
/// or it cannot be had.
fn choose_channel() -> Option<String> {
    let running = output(program(None, "rustc").arg("--version")).as_deref().and_then(version_number);
    if running.as_deref() == Some(pinned()) || is_chosen(variable) {
        return None;
    }
    let rustup = find(&["rustup"])?;
    let has_it = || output(program(Some(pinned()), "rustc").arg("--version")).is_some();
    let may_install = std::env::var("RUSTUP_AUTO_INSTALL").as_deref() != Ok("0");
    let tried = project::target().join(format!(".rust-{}-tried", pinned()));
    if !has_it() && may_install && !tried.exists() {
        let words = format!("installing Rust {} with rustup, outside this project (in ~/.rustup)", pinned());
        let arguments = ["toolchain", "install", pinned(), "--profile", "minimal", "--component", "rust-src"];
        let _ =
            step(&words, || rustup_add(&rustup, &[&arguments[..], &["--target", TARGET]].concat(), RUSTUP_PATIENCE));
        // Without a network every command would try again.
        let _ = std::fs::create_dir_all(project::target()).and_then(|()| std::fs::write(tried, ""));
    }
    has_it().then(|| pinned().to_owned())
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Whether somebody has asked for the toolchain that runs this program, by `RUSTUP_TOOLCHAIN` or `cargo +…`. Rustup sets that
/// variable itself, too, and says in another where it has it from (since 1.29).
fn is_chosen(variable: impl Fn(&str) -> Option<String>) -> bool {
    match variable("RUSTUP_TOOLCHAIN_SOURCE") {
        Some(source) => source == "env" || source == "cli",
        None => variable("RUSTUP_TOOLCHAIN").is_some_and(|name| !name.starts_with("stable")),
    }
}

fn host_tools() -> PathBuf {
    let host = output(Command::new("rustc").arg("-vV")).unwrap_or_default();
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or("x86_64-unknown-linux-gnu");
    Path::new(host).join("bin")
}

/// A linker for a compiler that comes without one: that of another toolchain, or LLVM's.
fn other_linker() -> Option<PathBuf> {
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]).current_dir(project::root()));
    let rustups = sysroot.map(|sysroot| Path::new(&sysroot).join("lib/rustlib").join(host_tools()).join("rust-lld"));
    rustups.filter(|linker| linker.is_file()).or_else(|| {
        find(&[
            "rust-lld",
            "wasm-ld",
            "wasm-ld-21",
            "wasm-ld-20",
            "wasm-ld-19",
            "wasm-ld-18",
            "wasm-ld-17",
            "wasm-ld-14",
        ])
    })
}

/// Runs rustup for as long as it gets on. Without a network it would try for minutes.
fn rustup_add(rustup: &Path, arguments: &[&str], patience: Duration) -> Result<()> {
    let mut child = Command::new(rustup)
        .args(arguments)
        .env("RUSTUP_MAX_RETRIES", "1")
        .env("RUST_BACKTRACE", "0")
        .current_dir(project::root())
        .stdin(Stdio::null())
        .spawn()
        .context("rustup could not be started")?;
    let start = Instant::now();
    let (mut moved, mut since) = (None, start);
    loop {
        if let Some(status) = child.try_wait()? {
            if status.success() {
                return Ok(());
            }
            bail!("rustup failed ({status})");
        }
        let now_moved = bytes_moved(&child);
        if now_moved != moved {
            (moved, since) = (now_moved, Instant::now());
        }
        let is_stalled = now_moved.is_some() && since.elapsed() > patience;
        if is_stalled || start.elapsed() > RUSTUP_LIMIT {
            child.kill()?;
            child.wait()?;
            bail!("rustup has received nothing for {} seconds", since.elapsed().as_secs());
        }
        sleep(Duration::from_millis(50));
    }
}

/// Bytes that a process has read and written, on systems that tell.
fn bytes_moved(child: &Child) -> Option<u64> {
    let counters = std::fs::read_to_string(format!("/proc/{}/io", child.id())).ok()?;
    let moved = counters.lines().filter(|line| line.starts_with("rchar") || line.starts_with("wchar"));
    Some(moved.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).sum())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn run(script: &str) -> (Result<()>, Duration) {
        let start = Instant::now();
        let result = rustup_add(Path::new("/bin/sh"), &["-c", script], Duration::from_millis(400));
        (result, start.elapsed())
    }

    #[test]
    fn a_rustup_that_hears_nothing_is_given_up_soon() {
        let (result, time) = run("exec sleep 60");
        assert!(result.unwrap_err().to_string().contains("has received nothing"));
        assert!(time < Duration::from_secs(20), "{time:?}");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_rustup_that_is_only_slow_is_waited_for() {
        let (result, time) = run("for i in 1 2 3 4 5 6 7 8; do sleep 0.2; echo $i >/dev/null; done");
        result.unwrap();
        assert!(time > Duration::from_millis(1_500), "{time:?}");
    }

    #[test]
    fn a_toolchain_is_chosen_by_the_environment_or_the_command_line() {
        let environment = |source: Option<&str>, name: &str| {
            let (source, name) = (source.map(str::to_owned), name.to_owned());
            is_chosen(move |variable| if variable == "RUSTUP_TOOLCHAIN" { Some(name.clone()) } else { source.clone() })
        };
        assert!(environment(Some("env"), "stable-x86_64-unknown-linux-gnu"));
        assert!(environment(Some("cli"), "1.99.1-x86_64-unknown-linux-gnu"));
        assert!(!environment(Some("default"), "stable-x86_64-unknown-linux-gnu"));
        assert!(environment(None, "1.99.1-x86_64-unknown-linux-gnu"));
        assert!(!environment(None, "stable-x86_64-unknown-linux-gnu"));
        assert!(!is_chosen(|_| None));
    }

    #[test]
    fn the_version_is_read_from_what_the_compiler_says() {
        assert_eq!(version_number("rustc 1.95.0 (59807616e 2026-04-14)").as_deref(), Some("1.95.0"));
        assert_eq!(pinned().split('.').count(), 3, "{PINNED:?} is no version");
    }

    #[test]
    fn a_rustup_that_refuses_has_failed() {
        assert!(run("exit 3").0.is_err());
    }
}
