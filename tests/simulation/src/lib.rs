//! The real state machine in several tabs, under a simulated browser, network and server with virtual time.
//!
//! Everything follows from a seed: a failing one replays alone, and is made as small as it can be.

mod describe;
pub mod fleet;
mod plan;
mod rules;
mod server;
mod shrink;
mod world;

pub use plan::Plan;
pub use shrink::shrink;
pub use world::Violation;
use world::World;

/// Runs a plan.
///
/// # Errors
/// The first rule that does not hold.
pub fn run(plan: &Plan) -> Result<(), Violation> {
    World::new(plan, false).run()
}

/// Runs a plan and tells what happened, a line each.
#[must_use]
pub fn trace(plan: &Plan) -> Vec<String> {
    let mut world = World::new(plan, true);
    let result = world.run();
    let mut lines = world.trace.unwrap_or_default();
    lines.push(match result {
        Ok(()) => "all rules hold".to_owned(),
        Err(violation) => format!("broken: {}: {}", violation.rule, violation.what),
    });
    lines
}
