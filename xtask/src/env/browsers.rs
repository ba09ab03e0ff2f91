//! Browsers and their drivers for the tests, installed where they are missing.

use super::packages::{find, program};
use crate::console::{run, step};
use crate::project;
use anyhow::{Context as _, Result};
use std::fs;
use std::path::PathBuf;

/// Switches that make Chromium testable and keep its own requests from leaving the machine.
pub(crate) const CHROMIUM_SWITCHES: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
];

/// Version of the driver for Firefox.
const GECKODRIVER: &str = "0.36.0";

/// Chromium; `CHROMIUM` in the environment names another program.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(given) = std::env::var_os("CHROMIUM") {
        return Ok(given.into());
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    program(&names, &["chromium"], "testing in a browser")
}

/// The WebDriver of Chromium.
pub(crate) fn chromedriver() -> Result<PathBuf> {
    program(&["chromedriver"], &["chromium-driver"], "testing in a browser")
}

/// The WebDriver of Firefox, from crates.io where the system has none.
pub(crate) fn geckodriver() -> Result<PathBuf> {
    if let Some(found) = find(&["geckodriver"]) {
        return Ok(found);
    }
    let folder = project::target().join("tools/geckodriver");
    let program = folder.join("bin/geckodriver");
    if !program.is_file() {
        step(&format!("installing geckodriver into {}", folder.display()), || {
            let mut install = project::cargo();
            install.args(["install", "geckodriver", "--quiet", "--version", GECKODRIVER, "--root"]).arg(&folder);
            run(install.arg("--target-dir").arg(folder.join("build")))
        })?;
    }
    Ok(program)
}

/// The browser that comes with WebKitGTK's driver.
pub(crate) fn webkit_browser() -> Result<PathBuf> {
    let folders = fs::read_dir("/usr/lib")?.chain(fs::read_dir("/usr/libexec").into_iter().flatten());
    let folders: Vec<PathBuf> = folders.filter_map(|entry| Some(entry.ok()?.path())).collect();
    let inner = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten();
    let inner = inner.filter_map(|entry| Some(entry.ok()?.path()));
    let all: Vec<PathBuf> = folders.iter().cloned().chain(inner).collect();
    let found = all.into_iter().map(|folder| folder.join("MiniBrowser")).find(|program| program.is_file());
    found.context("WebKitGTK's MiniBrowser is missing, though webkit2gtk-driver is there")
}
