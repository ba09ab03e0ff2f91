//! The titles of the rules, and the violation of a rule.

/// The violation of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// The number and the title of the rule.
    pub rule: &'static str,
    /// What was observed.
    pub detail: String,
}

pub(super) const NEVER_LOST: &str = "1: no message lost";
pub(super) const ONCE_IN_ORDER: &str = "2: each message shown once, in order";
pub(super) const NEVER_TWICE: &str = "3: no message sent twice";
pub(super) const SERVER_LOAD: &str = "4: server load limited";
pub(super) const SESSIONS: &str = "5: survives session loss";
pub(super) const RESTART: &str = "6: resumes from stored state";
pub(super) const DOWNLOADS: &str = "7: each download ends, with the token of its session only";

/// # Errors
/// Always: the violation.
pub(super) fn broken(rule: &'static str, detail: String) -> Result<(), Violation> {
    Err(Violation { rule, detail })
}
