//! `chat-server`: the Chat API in memory and, if wanted, a website that carries the widget.
//!
//! Prints one line of JSON with the addresses once it listens, then serves until it is ended. Listens on loopback only.

use chat_server::demo_site::{Target, site};
use chat_server::{Server, api, serve};
use std::io::Write as _;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;

const USAGE: &str = "usage: chat-server [--api-port N] [--site FOLDER] [--site-port N] [--api URL] [--chatbot ID] \
[--embed-key KEY] [--until-stdin-ends]";

#[derive(Default)]
struct Arguments {
    api_port: u16,
    site_port: u16,
    site: Option<PathBuf>,
    api: Option<String>,
    chatbot: Option<String>,
    embed_key: Option<String>,
    until_stdin_ends: bool,
}

fn read_arguments() -> Result<Arguments, String> {
    let mut arguments = Arguments { api_port: 8008, site_port: 8080, ..Arguments::default() };
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        if name == "--until-stdin-ends" {
            arguments.until_stdin_ends = true;
            continue;
        }
        let value = given.next().ok_or(USAGE)?;
        let port = || value.parse().map_err(|_| format!("{name} wants a port, not {value:?}"));
        match name.as_str() {
            "--api-port" => arguments.api_port = port()?,
            "--site-port" => arguments.site_port = port()?,
            "--site" => arguments.site = Some(value.into()),
            "--api" => arguments.api = Some(value.trim_end_matches('/').to_owned()),
            "--chatbot" => arguments.chatbot = Some(value),
            "--embed-key" => arguments.embed_key = Some(value),
            _ => return Err(USAGE.to_owned()),
        }
    }
    Ok(arguments)
}

/// The port asked for, or any other that is free.
async fn listen(port: u16) -> std::io::Result<(TcpListener, String)> {
    let listener = match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
        Ok(listener) => listener,
        Err(_) => TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?,
    };
    let address = format!("http://{}", listener.local_addr()?);
    Ok((listener, address))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = read_arguments()?;
    let (api_listener, api_address) = listen(arguments.api_port).await?;
    let mut told = serde_json::Map::from_iter([("api".to_owned(), api_address.clone().into())]);
    let api_task = tokio::spawn(serve(api_listener, api(Arc::new(Server::new()))));
    if let Some(folder) = arguments.site {
        let (site_listener, site_address) = listen(arguments.site_port).await?;
        told.insert("site".to_owned(), site_address.into());
        let is_own = arguments.api.is_none();
        let target = Target {
            api: arguments.api.unwrap_or(api_address),
            chatbot: arguments.chatbot.unwrap_or_else(|| chat_server::DEMO_CHATBOT.to_owned()),
            embed_key: arguments.embed_key.or_else(|| is_own.then(|| chat_server::DEMO_KEY.to_owned())),
        };
        tokio::spawn(serve(site_listener, site(folder, target)));
    }
    let mut out = std::io::stdout();
    writeln!(out, "{}", serde_json::Value::Object(told))?;
    out.flush()?;
    if arguments.until_stdin_ends {
        // Whoever started this holds the other end, and it closes however they end.
        let mut ignored = Vec::new();
        let _ = tokio::io::stdin().read_to_end(&mut ignored).await;
        return Ok(());
    }
    Ok(api_task.await??)
}
