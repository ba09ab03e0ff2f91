//! A Rust toolchain that builds WebAssembly, found or made on whatever machine this is.
//!
//! In this order: what is installed; what rustup can download; Debian's `rustc-web`, with the standard library built from
//! Debian's sources. Where the standard library's sources are at hand it is always built from them,
//! for size, since that makes the download of every visitor smaller.

use super::console::{output, step};
use super::packages::{apt_install, find};
use super::project;
use anyhow::{Context as _, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

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
    /// In place of the one that cargo would take.
    rustc: Option<PathBuf>,
    /// In place of the one that the compiler would take.
    linker: Option<PathBuf>,
    can_link: bool,
    /// Whether the standard library's sources are there.
    has_source: bool,
    /// Whether the standard library is there ready for use.
    has_target: bool,
}

impl Toolchain {
    /// What builds WebAssembly on this machine; installs it where it is missing.
    pub(crate) fn get() -> Result<Self> {
        let own = Self::of(None)?;
        if own.has_target && !own.has_source {
            return own.with_source();
        }
        if own.has_target || own.has_source {
            return Ok(own);
        }
        if let Some(debian) = Self::debian_installed() {
            return Ok(debian);
        }
        if let Some(rustup) = find(&["rustup"]) {
            let home = std::env::var("RUSTUP_HOME").unwrap_or_else(|_| "~/.rustup".to_owned());
            let words = format!("adding the target {TARGET} with rustup, outside this project (in {home})");
            if step(&words, || rustup_add(&rustup, &["target", "add", TARGET], RUSTUP_PATIENCE)).is_ok() {
                return Self::of(None)?.with_source();
            }
            eprintln!("    rustup cannot download here; Debian's compiler will do");
        }
        Self::debian()
    }

    /// The same with the standard library's sources, if rustup can get them. Nothing depends on it, so it is tried once.
    fn with_source(self) -> Result<Self> {
        let tried = project::target().join(".rust-src-tried");
        let Some(rustup) = find(&["rustup"]).filter(|_| !self.has_source && !tried.exists()) else { return Ok(self) };
        let words = "adding rust-src with rustup, outside this project (in ~/.rustup): the bundle is smaller with it";
        let _ = step(words, || rustup_add(&rustup, &["component", "add", "rust-src"], RUSTUP_PATIENCE));
        std::fs::create_dir_all(project::target())?;
        std::fs::write(tried, "")?;
        Self::of(None)
    }

    /// A command of cargo's own that is a component of the toolchain, installed where it is missing.
    pub(crate) fn component(name: &str, check: &[&str]) -> Result<()> {
        let has_it = || output(Command::new("cargo").args(check).current_dir(project::root())).is_some();
        if has_it() {
            return Ok(());
        }
        let advice = format!("{name} is missing; install it with: rustup component add {name}");
        let rustup = find(&["rustup"]).context(advice.clone())?;
        let words = format!("adding {name} with rustup, outside this project (in ~/.rustup)");
        step(&words, || rustup_add(&rustup, &["component", "add", name], RUSTUP_PATIENCE)).context(advice.clone())?;
        if has_it() { Ok(()) } else { bail!(advice) }
    }

    /// Whether clippy is of the same compiler as what it is to read.
    pub(crate) fn has_clippy(&self) -> bool {
        self.rustc.is_none()
    }

    /// The toolchain with this compiler.
    fn of(rustc: Option<PathBuf>) -> Result<Self> {
        let program = rustc.clone().unwrap_or_else(|| std::env::var_os("RUSTC").unwrap_or("rustc".into()).into());
        let sysroot = output(Command::new(&program).args(["--print", "sysroot"]).current_dir(project::root()))
            .with_context(|| format!("{} is missing; install Rust from https://rustup.rs", program.display()))?;
        let library = Path::new(&sysroot).join("lib/rustlib");
        let has_source = library.join("src/rust/library/std/Cargo.toml").is_file();
        let has_target =
            std::fs::read_dir(library.join(TARGET).join("lib")).is_ok_and(|mut files| files.next().is_some());
        let ships_linker = library.join(host_tools()).join("rust-lld").is_file();
        let linker = if ships_linker { None } else { other_linker() };
        let can_link = ships_linker || linker.is_some();
        Ok(Self { rustc, linker, can_link, has_source, has_target })
    }

    /// Debian's compiler, if all that it needs is there.
    fn debian_installed() -> Option<Self> {
        let toolchain = Self::of(Some(DEBIANS.into())).ok()?;
        (toolchain.has_source && toolchain.can_link).then_some(toolchain)
    }

    fn debian() -> Result<Self> {
        apt_install(&["rustc-web", "rust-web-src"], "building WebAssembly").context(
            "there is no compiler for WebAssembly. Where rustup can download: rustup target add wasm32-unknown-unknown",
        )?;
        if !Self::of(Some(DEBIANS.into()))?.can_link {
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
        let mut command = project::cargo();
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
        let mut flags = vec!["-Clink-arg=-zstack-size=262144"];
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
    let (mut written, mut since) = (0, start);
    loop {
        if let Some(status) = child.try_wait()? {
            if status.success() {
                return Ok(());
            }
            bail!("rustup failed ({status})");
        }
        let now_written = bytes_moved(&child);
        if now_written != written && start.elapsed() < RUSTUP_LIMIT {
            (written, since) = (now_written, Instant::now());
        } else if since.elapsed() > patience {
            child.kill()?;
            child.wait()?;
            bail!("rustup has received nothing for {} seconds", patience.as_secs());
        }
        sleep(Duration::from_millis(50));
    }
}

/// Bytes that a process has read and written, on systems that tell; elsewhere patience alone decides.
fn bytes_moved(child: &Child) -> u64 {
    let told = std::fs::read_to_string(format!("/proc/{}/io", child.id())).unwrap_or_default();
    told.lines()
        .filter(|line| line.starts_with("rchar") || line.starts_with("wchar"))
        .filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok())
        .sum()
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
    fn a_rustup_that_refuses_has_failed() {
        assert!(run("exit 3").0.is_err());
    }
}
