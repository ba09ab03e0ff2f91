//! A server for one test, and requests to it with any headers and body.
#![allow(dead_code, reason = "each test crate uses a part of it")]

pub mod session;

use serde_json::Value;
use std::sync::Arc;
use std::sync::mpsc::channel;
use ureq::http::Response;
use ureq::{Agent, Body};

/// A server for one test. It runs until the test process exits.
pub struct TestServer {
    url: String,
    agent: Agent,
}

/// A response with its body.
#[derive(Debug)]
pub struct TestResponse {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub text: String,
    pub bytes: Vec<u8>,
    /// Whether the whole body arrived. Without it, `text` and `bytes` are empty.
    pub is_complete: bool,
}

impl TestResponse {
    /// The body as JSON; `null` if it is not valid.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

impl TestServer {
    pub fn start() -> Self {
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            tokio::runtime::Runtime::new().unwrap().block_on(async move {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                sender.send(listener.local_addr().unwrap()).unwrap();
                chat_server::serve(listener, chat_server::api(Arc::new(chat_server::Server::new()))).await
            })
        });
        let url = format!("http://{}", receiver.recv().unwrap());
        let agent = Agent::config_builder().http_status_as_error(false).max_redirects(0).build().new_agent();
        Self { url, agent }
    }

    /// Where the server listens, as in `Host`.
    pub fn host(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// Sends a request with these headers and `Host`, and no others.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> TestResponse {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response: Response<Body> = match body {
            Some(body) => self.agent.run(request.body(body.to_vec()).unwrap()),
            None => self.agent.run(request.body(()).unwrap()),
        }
        .unwrap();
        let (parts, mut body) = response.into_parts();
        let received = body.with_config().limit(64 * 1024 * 1024).read_to_vec();
        let is_complete = received.is_ok();
        let bytes = received.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        TestResponse { status: parts.status.as_u16(), headers: parts.headers, text, bytes, is_complete }
    }

    pub fn post(&self, path: &str, headers: &[(&str, &str)], body: &str) -> TestResponse {
        let mut headers = headers.to_vec();
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            headers.push(("content-type", "application/json"));
        }
        self.send("POST", path, &headers, Some(body.as_bytes()))
    }

    pub fn get(&self, path: &str, headers: &[(&str, &str)]) -> TestResponse {
        self.send("GET", path, headers, None)
    }

    /// Adds a chatbot and returns its id and embed key.
    pub fn add_chatbot(&self, fields: &Value) -> (String, String) {
        let added = self.post("/control/chatbots", &[], &fields.to_string()).json();
        let text = |name: &str| added[name].as_str().unwrap_or_else(|| panic!("{name} in {added}")).to_owned();
        (text("id"), text("embed_key"))
    }

    /// Changes these fields of a chatbot.
    pub fn change_chatbot(&self, chatbot: &str, fields: &Value) {
        let (path, body) = (format!("/control/chatbots/{chatbot}"), fields.to_string());
        let answer = self.send("PATCH", &path, &[("content-type", "application/json")], Some(body.as_bytes()));
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    /// Injects a fault.
    pub fn inject_fault(&self, fault: &Value) {
        let answer = self.post("/control/faults", &[], &fault.to_string());
        assert_eq!(answer.status, 201, "{}", answer.text);
    }

    /// Starts a session as the widget does, and returns its id and token.
    pub fn start_session(&self, chatbot: &str, key: &str) -> (String, Option<String>) {
        let headers = [("origin", "http://site.example"), ("x-embed-key", key)];
        let body = serde_json::json!({ "chatbot_id": chatbot }).to_string();
        let started = self.post("/api/chat/start/", &headers, &body).json();
        let id = started["session_id"].as_str().unwrap_or_else(|| panic!("{started}")).to_owned();
        (id, started["session_token"].as_str().map(str::to_owned))
    }

    /// Polls until `get` returns a value.
    ///
    /// # Panics
    /// After five seconds.
    pub fn wait_for<T>(&self, mut get: impl FnMut() -> Option<T>) -> T {
        for _ in 0..500 {
            if let Some(value) = get() {
                return value;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        panic!("timed out after five seconds")
    }
}

/// A multipart body with these parts: field name, file name, content type, bytes.
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
