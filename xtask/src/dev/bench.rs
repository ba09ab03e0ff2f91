//! `cargo xtask bench`: compares the widget with open-chat-studio-widget, the legacy widget, in the same browser and with the same server.

use crate::build::{bundle, chat_server};
use crate::console::run;
use crate::env::browsers::{CHROMIUM_SWITCHES, chromium};
use crate::env::packages::{node, npm_install};
use crate::env::toolchain::{Mode, Toolchain};
use crate::project;
use anyhow::Result;
use std::process::Command;

pub(crate) fn command(arguments: &[String]) -> Result<()> {
    let chromium = chromium()?;
    let folder = project::root().join("tests/bench");
    npm_install(&folder, &folder)?;
    let bundle = bundle::build(&Toolchain::get()?, Mode::Release)?;
    let server = chat_server::build()?;
    let script = |name: &str, arguments: &[String]| {
        let mut script = Command::new(node()?);
        script.current_dir(&folder).arg(name).args(arguments);
        script.env("CHROMIUM", &chromium).env("CHROMIUM_SWITCHES", CHROMIUM_SWITCHES.join(" "));
        script.env("BUNDLE", &bundle).env("CHAT_SERVER", &server);
        run(&mut script)
    };
    match arguments {
        [first, rest @ ..] if first == "conversation" => script("conversation.js", rest),
        [first, rest @ ..] if first == "figures" => script("figures.js", rest),
        [first] if first == "looks" => script("screenshots.js", &[]),
        _ => script("figures.js", arguments).and_then(|()| script("conversation.js", &[])),
    }
}
