//! Builds the example for Leptos applications, for a test that opens it.

use crate::console::{run, step};
use crate::env::target::TARGET;
use crate::env::toolchain::{Mode, Toolchain};
use crate::project;
use anyhow::Result;
use std::fs;
use std::path::{Path, PathBuf};

/// Starts the application. Trunk adds such a script by itself.
const START: &str = "<script type=\"module\">import start from './leptos-example.js';\nstart({ module_or_path: './leptos-example_bg.wasm' });</script>\n</head>";

/// Builds the application as Trunk does, and returns the folder of the site.
pub(super) fn build() -> Result<PathBuf> {
    step("the example for Leptos", || {
        let example = project::root().join("examples/leptos");
        let mut cargo = Toolchain::get()?.cargo("build", Mode::Dev);
        run(cargo.arg("--manifest-path").arg(example.join("Cargo.toml")))?;
        let site = project::target().join("integrations/leptos");
        if site.exists() {
            fs::remove_dir_all(&site)?;
        }
        let module = project::target().join("wasm-dev").join(TARGET).join("debug/leptos-example.wasm");
        let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
        bindgen.input_path(module).typescript(false).web(true)?.generate(&site)?;
        let is_not_for_trunk = |line: &&str| !line.contains("data-trunk");
        let page = fs::read_to_string(example.join("index.html"))?;
        let lines: Vec<_> = page.lines().filter(is_not_for_trunk).collect();
        fs::write(site.join("index.html"), lines.join("\n").replace("</head>", START))?;
        copy_folder(&project::root().join("www/styles"), &site.join("styles"))?;
        Ok(site)
    })
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let (path, target) = (entry?.path(), to.to_owned());
        let target = target.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy_folder(&path, &target)?;
        } else {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}
