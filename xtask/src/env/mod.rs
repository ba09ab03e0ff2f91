//! Finds or installs the programs that the commands need: a compiler, packages, browsers.

pub(crate) mod browsers;
mod channel;
pub(crate) mod crates;
mod linker;
pub(crate) mod packages;
pub(crate) mod python;
mod rustup;
pub(crate) mod target;
pub(crate) mod toolchain;
pub(crate) mod wordpress;
