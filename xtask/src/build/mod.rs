//! The bundle: the files that a page loads, each step of making them in a file named for it.
//!
//! `cargo build` → wasm-bindgen → esbuild (glue, with short names) → walrus (the same names in the module) → wasm-opt →
//! esbuild (scripts and styles) → content hashes. `docs/pipeline.md` explains each step.

mod compile;
mod esbuild;
pub(crate) mod generated;
mod glue;
mod hashed_files;
pub(crate) mod layout;
mod locales;
mod optimize;
pub(crate) mod package;
mod rename;
mod scripts;
pub(crate) mod size;

use crate::console::step;
use crate::env::packages::npm_install;
use crate::env::toolchain::{Mode, Toolchain};
use crate::project;
use anyhow::{Context as _, Result, bail};
use esbuild::Esbuild;
use hashed_files::Folder;
use layout::{DEMO_PAGE, named_module};
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// Name of the file that records what a bundle was made from.
const STAMP: &str = ".made-from";

/// `cargo xtask bundle`
pub(crate) fn command(arguments: &[String]) -> Result<()> {
    let mut mode = Mode::Release;
    let mut into = None;
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--dev" => mode = Mode::Dev,
            "--into" => into = Some(PathBuf::from(rest.next().context("--into wants a folder")?)),
            // Trunk says by the environment where its files go and how it was called.
            "--for-trunk" => {
                let folder = std::env::var_os("TRUNK_STAGING_DIR").context("--for-trunk is for Trunk's hooks")?;
                into = Some(folder.into());
                if std::env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "debug") {
                    mode = Mode::Dev;
                }
            }
            other => bail!("bundle does not take {other:?}"),
        }
    }
    let toolchain = Toolchain::get()?;
    let made = make(&toolchain, mode)?;
    if let Some(into) = into {
        copy_into(&made, &into)?;
    }
    Ok(())
}

/// Copies the bundle into a folder that holds other files too; a page that is there already stays.
fn copy_into(bundle: &Path, into: &Path) -> Result<()> {
    fs::create_dir_all(into)?;
    for entry in fs::read_dir(bundle)? {
        let entry = entry?;
        let to = into.join(entry.file_name());
        let is_skipped = entry.file_name() == STAMP || (entry.file_name() == "index.html" && to.exists());
        if !is_skipped {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

/// Builds the bundle where it is not up to date, prints the sizes of a release, and returns its folder.
pub(crate) fn make(toolchain: &Toolchain, mode: Mode) -> Result<PathBuf> {
    let tools = project::target().join("tools");
    npm_install(&project::root().join("xtask/tools"), &tools)?;
    let wasm = step("building the widget for WebAssembly", || compile::compile(toolchain, mode))?;
    let (folder, profile) = match mode {
        Mode::Release => ("bundle", "release"),
        Mode::Dev | Mode::Test => ("bundle-dev", "dev"),
    };
    let folder = project::target().join(folder);
    let stamp = stamp(&wasm, toolchain)?;
    // The release's measures and the package need what the steps have left.
    let has_work = mode != Mode::Release || named_module().is_file();
    let is_fresh = has_work && fs::read_to_string(folder.join(STAMP)).is_ok_and(|made_from| made_from == stamp);
    if !is_fresh {
        step(&format!("assembling the {profile} bundle in {}", folder.display()), || {
            assemble(&wasm, &folder, &tools, mode)?;
            fs::write(folder.join(STAMP), stamp)?;
            Ok(())
        })?;
    }
    if mode == Mode::Release {
        println!("\n{}", size::Report::measure(&folder)?);
    }
    Ok(folder)
}

/// What the bundle is made from, as one hash.
fn stamp(wasm: &Path, toolchain: &Toolchain) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update(fs::read(wasm)?);
    hash.update(toolchain.describe());
    hash.update(fs::read(std::env::current_exe()?)?);
    let mut files = Vec::new();
    collect(&project::root().join("www"), &mut files)?;
    files.push(project::root().join("xtask/tools/package-lock.json"));
    files.sort();
    for file in files {
        hash.update(file.to_string_lossy().as_bytes());
        hash.update(fs::read(file)?);
    }
    Ok(format!("{:x}", hash.finalize()))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn assemble(wasm: &Path, folder: &Path, tools: &Path, mode: Mode) -> Result<()> {
    let work = folder.with_extension("work");
    for fresh in [folder, &work] {
        if fresh.exists() {
            fs::remove_dir_all(fresh)?;
        }
        fs::create_dir_all(fresh)?;
    }
    let esbuild = Esbuild::new(tools, mode)?;
    let generated = glue::generate(wasm, &work, mode)?;
    let names = glue::bundle(&generated.script, &work, &esbuild, mode)?;
    let mut module = generated.module;
    if mode == Mode::Release {
        rename::apply_names(&module, &names)?;
        module = optimize::optimize(&module, &work, tools)?;
    }
    let output = Folder::new(folder);
    let module = output.add("ocs-chat", "wasm", &fs::read(module)?)?;
    scripts::bundle(&output, &work, &esbuild, &module)?;
    for name in DEMO_PAGE {
        fs::copy(project::root().join("www/demo").join(name), folder.join(name))
            .with_context(|| format!("www/demo/{name}"))?;
    }
    Ok(())
}
