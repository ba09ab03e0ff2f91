//! Compiles the application to a WebAssembly module with `cargo rustc`.

use crate::console::run;
use crate::env::target::TARGET;
use crate::env::toolchain::{Mode, Toolchain};
use crate::project;
use anyhow::Result;
use std::path::PathBuf;

/// Functions of the application itself are not inlined before LLVM, unlike those of its dependencies: they are larger and called
/// less often.
const RELEASE_FLAGS: &[&str] = &["-Zinline-mir-threshold=0", "-Zinline-mir-hint-threshold=0"];

/// Compiles the application and returns the path of the module.
pub(super) fn compile(toolchain: &Toolchain, mode: Mode) -> Result<PathBuf> {
    let mut cargo = toolchain.cargo("rustc", mode);
    cargo.args(["--lib", "--package", "ocs-chat"]);
    let (folder, profile) = match mode {
        Mode::Release => {
            cargo.arg("--release");
            ("wasm", "release")
        }
        Mode::Dev | Mode::Test => ("wasm-dev", "debug"),
    };
    if toolchain.aborts_immediately(mode) {
        cargo.arg("--").args(RELEASE_FLAGS);
    }
    run(&mut cargo)?;
    Ok(project::target().join(folder).join(TARGET).join(profile).join("ocs_chat.wasm"))
}
