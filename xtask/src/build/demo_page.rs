//! The demo page, which is in the bundle but not in the package.

use super::esbuild::Esbuild;
use super::locales;
use crate::project;
use anyhow::{Context as _, Result};
use serde_json::json;
use std::fs;
use std::path::Path;

/// The files of the demo page.
pub(super) const FILES: [&str; 7] =
    ["index.html", "demo.css", "fields.css", "demo.js", "site.html", "site-ar.html", "site.css"];

/// Builds the demo page in the bundle's folder.
pub(super) fn build(folder: &Path, esbuild: &Esbuild) -> Result<()> {
    let source = project::root().join("www/demo");
    for name in FILES.into_iter().filter(|name| !name.ends_with(".js")) {
        fs::copy(source.join(name), folder.join(name)).with_context(|| format!("www/demo/{name}"))?;
    }
    let languages: Vec<_> = locales::read()?.into_iter().map(|locale| locale.language).collect();
    let define = format!("--define:LANGUAGES={}", json!(languages));
    let mut options = vec!["--bundle", "--format=esm", &define];
    // The files that the chatbot of the demo sends.
    options.extend(["--loader:.pdf=binary", "--loader:.png=binary", "--loader:.csv=binary"]);
    esbuild.run(&source.join("demo.ts"), &folder.join("demo.js"), &options)
}
