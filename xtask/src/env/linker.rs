//! Finds a linker for WebAssembly.

use super::packages::find;
use crate::console::output;
use crate::project;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the compiler's own programs, below `lib/rustlib`.
pub(super) fn host_tools() -> PathBuf {
    let host = output(Command::new("rustc").arg("-vV")).unwrap_or_default();
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or("x86_64-unknown-linux-gnu");
    Path::new(host).join("bin")
}

/// A linker for a compiler without one: that of rustup's default toolchain, or LLVM's.
pub(super) fn other_linker() -> Option<PathBuf> {
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]).current_dir(project::root()));
    let from_rustup =
        sysroot.map(|sysroot| Path::new(&sysroot).join("lib/rustlib").join(host_tools()).join("rust-lld"));
    from_rustup.filter(|linker| linker.is_file()).or_else(|| {
        find(&[
            "rust-lld",
            "wasm-ld",
            "wasm-ld-21",
            "wasm-ld-20",
            "wasm-ld-19",
            "wasm-ld-18",
            "wasm-ld-17",
            "wasm-ld-14",
        ])
    })
}
