//! The real state machine and its storage in several tabs, under a simulated browser, network and server with virtual time.
//!
//! A seed determines the whole run, so a failing run can be replayed alone and shrunk.

mod actions;
mod deliveries;
mod describe;
pub mod fleet;
mod leadership;
mod leases;
mod network;
mod pages;
mod plan;
mod restored;
mod rules;
mod server;
mod shrink;
mod state;
mod storage;
mod violation;
mod world;

pub use plan::Plan;
pub use shrink::shrink;
pub use violation::Violation;
pub use world::{occurrences, run, trace};
