//! Finds or installs a Rust toolchain that builds WebAssembly, and runs cargo with it.
//!
//! The compilers, in order of preference: the one that `RUSTUP_TOOLCHAIN` or `cargo +…` names; the pinned version, which
//! rustup installs unless `RUSTUP_AUTO_INSTALL=0`; the one that runs xtask; Debian's `rustc-web`. The standard library is
//! compiled from its sources where they are installed: visitors download 10 % less.

use super::channel::{choose_channel, is_chosen, pinned, variable, version_number};
use super::linker::{host_tools, other_linker};
use super::packages::{apt_install, find};
use super::rustup::{STALL_LIMIT, cargo, program, run_rustup};
use super::target::TARGET;
use crate::console::{output, step};
use crate::project;
use anyhow::{Context as _, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The compiler of Debian's `rustc-web`.
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";

/// Leave more repeated code, which compresses better: less inlining than `opt-level = "z"` has by default, and no loop strength
/// reduction, partial redundancy elimination or early tail duplication. Only for the pinned compiler: an LLVM that does not know
/// an option fails.
const LLVM_OPTIONS: [&str; 4] = [
    "-Cllvm-args=-inline-threshold=10",
    "-Cllvm-args=-disable-lsr",
    "-Cllvm-args=-enable-pre=false",
    "-Cllvm-args=-disable-early-taildup",
];

/// The purpose of a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Small, for visitors.
    Release,
    /// Quick to build, for developers.
    Dev,
    /// With panic messages, for tests.
    Test,
}

/// A compiler for [`TARGET`].
#[derive(Debug, Clone)]
pub(crate) struct Toolchain {
    /// The rustup channel, in place of the toolchain that runs xtask.
    channel: Option<String>,
    /// Replaces cargo's choice of a compiler.
    rustc: Option<PathBuf>,
    /// Replaces the compiler's choice of a linker.
    linker: Option<PathBuf>,
    can_link: bool,
    /// Whether the standard library's sources are installed.
    has_source: bool,
    /// Whether the compiled standard library for [`TARGET`] is installed.
    has_target: bool,
    /// Such as `1.95.0`.
    version: String,
}

impl Toolchain {
    /// The toolchain that builds WebAssembly on this machine. Installs missing parts; the result is cached.
    pub(crate) fn get() -> Result<Self> {
        static CACHED: OnceLock<Toolchain> = OnceLock::new();
        if let Some(chosen) = CACHED.get() {
            return Ok(chosen.clone());
        }
        let chosen = Self::find_or_install(choose_channel())?;
        let note = if chosen.is_pinned() { "as for releases".to_owned() } else { format!("releases use {}", pinned()) };
        eprintln!("==> compiling WebAssembly with Rust {} ({note})", chosen.version);
        Ok(CACHED.get_or_init(|| chosen).clone())
    }

    /// Whether this is the compiler that releases use: byte budgets are enforced only then.
    pub(crate) fn is_pinned(&self) -> bool {
        self.version == pinned()
    }

    fn find_or_install(channel: Option<String>) -> Result<Self> {
        let current = Self::of(channel.clone(), None)?;
        if current.has_target || current.has_source {
            return current.with_source();
        }
        // Debian's compiler does not replace a toolchain that the user chose, unless rustup cannot complete that.
        if let Some(debian) = Self::debian_installed().filter(|_| !is_chosen(variable)) {
            return Ok(debian);
        }
        if let Some(rustup) = find(&["rustup"]) {
            let home = std::env::var("RUSTUP_HOME").unwrap_or_else(|_| "~/.rustup".to_owned());
            let title = format!("adding the target {TARGET} with rustup, outside this project (in {home})");
            let arguments = current.rustup_arguments(&["target", "add", TARGET]);
            if step(&title, || run_rustup(&rustup, &arguments, STALL_LIMIT)).is_ok() {
                return Self::of(channel, None)?.with_source();
            }
            eprintln!("    rustup cannot download the target; trying Debian's compiler");
        }
        if current.channel.is_some() {
            // The toolchain that runs xtask may have the target.
            return Self::find_or_install(None);
        }
        Self::debian()
    }

    /// Adds the standard library's sources with rustup, if possible. They are optional, so this is tried only once.
    fn with_source(self) -> Result<Self> {
        let attempt_marker = project::target().join(format!(".rust-src-{}-tried", self.version));
        let needs_attempt = !self.has_source && !attempt_marker.exists();
        let Some(rustup) = find(&["rustup"]).filter(|_| needs_attempt) else { return Ok(self) };
        let title = "adding rust-src with rustup, outside this project (in ~/.rustup): the bundle is smaller with it";
        let arguments = self.rustup_arguments(&["component", "add", "rust-src"]);
        let _ = step(title, || run_rustup(&rustup, &arguments, STALL_LIMIT));
        std::fs::create_dir_all(project::target())?;
        std::fs::write(attempt_marker, "")?;
        Self::of(self.channel, None)
    }

