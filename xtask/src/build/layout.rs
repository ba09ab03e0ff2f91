//! Where the build leaves its intermediate files, and which files of the demo page it copies.

use crate::project;
use std::path::PathBuf;

/// The demo page.
pub(super) const DEMO_PAGE: [&str; 3] = ["index.html", "demo.css", "demo.js"];

/// The folder of the release build's intermediate files.
pub(super) fn work_folder() -> PathBuf {
    project::target().join("bundle.work")
}

/// The release module that still has the names of its functions.
pub(crate) fn named_module() -> PathBuf {
    work_folder().join("named.wasm")
}
