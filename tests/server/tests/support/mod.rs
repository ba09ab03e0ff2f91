//! A running server and a client that can send anything.
#![allow(dead_code, reason = "each test program uses a part of it")]

pub mod session;

use serde_json::Value;
use std::sync::Arc;
use std::sync::mpsc::channel;
use ureq::http::Response;
use ureq::{Agent, Body};

/// A server of a test's own. It runs as long as the test program.
pub struct Running {
    address: String,
    agent: Agent,
}

/// An answer, read.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub text: String,
}

impl Answer {
    /// The body as JSON; `null` for what is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

impl Running {
    pub fn start() -> Self {
        let (tell, told) = channel();
        std::thread::spawn(move || {
            tokio::runtime::Runtime::new().unwrap().block_on(async move {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                chat_server::serve(listener, chat_server::api(Arc::new(chat_server::Server::new()))).await
            })
        });
        let address = format!("http://{}", told.recv().unwrap());
        let agent = Agent::config_builder().http_status_as_error(false).max_redirects(0).build().new_agent();
        Self { address, agent }
    }

    /// Sends a request with just these headers (and the host).
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Answer {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response: Response<Body> = match body {
            Some(body) => self.agent.run(request.body(body.to_vec()).unwrap()),
            None => self.agent.run(request.body(()).unwrap()),
        }
        .unwrap();
        let (parts, mut body) = response.into_parts();
        let text = body.with_config().limit(64 * 1024 * 1024).read_to_string().unwrap();
        Answer { status: parts.status.as_u16(), headers: parts.headers, text }
    }

    pub fn post(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut headers = headers.to_vec();
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            headers.push(("content-type", "application/json"));
        }
        self.send("POST", path, &headers, Some(body.as_bytes()))
    }

    pub fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send("GET", path, headers, None)
    }

    /// Makes a chatbot and answers its id and key.
    pub fn chatbot(&self, fields: &Value) -> (String, String) {
        let made = self.post("/control/chatbots", &[], &fields.to_string()).json();
        let text = |name: &str| made[name].as_str().unwrap_or_else(|| panic!("{name} in {made}")).to_owned();
        (text("id"), text("embed_key"))
    }

    /// Starts a session as the widget does, and answers its id and token.
    pub fn session(&self, chatbot: &str, key: &str) -> (String, Option<String>) {
        let headers = [("origin", "http://site.example"), ("x-embed-key", key)];
        let body = serde_json::json!({ "chatbot_id": chatbot }).to_string();
        let started = self.post("/api/chat/start/", &headers, &body).json();
        let id = started["session_id"].as_str().unwrap_or_else(|| panic!("{started}")).to_owned();
        (id, started["session_token"].as_str().map(str::to_owned))
    }

    /// Asks for something until it is so.
    pub fn until<T>(&self, mut ask: impl FnMut() -> Option<T>) -> T {
        for _ in 0..500 {
            if let Some(found) = ask() {
                return found;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        panic!("it never came")
    }
}

/// A multipart body with these parts: field, file name, content type, bytes.
pub fn multipart(parts: &[(&str, Option<&str>, &str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, name, content_type, bytes) in parts {
        body.extend(format!("--BOUNDARY\r\nContent-Disposition: form-data; name=\"{field}\"").bytes());
        if let Some(name) = name {
            body.extend(format!("; filename=\"{name}\"\r\nContent-Type: {content_type}").bytes());
        }
        body.extend(b"\r\n\r\n");
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--BOUNDARY--\r\n");
    body
}

pub const MULTIPART: (&str, &str) = ("content-type", "multipart/form-data; boundary=BOUNDARY");
