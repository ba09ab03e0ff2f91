//! Installs programs from crates.io.

use super::packages::find;
use crate::console::{run, step};
use crate::project;
use anyhow::Result;
use std::fs;
use std::path::PathBuf;

/// Finds a program on the path, or installs it from the crate of the same name into the folder for build output. `options` are
/// further arguments of `cargo install`.
pub(crate) fn find_or_build(package: &str, version: &str, options: &[&str]) -> Result<PathBuf> {
    if let Some(found) = find(&[package]) {
        return Ok(found);
    }
    let folder = project::target().join("tools").join(package);
    // Cargo's record of what is installed there.
    let record = fs::read_to_string(folder.join(".crates.toml")).unwrap_or_default();
    if !record.contains(&format!("\"{package} {version} ")) {
        step(&format!("installing {package} {version} into {}", folder.display()), || {
            let mut install = project::cargo();
            install.args(["install", package, "--locked", "--quiet", "--version", version, "--root"]).arg(&folder);
            run(install.args(options).arg("--target-dir").arg(folder.join("build")))
        })?;
        // The build takes much more space than the program.
        let _ = fs::remove_dir_all(folder.join("build"));
    }
    Ok(folder.join("bin").join(package))
}
