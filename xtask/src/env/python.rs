//! Finds Python, and installs packages into virtual environments below `target/`.

use super::packages::{apt_install, find};
use crate::console::{output, run, step};
use crate::project;
use anyhow::{Context as _, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest Python that the newest Django accepts.
const MIN_VERSION: (u32, u32) = (3, 12);
const PROGRAM_NAMES: [&str; 4] = ["python3", "python3.14", "python3.13", "python3.12"];

/// Finds Python 3.12 or newer on the path or in the folder of pyenv, or installs it.
fn python() -> Result<PathBuf> {
    if let Some(found) = candidates().into_iter().find(|program| is_new_enough(program)) {
        return Ok(found);
    }
    apt_install(&["python3", "python3-venv"], "testing the Django package")?;
    match candidates().into_iter().find(|program| is_new_enough(program)) {
        Some(found) => Ok(found),
        None => bail!("the newest Django needs Python 3.12 or newer: install it, with pyenv for example"),
    }
}

fn candidates() -> Vec<PathBuf> {
    let mut programs: Vec<PathBuf> = PROGRAM_NAMES.iter().filter_map(|name| find(&[name])).collect();
    let pyenv = std::env::var_os("PYENV_ROOT").map(PathBuf::from);
    let pyenv = pyenv.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".pyenv")));
    let versions = pyenv.and_then(|folder| fs::read_dir(folder.join("versions")).ok()).into_iter().flatten().flatten();
    programs.extend(versions.map(|version| version.path().join("bin/python3")));
    programs
}

/// Whether the program runs (pyenv's commands may not) and is new enough.
fn is_new_enough(program: &Path) -> bool {
    let code = format!("import sys, venv, ensurepip; print(sys.version_info >= {MIN_VERSION:?})");
    output(Command::new(program).args(["-c", &code])).as_deref() == Some("True")
}

/// Returns the Python of a virtual environment with these packages and those of a requirements file. Creates the environment if
/// it is missing or has other packages.
pub(crate) fn environment(name: &str, packages: &[&str], requirements: &Path) -> Result<PathBuf> {
    let folder = project::target().join("integrations").join(name);
    let program = folder.join("bin/python");
    let wanted = format!("{}\n{}", packages.join("\n"), fs::read_to_string(requirements)?);
    let installed = folder.join(".installed.txt");
    if fs::read_to_string(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(program);
    }
    let python = python()?;
    step(&format!("installing Python packages into {}", folder.display()), || {
        run(Command::new(python).args(["-m", "venv", "--clear"]).arg(&folder))?;
        let mut pip = Command::new(&program);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        run(pip.args(packages).arg("--requirement").arg(requirements))?;
        fs::write(&installed, &wanted).context("the environment is not writable")
    })?;
    Ok(program)
}
