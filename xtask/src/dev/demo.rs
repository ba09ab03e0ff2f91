//! `cargo xtask demo`: serves a page with the widget, and a Chat API for it.

use super::server_process::{ServerProcess, wait_until_ready};
use crate::build::{bundle, chat_server};
use crate::console::step;
use crate::env::toolchain::{Mode, Toolchain};
use anyhow::{Context as _, Result, bail};

/// Options that are passed on to the server.
const OPTIONS: [&str; 5] = ["--api", "--chatbot", "--embed-key", "--api-port", "--site-port"];

pub(crate) fn command(arguments: &[String]) -> Result<()> {
    let mut options = Vec::new();
    let mut remaining = arguments.iter();
    while let Some(name) = remaining.next() {
        if !OPTIONS.contains(&name.as_str()) {
            bail!("demo: unknown option {name:?}; the options are {}", OPTIONS.join(", "));
        }
        let value = remaining.next().with_context(|| format!("{name}: expected a value"))?;
        options.extend([name.clone(), value.clone()]);
    }
    let has_option = |name: &str| options.iter().any(|option| option == name);
    if has_option("--api") && !has_option("--chatbot") {
        bail!("--api also requires --chatbot ID (and --embed-key KEY, if the channel has one)");
    }
    let toolchain = Toolchain::get()?;
    let bundle = bundle::build(&toolchain, Mode::Release)?;
    let program = chat_server::build()?;
    let mut arguments = vec!["--site".to_owned(), bundle.display().to_string()];
    arguments.extend(options.iter().cloned());
    let mut server = ServerProcess::start(&program, &arguments)?;
    let (api, site) = (server.url("api")?, server.url("site")?);
    step("waiting until both servers respond", || {
        wait_until_ready(&api)?;
        wait_until_ready(&site)
    })?;
    println!("\nThe demo is at {site}/");
    match options.iter().position(|option| option == "--api").and_then(|index| options.get(index + 1)) {
        Some(url) => println!("It uses the Chat API at {url}\nCtrl-C stops the demo."),
        None => println!("It uses a Chat API in memory at {api}\nCtrl-C stops both."),
    }
    server.wait()
}
