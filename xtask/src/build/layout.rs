//! Paths of the build's intermediate files.

use crate::project;
use std::path::PathBuf;

/// The folder of the release build's intermediate files.
pub(super) fn work_folder() -> PathBuf {
    project::target().join("bundle.work")
}

/// The release module with function names.
pub(crate) fn named_module() -> PathBuf {
    work_folder().join("named.wasm")
}
