//! `cargo xtask demo`: a page that carries the widget, and a Chat API for it to talk to.

use crate::build;
use crate::console::{run, step};
use crate::env::toolchain::{Mode, Toolchain};
use crate::project;
use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

/// Options that are passed on to the server as they are.
const OPTIONS: [&str; 5] = ["--api", "--chatbot", "--embed-key", "--api-port", "--site-port"];

pub(crate) fn command(arguments: &[String]) -> Result<()> {
    let mut target = Vec::new();
    let mut rest = arguments.iter();
    while let Some(name) = rest.next() {
        if !OPTIONS.contains(&name.as_str()) {
            bail!("demo does not take {name:?}; it takes {}", OPTIONS.join(", "));
        }
        let value = rest.next().with_context(|| format!("{name} wants a value"))?;
        target.extend([name.clone(), value.clone()]);
    }
    let given = |name: &str| target.iter().any(|argument| argument == name);
    if given("--api") && !given("--chatbot") {
        bail!("--api wants --chatbot ID too (and --embed-key KEY, if the channel has one)");
    }
    let toolchain = Toolchain::get()?;
    let bundle = build::make(&toolchain, Mode::Release)?;
    let server = build_server()?;
    let mut arguments = vec!["--site".to_owned(), bundle.display().to_string()];
    arguments.extend(target.iter().cloned());
    let mut running = Server::start(&server, &arguments)?;
    let (api, site) = (running.address("api")?, running.address("site")?);
    step("waiting until both servers answer", || {
        wait_for(&api)?;
        wait_for(&site)
    })?;
    println!("\nThe demo is at {site}/");
    match target.iter().position(|argument| argument == "--api").and_then(|at| target.get(at + 1)) {
        Some(real) => println!("It talks to {real}\nCtrl-C ends it."),
        None => println!("The Chat API in memory is at {api}\nCtrl-C ends both."),
    }
    running.child.wait()?;
    Ok(())
}

/// Builds the embedded Chat API and answers its program.
pub(crate) fn build_server() -> Result<PathBuf> {
    step("building the embedded Chat API", || {
        run(project::cargo().args(["build", "--quiet", "--profile", "xtask", "--package", "chat-server"]))
    })?;
    Ok(project::target().join("xtask/chat-server"))
}

/// A server that ends with this process, however that ends.
struct Server {
    child: Child,
    /// The server serves for as long as this is open. Kept apart from the child, whose `wait` would close it.
    _lifeline: Option<ChildStdin>,
    addresses: Value,
}

impl Server {
    fn start(program: &PathBuf, arguments: &[String]) -> Result<Self> {
        let mut child = Command::new(program)
            .args(arguments)
            .arg("--until-stdin-ends")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} could not be started", program.display()))?;
        let lifeline = child.stdin.take();
        let output = child.stdout.take().context("the server has no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let addresses = serde_json::from_str(&line).context("the server did not say where it listens")?;
        Ok(Self { child, _lifeline: lifeline, addresses })
    }

    fn address(&self, name: &str) -> Result<String> {
        let address = self.addresses.get(name).and_then(Value::as_str);
        address.map(str::to_owned).with_context(|| format!("the server did not say where its {name} is"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

/// Waits until an HTTP server answers.
fn wait_for(address: &str) -> Result<()> {
    let host = address.trim_start_matches("http://");
    let start = Instant::now();
    loop {
        let answer = TcpStream::connect(host).and_then(|mut stream| {
            stream.set_read_timeout(Some(Duration::from_secs(2)))?;
            write!(stream, "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
            let mut first = [0; 5];
            stream.read_exact(&mut first)?;
            Ok(first)
        });
        match answer {
            Ok(first) if &first == b"HTTP/" => return Ok(()),
            _ if start.elapsed() > Duration::from_secs(10) => bail!("{address} does not answer"),
            _ => std::thread::sleep(Duration::from_millis(50)),
        }
    }
}
