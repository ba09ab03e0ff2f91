//! The names of the warnings that explain refused requests to the page's owner.

use super::error::ApiError;

/// The name of the warning for an error. `www/widget/diagnosis/sentences.ts` has the sentence for each name except `network`, for which
/// `diagnose()` looks for the cause.
#[must_use]
pub(crate) fn warning_name(error: &ApiError) -> &'static str {
    match error {
        ApiError::KeyRefused => "key",
        ApiError::LoginRequired => "login",
        ApiError::TokenUnavailable => "provider",
        ApiError::OriginRefused => "origin",
        ApiError::ChatbotUnknown => "chatbot",
        ApiError::VersionRefused => "version",
        ApiError::Unavailable(_) => "unavailable",
        ApiError::Unpublished => "unpublished",
        ApiError::NoAccess => "access",
        ApiError::VisitorMismatch => "visitor",
        ApiError::Rejected(413) => "length",
        ApiError::Files(..) => "files",
        ApiError::Network => "network",
        ApiError::SessionExpired | ApiError::SessionUnknown => "session",
        ApiError::SessionEnded => "ended",
        ApiError::Timeout
        | ApiError::Server(..)
        | ApiError::Malformed
        | ApiError::RateLimited(_)
        | ApiError::ConsentRequired(_)
        | ApiError::AttachmentsGone
        | ApiError::TaskFailed(_)
        | ApiError::TaskUnknown
        | ApiError::Rejected(_) => "refused",
    }
}
