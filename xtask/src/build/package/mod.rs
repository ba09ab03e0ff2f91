//! `cargo xtask package`: builds the npm package, which CDNs serve too, and the WordPress plugin, and puts the bundle into the
//! Django package.

mod django;
mod metadata;
mod modules;
pub(crate) mod package_json;
mod readme;
mod translations;
mod wordpress;
mod zip;

use super::demo_page;
use crate::console::{run, step};
use crate::env::packages::{find_or_install, npm_install};
use crate::env::toolchain::{Mode, Toolchain};
use crate::project;
use crate::settings::Settings;
use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use sha2::{Digest as _, Sha384};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// `cargo xtask package`
pub(crate) fn command(arguments: &[String]) -> Result<()> {
    if !arguments.is_empty() {
        bail!("package takes no arguments");
    }
    let package = build()?;
    println!("\nthe package: {}\nthe tarball: {}", package.folder.display(), package.tarball.display());
    println!("the WordPress plugin: {}\n", package.wordpress.display());
    println!("the script element for version {}:\n\n{}", package.version, package.script_element);
    Ok(())
}

/// The npm package, its tarball and the WordPress plugin.
pub(crate) struct Package {
    pub(crate) folder: PathBuf,
    pub(crate) tarball: PathBuf,
    /// The zip file of the WordPress plugin.
    pub(crate) wordpress: PathBuf,
    version: String,
    /// The script element that adds the widget to a page.
    script_element: String,
}

/// Builds the release bundle if it is outdated, and the packages from it.
pub(crate) fn build() -> Result<Package> {
    let bundle = super::bundle::build(&Toolchain::get()?, Mode::Release)?;
    django::replace_bundle(&bundle)?;
    let root = project::root();
    let e2e = root.join("tests/e2e");
    npm_install(&e2e, &e2e)?;
    let npm = find_or_install(&["npm"], &["npm"], "packing")?;
    let crate_metadata = package_json::crate_metadata()?;
    let version = package_json::field(&crate_metadata, "version")?;
    let wordpress = wordpress::pack(&bundle, version)?;
    let folder = project::target().join("package");
    let integrity = step(&format!("assembling the package in {}", folder.display()), || {
        assemble(&bundle, &folder, &crate_metadata)?;
        let integrity = integrity(&folder)?;
        fs::write(folder.join("README.md"), readme::create(version, &integrity)?)?;
        let mut pack = Command::new(&npm);
        pack.current_dir(&folder)
            .args(["pack", "--silent", "--ignore-scripts", "--pack-destination"])
            .arg(project::target());
        run(&mut pack)?;
        Ok(integrity)
    })?;
    let tarball = project::target().join(format!("{}-{version}.tgz", package_json::field(&crate_metadata, "name")?));
    let script_element = format!(
        "<script async src=\"https://cdn.jsdelivr.net/npm/ocs-chat@{version}/embed.js\"\n  integrity=\"{integrity}\" crossorigin=\"anonymous\"\n  \
         data-chatbot-id=\"…\" data-embed-key=\"…\"></script>"
    );
    Ok(Package { folder, tarball, wordpress, version: version.to_owned(), script_element })
}

/// Writes everything that is published, except for the README, to an empty folder.
fn assemble(bundle: &Path, folder: &Path, crate_metadata: &Value) -> Result<()> {
    let root = project::root();
    let work = project::target().join("package.work");
    for output in [folder, &work] {
        if output.exists() {
            fs::remove_dir_all(output)?;
        }
        fs::create_dir_all(output)?;
    }
    copy_bundle(bundle, folder)?;
    modules::bundle(folder, &work)?;
    for name in ["LICENSE", "CHANGELOG.md"] {
        fs::copy(root.join(name), folder.join(name)).context(name)?;
    }
    metadata::write(folder, &work, package_json::field(crate_metadata, "version")?)?;
    let package_json = serde_json::to_string_pretty(&package_json::create(crate_metadata, &Settings::read()?)?)?;
    Ok(fs::write(folder.join("package.json"), package_json + "\n")?)
}

/// Copies the bundle without the demo page.
fn copy_bundle(bundle: &Path, folder: &Path) -> Result<()> {
    for entry in fs::read_dir(bundle)? {
        let name = entry?.file_name();
        let is_unpublished = name.to_str().is_none_or(|name| name.starts_with('.') || demo_page::FILES.contains(&name));
        if !is_unpublished {
            fs::copy(bundle.join(&name), folder.join(&name))?;
        }
    }
    Ok(())
}

/// The integrity hash of `embed.js`, which covers everything that it loads, transitively.
fn integrity(folder: &Path) -> Result<String> {
    Ok(format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(fs::read(folder.join("embed.js"))?))))
}
