//! Bodies of requests and responses, field by field.
//!
//! They declare only fields that the widget uses. Unknown fields are ignored, and fields that the server may omit or send
//! as `null` have defaults, so that slightly older and newer servers work.

use crate::json::{FromJson, ToJson, Value, from_json, json_struct, to_json};
use crate::text::position_where;

/// Body of `POST /api/chat/start/` (`ChatStartSessionRequest`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartRequest {
    /// The chatbot's UUID.
    pub chatbot_id: String,
    /// Data about the session. The server requires an object.
    pub session_data: SessionData,
    /// The page's own id for the visitor. Never blank: the server rejects `""` and `null` with 400.
    pub participant_remote_id: Option<String>,
    /// The visitor's name. Never blank, as above.
    pub participant_name: Option<String>,
    /// The visitor's time zone, as an IANA name.
    pub timezone: Option<String>,
    /// A version of the chatbot other than the published one. The server requires a login for it.
    pub version_number: Option<i64>,
}

/// The content of [`StartRequest::session_data`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionData {
    /// Always `widget`: the server counts the session as that of an embedded widget.
    pub source: &'static str,
    /// URL of the page that embeds the widget.
    pub page_url: String,
}

impl SessionData {
    /// Data about the page at `href`. Its fragment is never sent, and its query only if `with_query` is set: either may
    /// contain secrets, and the chatbot's team can read the address.
    #[must_use]
    pub fn of_page(href: &str, with_query: bool) -> Self {
        let end = position_where(href, &|byte| byte == b'#' || byte == b'?' && !with_query);
        let page_url = href.get(..end.unwrap_or(href.len())).unwrap_or_default();
        Self { source: "widget", page_url: page_url.to_owned() }
    }
}

/// Identifies a session and authorizes its requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionCredentials {
    /// UUID of the session.
    pub session: String,
    /// For `X-Session-Token`, where the channel requires it.
    pub token: Option<String>,
}

/// Body of the 201 response to `POST …/start/` (`ChatStartSessionResponse`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartResponse {
    /// UUID of the new session.
    pub session_id: String,
    /// For `X-Session-Token`; missing or `null` where the channel does not use tokens.
    pub session_token: Option<String>,
    /// When the token expires, in whole seconds; `null` where there is no token, missing on servers before September 2026.
    pub expires_at: Option<String>,
    /// The chatbot of the session.
    pub chatbot: Chatbot,
    /// The consent that the session requires. Older servers omit it.
    pub consent: Option<Consent>,
}

/// Body of the 200 response to `POST …/token/`.
///
/// Source: the server's `apps/api/session_tokens.py` and the tests of the renewal, September 2026.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenewResponse {
    /// For `X-Session-Token`. Earlier tokens of the session are accepted until they expire.
    pub session_token: String,
    /// When the token expires, in whole seconds.
    pub expires_at: Option<String>,
}

/// Whether the visitor has to agree to a form before sending messages (`consent` of start and poll).
///
/// Source: the server's `apps/api/chat_consent.py` and its tests, August 2026.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Consent {
    /// Whether consent is still missing.
    pub required: bool,
    /// Version of the form. A changed text has another id.
    pub form_version_id: Option<i64>,
    /// Text of the form as HTML, while consent is required. Untrusted.
    pub text: Option<String>,
}

/// Body of `POST …/consent/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentRequest {
    /// The version of the form that the visitor agreed to.
    pub form_version_id: i64,
}

/// The part of a chatbot that the widget shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chatbot {
    /// Display name.
    pub name: String,
}

/// Body of `POST …/message/` (`ChatSendMessageRequestWithAttachments`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendRequest {
    /// The text. The server rejects blank text, with or without attachments.
    pub message: String,
    /// Ids of uploads to the same session that no earlier message has used.
    pub attachment_ids: Vec<i64>,
    /// As in [`StartRequest`].
    pub version_number: Option<i64>,
}

/// Body of the 202 response to `POST …/message/` (`ChatSendMessageResponse`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendResponse {
    /// Id of the task that produces the answer.
    pub task_id: String,
    /// Why the message was not accepted, where the server reports this with a 2xx.
    pub error: Option<String>,
}

/// Body of the 200 response to `GET …/{task_id}/poll/` (`ChatTaskPoll`).
#[derive(Debug, Clone, PartialEq)]
pub struct TaskPollResponse {
    /// A progress message while processing; the answer when complete.
    pub message: Option<WireMessage>,
    /// State of the task.
    pub status: TaskStatus,
    /// The reason, where the server reports a failed task with a 2xx.
    pub error: Option<String>,
}

/// State of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskStatus {
    /// Still running. The server also reports this for unknown tasks, forever.
    Processing,
    /// Done. Also spelled `completed` in another part of the schema.
    Complete,
    /// Failed. Servers send it with HTTP 400 or 500.
    Error,
}

/// Body of the 200 response to `GET …/poll/` (`ChatPollResponse`).
#[derive(Debug, Clone, PartialEq)]
pub struct PollResponse {
    /// In ascending order of `created_at`.
    pub messages: Vec<WireMessage>,
    /// Whether there are more messages after the last of these.
    pub has_more: bool,
    /// Whether the session accepts messages.
    pub session_status: SessionStatus,
    /// The consent that the session requires. Older servers omit it.
    pub consent: Option<Consent>,
}

/// Whether a session accepts messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SessionStatus {
    /// Ended. The server rejects messages and uploads.
    Ended,
    /// Accepts messages. Also stands for unknown values: the server rejects messages to an ended session anyway.
    #[default]
    Active,
}

/// Author of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The visitor.
    User,
    /// The bot, or a person writing through it.
    Assistant,
    /// The system. Also stands for unknown roles.
    System,
}

