//! The libraries from npm that the bundle contains: installs them, and writes their licences into the bundle.

use crate::env::packages::npm_install;
use crate::project;
use anyhow::{Context as _, Result};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// Name of the file in the bundle.
const LICENSES_FILE: &str = "third-party-licenses.txt";

/// Installs the libraries of `www/package.json`, where esbuild and TypeScript look for them.
pub(crate) fn install() -> Result<()> {
    let www = project::root().join("www");
    npm_install(&www, &www)
}

/// Writes the licences of all libraries in the lock file, in its order.
pub(super) fn write_licenses(bundle: &Path) -> Result<()> {
    let www = project::root().join("www");
    let lock: Value = serde_json::from_str(&fs::read_to_string(www.join("package-lock.json"))?)?;
    let packages = lock.get("packages").and_then(Value::as_object).context("www/package-lock.json has no packages")?;
    let mut text = String::from("Licences of the libraries in highlight-code-*.js and formulas-*.js\n");
    for (folder, package) in packages {
        // Types are not part of the bundle.
        let Some(name) = folder.strip_prefix("node_modules/").filter(|name| !name.starts_with("@types/")) else {
            continue;
        };
        let version =
            package.get("version").and_then(Value::as_str).with_context(|| format!("{name} has no version"))?;
        let license = fs::read_to_string(license_file(&www.join(folder))?)?;
        text.push_str(&format!("\n--- {name} {version} ---\n\n{}\n", license.trim()));
    }
    Ok(fs::write(bundle.join(LICENSES_FILE), text)?)
}

/// The file with the licence of a package.
fn license_file(package: &Path) -> Result<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(package)? {
        files.push(entry?.path());
    }
    files.sort();
    let is_license = |file: &PathBuf| {
        file.file_stem()
            .is_some_and(|stem| stem.eq_ignore_ascii_case("license") || stem.eq_ignore_ascii_case("licence"))
    };
    files.into_iter().find(is_license).with_context(|| format!("{} has no licence", package.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_exact() -> Result<()> {
        let manifest: Value = serde_json::from_str(&fs::read_to_string(project::root().join("www/package.json"))?)?;
        let versions =
            manifest.get("dependencies").and_then(Value::as_object).context("www/package.json has no dependencies")?;
        for (name, version) in versions {
            let is_exact =
                version.as_str().is_some_and(|version| version.starts_with(|first: char| first.is_ascii_digit()));
            assert!(is_exact, "{name}: {version}");
        }
        Ok(())
    }
}
