//! Request and response bodies, field for field.
//!
//! Only what the widget uses is declared; unknown fields are ignored, and what the server may leave out or send as
//! `null` has a default, so that a server that is a little older or newer still works.

use serde::{Deserialize, Deserializer, Serialize};

/// Reads `null` as the type's default: servers send `null` where the schema says a field may be absent.
fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

/// Body of `POST /api/chat/start/` (`ChatStartSessionRequest`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StartRequest {
    /// The chatbot's UUID.
    pub chatbot_id: String,
    /// Free-form data about the session; the server wants an object.
    pub session_data: SessionData,
    /// The page's own id for the visitor. Never blank: the server answers 400 to `""` and to `null`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participant_remote_id: Option<String>,
    /// The visitor's name. Never blank, as above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participant_name: Option<String>,
    /// The visitor's time zone, as an IANA name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// A version of the chatbot other than the published one, for those who are logged in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_number: Option<i64>,
}

/// What [`StartRequest::session_data`] carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SessionData {
    /// Always `widget`: the server counts the session as one of an embedded widget.
    pub source: &'static str,
    /// Address of the page that carries the widget.
    pub page_url: String,
}

/// What opens a session's calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// UUID of the session.
    pub session: String,
    /// For `X-Session-Token`, where the channel asks for it.
    pub token: Option<String>,
}

/// Body of the 201 of start (`ChatStartSessionResponse`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct StartResponse {
    /// UUID of the new session.
    pub session_id: String,
    /// Bearer of the session for `X-Session-Token`; absent or `null` where the channel does not use tokens.
    #[serde(default)]
    pub session_token: Option<String>,
    /// The chatbot that answers.
    #[serde(default, deserialize_with = "null_as_default")]
    pub chatbot: Chatbot,
    /// What the visitor has to agree to first. Older servers say nothing of it.
    #[serde(default)]
    pub consent: Option<Consent>,
}

/// Whether a visitor has to agree to something before the bot may be spoken to (`consent` of start and poll).
///
/// Source: the server's `apps/api/chat_consent.py` and its tests, August 2026.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Whether agreement is still missing.
    pub required: bool,
    /// What is agreed to, in this wording. Another wording has another id.
    #[serde(default)]
    pub form_version_id: Option<i64>,
    /// The wording as HTML, while it is required. Untrusted.
    #[serde(default)]
    pub text: Option<String>,
}

/// Body of `POST …/consent/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConsentRequest {
    /// What is agreed to.
    pub form_version_id: i64,
}

/// The part of the chatbot that is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Chatbot {
    /// Display name.
    #[serde(default, deserialize_with = "null_as_default")]
    pub name: String,
}

/// Body of `POST …/message/` (`ChatSendMessageRequestWithAttachments`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SendRequest {
    /// The text. Blank text is refused by the server, with or without attachments.
    pub message: String,
    /// Ids from uploads to the same session that no earlier message has used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachment_ids: Vec<i64>,
    /// As in [`StartRequest`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_number: Option<i64>,
}

/// Body of the 202 of message (`ChatSendMessageResponse`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SendResponse {
    /// Id of the task that works on the answer.
    pub task_id: String,
    /// Why the message was not taken, from servers that say so with a 2xx.
    #[serde(default)]
    pub error: Option<String>,
}

/// Body of the 200 of a task poll (`ChatTaskPoll`).
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct TaskPollResponse {
    /// A progress message while processing, the answer when complete.
    #[serde(default)]
    pub message: Option<WireMessage>,
    /// Where the task is.
    pub status: TaskStatus,
    /// The reason, where a failed task is told with a 2xx.
    #[serde(default)]
    pub error: Option<String>,
}

/// Where a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TaskStatus {
    /// Still working. Unknown tasks answer this for ever.
    Processing,
    /// Done; the schema of another call also spells it `completed`.
    #[serde(alias = "completed")]
    Complete,
    /// Failed. Real servers use HTTP 400 or 500 with it.
    Error,
}

/// Body of the 200 of a session poll (`ChatPollResponse`).
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct PollResponse {
    /// In ascending order of `created_at`.
    #[serde(deserialize_with = "null_as_default")]
    pub messages: Vec<WireMessage>,
    /// Whether there are more after the last of these.
    #[serde(default)]
    pub has_more: bool,
    /// Whether the session takes messages.
    #[serde(default)]
    pub session_status: SessionStatus,
    /// What the visitor has to agree to first. Older servers say nothing of it.
    #[serde(default)]
    pub consent: Option<Consent>,
}

/// Whether a session takes messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SessionStatus {
    /// Ended: message and upload are refused from now on.
    Ended,
    /// Takes messages; also what an unknown word is taken for, since the server will say so if it does not.
    #[default]
    #[serde(other)]
    Active,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The visitor.
    User,
    /// The bot, or somebody speaking through it.
    Assistant,
    /// The system; also what an unknown role is taken for.
    #[serde(other)]
    System,
}

/// One message as the server sends it (`Message`). It has no id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WireMessage {
    /// UTC with up to six digits of a second, kept as received: it is the polling cursor.
    #[serde(default, deserialize_with = "null_as_default")]
    pub created_at: String,
    /// Who speaks.
    pub role: Role,
    /// The text: Markdown from the bot, trimmed plain text from the visitor. Untrusted.
    #[serde(default, deserialize_with = "null_as_default")]
    pub content: String,
    /// What the server knows beside the text.
    #[serde(default, deserialize_with = "null_as_default")]
    pub metadata: Metadata,
    /// Files that belong to the message.
    #[serde(default, deserialize_with = "null_as_default")]
    pub attachments: Vec<Attachment>,
}

/// The part of a message's metadata that the widget looks at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// Set when a run of the chatbot produced the message. The note that a failed task leaves in the history has none.
    #[serde(default, rename = "trace_info", deserialize_with = "is_present", skip_serializing_if = "is_false")]
    pub traced: bool,
}

fn is_present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(Option::<serde::de::IgnoredAny>::deserialize(deserializer)?.is_some())
}

fn is_false(value: &bool) -> bool {
    !value
}

/// A file of a message. Its address cannot be used by a widget (it wants an API key), so it is not read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// File name, Unicode, untrusted.
    #[serde(default, deserialize_with = "null_as_default")]
    pub name: String,
    /// Bytes.
    #[serde(default, deserialize_with = "null_as_default")]
    pub size: f64,
}

/// Body of the 201 of upload (`ChatUploadFileResponse`), in the order of the parts sent.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct UploadResponse {
    /// What was stored.
    pub files: Vec<UploadedFile>,
}

/// One stored file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct UploadedFile {
    /// What a message names it by.
    pub id: i64,
}
