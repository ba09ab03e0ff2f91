//! Compiles the application to a WebAssembly module with `cargo build`.

use crate::console::run;
use crate::env::target::TARGET;
use crate::env::toolchain::{Mode, Toolchain};
use crate::project;
use anyhow::Result;
use std::path::PathBuf;

/// Compiles the application and returns the path of the module.
pub(super) fn compile(toolchain: &Toolchain, mode: Mode) -> Result<PathBuf> {
    let mut cargo = toolchain.cargo("build", mode);
    cargo.args(["--lib", "--package", "ocs-chat"]);
    let (folder, profile) = match mode {
        Mode::Release => {
            cargo.arg("--release");
            ("wasm", "release")
        }
        Mode::Dev | Mode::Test => ("wasm-dev", "debug"),
    };
    run(&mut cargo)?;
    Ok(project::target().join(folder).join(TARGET).join(profile).join("ocs_chat.wasm"))
}
