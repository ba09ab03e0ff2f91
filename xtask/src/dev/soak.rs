//! `cargo xtask soak`: uses the chat at random in three tabs for a long time, and checks the guarantees of the conversation.

use crate::build::{bundle, chat_server};
use crate::check::npm::install_e2e;
use crate::console::run;
use crate::env::browsers::{CHROMIUM_SWITCHES, chromium};
use crate::env::packages::node;
use crate::env::toolchain::{Mode, Toolchain};
use anyhow::{Result, bail};
use std::process::Command;

pub(crate) fn command(arguments: &[String]) -> Result<()> {
    for pair in arguments.chunks(2) {
        match pair {
            [name, value] if name == "--minutes" && value.parse::<f64>().is_ok_and(|minutes| minutes > 0.0) => {}
            [name, value] if name == "--seed" && value.parse::<u32>().is_ok() => {}
            _ => bail!("soak: expected [--minutes N] [--seed SEED], got {:?}", arguments.join(" ")),
        }
    }
    let chromium = chromium()?;
    let folder = install_e2e()?;
    let bundle = bundle::build(&Toolchain::get()?, Mode::Release)?;
    let server = chat_server::build()?;
    let mut script = Command::new(node()?);
    script.current_dir(folder).arg("soak/soak.js").args(arguments);
    script.env("CHROMIUM", chromium).env("CHROMIUM_SWITCHES", CHROMIUM_SWITCHES.join(" "));
    run(script.env("BUNDLE", bundle).env("CHAT_SERVER", server))
}
