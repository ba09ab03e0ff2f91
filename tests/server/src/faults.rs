//! Faults that a test switches on.

use super::response;
use super::state::World;
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Kind {
    /// This status, with this JSON, or the HTML page that servers send with it; nothing is done.
    Status {
        /// HTTP status.
        status: u16,
        /// JSON body.
        #[serde(default)]
        body: Option<Value>,
        /// Seconds, for a `Retry-After` header.
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// The answer comes this many milliseconds late.
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// The connection is closed before anything is done.
    DropBefore,
    /// What was asked for is done, and the connection closed without an answer.
    DropAfter,
    /// What was asked for is done, and the answer's JSON is cut in half.
    BrokenJson,
    /// What was asked for is done, and the answer is a page of HTML with the same status.
    Html,
    /// No request gets through, preflights included, as if there were no server.
    Offline,
    /// The session's token has expired, from now on.
    SessionExpired,
    /// The session has ended, from now on.
    SessionEnded,
}

/// A fault and when it strikes.
#[derive(Debug, Clone, Deserialize)]
pub struct Fault {
    /// Only for this chatbot's requests; for all without it.
    #[serde(default)]
    pub chatbot: Option<String>,
    /// `start`, `upload`, `message`, `task`, `poll`, `preflight`, or `any` for all of them.
    #[serde(default = "any")]
    pub on: String,
    /// How many requests it strikes; all from now on without it.
    #[serde(default)]
    pub times: Option<u32>,
    /// What happens.
    #[serde(flatten)]
    pub kind: Kind,
}

fn any() -> String {
    "any".to_owned()
}

impl World {
    /// The faults that strike a request, each counted.
    pub(crate) fn strike(&mut self, call: &str, chatbot: Option<&str>) -> Vec<Kind> {
        let mut struck = Vec::new();
        for fault in &mut self.faults {
            let is_any = fault.on == "any" && (call != "preflight" || fault.kind == Kind::Offline);
            let meant = fault.on == call || is_any;
            let here = fault.chatbot.is_none() || fault.chatbot.as_deref() == chatbot;
            if meant && here && fault.times != Some(0) {
                fault.times = fault.times.map(|times| times - 1);
                struck.push(fault.kind.clone());
            }
        }
        self.faults.retain(|fault| fault.times != Some(0));
        struck
    }
}

/// The answer that a fault gives in place of the real one.
pub(crate) fn status_answer(status: u16, body: Option<&Value>, retry_after: Option<u64>) -> Response {
    let mut response = match body {
        Some(body) => response::json(status, body),
        None => response::html(status, &format!("Error {status}")),
    };
    if let Some(seconds) = retry_after {
        response::set(&mut response, "retry-after", &seconds.to_string());
    }
    response
}
