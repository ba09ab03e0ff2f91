//! The package's modules, for bundlers.

use crate::build::esbuild::Esbuild;
use crate::build::generated;
use crate::build::layout::work_folder;
use crate::build::locales;
use crate::build::scripts::{Definitions, LAZY_STYLES, constant_options, field, lazy_modules};
use crate::env::toolchain::Mode;
use crate::project;
use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// Bundles the modules. They share the WebAssembly with the files that pages load from a CDN.
pub(super) fn bundle(folder: &Path, work: &Path) -> Result<()> {
    let www = project::root().join("www");
    let Definitions { loader, assets } = Definitions::of_release()?;
    let hash = field(&assets, "/hash")?.as_str().context("the bundle's files have no hash")?;
    let (wasm, styles) = (format!("ocs-chat-{hash}.wasm"), format!("ocs-chat-{hash}.css"));
    let write_module = |name: &str, code: String| fs::write(work.join(name).with_extension("js"), code);
    fs::copy(work_folder().join("glue.js"), work.join("glue.js"))?;
    write_module("styles", format!("export const styles={};", json!(fs::read_to_string(folder.join(&styles))?)))?;
    write_module("wasm", format!("export const wasm=\"{}\";", BASE64_STANDARD.encode(fs::read(folder.join(&wasm))?)))?;
    let mut index = String::from("export const locales={");
    let locales = locales::read()?;
    for locale in &locales {
        let language = &locale.language;
        write_module(&format!("locale-{language}"), format!("export default {}", locale.content()))?;
        index.push_str(&format!("{language}:()=>import(\"./locale-{language}.js\"),"));
    }
    write_module("locales", index + "}")?;
    let mut index = String::from("export const lazy={");
    for (name, source) in lazy_modules()? {
        index.push_str(&format!("{}:()=>import({}),", json!(name), json!(source)));
    }
    write_module("lazy", index + "}")?;
    let define = |name: &str, value: &Value| format!("--define:{name}={value}");
    let alias = |name: &str, file: PathBuf| format!("--alias:{name}={}", file.display());
    let mut shared = vec![
        "--bundle".to_owned(),
        define("ASSETS.version", field(&assets, "/version")?),
        define("ASSETS.launcherDetailsStyles", field(&assets, "/launcherDetailsStyles")?),
        define("ASSETS.texts", field(&assets, "/texts")?),
        define("ASSETS.windowTexts", field(&assets, "/windowTexts")?),
        define("ASSETS.textNames", &json!(locales::app_names(&locales))),
        define("LOADER.version", field(&loader, "/version")?),
        define("LOADER.styles", field(&loader, "/styles")?),
        define("LOADER.labels", field(&loader, "/labels")?),
        define("PACKAGE.keys", &json!(generated::property_names()?)),
        define("PACKAGE.wasm", &json!(format!("./{wasm}"))),
        format!("--inject:{}", www.join("package/html-element.ts").display()),
        alias("files", www.join("package/files.ts")),
        alias("made", work.to_owned()),
    ];
    shared.extend(constant_options(&locales)?);
    for (name, file) in LAZY_STYLES {
        let styles = fs::read_to_string(work_folder().join(file))?;
        shared.push(define(&format!("ASSETS.{name}"), &json!(styles.trim_end())));
    }
    let esbuild = Esbuild::new(&project::target().join("tools"), Mode::Release)?;
    let entry = www.join("package/index.ts");
    let widget = www.join("widget/controller.ts");
    let loader = alias("load-widget", www.join("package/import-widget.ts"));
    let with_shared = |options: &[&str]| -> Vec<String> {
        shared.iter().cloned().chain(options.iter().map(|option| (*option).to_owned())).collect()
    };
    let run = |output: &dyn Fn(&[&str]) -> Result<()>, options: Vec<String>| {
        output(&options.iter().map(String::as_str).collect::<Vec<_>>())
    };
    // Both entries load the same module.
    let source = alias("widget", widget.clone());
    let names = ["--chunk-names=[name]-[hash]", "--entry-names=[name]"];
    let modules =
        [&*format!("chat={}", widget.display()), "--splitting", "--format=esm", &loader, &source, names[0], names[1]];
    run(&|options| esbuild.run_into(&entry, folder, options), with_shared(&modules))?;
    // For `require`, which does not load ES modules: another entry, which imports the files above.
    let output = folder.join("index.cjs");
    let common = ["--external:widget", "--format=cjs", &loader];
    run(&|options| esbuild.run(&entry, &output, options), with_shared(&common))?;
    replace_import(&output, "widget", "./chat.js")?;
    // The React component imports the entry.
    for (format, entry, name) in [("esm", "index.js", "react.js"), ("cjs", "index.cjs", "react.cjs")] {
        let output = folder.join(name);
        let format = format!("--format={format}");
        let options = ["--external:entry", &format, "--external:react"];
        run(&|options| esbuild.run(&www.join("package/react.ts"), &output, options), with_shared(&options))?;
        replace_import(&output, "entry", &format!("./{entry}"))?;
    }
    Ok(())
}

/// Replaces the name that a module imports with the path of a file beside it. esbuild writes external paths as they are given, and the
/// package has to work in another folder.
fn replace_import(module: &Path, name: &str, path: &str) -> Result<()> {
    let code = fs::read_to_string(module)?;
    let quoted = format!("\"{name}\"");
    ensure!(code.matches(&quoted).count() == 1, "{} does not import {name} once", module.display());
    Ok(fs::write(module, code.replace(&quoted, &format!("\"{path}\"")))?)
}
