//! Optimizes the module with `wasm-opt` for its compressed size.

use super::layout::named_module;
use crate::console::run;
use crate::env::packages::node;
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The passes with the smallest compressed result. The skipped passes shorten code but make it less repetitive: inlining and
/// common subexpression elimination each add two percent to the compressed module.
const PASSES: &[&str] = &[
    "-Os",
    "--generate-global-effects",
    "--dae2",
    "--flatten",
    "--rereloop",
    "-Oz",
    "--skip-pass=inlining",
    "--skip-pass=inlining-optimizing",
    "--skip-pass=local-cse",
    "--skip-pass=simplify-locals",
    "--low-memory-unused",
    "--converge",
    // Engines ignore the alignment hints of memory accesses; without them the accesses compress better.
    "--dealign",
];

/// Optimizes a module and returns the path of the result. Also writes [`named_module`], which has function names, for size
/// reports.
pub(super) fn optimize(module: &Path, work: &Path, tools: &Path) -> Result<PathBuf> {
    let small = work.join("small.wasm");
    let wasm_opt = |from: &Path, to: &Path, options: &[&str]| {
        let mut command = Command::new(node()?);
        command.arg(tools.join("node_modules/binaryen/bin/wasm-opt")).arg(from).arg("-o").arg(to).args(options);
        run(&mut command)
    };
    let named = named_module();
    wasm_opt(module, &named, &[PASSES, &["--debuginfo"]].concat())?;
    wasm_opt(&named, &small, &["--strip-debug", "--strip-producers"])?;
    Ok(small)
}
