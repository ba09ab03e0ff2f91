//! Puts the bundle into the Django package, which serves it from the static files of a site.

use super::copy_bundle;
use crate::project;
use anyhow::Result;
use std::fs;
use std::path::Path;

/// Replaces the bundle in the package's folder.
pub(super) fn replace_bundle(bundle: &Path) -> Result<()> {
    let folder = project::root().join("integrations/django/ocs_chat/static/ocs_chat/bundle");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    copy_bundle(bundle, &folder)
}
