//! Errors of requests, classified by how the widget reacts to them.
//!
//! The server reports errors in several shapes (`{"detail"}`, `{"error"}`, `{"error","code"}`, `{"error","status"}`, lists
//! per field, HTML). [`classify`](ApiError::classify) accepts all of them and requires none.

use super::bodies::Consent;
use crate::json::{from_json, json_enum};
use crate::text::{split, split_at_first};

/// The endpoint of a request. The same status has different meanings for different endpoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// `POST /api/chat/start/`
    Start,
    /// `POST …/upload/`
    Upload,
    /// `POST …/message/`
    Message,
    /// `GET …/{task_id}/poll/`
    TaskPoll,
    /// `GET …/poll/`
    Poll,
    /// `POST …/consent/`
    Consent,
    /// `POST …/token/`
    Token,
    /// `GET …/files/{file_id}/content/`
    Download,
}

/// The JSON body of an error response. Every field may be missing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ErrorBody {
    /// Message of Django REST framework: authentication, permissions, parsing, rate limit.
    pub detail: Option<String>,
    /// Message of the API view.
    pub error: Option<String>,
    /// Machine-readable reason of a 401, 403 or 409.
    pub code: Option<String>,
    /// Seconds until the rate limit allows the next request.
    pub available_in: Option<f64>,
    /// The consent form, where consent is missing.
    pub consent: Option<Consent>,
}

from_json!(ErrorBody { detail: optional, error: optional, code: optional, available_in: optional, consent: optional });

/// Why files were rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileError {
    /// One file exceeds the size limit.
    TooLarge,
    /// The files of one upload together exceed the size limit.
    TotalTooLarge,
    /// The request has more files than the server accepts.
    TooMany,
    /// The server does not accept the type of the file.
    Type,
    /// The file has the extension of an image, but not a supported image type.
    UnsupportedImage,
    /// The file was selected on an earlier page, and the browser no longer has it.
    Lost,
    /// Any other reason.
    Other,
}

json_enum!(FileError {
    "TooLarge" TooLarge,
    "TotalTooLarge" TotalTooLarge,
    "TooMany" TooMany,
    "Type" Type,
    // The name in records of version 1.0.0.
    "Unreadable" UnsupportedImage,
    "Lost" Lost,
    "Other" Other,
});

/// The files of an upload that the server rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RejectedFiles {
    /// The file of this name.
    Name(String),
    /// All files with this extension, including its dot; empty for files without an extension.
    Extension(String),
    /// All files of the upload.
    All,
}

/// A failed request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiError {
    /// No response: offline, connection dropped, wrong address, blocked by CORS or CSP, aborted.
    Network,
    /// No response within the time limit.
    Timeout,
    /// An error of the server (5xx). Holds the status and the milliseconds to wait, if the server sent them.
    Server(u16, Option<u64>),
    /// A success with an unexpected body. The request may have taken effect.
    Malformed,
    /// Too many requests. Holds the milliseconds to wait, if the server sent them.
    RateLimited(Option<u64>),
    /// The session token has expired.
    SessionExpired,
    /// The server has no such session, or the token does not belong to it.
    SessionUnknown,
    /// The session has ended and accepts no more messages.
    SessionEnded,
    /// The visitor has to agree to this form first, or has agreed to an older version of it. The request had no effect.
    ConsentRequired(Option<Consent>),
    /// The channel is switched off. Holds the message of its owner, if there is one.
    Unavailable(Option<String>),
    /// The chatbot has no published version, which visitors of a public link need.
    Unpublished,
    /// The visitor is logged in to the server, and has no access to the chatbot.
    NoAccess,
    /// The visitor is logged in to the server with a different id from the one that the page has set.
    VisitorMismatch,
    /// The embed key is wrong or belongs to another chatbot.
    KeyRefused,
    /// The chatbot requires visitors to be logged in.
    LoginRequired,
    /// The page's function for access tokens has failed.
    TokenUnavailable,
    /// The channel's allowed domains do not include this site.
    OriginRefused,
    /// The server has no such chatbot.
    ChatbotUnknown,
    /// The chatbot has no such version.
    VersionRefused,
    /// The server rejected files of an upload.
    Files(FileError, RejectedFiles),
    /// A message refers to an upload that is unknown, already used, or expired.
    AttachmentsGone,
    /// The task failed. Holds the message for the visitor, if there is one.
    TaskFailed(Option<String>),
    /// The server has no such task.
    TaskUnknown,
    /// Any other client error (4xx).
    Rejected(u16),
}

