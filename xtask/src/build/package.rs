//! `cargo xtask package`: what `npm publish` sends, and what a CDN serves.

use super::demo_page;
use super::esbuild::Esbuild;
use super::generated;
use super::layout::work_folder;
use super::locales;
use super::scripts::{Definitions, LAZY_STYLES, field, lazy_modules};
use crate::console::{output, run, step};
use crate::env::packages::{node, npm_install, program};
use crate::env::toolchain::{Mode, Toolchain};
use crate::project;
use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha384};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// `cargo xtask package`
pub(crate) fn command(arguments: &[String]) -> Result<()> {
    if !arguments.is_empty() {
        bail!("package takes nothing");
    }
    let made = make()?;
    println!("\nthe package: {}\nthe tarball: {}\n", made.folder.display(), made.tarball.display());
    println!("the one line, for version {}:\n\n{}", made.version, made.line);
    Ok(())
}

/// The npm package and its tarball.
pub(crate) struct Package {
    pub(crate) folder: PathBuf,
    pub(crate) tarball: PathBuf,
    version: String,
    /// The script element that puts the widget on a page.
    line: String,
}

/// Builds the release where it is not up to date, and the package from it.
pub(crate) fn make() -> Result<Package> {
    let bundle = super::bundle::build(&Toolchain::get()?, Mode::Release)?;
    let root = project::root();
    let e2e = root.join("tests/e2e");
    npm_install(&e2e, &e2e)?;
    let npm = program(&["npm"], &["npm"], "packing")?;
    let about = about()?;
    let version = text(&about, "version")?;
    let folder = project::target().join("package");
    let integrity = step(&format!("assembling the package in {}", folder.display()), || {
        assemble(&bundle, &folder, &about)?;
        let integrity = integrity(&folder)?;
        let of_project = fs::read_to_string(root.join("README.md"))?;
        let readme = fs::read_to_string(root.join("www/package/README.md"))?;
        let mut readme = readme.replace("{version}", version).replace("{integrity}", &integrity);
        for title in ["Options", "For the page's own code", "How it looks"] {
            readme = readme.replace(&format!("{{{title}}}"), section(&of_project, title)?);
        }
        fs::write(folder.join("README.md"), readme)?;
        let mut pack = Command::new(&npm);
        pack.current_dir(&folder)
            .args(["pack", "--silent", "--ignore-scripts", "--pack-destination"])
            .arg(project::target());
        run(&mut pack)?;
        Ok(integrity)
    })?;
    let tarball = project::target().join(format!("{}-{version}.tgz", text(&about, "name")?));
    let line = format!(
        "<script async src=\"https://cdn.jsdelivr.net/npm/ocs-chat@{version}/embed.js\"\n  integrity=\"{integrity}\" crossorigin=\"anonymous\"\n  \
         data-chatbot-id=\"…\" data-embed-key=\"…\"></script>"
    );
    Ok(Package { folder, tarball, version: version.to_owned(), line })
}

/// Puts into a fresh folder what is published, but for the README.
fn assemble(bundle: &Path, folder: &Path, about: &Value) -> Result<()> {
    let root = project::root();
    let work = project::target().join("package.work");
    for fresh in [folder, &work] {
        if fresh.exists() {
            fs::remove_dir_all(fresh)?;
        }
        fs::create_dir_all(fresh)?;
    }
    for entry in fs::read_dir(bundle)? {
        let name = entry?.file_name();
        let is_unpublished = name.to_str().is_none_or(|name| name.starts_with('.') || demo_page::FILES.contains(&name));
        if !is_unpublished {
            fs::copy(bundle.join(&name), folder.join(&name))?;
        }
    }
    modules(folder, &work)?;
    for name in ["LICENSE", "CHANGELOG.md"] {
        fs::copy(root.join(name), folder.join(name)).context(name)?;
    }
    metadata(folder, &work)?;
    Ok(fs::write(folder.join("package.json"), serde_json::to_string_pretty(&package_json(about)?)? + "\n")?)
}

/// Writes what editors and TypeScript read: declarations, the custom elements manifest, and data for HTML editors.
fn metadata(folder: &Path, work: &Path) -> Result<()> {
    let root = project::root();
    let script = work.join("metadata.cjs");
    let esbuild = Esbuild::new(&project::target().join("tools"), Mode::Release)?;
    let options = ["--bundle", "--platform=node", "--format=cjs", "--external:typescript"];
    esbuild.run(&root.join("www/package/metadata/main.ts"), &script, &options)?;
    let mut command = Command::new(node()?);
    command.env("NODE_PATH", root.join("tests/e2e/node_modules")).arg(script).arg(root).arg(folder);
    run(&mut command)
}

/// A section of the project's README, without its title.
fn section<'a>(readme: &'a str, title: &str) -> Result<&'a str> {
    let start = format!("\n## {title}\n\n");
    let (_, rest) = readme.split_once(&start).with_context(|| format!("README.md has no section {title:?}"))?;
    Ok(rest.split("\n## ").next().unwrap_or(rest).trim_end())
}

/// The integrity hash of `embed.js`, which covers everything that it loads, transitively.
fn integrity(folder: &Path) -> Result<String> {
    Ok(format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(fs::read(folder.join("embed.js"))?))))
}

/// What Cargo.toml says of the crate.
fn about() -> Result<Value> {
    let mut metadata = project::cargo();
    metadata.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&output(&mut metadata).context("cargo metadata")?)?;
    let packages = metadata.get("packages").and_then(Value::as_array).context("cargo metadata")?;
    let own = packages.iter().find(|package| package.get("name").is_some_and(|name| name == "ocs-chat"));
    own.cloned().context("cargo metadata does not know ocs-chat")
}

