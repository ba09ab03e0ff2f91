//! Runs a `chat-server` process that stops with this one.

use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

const STARTUP_TIMEOUT: Duration = Duration::from_secs(10);
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// A running server. It stops when this value is dropped or this process exits.
pub(super) struct ServerProcess {
    child: Child,
    /// The server stops when this closes. It is not left in `child`, whose `wait` would close it.
    _stdin: Option<ChildStdin>,
    urls: Value,
}

impl ServerProcess {
    /// Starts the server and reads the URLs that it prints.
    pub(super) fn start(program: &Path, arguments: &[String]) -> Result<Self> {
        let mut child = Command::new(program)
            .args(arguments)
            .arg("--until-stdin-ends")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} could not be started", program.display()))?;
        let stdin = child.stdin.take();
        let output = child.stdout.take().context("the server has no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let urls = serde_json::from_str(&line).context("chat-server did not print its URLs")?;
        Ok(Self { child, _stdin: stdin, urls })
    }

    /// The URL of `api` or `site`.
    pub(super) fn url(&self, name: &str) -> Result<String> {
        let url = self.urls.get(name).and_then(Value::as_str);
        url.map(str::to_owned).with_context(|| format!("chat-server did not print the URL of {name}"))
    }

    /// Waits until the server exits.
    pub(super) fn wait(&mut self) -> Result<()> {
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

/// Waits until an HTTP server responds.
pub(super) fn wait_until_ready(url: &str) -> Result<()> {
    let host = url.trim_start_matches("http://");
    let start = Instant::now();
    loop {
        let response = TcpStream::connect(host).and_then(|mut stream| {
            stream.set_read_timeout(Some(Duration::from_secs(2)))?;
            write!(stream, "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
            let mut prefix = [0; 5];
            stream.read_exact(&mut prefix)?;
            Ok(prefix)
        });
        match response {
            Ok(prefix) if &prefix == b"HTTP/" => return Ok(()),
            _ if start.elapsed() > STARTUP_TIMEOUT => bail!("{url} does not respond"),
            _ => std::thread::sleep(POLL_INTERVAL),
        }
    }
}
