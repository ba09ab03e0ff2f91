//! What can go wrong in a call, told apart by what can be done about it.
//!
//! The server speaks in several shapes (`{"detail"}`, `{"error"}`, `{"error","code"}`, `{"error","status"}`, lists per
//! field, HTML); [`classify`](ApiError::classify) reads them all and needs none of them.

use super::wire::Consent;
use crate::json::{from_json, json_enum};

/// Which call an answer belongs to: the same status means different things in different calls.
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
}

/// The fields of an error answer's JSON, where it has any.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ErrorBody {
    /// Authentication, permission, parsing, rate limit.
    pub detail: Option<String>,
    /// The view's own words.
    pub error: Option<String>,
    /// Machine-readable reason of a refused session token.
    pub code: Option<String>,
    /// Seconds until the rate limit's window ends.
    pub available_in: Option<f64>,
    /// What has to be agreed to, where that is what is missing.
    pub consent: Option<Consent>,
}

from_json!(ErrorBody { detail: optional, error: optional, code: optional, available_in: optional, consent: optional });

/// Why files were refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileError {
    /// One file has more bytes than the server takes.
    TooLarge,
    /// The files of one message have more bytes than the server takes together.
    TotalTooLarge,
    /// More files than the server takes in one request.
    TooMany,
    /// A kind of file that the server does not take.
    Type,
    /// Called an image, but nobody can read it as one.
    Unreadable,
    /// RejectedFiles for a reason that we have no words for.
    Other,
}

json_enum!(FileError {
    "TooLarge" TooLarge,
    "TotalTooLarge" TotalTooLarge,
    "TooMany" TooMany,
    "Type" Type,
    "Unreadable" Unreadable,
    "Other" Other,
});

/// Which of the files sent a refusal is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RejectedFiles {
    /// The file of this name.
    Name(String),
    /// All files that end in this extension, dot included; empty for files without one.
    Extension(String),
    /// No single file.
    All,
}

/// A failed call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiError {
    /// No answer: offline, connection dropped, address wrong, blocked by CORS or CSP.
    Network,
    /// No answer within the time allowed.
    Timeout,
    /// The server had a fault of its own (5xx).
    Server(u16),
    /// A success whose body cannot be read. What was asked for may have been done.
    Malformed,
    /// Too many requests; come back after so many milliseconds, where the server says.
    RateLimited(Option<u64>),
    /// The session's token is past its lifetime.
    SessionExpired,
    /// The server does not know the session, or not with this token.
    SessionUnknown,
    /// The session has been closed and takes no more messages.
    SessionEnded,
    /// The visitor has to agree to this first, or has agreed to another wording. What was asked for has not been done.
    ConsentRequired(Option<Consent>),
    /// The chatbot has been switched off, with the words of those who did it where they left any.
    Unavailable(Option<String>),
    /// Wrong embed key, or a key of another chatbot.
    KeyRefused,
    /// The chatbot wants visitors to be logged in.
    LoginRequired,
    /// This site is not among the channel's allowed domains.
    OriginRefused,
    /// There is no such chatbot.
    ChatbotUnknown,
    /// Files refused by upload.
    Files(FileError, RejectedFiles),
    /// A message names an upload that is unknown, used, or expired.
    AttachmentsGone,
    /// The task failed, with words meant for the visitor where there are any.
    TaskFailed(Option<String>),
    /// The server has no such task.
    TaskUnknown,
    /// Any other refusal (4xx).
    Rejected(u16),
}

const INVALID_KEY: &str = "Invalid widget embed key";
const NO_SESSION: &str = "Session does not exist";
const NO_CREDENTIALS: &str = "Authentication credentials were not provided.";
const SESSION_ENDED: &str = "Session has ended";
const INVALID_FILE_IDS: &str = "One or more file IDs are invalid";