const INVALID_KEY: &str = "Invalid widget embed key";
const NO_SESSION: &str = "Session does not exist";
const NO_CREDENTIALS: &str = "Authentication credentials were not provided.";
const SESSION_ENDED: &str = "Session has ended";
const NO_ACCESS: &str = "You do not have access to this chatbot";
const NO_VERSION: &str = "Version number requires authentication";
const INVALID_FILE_IDS: &str = "One or more file IDs are invalid";

impl ApiError {
    /// Classifies a response whose status is not a success.
    ///
    /// `has_token`: whether the request had a session token. `body`: the decoded body, if it was JSON. `retry_after`:
    /// the `Retry-After` header, in seconds from now.
    #[must_use]
    pub fn classify(
        endpoint: Endpoint,
        has_token: bool,
        status: u16,
        body: Option<&ErrorBody>,
        retry_after: Option<f64>,
    ) -> Self {
        let detail = body.and_then(|b| b.detail.as_deref());
        let error = body.and_then(|b| b.error.as_deref());
        let code = body.and_then(|b| b.code.as_deref());
        match status {
            429 => {
                let seconds = retry_after.or_else(|| body.and_then(|b| b.available_in));
                Self::RateLimited(seconds.and_then(to_milliseconds))
            }
            // The server reports a failed task with 500 and JSON. The error pages of a proxy or of Django are HTML.
            400 | 500 if endpoint == Endpoint::TaskPoll && error.is_some() && error != Some(SESSION_ENDED) => {
                Self::TaskFailed(error.filter(|_| status == 400).map(str::to_owned))
            }
            500.. => Self::Server(status, retry_after.and_then(to_milliseconds)),
            _ if error == Some(SESSION_ENDED) => Self::SessionEnded,
            _ if matches!(code, Some("consent_required" | "consent_stale")) => {
                Self::ConsentRequired(body.and_then(|b| b.consent.clone()))
            }
            401 if code == Some("chat_access_denied") => Self::LoginRequired,
            401 => Self::KeyRefused,
            403 => match (code, detail, error) {
                (Some("session_expired"), _, _) => Self::SessionExpired,
                (Some("chat_access_denied"), _, _) => Self::LoginRequired,
                (_, Some(INVALID_KEY), _) => Self::KeyRefused,
                (Some("session_token_required" | "session_token_invalid"), _, _)
                | (_, Some(NO_SESSION | NO_CREDENTIALS), _) => Self::SessionUnknown,
                (Some(_), _, _) => Self::Rejected(status),
                (None, _, Some(NO_ACCESS)) => Self::NoAccess,
                (None, _, Some(NO_VERSION)) => Self::VersionRefused,
                (None, _, Some(message)) => Self::Unavailable(
                    Some(message.to_owned()).filter(|message| message != UNAVAILABLE && !message.is_empty()),
                ),
                // A refused origin gets this response, and so does a session without a token whose channel now requires
                // tokens. If the origin is refused after all, starting the next session fails with `OriginRefused`.
                (None, _, None) if !has_token && !matches!(endpoint, Endpoint::Start | Endpoint::Token) => {
                    Self::SessionUnknown
                }
                (None, _, None) => Self::OriginRefused,
            },
            404 => match endpoint {
                // "Experiment with version N not found"
                Endpoint::Start if detail.is_some_and(|detail| detail.starts_with("Experiment")) => {
                    Self::VersionRefused
                }
                Endpoint::Start if detail.is_some() => Self::ChatbotUnknown,
                // Not an Open Chat Studio server, or one without the endpoint. A deleted file gets the same status.
                Endpoint::Start | Endpoint::Token | Endpoint::Download => Self::Rejected(status),
                Endpoint::TaskPoll => Self::TaskUnknown,
                Endpoint::Upload | Endpoint::Message | Endpoint::Poll | Endpoint::Consent => Self::SessionUnknown,
            },
            400 | 413 | 415 if endpoint == Endpoint::Upload => {
                let unexplained = || classify_unexplained_upload(status, body.is_some());
                let (reason, files) = error.map_or_else(unexplained, classify_rejected_file);
                Self::Files(reason, files)
            }
            400 if endpoint == Endpoint::Start
                && detail.is_some_and(|detail| split_at_first(detail, "UUID").is_some()) =>
            {
                Self::ChatbotUnknown
            }
            // "Remote ID must match your email address"
            400 if endpoint == Endpoint::Start && error.is_some() => Self::VisitorMismatch,
            409 if code == Some("no_published_version") => Self::Unpublished,
            400 if error == Some(INVALID_FILE_IDS) => Self::AttachmentsGone,
            _ => Self::Rejected(status),
        }
    }

