//! Compiles the application to a WebAssembly module with `cargo rustc`.

use crate::console::run;
use crate::env::target::TARGET;
use crate::env::toolchain::{Mode, Toolchain};
use crate::project;
use anyhow::Result;
use std::path::PathBuf;

/// Disables the inlining of MIR in the application's own crate: flags after `--` apply only to it. Its functions are larger and
/// called less often than those of its dependencies.
const NO_MIR_INLINING: &[&str] = &["-Zinline-mir-threshold=0", "-Zinline-mir-hint-threshold=0"];

/// Compiles the application and returns the path of the module.
pub(super) fn compile(toolchain: &Toolchain, mode: Mode) -> Result<PathBuf> {
    let mut cargo = toolchain.cargo("rustc", mode);
    cargo.args(["--lib", "--package", "ocs-chat"]);
    let (folder, profile) = match mode {
        Mode::Release => {
            cargo.arg("--release");
            ("wasm", "release")
        }
        Mode::Dev => ("wasm-dev", "debug"),
        Mode::Test => ("wasm-test", "debug"),
    };
    if toolchain.aborts_immediately(mode) {
        cargo.arg("--").args(NO_MIR_INLINING);
    }
    run(&mut cargo)?;
    Ok(project::target().join(folder).join(TARGET).join(profile).join("ocs_chat.wasm"))
}