impl ApiError {
    /// Reads an answer that is not a success.
    ///
    /// `body` is the decoded JSON, if it was JSON; `retry_after` the header of that name, in seconds.
    #[must_use]
    pub fn classify(endpoint: Endpoint, status: u16, body: Option<&ErrorBody>, retry_after: Option<f64>) -> Self {
        let detail = body.and_then(|b| b.detail.as_deref());
        let error = body.and_then(|b| b.error.as_deref());
        let code = body.and_then(|b| b.code.as_deref());
        match status {
            429 => {
                let seconds = retry_after.or_else(|| body.and_then(|b| b.available_in));
                Self::RateLimited(seconds.and_then(milliseconds))
            }
            // A failed task is told with 500 as well, but always with JSON; a proxy's 502 or Django's 500 page is not.
            400 | 500 if endpoint == Endpoint::TaskPoll && error.is_some() && error != Some(SESSION_ENDED) => {
                Self::TaskFailed(error.filter(|_| status == 400).map(str::to_owned))
            }
            500.. => Self::Server(status),
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
                (None, _, Some(words)) => Self::Unavailable(Some(words.to_owned()).filter(|w| w != UNAVAILABLE)),
                (None, _, None) => Self::OriginRefused,
            },
            404 => match endpoint {
                Endpoint::Start if detail.is_some() => Self::ChatbotUnknown,
                // A page that knows nothing of the API.
                Endpoint::Start => Self::Rejected(status),
                Endpoint::TaskPoll => Self::TaskUnknown,
                Endpoint::Upload | Endpoint::Message | Endpoint::Poll | Endpoint::Consent => Self::SessionUnknown,
            },
            400 | 413 | 415 if endpoint == Endpoint::Upload => {
                let unexplained = || unexplained_upload(status, body.is_some());
                let (fault, which) = error.map_or_else(unexplained, read_file_refusal);
                Self::Files(fault, which)
            }
            400 if endpoint == Endpoint::Start && detail.is_some_and(|words| words.contains("UUID")) => {
                Self::ChatbotUnknown
            }
            400 if error == Some(INVALID_FILE_IDS) => Self::AttachmentsGone,
            _ => Self::Rejected(status),
        }
    }

    /// Whether the call may have had its effect all the same, so that it must not simply be made again.
    #[must_use]
    pub fn outcome_unknown(&self) -> bool {
        matches!(self, Self::Network | Self::Timeout | Self::Server(_) | Self::Malformed)
    }

    /// Whether the session is lost to us and a new one has to take its place.
    #[must_use]
    pub fn session_is_gone(&self) -> bool {
        matches!(self, Self::SessionExpired | Self::SessionUnknown)
    }
}

/// What the server says of a channel that was switched off without words of its own.
const UNAVAILABLE: &str = "This chatbot is currently unavailable.";

/// Whole milliseconds, for what may come from a proxy that makes up numbers.
fn milliseconds(seconds: f64) -> Option<u64> {
    // At most an hour: a longer wait is a mistake, and the visitor is better served by an attempt.
    (seconds.is_finite() && seconds >= 0.0).then(|| (seconds.min(3_600.0) * 1_000.0) as u64)
}

/// An upload that was refused without words: the HTML page for too many files, or a proxy's own limit.
fn unexplained_upload(status: u16, is_json: bool) -> (FileError, RejectedFiles) {
    let fault = match status {
        413 => FileError::TotalTooLarge,
        400 if !is_json => FileError::TooMany,
        _ => FileError::Other,
    };
    (fault, RejectedFiles::All)
}

