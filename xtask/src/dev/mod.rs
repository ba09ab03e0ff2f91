//! Commands for development: the demo and the benchmarks.

pub(crate) mod bench;
pub(crate) mod demo;
mod server_process;
