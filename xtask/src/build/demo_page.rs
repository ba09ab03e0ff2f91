//! The demo page, which is in the bundle but not in the package.

use super::esbuild::Esbuild;
use super::locales;
use crate::project;
use anyhow::{Context as _, Result};
use serde_json::json;
use std::fs;
use std::path::Path;

/// The files of the demo page.
pub(super) const FILES: [&str; 3] = ["index.html", "demo.css", "demo.js"];

/// Builds the demo page in the bundle's folder.
pub(super) fn build(folder: &Path, esbuild: &Esbuild) -> Result<()> {
    let source = project::root().join("www/demo");
    for name in ["index.html", "demo.css"] {
        fs::copy(source.join(name), folder.join(name)).with_context(|| format!("www/demo/{name}"))?;
    }
    let languages: Vec<_> = locales::read()?.into_iter().map(|locale| locale.language).collect();
    let define = format!("--define:LANGUAGES={}", json!(languages));
    esbuild.run(&source.join("demo.ts"), &folder.join("demo.js"), &["--bundle", "--format=esm", &define])
}
