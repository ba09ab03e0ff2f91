//! The choice of a rustup channel: the pinned version, unless the user chose another toolchain.

use super::packages::find;
use super::rustup::{STALL_LIMIT, program, run_rustup};
use super::target::TARGET;
use crate::console::{output, step};
use crate::project;

/// The pinned version. The workflows read the same file.
const PINNED: &str = include_str!("../../rust-version.txt");

/// The version of the compiler that releases and CI use, such as `1.95.0`.
pub(super) fn pinned() -> &'static str {
    PINNED.trim()
}

/// The version number in the output of `rustc --version`: `rustc 1.95.0 (59807616e 2026-04-14)`.
pub(super) fn version_number(version: &str) -> Option<String> {
    version.split(' ').nth(1).map(str::to_owned)
}

/// The rustup channel that replaces the toolchain that runs xtask: the pinned version, unless the user chose a toolchain or
/// rustup cannot install it.
pub(super) fn choose_channel() -> Option<String> {
    let running = output(program(None, "rustc").arg("--version")).as_deref().and_then(version_number);
    if running.as_deref() == Some(pinned()) || is_chosen(variable) {
        return None;
    }
    let rustup = find(&["rustup"])?;
    let is_installed = || output(program(Some(pinned()), "rustc").arg("--version")).is_some();
    let may_install = std::env::var("RUSTUP_AUTO_INSTALL").as_deref() != Ok("0");
    let attempt_marker = project::target().join(format!(".rust-{}-tried", pinned()));
    if !is_installed() && may_install && !attempt_marker.exists() {
        let title = format!("installing Rust {} with rustup, outside this project (in ~/.rustup)", pinned());
        let arguments = ["toolchain", "install", pinned(), "--profile", "minimal", "--component", "rust-src"];
        let _ = step(&title, || run_rustup(&rustup, &[&arguments[..], &["--target", TARGET]].concat(), STALL_LIMIT));
        // Without this file, every command would try again, even without a network.
        let _ = std::fs::create_dir_all(project::target()).and_then(|()| std::fs::write(attempt_marker, ""));
    }
    is_installed().then(|| pinned().to_owned())
}

/// An environment variable.
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Whether the user chose the toolchain that runs xtask, by `RUSTUP_TOOLCHAIN` or `cargo +…`. Rustup also sets that variable
/// itself, and since 1.29 names the source of the choice in `RUSTUP_TOOLCHAIN_SOURCE`.
pub(super) fn is_chosen(variable: impl Fn(&str) -> Option<String>) -> bool {
    match variable("RUSTUP_TOOLCHAIN_SOURCE") {
        Some(source) => source == "env" || source == "cli",
        None => variable("RUSTUP_TOOLCHAIN").is_some_and(|name| !name.starts_with("stable")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn explicit_toolchain_choice_is_detected() {
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
    fn version_number_is_parsed() {
        assert_eq!(version_number("rustc 1.95.0 (59807616e 2026-04-14)").as_deref(), Some("1.95.0"));
        assert_eq!(pinned().split('.').count(), 3, "{PINNED:?} is no version");
    }
}
