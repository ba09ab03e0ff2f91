//! Programs of rustup's toolchains, and rustup itself with a time limit.

use crate::project;
use anyhow::{Context as _, Result, bail};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The longest that one run of rustup may take.
const TIME_LIMIT: Duration = Duration::from_secs(300);

/// How long rustup may transfer nothing before it counts as stalled.
pub(super) const STALL_LIMIT: Duration = Duration::from_secs(6);

/// A program of the toolchain of this channel, or of the toolchain that runs xtask.
pub(super) fn program(channel: Option<&str>, name: &str) -> Command {
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

/// The cargo of the toolchain of this channel, or the one that runs xtask.
pub(super) fn cargo(channel: Option<&str>) -> Command {
    let mut cargo = program(channel, "cargo");
    cargo.current_dir(project::root());
    cargo
}

/// Runs rustup, and stops it when it makes no progress for `stall_limit`: without a network it retries for minutes.
///
/// # Errors
/// If rustup cannot start, exits with a failure, or is stopped.
pub(super) fn run_rustup(rustup: &Path, arguments: &[&str], stall_limit: Duration) -> Result<()> {
    let mut child = Command::new(rustup)
        .args(arguments)
        .env("RUSTUP_MAX_RETRIES", "1")
        .env("RUST_BACKTRACE", "0")
        .current_dir(project::root())
        .stdin(Stdio::null())
        .spawn()
        .context("rustup could not be started")?;
    let start = Instant::now();
    let (mut last_bytes, mut last_progress) = (None, start);
    loop {
        if let Some(status) = child.try_wait()? {
            if status.success() {
                return Ok(());
            }
            bail!("rustup failed ({status})");
        }
        let bytes = bytes_transferred(&child);
        if bytes != last_bytes {
            (last_bytes, last_progress) = (bytes, Instant::now());
        }
        let is_stalled = bytes.is_some() && last_progress.elapsed() > stall_limit;
        if is_stalled || start.elapsed() > TIME_LIMIT {
            child.kill()?;
            child.wait()?;
            bail!("rustup has received nothing for {} seconds", last_progress.elapsed().as_secs());
        }
        sleep(Duration::from_millis(50));
    }
}

/// Bytes that a process has read and written, where the system has `/proc`.
fn bytes_transferred(child: &Child) -> Option<u64> {
    let counters = std::fs::read_to_string(format!("/proc/{}/io", child.id())).ok()?;
    let transferred = counters.lines().filter(|line| line.starts_with("rchar") || line.starts_with("wchar"));
    Some(transferred.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).sum())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn run(script: &str) -> (Result<()>, Duration) {
        let start = Instant::now();
        let result = run_rustup(Path::new("/bin/sh"), &["-c", script], Duration::from_millis(400));
        (result, start.elapsed())
    }

    #[test]
    fn stalled_rustup_is_stopped_early() {
        let (result, time) = run("exec sleep 60");
        assert!(result.unwrap_err().to_string().contains("has received nothing"));
        assert!(time < Duration::from_secs(20), "{time:?}");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn slow_rustup_is_not_stopped() {
        let (result, time) = run("for i in 1 2 3 4 5 6 7 8; do sleep 0.2; echo $i >/dev/null; done");
        result.unwrap();
        assert!(time > Duration::from_millis(1_500), "{time:?}");
    }

    #[test]
    fn nonzero_exit_status_is_an_error() {
        assert!(run("exit 3").0.is_err());
    }
}
