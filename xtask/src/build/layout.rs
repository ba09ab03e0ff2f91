//! Paths of the build's intermediate files.

use crate::project;
use std::path::PathBuf;

/// The folder of the release build's intermediate files.
pub(super) fn work_folder() -> PathBuf {
    project::target().join("bundle.work")
}

/// The release module before `wasm-opt`, with function names.
pub(super) fn renamed_module() -> PathBuf {
    work_folder().join("ocs-chat_bg.wasm")
}
