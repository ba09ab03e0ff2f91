//! Faults that tests inject, and the requests that each applies to.

use serde::Deserialize;
use serde_json::Value;

/// The effect of a fault.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FaultKind {
    /// The request is not processed. The response has this status and this JSON, or an HTML error page.
    Status {
        /// HTTP status.
        status: u16,
        /// JSON body.
        #[serde(default)]
        body: Option<Value>,
        /// A number of seconds or the text of a date, for a `Retry-After` header.
        #[serde(default)]
        retry_after: Option<Value>,
    },
    /// The request is processed after a delay.
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// The connection closes before the request is processed.
    DropBefore,
    /// The request is processed, and the connection closes without a response.
    DropAfter,
    /// The request is processed, and the JSON of the response is cut in half.
    BrokenJson,
    /// The request is processed, and the body of the response arrives bit by bit.
    SlowBody {
        /// Milliseconds until it is complete.
        ms: u64,
    },
    /// The request is processed, and the connection closes in the middle of the body.
    CutOff,
    /// The request is processed, and the response is an HTML page with the same status.
    Html,
    /// All requests fail, preflights included, as without a server.
    Offline,
    /// The session's tokens so far expire before the request is processed.
    SessionExpired,
    /// The bearer token of the request expires before it is processed.
    StaleBearer,
    /// The session ends before the request is processed.
    SessionEnded,
}

/// A fault and the requests that it applies to.
#[derive(Debug, Clone, Deserialize)]
pub struct Fault {
    /// Only requests for this chatbot; all without it.
    #[serde(default)]
    pub chatbot: Option<String>,
    /// `start`, `upload`, `message`, `consent`, `token`, `download`, `task`, `poll`, `preflight`, or `any` for
    /// all of them.
    #[serde(default = "any")]
    pub on: String,
    /// The number of requests; unlimited without it.
    #[serde(default)]
    pub times: Option<u32>,
    /// The effect.
    #[serde(flatten)]
    pub kind: FaultKind,
}

fn any() -> String {
    "any".to_owned()
}

/// Returns the effects of the faults that apply to a request, counts them down, and removes exhausted faults.
pub(crate) fn take_matching(faults: &mut Vec<Fault>, endpoint: &str, chatbot: Option<&str>) -> Vec<FaultKind> {
    let mut kinds = Vec::new();
    for fault in faults.iter_mut() {
        // `any` includes preflights only when the server is unreachable.
        let is_any = fault.on == "any" && (endpoint != "preflight" || fault.kind == FaultKind::Offline);
        let is_endpoint = fault.on == endpoint || is_any;
        let is_chatbot = fault.chatbot.is_none() || fault.chatbot.as_deref() == chatbot;
        if is_endpoint && is_chatbot && fault.times != Some(0) {
            fault.times = fault.times.map(|times| times - 1);
            kinds.push(fault.kind.clone());
        }
    }
    faults.retain(|fault| fault.times != Some(0));
    kinds
}
