//! Builds the book of the documentation with mdBook.

use crate::console::{run, step};
use crate::env::crates::find_or_build;
use crate::project;
use crate::settings::Settings;
use anyhow::Result;
use std::path::PathBuf;
use std::process::Command;

const MDBOOK_VERSION: &str = "0.5.4";

/// Returns the mdBook program, and installs it if it is missing.
pub(crate) fn mdbook() -> Result<PathBuf> {
    find_or_build("mdbook", MDBOOK_VERSION, &["--no-default-features", "--features", "search"])
}

/// Builds the book, and returns its folder.
pub(crate) fn build() -> Result<PathBuf> {
    let mdbook = mdbook()?;
    let folder = project::target().join("book");
    step(&format!("building the book in {}", folder.display()), || {
        let mut build = Command::new(mdbook);
        build.arg("build").arg(project::root().join("docs")).arg("--dest-dir").arg(&folder);
        if let Some(address) = Settings::read()?.address {
            build.env("MDBOOK_OUTPUT__HTML__GIT_REPOSITORY_URL", &address);
            build.env("MDBOOK_OUTPUT__HTML__EDIT_URL_TEMPLATE", format!("{address}/edit/main/docs/{{path}}"));
        }
        run(&mut build)
    })?;
    Ok(folder)
}
