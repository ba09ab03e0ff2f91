//! Commands for development: the demo, the benchmarks and the long-run test.

pub(crate) mod bench;
pub(crate) mod demo;
mod server_process;
pub(crate) mod soak;
