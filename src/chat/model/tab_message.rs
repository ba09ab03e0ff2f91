//! Messages that the tabs of one conversation send to each other.

use super::intent::Mail;
use super::record::Record;
use crate::json::json_enum;

/// What tabs say to each other.
#[derive(Debug, Clone, PartialEq)]
pub enum Post {
    /// This was stored.
    Changed(Vec<Record>),
    /// The visitor asks for this.
    Mail(Mail),
    /// A tab that can be seen would act.
    Claim,
    /// The tab that acts is there, and nothing has been stored yet.
    Here,
    /// The tab that acts cannot be seen any more.
    Away,
}

json_enum!(Post { "Changed" Changed(records), "Mail" Mail(mail), "Claim" Claim, "Here" Here, "Away" Away });
