//! `cargo xtask bundle`: runs the steps of the build, and copies the bundle.
//!
//! `cargo build` → wasm-bindgen → esbuild (glue, with short names) → walrus (the same names in the module) → wasm-opt →
//! esbuild (scripts and styles) → content hashes. `docs/pipeline.md` explains each step.

use super::esbuild::Esbuild;
use super::hashed_files::Folder;
use super::layout::renamed_module;
use super::{compile, demo_page, function_table, glue, optimize, rename, scripts, size_budgets, third_party};
use crate::console::step;
use crate::env::packages::npm_install;
use crate::env::toolchain::{Mode, Toolchain};
use crate::project;
use anyhow::{Context as _, Result, bail};
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// Name of the file that stores the hash of a bundle's inputs.
const INPUT_HASH_FILE: &str = ".input-hash";

/// `cargo xtask bundle`
pub(crate) fn command(arguments: &[String]) -> Result<()> {
    let mut mode = Mode::Release;
    let mut target = None;
    let mut remaining = arguments.iter();
    while let Some(argument) = remaining.next() {
        match argument.as_str() {
            "--dev" => mode = Mode::Dev,
            "--into" => target = Some(PathBuf::from(remaining.next().context("--into: expected a folder")?)),
            // Trunk passes the output folder and its profile in environment variables.
            "--for-trunk" => {
                let folder = std::env::var_os("TRUNK_STAGING_DIR")
                    .context("--for-trunk: TRUNK_STAGING_DIR is not set; only Trunk's hooks use this option")?;
                target = Some(folder.into());
                if std::env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "debug") {
                    mode = Mode::Dev;
                }
            }
            other => bail!("bundle: unknown option {other:?}"),
        }
    }
    let toolchain = Toolchain::get()?;
    let bundle = build(&toolchain, mode)?;
    if let Some(target) = target {
        copy_into(&bundle, &target)?;
    }
    Ok(())
}

/// Copies the bundle into a folder that may contain other files, and does not replace its `index.html`.
fn copy_into(bundle: &Path, target: &Path) -> Result<()> {
    fs::create_dir_all(target)?;
    for entry in fs::read_dir(bundle)? {
        let entry = entry?;
        let copy = target.join(entry.file_name());
        let is_skipped = entry.file_name() == INPUT_HASH_FILE || (entry.file_name() == "index.html" && copy.exists());
        if !is_skipped {
            fs::copy(entry.path(), copy)?;
        }
    }
    Ok(())
}

/// Builds the bundle unless it is up to date, prints the sizes of a release, and returns its folder.
pub(crate) fn build(toolchain: &Toolchain, mode: Mode) -> Result<PathBuf> {
    let tools = project::target().join("tools");
    npm_install(&project::root().join("xtask/tools"), &tools)?;
    third_party::install()?;
    let wasm = step("building the widget for WebAssembly", || compile::compile(toolchain, mode))?;
    let (folder, profile) = match mode {
        Mode::Release => ("bundle", "release"),
        Mode::Dev | Mode::Test => ("bundle-dev", "dev"),
    };
    let folder = project::target().join(folder);
    let input_hash = hash_inputs(&wasm, toolchain)?;
    // `cargo xtask size` and `cargo xtask package` read intermediate files of the release.
    let has_intermediate_files = mode != Mode::Release || renamed_module().is_file();
    let is_up_to_date = has_intermediate_files
        && fs::read_to_string(folder.join(INPUT_HASH_FILE)).is_ok_and(|stored| stored == input_hash);
    if !is_up_to_date {
        step(&format!("assembling the {profile} bundle in {}", folder.display()), || {
            assemble(&wasm, &folder, &tools, mode)?;
            fs::write(folder.join(INPUT_HASH_FILE), input_hash)?;
            Ok(())
        })?;
    }
    if mode == Mode::Release {
        println!("\n{}", size_budgets::Report::measure(&folder)?);
    }
    Ok(folder)
}

/// Hashes the module, the scripts, the compiler's description and this program.
fn hash_inputs(wasm: &Path, toolchain: &Toolchain) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update(fs::read(wasm)?);
    hash.update(toolchain.describe());
    hash.update(fs::read(std::env::current_exe()?)?);
    let mut files = Vec::new();
    project::collect_files(&project::root().join("www"), &mut files)?;
    files.push(project::root().join("xtask/tools/package-lock.json"));
    files.sort();
    for file in files {
        hash.update(file.to_string_lossy().as_bytes());
        hash.update(fs::read(file)?);
    }
    Ok(format!("{:x}", hash.finalize()))
}

fn assemble(wasm: &Path, folder: &Path, tools: &Path, mode: Mode) -> Result<()> {
    let work = folder.with_extension("work");
    for output in [folder, &work] {
        if output.exists() {
            fs::remove_dir_all(output)?;
        }
        fs::create_dir_all(output)?;
    }
    let esbuild = Esbuild::new(tools, mode)?;
    let generated = glue::generate(wasm, &work, mode)?;
    let names = glue::bundle(&generated.script, &work, &esbuild, mode)?;
    let mut module = generated.module;
    if mode == Mode::Release {
        rename::apply_names(&module, &names)?;
        function_table::remove_unreferenced(&module)?;
        module = optimize::optimize(&module, &work, tools)?;
    }
    scripts::bundle(&Folder::new(folder), &work, &esbuild, fs::read(module)?)?;
    third_party::write_licenses(folder)?;
    demo_page::build(folder, &esbuild)
}
