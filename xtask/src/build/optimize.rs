//! `wasm-opt`: makes the compressed module small.

use super::layout::named_module;
use crate::console::run;
use crate::env::packages::node;
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Passes that make the compressed module smallest. Inlined code, and values that are computed once and kept in a local, are
/// shorter but no longer look alike: compressed, each of the two costs two per cent.
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

/// Optimises a module and returns the file without names. One with the names of its functions stays beside it, to be
/// measured.
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
