//! Runs esbuild with the options that all scripts and styles share.

use crate::console::run;
use crate::env::packages::node;
use crate::env::toolchain::Mode;
use crate::project;
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

/// esbuild for one build mode.
pub(super) struct Esbuild {
    node: PathBuf,
    program: PathBuf,
    mode: Mode,
}

impl Esbuild {
    pub(super) fn new(tools: &Path, mode: Mode) -> Result<Self> {
        Ok(Self { node: node()?, program: tools.join("node_modules/esbuild/bin/esbuild"), mode })
    }

    /// Bundles an entry point into one file.
    pub(super) fn run(&self, entry: &Path, output: &Path, options: &[&str]) -> Result<()> {
        self.command(entry, &format!("--outfile={}", output.display()), options)
    }

    /// Bundles an entry point into several files.
    pub(super) fn run_into(&self, entry: &Path, folder: &Path, options: &[&str]) -> Result<()> {
        self.command(entry, &format!("--outdir={}", folder.display()), options)
    }

    fn command(&self, entry: &Path, output: &str, options: &[&str]) -> Result<()> {
        let mut command = Command::new(&self.node);
        // Names in the output depend on the working directory.
        command.current_dir(project::root()).arg(&self.program).arg(entry).arg(output).args(options);
        command.args(["--target=es2022,safari15", "--charset=utf8", "--legal-comments=none", "--log-level=warning"]);
        if self.mode == Mode::Release {
            command.arg("--minify");
        }
        run(&mut command)
    }
}
