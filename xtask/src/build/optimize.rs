//! Optimizes the module with `wasm-opt` for its compressed size.

use super::layout::{renamed_module, work_folder};
use crate::console::run;
use crate::env::packages::node;
use crate::project;
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The passes with the smallest compressed result. The skipped passes shorten the code but make it less repetitive, and so does
/// inlining larger functions.
const PASSES: &[&str] = &[
    "-Os",
    "--generate-global-effects",
    "--dae2",
    "--flatten",
    "--rereloop",
    "-Oz",
    "--always-inline-max-function-size=4",
    "--flexible-inline-max-function-size=4",
    "--one-caller-inline-max-function-size=20",
    "--skip-pass=local-cse",
    "--skip-pass=simplify-locals",
    "--low-memory-unused",
    "--converge",
    // Again, after the changes of the passes above. `--converge` repeats the whole list.
    "--optimize-instructions",
    "--remove-unused-brs",
    "--vacuum",
    // Engines ignore the alignment hints of memory accesses; without them the accesses compress better.
    "--dealign",
];

/// Optimizes a module and returns the path of the result.
pub(super) fn optimize(module: &Path, work: &Path, tools: &Path) -> Result<PathBuf> {
    let small = work.join("small.wasm");
    // Without the names of functions, `wasm-opt` finds half a percent more. Browsers do not read which features the code uses.
    wasm_opt(module, &small, tools, &["--strip-debug", "--strip-producers", "--strip-target-features"])?;
    Ok(small)
}

/// Optimizes the module of the last release build with the names of its functions, and returns the path of the result.
pub(crate) fn optimize_with_names() -> Result<PathBuf> {
    let named = work_folder().join("named.wasm");
    if !named.is_file() {
        wasm_opt(&renamed_module(), &named, &project::target().join("tools"), &["--debuginfo"])?;
    }
    Ok(named)
}

fn wasm_opt(from: &Path, to: &Path, tools: &Path, options: &[&str]) -> Result<()> {
    let mut command = Command::new(node()?);
    command.arg(tools.join("node_modules/binaryen/bin/wasm-opt")).arg(from).arg("-o").arg(to);
    run(command.args(PASSES).args(options))
}
