//! esbuild, as our scripts and styles want it.

use super::console::run;
use super::packages::node;
use super::project;
use super::toolchain::Mode;
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

/// esbuild, for one way of building.
pub(crate) struct Esbuild {
    node: PathBuf,
    program: PathBuf,
    mode: Mode,
}

impl Esbuild {
    pub(crate) fn new(tools: &Path, mode: Mode) -> Result<Self> {
        Ok(Self { node: node()?, program: tools.join("node_modules/esbuild/bin/esbuild"), mode })
    }

    /// Makes one file of one and what it asks for.
    pub(crate) fn run(&self, from: &Path, to: &Path, options: &[&str]) -> Result<()> {
        self.command(from, &format!("--outfile={}", to.display()), options)
    }

    /// The same, where several come of it.
    pub(crate) fn run_into(&self, from: &Path, folder: &Path, options: &[&str]) -> Result<()> {
        self.command(from, &format!("--outdir={}", folder.display()), options)
    }

    fn command(&self, from: &Path, to: &str, options: &[&str]) -> Result<()> {
        let mut command = Command::new(&self.node);
        // Names of what it makes depend on where it runs.
        command.current_dir(project::root()).arg(&self.program).arg(from).arg(to).args(options);
        command.args(["--target=es2022,safari15", "--charset=utf8", "--legal-comments=none", "--log-level=warning"]);
        if self.mode == Mode::Release {
            command.arg("--minify");
        }
        run(&mut command)
    }
}
