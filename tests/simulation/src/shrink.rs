//! Shrinks a failing plan.

use super::plan::Plan;
use super::violation::Violation;
use super::world::run;

/// Removes all actions and faults that are not needed to break the same rule.
#[must_use]
pub fn shrink(plan: &Plan, violation: &Violation) -> Plan {
    let breaks = |plan: &Plan| run(plan).is_err_and(|other| other.rule == violation.rule);
    let mut smallest = plan.clone();
    loop {
        let before = smallest.actions.len() + smallest.faults.len();
        let faults: Vec<u32> = smallest.faults.keys().copied().collect();
        for request in faults {
            let mut smaller = smallest.clone();
            smaller.faults.remove(&request);
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
        if smallest.actions.len() + smallest.faults.len() == before {
            return smallest;
        }
    }
}