    /// Arguments for rustup that select this toolchain.
    fn rustup_arguments<'a>(&'a self, arguments: &[&'a str]) -> Vec<&'a str> {
        let channel = self.channel.iter().flat_map(|channel| ["--toolchain", channel]);
        arguments.iter().copied().chain(channel).collect()
    }

    /// Installs a component of the toolchain, unless `cargo` with the arguments `check` succeeds.
    pub(crate) fn ensure_component(&self, name: &str, check: &[&str]) -> Result<()> {
        let is_installed = || output(cargo(self.channel.as_deref()).args(check)).is_some();
        if is_installed() {
            return Ok(());
        }
        let advice = format!("{name} is missing; install it with: rustup component add {name}");
        let rustup = find(&["rustup"]).context(advice.clone())?;
        let title = format!("adding {name} with rustup, outside this project (in ~/.rustup)");
        let arguments = self.rustup_arguments(&["component", "add", name]);
        step(&title, || run_rustup(&rustup, &arguments, STALL_LIMIT)).context(advice.clone())?;
        if is_installed() { Ok(()) } else { bail!(advice) }
    }

    /// The toolchain that runs this program, for native code.
    pub(crate) fn running() -> Result<Self> {
        Self::of(None, None)
    }

    /// Whether clippy belongs to the compiler that builds WebAssembly.
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
        let has_own_linker = library.join(host_tools()).join("rust-lld").is_file();
        let linker = if has_own_linker { None } else { other_linker() };
        let can_link = has_own_linker || linker.is_some();
        Ok(Self { channel, rustc, linker, can_link, has_source, has_target, version })
    }

    /// Debian's compiler, if it can compile and link.
    fn debian_installed() -> Option<Self> {
        let toolchain = Self::of(None, Some(DEBIAN_RUSTC.into())).ok()?;
        (toolchain.has_source && toolchain.can_link).then_some(toolchain)
    }

    fn debian() -> Result<Self> {
        apt_install(&["rustc-web", "rust-web-src"], "building WebAssembly")
            .context("no compiler for WebAssembly found; install one with: rustup target add wasm32-unknown-unknown")?;
        if !Self::of(None, Some(DEBIAN_RUSTC.into()))?.can_link {
            apt_install(&["lld"], "linking WebAssembly")?;
        }
        Self::debian_installed().context(
            "Debian's compiler lacks the standard library's sources or a linker; install them with: \
             apt-get install rust-web-src lld",
        )
    }

    /// `cargo` with the options that this toolchain needs to build for [`TARGET`]. The caller adds the arguments of the
    /// subcommand.
    pub(crate) fn cargo(&self, subcommand: &str, mode: Mode) -> Command {
        // Each mode has its own folder, so that they do not invalidate each other's artifacts.
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
            // Enables unstable options in a stable compiler.
            command.env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=std,panic_abort");
        }
        // A stack of 256 KB instead of 1 MB reduces the memory of each instance.
        let mut flags = vec!["-Clink-arg=-zstack-size=262144"];
        if mode == Mode::Release && self.is_pinned() {
            flags.extend(LLVM_OPTIONS);
        }
        if self.aborts_immediately(mode) {
            command.arg("-Zbuild-std-features=optimize_for_size");
            flags.extend([
                "-Zunstable-options",
                "-Cpanic=immediate-abort",
                "-Zlocation-detail=none",
                "-Zfmt-debug=none",
                // The compiler's own inlining of small functions, which it omits with `opt-level = "z"`.
                "-Zinline-mir=yes",
            ]);
        }
        command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
        command
    }

    /// Whether panics abort without a message, which makes the module smaller. Then unstable options are enabled, too.
    pub(crate) fn aborts_immediately(&self, mode: Mode) -> bool {
        self.has_source && mode == Mode::Release
    }

    /// A text that differs between toolchains that may produce different output.
    pub(crate) fn describe(&self) -> String {
        format!("{self:?}")
    }
}

#[cfg(test)]
mod tests {
    use super::{Mode, Toolchain, pinned};

    /// The compiler's flags in a release build.
    fn flags(version: &str) -> String {
        let toolchain = Toolchain {
            channel: None,
            rustc: None,
            linker: None,
            can_link: true,
            has_source: true,
            has_target: true,
            version: version.to_owned(),
        };
        let command = toolchain.cargo("rustc", Mode::Release);
        let value = command.get_envs().find_map(|(name, value)| value.filter(|_| name == "CARGO_ENCODED_RUSTFLAGS"));
        value.map(|flags| flags.to_string_lossy().into_owned()).unwrap_or_default()
    }

    #[test]
    fn only_the_pinned_compiler_gets_options_of_llvm() {
        assert!(flags(pinned()).contains("-Cllvm-args"));
        assert!(!flags("1.99.1").contains("-Cllvm-args"));
    }
}
