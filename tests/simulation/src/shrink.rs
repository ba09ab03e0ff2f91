//! Makes a failing plan as small as it can be.

use super::plan::Plan;
use super::{Violation, run};

/// Leaves out whatever is not needed to break the same rule.
#[must_use]
pub fn shrink(plan: &Plan, violation: &Violation) -> Plan {
    let breaks = |plan: &Plan| run(plan).is_err_and(|other| other.rule == violation.rule);
    let mut smallest = plan.clone();
    loop {
        let before = smallest.actions.len() + smallest.fates.len();
        let fates: Vec<u32> = smallest.fates.keys().copied().collect();
        for request in fates {
            let mut smaller = smallest.clone();
            smaller.fates.remove(&request);
            if breaks(&smaller) {
                smallest = smaller;
            }
        }
        let mut at = smallest.actions.len();
        while at > 0 {
            at -= 1;
            let mut smaller = smallest.clone();
            smaller.actions.remove(at);
            if breaks(&smaller) {
                smallest = smaller;
            }
        }
        if smallest.actions.len() + smallest.fates.len() == before {
            return smallest;
        }
    }
}