/// A message as the server sends it (`Message`). It has no id.
#[derive(Debug, Clone, PartialEq)]
pub struct WireMessage {
    /// UTC time with up to six decimals of a second. Kept as received, because it is the cursor of polls.
    pub created_at: String,
    /// Author of a message.
    pub role: Role,
    /// The text: Markdown from the bot, trimmed plain text from the visitor. Untrusted.
    pub content: String,
    /// Data besides the text.
    pub metadata: Metadata,
    /// Files that belong to the message.
    pub attachments: Vec<Attachment>,
}

/// The part of a message's metadata that the widget uses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Whether a run of the chatbot produced the message. False for the message that a failed task leaves in the history.
    pub traced: bool,
}

/// A file of a message.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attachment {
    /// File name, Unicode, untrusted.
    pub name: String,
    /// Size in bytes.
    pub size: f64,
    /// Media type, which may be empty.
    pub content_type: Option<String>,
    /// Requires the credentials of the session. Servers before September 2026 omit it.
    pub download_url: Option<String>,
    /// Requires an API key, which a widget does not have.
    pub content_url: Option<String>,
}

/// Body of the 201 response to `POST …/upload/` (`ChatUploadFileResponse`), in the order of the parts sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadResponse {
    /// The stored files.
    pub files: Vec<UploadedFile>,
}

/// One stored file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadedFile {
    /// For [`SendRequest::attachment_ids`].
    pub id: i64,
}

to_json!(StartRequest {
    chatbot_id: required,
    session_data: required,
    participant_remote_id: required,
    participant_name: required,
    timezone: required,
    version_number: required,
});
to_json!(SessionData { source: required, page_url: required });
json_struct!(SessionCredentials { session: required, token: optional });
from_json!(StartResponse {
    session_id: required,
    session_token: optional,
    expires_at: optional,
    chatbot: optional,
    consent: optional
});
from_json!(RenewResponse { session_token: required, expires_at: optional });
json_struct!(Consent { required: optional, form_version_id: optional, text: optional });
to_json!(ConsentRequest { form_version_id: required });
from_json!(Chatbot { name: optional });
from_json!(SendResponse { task_id: required, error: optional });
from_json!(TaskPollResponse { message: optional, status: required, error: optional });
from_json!(PollResponse { messages: required, has_more: optional, session_status: optional, consent: optional });
json_struct!(WireMessage {
    created_at: optional,
    role: required,
    content: optional,
    metadata: optional,
    attachments: optional
});
json_struct!(Attachment {
    name: optional,
    size: optional,
    content_type: optional,
    download_url: optional,
    content_url: optional,
});
from_json!(UploadResponse { files: required });
from_json!(UploadedFile { id: required });

impl ToJson for SendRequest {
    fn to_json(&self) -> Value {
        let ids = Some(&self.attachment_ids).filter(|ids| !ids.is_empty());
        Value::object()
            .with("message", self.message.to_json())
            .with("attachment_ids", ids.map_or(Value::Null, ToJson::to_json))
            .with("version_number", self.version_number.to_json())
    }
}

impl FromJson for TaskStatus {
    fn from_json(value: &Value) -> Option<Self> {
        Some(match value.as_str()? {
            "processing" => Self::Processing,
            "complete" | "completed" => Self::Complete,
            "error" => Self::Error,
            _ => return None,
        })
    }
}

impl FromJson for SessionStatus {
    fn from_json(value: &Value) -> Option<Self> {
        Some(if value.as_str()? == "ended" { Self::Ended } else { Self::Active })
    }
}

impl FromJson for Role {
    fn from_json(value: &Value) -> Option<Self> {
        Some(match value.as_str()? {
            "user" => Self::User,
            "assistant" => Self::Assistant,
            _ => Self::System,
        })
    }
}

impl ToJson for Role {
    fn to_json(&self) -> Value {
        let name = match self {
            Self::User => "user",
            Self::Assistant => "assistant",
            Self::System => "system",
        };
        Value::String(name.to_owned())
    }
}

impl FromJson for Metadata {
    fn from_json(value: &Value) -> Option<Self> {
        Some(Self { traced: !matches!(value.field("trace_info"), Value::Null) })
    }
}

impl ToJson for Metadata {
    fn to_json(&self) -> Value {
        let trace = if self.traced { Value::Bool(true) } else { Value::Null };
        Value::object().with("trace_info", trace)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn history_page_with_an_invalid_message_is_malformed() {
        let page = |messages: &str| crate::json::parse::<PollResponse>(&format!(r#"{{"messages":{messages}}}"#));
        let message = r#"{"role":"user","content":"hi"}"#;
        assert_eq!(page(&format!("[{message}]")).map(|page| page.messages.len()), Some(1));
        for messages in [&format!("[{message},null]"), &format!(r#"[{message},{{"content":"no role"}}]"#), "{}"] {
            assert!(page(messages).is_none(), "{messages}");
        }
    }

    #[test]
    fn page_address_has_no_fragment_and_a_query_only_if_allowed() {
        let of_page = |href, with_query| SessionData::of_page(href, with_query).page_url;
        for (href, without, with) in [
            ("https://a.example/b", "https://a.example/b", "https://a.example/b"),
            ("https://a.example/b?c=1#d", "https://a.example/b", "https://a.example/b?c=1"),
            ("https://a.example/b#c?d=1", "https://a.example/b", "https://a.example/b"),
            ("https://a.example/b?c#d?e", "https://a.example/b", "https://a.example/b?c"),
            ("about:srcdoc", "about:srcdoc", "about:srcdoc"),
        ] {
            assert_eq!(of_page(href, false), without, "{href}");
            assert_eq!(of_page(href, true), with, "{href}");
        }
    }
}
