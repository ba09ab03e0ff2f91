//! `cargo xtask profile`: which functions of the application do not run until a first message is sent.
//!
//! They make the later part of it. What is not in the list is in the first part, so code that is new is loaded sooner than
//! it has to be. Where changed code calls what is in the list, it comes too late: the test of the loader says so.

use super::console::{output, step};
use super::packages::{node, npm_install};
use super::suite::{CHROMIUM_SWITCHES, chromium};
use super::toolchain::{Mode, Toolchain};
use super::{bundle, demo, project, split};
use anyhow::{Context as _, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

fn list() -> PathBuf {
    project::root().join("xtask/later.txt")
}

/// Names of the functions that are loaded later.
pub(crate) fn later() -> Result<BTreeSet<String>> {
    Ok(fs::read_to_string(list())?.lines().map(str::to_owned).collect())
}

pub(crate) fn command(arguments: &[String]) -> Result<()> {
    if !arguments.is_empty() {
        bail!("profile takes nothing");
    }
    let chromium = chromium()?;
    let folder = project::root().join("tests/e2e");
    npm_install(&folder, &folder)?;
    let bundle = bundle::make_silently(&Toolchain::get()?, Mode::Release)?;
    let server = demo::build_server()?;
    let named = bundle::named_wasm();
    let instrumented = named.with_file_name("instrumented.wasm");
    split::instrument(&named, &instrumented)?;
    let ran = step("visiting pages until a first message is sent", || {
        let mut script = Command::new(node()?);
        script.current_dir(&folder).arg("first-message.js");
        script.env("CHROMIUM", &chromium).env("CHROMIUM_SWITCHES", CHROMIUM_SWITCHES.join(" "));
        script.env("BUNDLE", &bundle).env("CHAT_SERVER", &server).env("INSTRUMENTED", &instrumented);
        output(&mut script).context("the visits failed: run the script itself to see why")
    })?;
    let ran: BTreeSet<usize> = serde_json::from_str(&ran)?;
    // A name can stand for several functions; if one of them runs, none is later.
    let mut names = BTreeMap::new();
    for (at, name) in split::functions(&named)?.into_iter().enumerate() {
        *names.entry(name).or_insert(false) |= ran.contains(&at);
    }
    let whole = names.len();
    let later: Vec<_> = names.into_iter().filter(|(_, runs)| !runs).map(|(name, _)| name).collect();
    println!("{} of {whole} functions are loaded later", later.len());
    fs::write(list(), later.join("\n") + "\n")?;
    Ok(())
}
