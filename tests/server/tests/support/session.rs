//! A started session, and requests within it.

use super::{MULTIPART, TestResponse, TestServer, multipart};
use serde_json::{Value, json};

/// An origin that the channels of tests allow.
pub const ORIGIN: (&str, &str) = ("origin", "http://site.example");

/// Asserts that a response has this status and body.
pub fn assert_rejected(answer: &TestResponse, status: u16, body: Value) {
    assert_eq!((answer.status, answer.json()), (status, body), "{}", answer.text);
}

/// Asserts that a response is an HTML page with this status.
pub fn assert_html_page(answer: &TestResponse, status: u16) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
}

/// A started session with its credentials.
pub struct TestSession {
    pub server: TestServer,
    pub chatbot: String,
    pub key: String,
    pub session: String,
    pub token: String,
}

impl TestSession {
    pub fn new(mut fields: Value) -> Self {
        let server = TestServer::start();
        for (name, value) in [("think_ms", 0), ("pickup_ms", 0)] {
            if fields.get(name).is_none() {
                fields[name] = json!(value);
            }
        }
        let (chatbot, key) = server.add_chatbot(&fields);
        let (session, token) = server.start_session(&chatbot, &key);
        Self { server, chatbot, key, session, token: token.unwrap_or_default() }
    }

    pub fn headers(&self) -> Vec<(&str, &str)> {
        vec![ORIGIN, ("x-embed-key", &self.key), ("x-session-token", &self.token)]
    }

    pub fn path(&self, subpath: &str) -> String {
        format!("/api/chat/{}/{subpath}", self.session)
    }

    pub fn message(&self, body: &Value) -> TestResponse {
        self.server.post(&self.path("message/"), &self.headers(), &body.to_string())
    }

    pub fn poll(&self, query: &str) -> TestResponse {
        self.server.get(&self.path(&format!("poll/{query}")), &self.headers())
    }

    pub fn upload(&self, parts: &[(&str, Option<&str>, &str, &[u8])]) -> TestResponse {
        let mut headers = self.headers();
        headers.push(MULTIPART);
        self.server.send("POST", &self.path("upload/"), &headers, Some(&multipart(parts)))
    }

    pub fn change(&self, change: &Value) {
        self.server.post(&format!("/control/sessions/{}", self.session), &[], &change.to_string());
    }

    /// Sends a message and returns the answer from its task.
    pub fn ask(&self, text: &str) -> Value {
        let sent = self.message(&json!({ "message": text }));
        assert_eq!(sent.status, 202, "{}", sent.text);
        let task = self.path(&format!("{}/poll/", sent.json()["task_id"].as_str().unwrap()));
        let poll = || self.server.get(&task, &self.headers()).json();
        self.server.wait_for(|| Some(poll()).filter(|answer| answer["status"] == "complete"))["message"].clone()
    }

    /// Sends a message and waits until the answer is in the history.
    pub fn send_and_wait(&self, text: &str) {
        let before = self.poll("?limit=1000").json()["messages"].as_array().unwrap().len();
        assert_eq!(self.message(&json!({ "message": text })).status, 202);
        self.server.wait_for(|| {
            let now = self.poll("?limit=1000").json()["messages"].as_array().unwrap().len();
            (now == before + 2).then_some(())
        });
    }
}
