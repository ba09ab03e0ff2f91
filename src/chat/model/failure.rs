//! Why a message of the visitor was not sent.

use crate::api::ApiError;
use crate::json::json_enum;

/// Why an outgoing message was not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// No response after several attempts.
    NoConnection,
    /// The server kept responding with errors.
    Server,
    /// The chatbot is switched off; with its owner's text if there is one. An empty text means that the visitor has no access to
    /// the chatbot: released versions of the widget can read that, but no further variant.
    Unavailable(Option<String>),
    /// The server starts no session: the page's configuration is wrong (key, domain, chatbot), or so is the server's.
    Setup,
    /// Some of its files were refused, for the reason given in each.
    Files,
    /// Its files are no longer available, here or on the server.
    FilesLost,
    /// The server keeps losing new sessions.
    SessionRefused,
    /// It may have arrived, but the session can no longer be read.
    Uncertain,
    /// The session that the page has provided is over.
    SessionClosed,
    /// The server does not accept it.
    Rejected,
}

impl Failure {
    /// Why a message is not sent after the server has refused a request for it.
    pub(crate) fn of_refusal(error: &ApiError) -> Self {
        match error {
            ApiError::Unavailable(text) => Self::Unavailable(text.clone()),
            ApiError::Unpublished => Self::Unavailable(None),
            ApiError::NoAccess => Self::Unavailable(Some(String::new())),
            ApiError::KeyRefused
            | ApiError::LoginRequired
            | ApiError::TokenUnavailable
            | ApiError::OriginRefused
            | ApiError::VisitorMismatch
            | ApiError::VersionRefused
            | ApiError::ChatbotUnknown => Self::Setup,
            _ => Self::Rejected,
        }
    }

    /// Why messages are not sent after the server has refused to start a session. The request contains no message, so the visitor cannot
    /// mend it by changing one.
    pub(crate) fn of_refused_start(error: &ApiError) -> Self {
        match Self::of_refusal(error) {
            Self::Rejected => Self::Setup,
            failure => failure,
        }
    }
}

// These names are fixed by data that 1.0 stored.
json_enum!(Failure {
    "NoConnection" NoConnection,
    "Server" Server,
    "Unavailable" Unavailable(text),
    "Setup" Setup,
    "Files" Files,
    "FilesLost" FilesLost,
    "SessionRefused" SessionRefused,
    "Uncertain" Uncertain,
    "Over" SessionClosed,
    "Rejected" Rejected,
});
