//! What the commands need of the machine: a compiler, packages, browsers. Whatever is missing is installed.

pub(crate) mod browsers;
pub(crate) mod packages;
pub(crate) mod toolchain;
