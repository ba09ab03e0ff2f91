//! Finds or installs browsers and their WebDriver programs for the tests.

use super::crates::find_or_build;
use super::packages::find_or_install;
use anyhow::{Context as _, Result};
use std::fs;
use std::path::PathBuf;

/// Switches for automated tests. They also disable requests of Chromium's own.
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

/// Version of Firefox's WebDriver.
const GECKODRIVER_VERSION: &str = "0.36.0";

/// Chromium, or the program in the environment variable `CHROMIUM`.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(program) = std::env::var_os("CHROMIUM") {
        return Ok(program.into());
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    find_or_install(&names, &["chromium"], "testing in a browser")
}

/// The WebDriver of Chromium.
pub(crate) fn chromedriver() -> Result<PathBuf> {
    find_or_install(&["chromedriver"], &["chromium-driver"], "testing in a browser")
}

/// The WebDriver of Firefox, installed from crates.io if the system has none.
pub(crate) fn geckodriver() -> Result<PathBuf> {
    find_or_build("geckodriver", GECKODRIVER_VERSION, &[])
}

/// The browser that is installed with WebKitGTK's WebDriver.
pub(crate) fn webkit_browser() -> Result<PathBuf> {
    let folders = fs::read_dir("/usr/lib")?.chain(fs::read_dir("/usr/libexec").into_iter().flatten());
    let folders: Vec<PathBuf> = folders.filter_map(|entry| Some(entry.ok()?.path())).collect();
    let inner = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten();
    let inner = inner.filter_map(|entry| Some(entry.ok()?.path()));
    let all: Vec<PathBuf> = folders.iter().cloned().chain(inner).collect();
    let found = all.into_iter().map(|folder| folder.join("MiniBrowser")).find(|program| program.is_file());
    found.context("MiniBrowser of WebKitGTK is missing, although webkit2gtk-driver is installed")
}
