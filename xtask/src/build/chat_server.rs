//! Builds `chat-server`, the Chat API in memory for the demo, the tests and the benchmarks.

use crate::console::{run, step};
use crate::project;
use anyhow::Result;
use std::path::PathBuf;

/// Builds the server and returns its program.
pub(crate) fn build() -> Result<PathBuf> {
    step("building the embedded Chat API", || {
        run(project::cargo().args(["build", "--quiet", "--profile", "xtask", "--package", "chat-server"]))
    })?;
    Ok(project::target().join("xtask/chat-server"))
}
