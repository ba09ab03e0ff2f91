//! Packs the WordPress plugin into a zip file: the files in `integrations/wordpress`, compiled translations, the licence and the bundle.

use super::{copy_bundle, translations, zip};
use crate::project::{self, collect_files};
use anyhow::{Context as _, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// The plugin's folder in WordPress, which is also its name there.
const NAME: &str = "ocs-chat";

/// Writes the zip file, and returns its path.
pub(super) fn pack(bundle: &Path, version: &str) -> Result<PathBuf> {
    let plugin_dir = project::target().join("wordpress").join(NAME);
    if plugin_dir.exists() {
        fs::remove_dir_all(&plugin_dir)?;
    }
    let source = project::root().join("integrations/wordpress");
    let mut source_paths = Vec::new();
    collect_files(&source, &mut source_paths)?;
    for path in source_paths {
        let to = plugin_dir.join(path.strip_prefix(&source)?);
        fs::create_dir_all(to.parent().context("a file without folder")?)?;
        fs::copy(path, to)?;
    }
    translations::compile(&plugin_dir)?;
    fs::copy(project::root().join("LICENSE"), plugin_dir.join("LICENSE"))?;
    fs::create_dir_all(plugin_dir.join("bundle"))?;
    copy_bundle(bundle, &plugin_dir.join("bundle"))?;
    let mut plugin_paths = Vec::new();
    collect_files(&plugin_dir, &mut plugin_paths)?;
    let files = plugin_paths.into_iter().map(|path| {
        let name = path.strip_prefix(&plugin_dir)?.to_str().context("a name that is not UTF-8")?;
        Ok((format!("{NAME}/{name}"), fs::read(&path)?))
    });
    let archive = zip::archive(files.collect::<Result<_>>()?)?;
    let path = project::target().join(format!("{NAME}-wordpress-{version}.zip"));
    fs::write(&path, archive)?;
    Ok(path)
}
