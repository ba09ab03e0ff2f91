//! `chat-server`: serves the Chat API in memory and, with `--site`, the demo website.
//!
//! Listens on the loopback address only, prints one line of JSON with the URLs, and serves until it is stopped.

use chat_server::demo_site::{self, EmbedAttributes};
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

fn parse_arguments() -> Result<Arguments, String> {
    let mut arguments = Arguments { api_port: 8008, site_port: 8080, ..Arguments::default() };
    let mut remaining = std::env::args().skip(1);
    while let Some(name) = remaining.next() {
        if name == "--until-stdin-ends" {
            arguments.until_stdin_ends = true;
            continue;
        }
        let value = remaining.next().ok_or(USAGE)?;
        let port = || value.parse().map_err(|_| format!("{name}: expected a port number, got {value:?}"));
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

/// Listens on this port, or on any free one if it is in use.
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
    let arguments = parse_arguments()?;
    let (api_listener, api_address) = listen(arguments.api_port).await?;
    let mut urls = serde_json::Map::from_iter([("api".to_owned(), api_address.clone().into())]);
    let api_task = tokio::spawn(serve(api_listener, api(Arc::new(Server::new()))));
    if let Some(folder) = arguments.site {
        let (site_listener, site_address) = listen(arguments.site_port).await?;
        urls.insert("site".to_owned(), site_address.into());
        let is_embedded_api = arguments.api.is_none();
        let attributes = EmbedAttributes {
            api: arguments.api.unwrap_or(api_address),
            chatbot: arguments.chatbot.unwrap_or_else(|| chat_server::DEMO_CHATBOT.to_owned()),
            embed_key: arguments.embed_key.or_else(|| is_embedded_api.then(|| chat_server::DEMO_KEY.to_owned())),
        };
        tokio::spawn(serve(site_listener, demo_site::router(folder, attributes)));
    }
    let mut out = std::io::stdout();
    writeln!(out, "{}", serde_json::Value::Object(urls))?;
    out.flush()?;
    if arguments.until_stdin_ends {
        // The parent process holds the other end, which closes when that process ends for any reason.
        let mut ignored = Vec::new();
        let _ = tokio::io::stdin().read_to_end(&mut ignored).await;
        return Ok(());
    }
    Ok(api_task.await??)
}
