//! Messages that the tabs of one conversation send to each other.

use super::intent::ForwardedIntent;
use super::record::Record;
use crate::json::json_enum;

/// A message to all other tabs.
#[derive(Debug, Clone, PartialEq)]
pub enum TabMessage {
    /// The leader has written these records.
    StateChanged(Vec<Record>),
    /// A follower has an intent for the leader.
    IntentForwarded(ForwardedIntent),
    /// A visible tab asks for the leadership.
    LeadershipRequested,
    /// The leader is alive and has written nothing yet.
    LeaderAlive,
    /// The leader is hidden.
    LeaderHidden,
    /// The server has refused a request of a follower because this session token has expired.
    TokenRefused(String),
}

json_enum!(TabMessage {
    "Changed" StateChanged(records),
    "Mail" IntentForwarded(intent),
    "Claim" LeadershipRequested,
    "Here" LeaderAlive,
    "Away" LeaderHidden,
    "Refused" TokenRefused(token),
});