/// Reads the sentence in which the server says which file it refuses and why.
fn read_file_refusal(words: &str) -> (FileError, RejectedFiles) {
    if words.starts_with("Total file size") {
        return (FileError::TotalTooLarge, RejectedFiles::All);
    }
    if let Some(extension) = words.strip_prefix("File type '").and_then(|rest| rest.split('\'').next()) {
        return (FileError::Type, RejectedFiles::Extension(extension.to_owned()));
    }
    // A name may hold an apostrophe itself, so the end of the sentence marks where it ends.
    if let Some(name) = words.strip_prefix("File '").and_then(|rest| rest.split_once("' exceeds")) {
        return (FileError::TooLarge, RejectedFiles::Name(name.0.to_owned()));
    }
    if let Some(name) = words.strip_prefix("The image `").and_then(|rest| rest.split_once("` is not")) {
        return (FileError::Unreadable, RejectedFiles::Name(name.0.to_owned()));
    }
    (FileError::Other, RejectedFiles::All)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn classify(endpoint: Endpoint, status: u16, body: &str) -> ApiError {
        let body = crate::json::parse::<ErrorBody>(body);
        ApiError::classify(endpoint, status, body.as_ref(), None)
    }

    #[test]
    fn every_refusal_of_start_has_its_own_meaning() {
        let cases = [
            (401, r#"{"detail":"Invalid widget embed key"}"#, ApiError::KeyRefused),
            (403, r#"{"detail":"You do not have permission to perform this action."}"#, ApiError::OriginRefused),
            (404, r#"{"detail":"No Experiment matches the given query."}"#, ApiError::ChatbotUnknown),
            (
                403,
                r#"{"error":"Down for maintenance, back at 18:00."}"#,
                ApiError::Unavailable(Some("Down for maintenance, back at 18:00.".into())),
            ),
            (403, r#"{"error":"This chatbot is currently unavailable."}"#, ApiError::Unavailable(None)),
            (401, r#"{"error":"Authentication required","code":"chat_access_denied"}"#, ApiError::LoginRequired),
            (400, r#"{"detail":"chatbot_id must be a valid UUID"}"#, ApiError::ChatbotUnknown),
            (400, r#"{"participant_name":["This field may not be blank."]}"#, ApiError::Rejected(400)),
            (404, "<html>", ApiError::Rejected(404)),
            (500, "<html>", ApiError::Server(500)),
        ];
        for (status, body, expected) in cases {
            assert_eq!(classify(Endpoint::Start, status, body), expected, "{status} {body}");
        }
    }

    #[test]
    fn every_refusal_of_a_session_call_has_its_own_meaning() {
        let cases = [
            (403, r#"{"error":"x","code":"session_expired"}"#, ApiError::SessionExpired),
            (403, r#"{"error":"x","code":"session_token_invalid"}"#, ApiError::SessionUnknown),
            (403, r#"{"error":"x","code":"session_token_required"}"#, ApiError::SessionUnknown),
            (403, r#"{"detail":"Session does not exist"}"#, ApiError::SessionUnknown),
            (403, r#"{"detail":"Authentication credentials were not provided."}"#, ApiError::SessionUnknown),
            (403, r#"{"detail":"Invalid widget embed key"}"#, ApiError::KeyRefused),
            (403, r#"{"detail":"You do not have permission to perform this action."}"#, ApiError::OriginRefused),
            (404, "<html>", ApiError::SessionUnknown),
            (400, r#"{"error":"Session has ended"}"#, ApiError::SessionEnded),
            (403, r#"{"error":"x","code":"consent_required"}"#, ApiError::ConsentRequired(None)),
            (
                409,
                r#"{"error":"x","code":"consent_stale","consent":{"required":true,"form_version_id":8,"text":"<p>x</p>"}}"#,
                ApiError::ConsentRequired(Some(crate::api::Consent {
                    required: true,
                    form_version_id: Some(8),
                    text: Some("<p>x</p>".into()),
                })),
            ),
            (400, r#"{"error":"One or more file IDs are invalid"}"#, ApiError::AttachmentsGone),
            (400, r#"{"message":["Null characters are not allowed."]}"#, ApiError::Rejected(400)),
            (502, "<html>", ApiError::Server(502)),
        ];
        for (status, body, expected) in cases {
            assert_eq!(classify(Endpoint::Message, status, body), expected, "{status} {body}");
        }
    }

    #[test]
    fn a_failed_task_is_told_apart_from_a_server_that_stumbles() {
        let failed = r#"{"error":"Sorry something went wrong.","status":"error"}"#;
        assert_eq!(classify(Endpoint::TaskPoll, 500, failed), ApiError::TaskFailed(None));
        assert_eq!(classify(Endpoint::TaskPoll, 500, r#"{"error":"Unknown error"}"#), ApiError::TaskFailed(None));
        let readable = r#"{"error":"An attached image could not be processed.","status":"error"}"#;
        assert_eq!(
            classify(Endpoint::TaskPoll, 400, readable),
            ApiError::TaskFailed(Some("An attached image could not be processed.".into()))
        );
        assert_eq!(classify(Endpoint::TaskPoll, 500, "<html>"), ApiError::Server(500));
        assert_eq!(classify(Endpoint::TaskPoll, 502, "<html>"), ApiError::Server(502));
        assert_eq!(classify(Endpoint::TaskPoll, 404, r#"{"detail":"Not found."}"#), ApiError::TaskUnknown);
    }

    #[test]
    fn a_refused_file_is_named() {
        let upload = |body: &str| classify(Endpoint::Upload, 400, body);
        assert_eq!(
            upload(r#"{"error":"File 'it's big.txt' exceeds maximum size of 50MB"}"#),
            ApiError::Files(FileError::TooLarge, RejectedFiles::Name("it's big.txt".into()))
        );
        assert_eq!(
            upload(r#"{"error":"Total file size exceeds maximum of 50MB"}"#),
            ApiError::Files(FileError::TotalTooLarge, RejectedFiles::All)
        );
        assert_eq!(
            upload(r#"{"error":"File type '.exe' is not supported. Allowed types: .txt"}"#),
            ApiError::Files(FileError::Type, RejectedFiles::Extension(".exe".into()))
        );
        assert_eq!(
            upload(r#"{"error":"The image `p.svg` is not a supported image type. Supported types: GIF."}"#),
            ApiError::Files(FileError::Unreadable, RejectedFiles::Name("p.svg".into()))
        );
        assert_eq!(upload("<html>"), ApiError::Files(FileError::TooMany, RejectedFiles::All));
        assert_eq!(upload(r#"{"files":["No."]}"#), ApiError::Files(FileError::Other, RejectedFiles::All));
        assert_eq!(upload(r#"{"error":"Session has ended"}"#), ApiError::SessionEnded);
    }

    #[test]
    fn a_rate_limit_says_how_long_to_wait() {
        let body = ErrorBody { available_in: Some(30.0), ..ErrorBody::default() };
        let limited = |header| ApiError::classify(Endpoint::Poll, 429, Some(&body), header);
        assert_eq!(limited(Some(7.0)), ApiError::RateLimited(Some(7_000)));
        assert_eq!(limited(None), ApiError::RateLimited(Some(30_000)));
        assert_eq!(limited(Some(1e12)), ApiError::RateLimited(Some(3_600_000)));
        assert_eq!(ApiError::classify(Endpoint::Poll, 429, None, Some(f64::NAN)), ApiError::RateLimited(None));
    }
}