fn text<'a>(about: &'a Value, name: &str) -> Result<&'a str> {
    about.get(name).and_then(Value::as_str).with_context(|| format!("Cargo.toml has no {name}"))
}

fn package_json(about: &Value) -> Result<Value> {
    let mut json = json!({
        "name": text(about, "name")?,
        "version": text(about, "version")?,
        "description": text(about, "description")?,
        "license": text(about, "license")?,
        "keywords": about.get("keywords"),
        "type": "module",
        "main": "./index.cjs",
        "module": "./index.js",
        "types": "./index.d.ts",
        "exports": {
            ".": {
                "import": { "types": "./index.d.ts", "default": "./index.js" },
                "require": { "types": "./index.d.cts", "default": "./index.cjs" },
            },
            "./custom-elements.json": "./custom-elements.json",
            "./package.json": "./package.json",
        },
        // On a server, where to import it does nothing.
        "engines": { "node": ">=18" },
        "unpkg": "./embed.js",
        "jsdelivr": "./embed.js",
        "customElements": "./custom-elements.json",
        "sideEffects": ["./index.js", "./index.cjs", "./embed.js"],
    });
    // The registry wants to know where a package with provenance comes from; a workflow knows where it runs.
    let of_workflow =
        || Some([std::env::var("GITHUB_SERVER_URL").ok()?, std::env::var("GITHUB_REPOSITORY").ok()?].join("/"));
    let repository = text(about, "repository").map(str::to_owned).ok().or_else(of_workflow);
    if let (Some(repository), Some(fields)) = (repository, json.as_object_mut()) {
        fields.insert("repository".to_owned(), json!({ "type": "git", "url": format!("git+{repository}.git") }));
    }
    Ok(json)
}

/// The package's modules: what bundlers take. They share the WebAssembly with what pages load from a CDN.
fn modules(folder: &Path, work: &Path) -> Result<()> {
    let www = project::root().join("www");
    let Definitions { loader, assets } = Definitions::of_release()?;
    let wasm = field(&assets, "/wasm/0")?.as_str().context("the bundle does not name its WebAssembly")?;
    let styles = field(&assets, "/styles/0")?.as_str().context("the bundle does not name its styles")?;
    let made = |name: &str, code: String| fs::write(work.join(name).with_extension("js"), code);
    fs::copy(work_folder().join("glue.js"), work.join("glue.js"))?;
    made("styles", format!("export const styles={};", json!(fs::read_to_string(folder.join(styles))?)))?;
    made("wasm", format!("export const wasm=\"{}\";", BASE64_STANDARD.encode(fs::read(folder.join(wasm))?)))?;
    let mut index = String::from("export const locales={");
    for locale in locales::read()?.into_iter().filter(|locale| locale.language != "en") {
        let language = &locale.language;
        made(&format!("locale-{language}"), format!("export default {}", Value::Object(locale.texts)))?;
        index.push_str(&format!("{language}:()=>import(\"./locale-{language}.js\"),"));
    }
    made("locales", index + "}")?;
    let mut index = String::from("export const lazy={");
    for (name, source) in lazy_modules()? {
        index.push_str(&format!("{}:()=>import({}),", json!(name), json!(source)));
    }
    made("lazy", index + "}")?;
    let define = |name: &str, value: &Value| format!("--define:{name}={value}");
    let alias = |name: &str, file: PathBuf| format!("--alias:{name}={}", file.display());
    let mut shared = vec![
        "--bundle".to_owned(),
        define("ASSETS.version", field(&assets, "/version")?),
        define("ASSETS.overlayStyles", field(&assets, "/overlayStyles")?),
        define("ASSETS.texts", field(&assets, "/texts")?),
        define("LOADER.version", field(&loader, "/version")?),
        define("LOADER.styles", field(&loader, "/styles")?),
        define("LOADER.open", field(&loader, "/open")?),
        define("LOADER.texts", field(&loader, "/texts")?),
        define("PACKAGE.keys", &json!(generated::property_names()?)),
        define("PACKAGE.wasm", &json!(format!("./{wasm}"))),
        format!("--inject:{}", www.join("package/html-element.ts").display()),
        alias("files", www.join("package/files.ts")),
        alias("made", work.to_owned()),
    ];
    for (name, file) in LAZY_STYLES {
        let styles = fs::read_to_string(work_folder().join(file))?;
        shared.push(define(&format!("ASSETS.{name}"), &json!(styles.trim_end())));
    }
    let esbuild = Esbuild::new(&project::target().join("tools"), Mode::Release)?;
    let entry = www.join("package/index.ts");
    let widget = www.join("widget/controller.ts");
    let loader = alias("load-widget", www.join("package/load-widget.ts"));
    let with_shared = |options: &[&str]| -> Vec<String> {
        shared.iter().cloned().chain(options.iter().map(|option| (*option).to_owned())).collect()
    };
    let bundle = |output: &dyn Fn(&[&str]) -> Result<()>, options: Vec<String>| {
        output(&options.iter().map(String::as_str).collect::<Vec<_>>())
    };
    // Both entries load the same module.
    let source = alias("widget", widget.clone());
    let names = ["--chunk-names=[name]-[hash]", "--entry-names=[name]"];
    let modules =
        [&*format!("chat={}", widget.display()), "--splitting", "--format=esm", &loader, &source, names[0], names[1]];
    bundle(&|options| esbuild.run_into(&entry, folder, options), with_shared(&modules))?;
    // For `require`, which knows no modules: the entry, and from there on the files that have just been made.
    let made_widget = folder.join("chat.js");
    let source = alias("widget", made_widget.clone());
    let external = format!("--external:{}", made_widget.display());
    let common = [&*external, "--format=cjs", &loader, &source];
    bundle(&|options| esbuild.run(&entry, &folder.join("index.cjs"), options), with_shared(&common))
}