    /// Whether the request may have taken effect anyway, so it must not be repeated without a check.
    #[must_use]
    pub fn has_unknown_outcome(&self) -> bool {
        matches!(self, Self::Network | Self::Timeout | Self::Server(..) | Self::Malformed)
    }

    /// Whether a request that was authorized with the access token may have failed because of it.
    #[must_use]
    pub fn may_reject_token(&self) -> bool {
        matches!(self, Self::LoginRequired | Self::KeyRefused)
    }

    /// Whether the session is lost and has to be replaced.
    #[must_use]
    pub fn is_session_lost(&self) -> bool {
        matches!(self, Self::SessionExpired | Self::SessionUnknown)
    }
}

/// The default message of the server for a channel that is switched off.
const UNAVAILABLE: &str = "This chatbot is currently unavailable.";

/// Converts a wait in seconds. A negative number (a date in the past) becomes 0, NaN becomes `None`.
fn to_milliseconds(seconds: f64) -> Option<u64> {
    // At most an hour: a longer wait is probably a fault of the server, and trying again earlier may help the visitor.
    (!seconds.is_nan()).then(|| (seconds.clamp(0.0, 3_600.0) * 1_000.0) as u64)
}

/// Classifies a rejected upload without a message: the HTML page for too many files, or that of a proxy with a lower limit.
fn classify_unexplained_upload(status: u16, is_json: bool) -> (FileError, RejectedFiles) {
    let reason = match status {
        400 if !is_json => FileError::TooMany,
        _ => FileError::Other,
    };
    (reason, RejectedFiles::All)
}

/// Classifies the message in which the server names the file that it rejects and the reason.
fn classify_rejected_file(message: &str) -> (FileError, RejectedFiles) {
    if message.starts_with("Total file size") {
        return (FileError::TotalTooLarge, RejectedFiles::All);
    }
    if let Some(extension) = message.strip_prefix("File type '").and_then(|rest| split(rest, "'").next()) {
        return (FileError::Type, RejectedFiles::Extension(extension.to_owned()));
    }
    // The name may contain an apostrophe, so the text after it marks its end.
    if let Some(name) = message.strip_prefix("File '").and_then(|rest| split_at_first(rest, "' exceeds")) {
        return (FileError::TooLarge, RejectedFiles::Name(name.0.to_owned()));
    }
    if let Some(name) = message.strip_prefix("The image `").and_then(|rest| split_at_first(rest, "` is not")) {
        return (FileError::UnsupportedImage, RejectedFiles::Name(name.0.to_owned()));
    }
    (FileError::Other, RejectedFiles::All)
}

#[cfg(test)]
mod tests;
