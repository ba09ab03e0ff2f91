//! Where the build leaves its intermediate files.

use crate::project;
use std::path::PathBuf;

/// The folder of the release build's intermediate files.
pub(super) fn work_folder() -> PathBuf {
    project::target().join("bundle.work")
}

/// The release module that still has the names of its functions.
pub(crate) fn named_module() -> PathBuf {
    work_folder().join("named.wasm")
}
