//! Installs the npm packages of the browser tests.

use crate::env::packages::npm_install;
use crate::project;
use anyhow::Result;
use std::path::PathBuf;

/// Installs the packages and returns the folder of the tests.
pub(crate) fn install_e2e() -> Result<PathBuf> {
    let folder = project::root().join("tests/e2e");
    npm_install(&folder, &folder)?;
    Ok(folder)
}
