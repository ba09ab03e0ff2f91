//! Request and response bodies, field for field.
//!
//! Only what the widget uses is declared; unknown fields are ignored, and what the server may leave out or send as
//! `null` has a default, so that a server that is a little older or newer still works.

use crate::json::{FromJson, ToJson, Value, from_json, json_struct, to_json};

/// Body of `POST /api/chat/start/` (`ChatStartSessionRequest`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartRequest {
    /// The chatbot's UUID.
    pub chatbot_id: String,
    /// Free-form data about the session; the server wants an object.
    pub session_data: SessionData,
    /// The page's own id for the visitor. Never blank: the server answers 400 to `""` and to `null`.
    pub participant_remote_id: Option<String>,
    /// The visitor's name. Never blank, as above.
    pub participant_name: Option<String>,
    /// The visitor's time zone, as an IANA name.
    pub timezone: Option<String>,
    /// A version of the chatbot other than the published one, for those who are logged in.
    pub version_number: Option<i64>,
}

/// What [`StartRequest::session_data`] carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionData {
    /// Always `widget`: the server counts the session as one of an embedded widget.
    pub source: &'static str,
    /// Address of the page that carries the widget.
    pub page_url: String,
}

/// What opens a session's calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionCredentials {
    /// UUID of the session.
    pub session: String,
    /// For `X-Session-Token`, where the channel asks for it.
    pub token: Option<String>,
}

/// Body of the 201 of start (`ChatStartSessionResponse`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartResponse {
    /// UUID of the new session.
    pub session_id: String,
    /// Bearer of the session for `X-Session-Token`; absent or `null` where the channel does not use tokens.
    pub session_token: Option<String>,
    /// The chatbot that answers.
    pub chatbot: Chatbot,
    /// What the visitor has to agree to first. Older servers say nothing of it.
    pub consent: Option<Consent>,
}

/// Whether a visitor has to agree to something before the bot may be spoken to (`consent` of start and poll).
///
/// Source: the server's `apps/api/chat_consent.py` and its tests, August 2026.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Consent {
    /// Whether agreement is still missing.
    pub required: bool,
    /// What is agreed to, in this wording. Another wording has another id.
    pub form_version_id: Option<i64>,
    /// The wording as HTML, while it is required. Untrusted.
    pub text: Option<String>,
}

/// Body of `POST …/consent/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentRequest {
    /// What is agreed to.
    pub form_version_id: i64,
}

/// The part of the chatbot that is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chatbot {
    /// Display name.
    pub name: String,
}

/// Body of `POST …/message/` (`ChatSendMessageRequestWithAttachments`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendRequest {
    /// The text. Blank text is refused by the server, with or without attachments.
    pub message: String,
    /// Ids from uploads to the same session that no earlier message has used.
    pub attachment_ids: Vec<i64>,
    /// As in [`StartRequest`].
    pub version_number: Option<i64>,
}

/// Body of the 202 of message (`ChatSendMessageResponse`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendResponse {
    /// Id of the task that works on the answer.
    pub task_id: String,
    /// Why the message was not taken, from servers that say so with a 2xx.
    pub error: Option<String>,
}

/// Body of the 200 of a task poll (`ChatTaskPoll`).
#[derive(Debug, Clone, PartialEq)]
pub struct TaskPollResponse {
    /// A progress message while processing, the answer when complete.
    pub message: Option<WireMessage>,
    /// Where the task is.
    pub status: TaskStatus,
    /// The reason, where a failed task is told with a 2xx.
    pub error: Option<String>,
}

/// Where a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskStatus {
    /// Still working. Unknown tasks answer this for ever.
    Processing,
    /// Done; the schema of another call also spells it `completed`.
    Complete,
    /// Failed. Real servers use HTTP 400 or 500 with it.
    Error,
}

/// Body of the 200 of a session poll (`ChatPollResponse`).
#[derive(Debug, Clone, PartialEq)]
pub struct PollResponse {
    /// In ascending order of `created_at`.
    pub messages: Vec<WireMessage>,
    /// Whether there are more after the last of these.
    pub has_more: bool,
    /// Whether the session takes messages.
    pub session_status: SessionStatus,
    /// What the visitor has to agree to first. Older servers say nothing of it.
    pub consent: Option<Consent>,
}

/// Whether a session takes messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SessionStatus {
    /// Ended: message and upload are refused from now on.
    Ended,
    /// Takes messages; also what an unknown word is taken for, since the server will say so if it does not.
    #[default]
    Active,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The visitor.
    User,
    /// The bot, or somebody speaking through it.
    Assistant,
    /// The system; also what an unknown role is taken for.
    System,
}

/// One message as the server sends it (`Message`). It has no id.
#[derive(Debug, Clone, PartialEq)]
pub struct WireMessage {
    /// UTC with up to six digits of a second, kept as received: it is the polling cursor.
    pub created_at: String,
    /// Who speaks.
    pub role: Role,
    /// The text: Markdown from the bot, trimmed plain text from the visitor. Untrusted.
    pub content: String,
    /// What the server knows beside the text.
    pub metadata: Metadata,
    /// Files that belong to the message.
    pub attachments: Vec<Attachment>,
}

/// The part of a message's metadata that the widget looks at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Set when a run of the chatbot produced the message. The note that a failed task leaves in the history has none.
    pub traced: bool,
}

/// A file of a message. Its address cannot be used by a widget (it wants an API key), so it is not read.
#[derive(Debug, Clone, PartialEq)]
pub struct Attachment {
    /// File name, Unicode, untrusted.
    pub name: String,
    /// Bytes.
    pub size: f64,
}

/// Body of the 201 of upload (`ChatUploadFileResponse`), in the order of the parts sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadResponse {
    /// What was stored.
    pub files: Vec<UploadedFile>,
}

/// One stored file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadedFile {
    /// What a message names it by.
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
json_struct!(SessionCredentials { session: required, token: required });
from_json!(StartResponse { session_id: required, session_token: required, chatbot: optional, consent: required });
json_struct!(Consent { required: required, form_version_id: required, text: required });
to_json!(ConsentRequest { form_version_id: required });
from_json!(Chatbot { name: optional });
from_json!(SendResponse { task_id: required, error: required });
from_json!(TaskPollResponse { message: required, status: required, error: required });
from_json!(PollResponse { messages: optional, has_more: optional, session_status: optional, consent: required });
json_struct!(WireMessage {
    created_at: optional,
    role: required,
    content: optional,
    metadata: optional,
    attachments: optional
});
json_struct!(Attachment { name: optional, size: optional });
from_json!(UploadResponse { files: required });
from_json!(UploadedFile { id: required });

impl ToJson for SendRequest {
    fn to_json(&self) -> Value {
        let ids = Some(&self.attachment_ids).filter(|ids| !ids.is_empty());
        Value::object([
            ("message", self.message.to_json()),
            ("attachment_ids", ids.map_or(Value::Null, ToJson::to_json)),
            ("version_number", self.version_number.to_json()),
        ])
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
        Some(Self { traced: *value.field("trace_info") != Value::Null })
    }
}

impl ToJson for Metadata {
    fn to_json(&self) -> Value {
        let trace = if self.traced { Value::Bool(true) } else { Value::Null };
        Value::object([("trace_info", trace)])
    }
}
