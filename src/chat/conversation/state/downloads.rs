//! The downloads that the visitor has asked for in this tab.

use crate::api::FileAddress;
use crate::chat::model::effect::DownloadId;
use crate::chat::model::time::Millis;

/// A download that has not ended.
#[derive(Debug)]
pub(crate) struct Download {
    pub(crate) id: DownloadId,
    pub(crate) file: FileAddress,
    /// Whether its request is under way. Otherwise it waits for another token, or for the end of the rate limit.
    pub(crate) is_requested: bool,
    /// No request is made from this time on.
    pub(crate) wait_until: Millis,
    /// Requests so far.
    pub(crate) attempts: u32,
    /// The session token of the last request.
    pub(crate) token: Option<String>,
    /// Whether a request was refused because its token has expired: it is repeated once, with another token.
    pub(crate) was_refused: bool,
}
