//! Commands for those who work on the widget: the demo and the benchmarks.

pub(crate) mod bench;
pub(crate) mod demo;
