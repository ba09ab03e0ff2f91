//! The zip file of the WordPress plugin: the files in `integrations/wordpress` with the bundle.

use super::{copy_bundle, translations, zip};
use crate::project::{self, collect_files};
use anyhow::{Context as _, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// The plugin's folder in WordPress, which is also its name there.
const NAME: &str = "ocs-chat";

/// Writes the zip file, and returns its path.
pub(super) fn pack(bundle: &Path, version: &str) -> Result<PathBuf> {
    let plugin = project::target().join("wordpress").join(NAME);
    if plugin.exists() {
        fs::remove_dir_all(&plugin)?;
    }
    let source = project::root().join("integrations/wordpress");
    let mut paths = Vec::new();
    collect_files(&source, &mut paths)?;
    for path in paths {
        let to = plugin.join(path.strip_prefix(&source)?);
        fs::create_dir_all(to.parent().context("a file without folder")?)?;
        fs::copy(path, to)?;
    }
    translations::compile(&plugin)?;
    fs::copy(project::root().join("LICENSE"), plugin.join("LICENSE"))?;
    fs::create_dir_all(plugin.join("bundle"))?;
    copy_bundle(bundle, &plugin.join("bundle"))?;
    let mut paths = Vec::new();
    collect_files(&plugin, &mut paths)?;
    let files = paths.into_iter().map(|path| {
        let name = path.strip_prefix(&plugin)?.to_str().context("a name that is not UTF-8")?;
        Ok((format!("{NAME}/{name}"), fs::read(&path)?))
    });
    let archive = zip::archive(files.collect::<Result<_>>()?)?;
    let path = project::target().join(format!("{NAME}-wordpress-{version}.zip"));
    fs::write(&path, archive)?;
    Ok(path)
}
