//! The package's metadata for editors and TypeScript, by the scripts in `www/package/metadata/`.

use crate::build::esbuild::Esbuild;
use crate::console::run;
use crate::env::packages::node;
use crate::env::toolchain::Mode;
use crate::project;
use anyhow::Result;
use std::path::Path;
use std::process::Command;

/// Writes the declarations, the custom elements manifest, and the data for HTML editors.
pub(super) fn write(folder: &Path, work: &Path, version: &str) -> Result<()> {
    let root = project::root();
    let script = work.join("metadata.cjs");
    let esbuild = Esbuild::new(&project::target().join("tools"), Mode::Release)?;
    let options = ["--bundle", "--platform=node", "--format=cjs", "--external:typescript"];
    esbuild.run(&root.join("www/package/metadata/main.ts"), &script, &options)?;
    let mut command = Command::new(node()?);
    command.env("NODE_PATH", root.join("tests/e2e/node_modules")).arg(script).arg(root).arg(folder).arg(version);
    run(&mut command)
}
