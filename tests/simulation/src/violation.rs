//! A broken rule, and the names of the rules.

/// A rule that is broken, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// The name of the rule.
    pub rule: &'static str,
    /// What was observed.
    pub what: String,
}

pub(super) const NEVER_LOST: &str = "1: nothing vanishes";
pub(super) const ONCE_IN_ORDER: &str = "2: once and in order";
pub(super) const NEVER_TWICE: &str = "3: nothing is sent twice";
pub(super) const SERVER_LOAD: &str = "4: kind to the server";
pub(super) const SESSIONS: &str = "5: a session is a step";
pub(super) const RESTART: &str = "6: goes on from what was stored";

/// # Errors
/// Always: the violation.
pub(super) fn broken(rule: &'static str, what: String) -> Result<(), Violation> {
    Err(Violation { rule, what })
}
