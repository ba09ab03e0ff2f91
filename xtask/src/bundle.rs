//! The bundle: the files that a page loads.
//!
//! `embed.js`, which pages link to, keeps its name. What it loads carries a hash of its content in the name, so that it
//! can be cached for ever.

use super::console::{run, step};
use super::esbuild::Esbuild;
use super::packages::{node, npm_install};
use super::toolchain::{Mode, TARGET, Toolchain};
use super::{order, profile, project, size, split};
use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What makes the compressed module smallest. Inlined code, and what is computed once and kept in a local, is shorter but
/// no longer looks like its like: compressed, each of the two costs two per cent.
const WASM_OPT: &[&str] = &[
    "-Oz",
    "--skip-pass=inlining",
    "--skip-pass=inlining-optimizing",
    "--skip-pass=local-cse",
    "--low-memory-unused",
    "--converge",
];

/// The demo page.
pub(crate) const PAGE: [&str; 3] = ["index.html", "demo.css", "demo.js"];

/// Name of the file that records what a bundle was made from.
const STAMP: &str = ".made-from";

/// `cargo xtask bundle`
pub(crate) fn command(arguments: &[String]) -> Result<()> {
    let mut mode = Mode::Release;
    let mut into = None;
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--dev" => mode = Mode::Dev,
            "--into" => into = Some(PathBuf::from(rest.next().context("--into wants a folder")?)),
            // Trunk says by the environment where its files go and how it was called.
            "--for-trunk" => {
                let folder = std::env::var_os("TRUNK_STAGING_DIR").context("--for-trunk is for Trunk's hooks")?;
                into = Some(folder.into());
                if std::env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "debug") {
                    mode = Mode::Dev;
                }
            }
            other => bail!("bundle does not take {other:?}"),
        }
    }
    let toolchain = Toolchain::get()?;
    let made = make(&toolchain, mode)?;
    if let Some(into) = into {
        copy_into(&made, &into)?;
    }
    Ok(())
}

/// Copies the bundle into a folder that holds other files too; a page that is there already stays.
fn copy_into(bundle: &Path, into: &Path) -> Result<()> {
    fs::create_dir_all(into)?;
    for entry in fs::read_dir(bundle)? {
        let entry = entry?;
        let to = into.join(entry.file_name());
        let keep = entry.file_name() == STAMP || (entry.file_name() == "index.html" && to.exists());
        if !keep {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

/// Builds the bundle where it is not up to date, prints the size of a release, and answers its folder.
pub(crate) fn make(toolchain: &Toolchain, mode: Mode) -> Result<PathBuf> {
    let folder = make_silently(toolchain, mode)?;
    if mode == Mode::Release {
        println!("\n{}", report(&folder)?);
    }
    Ok(folder)
}

/// The sizes of a bundle, and the budgets that it exceeds.
pub(crate) fn report(folder: &Path) -> Result<size::Report> {
    let later = names(folder, |name| name.starts_with("later-"))?;
    size::Report::measure(folder, &downloads(folder)?, &later)
}

/// Builds the bundle where it is not up to date, and answers its folder.
pub(crate) fn make_silently(toolchain: &Toolchain, mode: Mode) -> Result<PathBuf> {
    let tools = project::target().join("tools");
    npm_install(&project::root().join("xtask/tools"), &tools)?;
    let wasm = step("building the widget for WebAssembly", || compile(toolchain, mode))?;
    let (folder, profile) = match mode {
        Mode::Release => ("bundle", "release"),
        Mode::Dev | Mode::Test => ("bundle-dev", "dev"),
    };
    let folder = project::target().join(folder);
    let stamp = stamp(&wasm, toolchain)?;
    let is_fresh = fs::read_to_string(folder.join(STAMP)).is_ok_and(|made_from| made_from == stamp);
    if !is_fresh {
        step(&format!("assembling the {profile} bundle in {}", folder.display()), || {
            assemble(&wasm, &folder, &tools, mode)?;
            fs::write(folder.join(STAMP), stamp)?;
            Ok(())
        })?;
    }
    Ok(folder)
}

fn compile(toolchain: &Toolchain, mode: Mode) -> Result<PathBuf> {
    let mut cargo = toolchain.cargo("build", mode);
    cargo.args(["--lib", "--package", "ocs-chat"]);
    let profile = if mode == Mode::Release {
        cargo.arg("--release");
        "release"
    } else {
        "debug"
    };
    let target_dir = if mode == Mode::Release { "wasm" } else { "wasm-dev" };
    run(&mut cargo)?;
    Ok(project::target().join(target_dir).join(TARGET).join(profile).join("ocs_chat.wasm"))
}

/// What the bundle is made from, as one hash.
fn stamp(wasm: &Path, toolchain: &Toolchain) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update(fs::read(wasm)?);
    hash.update(toolchain.describe());
    hash.update(fs::read(std::env::current_exe()?)?);
    let mut files = Vec::new();
    collect(&project::root().join("www"), &mut files)?;
    files.extend(["xtask/tools/package-lock.json", "xtask/later.txt"].map(|file| project::root().join(file)));
    files.sort();
    for file in files {
        hash.update(file.to_string_lossy().as_bytes());
        hash.update(fs::read(file)?);
    }
    Ok(format!("{:x}", hash.finalize()))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// Where the parts are from which the release is put together.
pub(crate) fn parts() -> PathBuf {
    project::target().join("bundle.work")
}

/// The released application as it was before its names were taken away.
pub(crate) fn named_wasm() -> PathBuf {
    parts().join("named.wasm")
}

/// The same, taken apart: what is loaded first, and what later.
pub(crate) fn named_parts() -> [PathBuf; 2] {
    ["first.wasm", "later.wasm"].map(|part| named_wasm().with_file_name(part))
}

fn assemble(wasm: &Path, folder: &Path, tools: &Path, mode: Mode) -> Result<()> {
    let www = project::root().join("www");
    // One for each way of building: what is known of the release stays beside it.
    let work = folder.with_extension("work");
    for fresh in [folder, &work] {
        if fresh.exists() {
            fs::remove_dir_all(fresh)?;
        }
        fs::create_dir_all(fresh)?;
    }

    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen.input_path(wasm).out_name("ocs-chat").typescript(false).omit_default_module_path(true);
    bindgen.web(true)?.keep_debug(mode != Mode::Release).generate(&work)?;

    let generated = work.join("ocs-chat.js");
    fs::write(&generated, without_side_effects(&fs::read_to_string(&generated)?))?;
    let esbuild = Esbuild::new(tools, mode)?;
    let version = format!("--define:ASSETS.version={:?}", env!("CARGO_PKG_VERSION"));
    let glue = work.join("glue.js");
    let alias = format!("--alias:glue={}", work.join("ocs-chat.js").display());
    let guard = format!("--inject:{}", www.join("guard.js").display());
    esbuild.run(&www.join("instance.js"), &glue, &["--bundle", "--format=esm", &alias, &guard, &version])?;
    fs::write(&glue, as_function(&fs::read_to_string(&glue)?)?)?;
    let mut module = work.join("ocs-chat_bg.wasm");
    let mut later = None;
    if mode == Mode::Release {
        let wasm_opt = |from: &Path, to: &Path, options: &[&str]| {
            let mut command = Command::new(node()?);
            command.arg(tools.join("node_modules/binaryen/bin/wasm-opt")).arg(from).arg("-o").arg(to).args(options);
            run(&mut command)
        };
        drop_exports(&module, &fs::read_to_string(&glue)?)?;
        fs::write(&glue, shorten(&module, &fs::read_to_string(&glue)?)?)?;
        wasm_opt(&module, &named_wasm(), &[WASM_OPT, &["--debuginfo"]].concat())?;
        let parts = named_parts();
        let is_later = profile::later()?;
        split::split(&named_wasm(), &parts[0], &parts[1], |name| !is_later.contains(name))?;
        let known: BTreeSet<_> = split::functions(&named_wasm())?.into_iter().collect();
        let unknown = is_later.difference(&known).count();
        if unknown > 0 {
            println!(
                "{unknown} of {} names in xtask/later.txt are of no function: cargo xtask profile",
                is_later.len()
            );
        }
        let [first, rest] = parts.map(|part| (part.with_extension("small.wasm"), part));
        for (small, part) in [&first, &rest] {
            wasm_opt(part, small, &[WASM_OPT, &["--debuginfo"]].concat())?;
            order::name_by_order(small)?;
            wasm_opt(small, small, &["--reorder-functions-by-name", "--strip-debug", "--strip-producers"])?;
        }
        module = first.0;
        later = Some(keep(folder, "later", "wasm", &fs::read(rest.0)?)?);
    }

    let styles = work.join("styles.css");
    esbuild.run(&www.join("styles/window.css"), &styles, &[])?;

    // What a script brings with it.
    let inside = |name: &str| -> Result<String> {
        let small = work.join(name);
        esbuild.run(&www.join("styles").join(name), &small, &["--minify"])?;
        Ok(fs::read_to_string(small)?.trim_end().replace(", ", ","))
    };
    let mut locales = Map::new();
    let mut texts = Map::new();
    // The launcher in a word: all that is said before the visitor comes near.
    let mut words_of = Vec::new();
    for (language, words) in read_locales(&www.join("locales"))? {
        let word = if language == "en" { "launcher.open" } else { "launcher.name" };
        // What most languages call it is what is said where there is nothing else.
        match words.get(word) {
            Some(word) if word == "Chat" => {}
            word => words_of.push((word.cloned().unwrap_or_default().to_string(), language.clone())),
        }
        if language == "en" {
            // It is built into the application.
            let own =
                words.into_iter().filter_map(|(name, text)| Some((name.strip_prefix("launcher.")?.to_owned(), text)));
            texts.extend(own);
        } else {
            let hash = keep(folder, &language, "json", Value::Object(words).to_string().as_bytes())?;
            locales.insert(language, hash.into());
        }
    }
    let assets = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "hashes": {
            "glue": keep(folder, "ocs-chat", "js", &fs::read(glue)?)?,
            "wasm": keep(folder, "ocs-chat", "wasm", &fs::read(module)?)?,
            "later": later,
            "styles": keep(folder, "ocs-chat", "css", &fs::read(styles)?)?,
            "locales": locales,
        },
        "rest": inside("rest.css")?,
        "texts": texts,
    });
    let cdn = |name: &str| format!("--alias:{name}={}", www.join("cdn").join(name).with_extension("js").display());
    let define = format!("--define:ASSETS={assets}");
    let names = format!("--mangle-cache={}", short_names(&work)?.display());
    let mangle = format!("--mangle-props=^({})$", SHARED.join("|"));
    let (rest, loader) = (work.join("chat.js"), work.join("embed.js"));
    let options = ["--bundle", "--format=esm", &cdn("files"), &names, &mangle, &define];
    esbuild.run(&www.join("chat.js"), &rest, &options)?;
    let chat = keep(folder, "chat", "js", &fs::read(rest)?)?;
    // The same words stand together, which compresses better.
    words_of.sort();
    let integrity = json!(format!("sha256-{}", standard(&chat))).to_string();
    let (chat, styles) = (json!(named("chat", &chat, "js")).to_string(), json!(inside("launcher.css")?).to_string());
    let version = json!(env!("CARGO_PKG_VERSION")).to_string();
    // As JSON has it, and as it is written in a minified script.
    let [told, parts] = [true, false].map(|is_json| {
        let field =
            |name: &str, value: &str| if is_json { format!("{name:?}:{value}") } else { format!("{name}:{value}") };
        let texts: Vec<_> = words_of.iter().map(|(word, language)| field(language, word)).collect();
        let texts = format!("{{{}}}", texts.join(","));
        let parts =
            [("texts", &texts), ("chat", &chat), ("integrity", &integrity), ("styles", &styles), ("version", &version)];
        parts.map(|(name, value)| field(name, value))
    });
    let told = format!("{{{}}}", told.join(","));
    // What the npm package is made from.
    fs::write(work.join("told.json"), format!("{{\"assets\":{assets},\"loader\":{told}}}"))?;
    let define = format!("--define:LOADER={told}");
    let options = ["--bundle", "--format=iife", "--tsconfig-raw={}", &cdn("bring"), &names, &mangle, &define];
    esbuild.run(&www.join("cdn/embed.js"), &loader, &options)?;
    let embed = folder.join("embed.js");
    if mode == Mode::Release {
        // Every page view pays for this file, so it is looked at twice.
        let mut terser = Command::new(node()?);
        terser.arg(tools.join("node_modules/terser/bin/terser")).arg(&loader).arg("--output").arg(&embed);
        terser.args([
            "--ecma",
            "2022",
            "--compress",
            "passes=3,toplevel=true,unsafe_arrows=true",
            "--mangle",
            "toplevel=true",
        ]);
        run(&mut terser)?;
        fs::write(&embed, smallest_order(&fs::read_to_string(&embed)?, &parts)?)?;
    } else {
        fs::copy(loader, embed)?;
    }
    for name in PAGE {
        fs::copy(www.join(name), folder.join(name)).with_context(|| format!("www/{name}"))?;
    }
    Ok(())
}

/// A module as a function of the `JSON` that it is to use, which answers what the module exports: each instance of the
/// application has its own variables, which the generated glue keeps for the whole of a file.
fn as_function(module: &str) -> Result<String> {
    let (code, exports) = module.rsplit_once("export").context("the glue exports nothing")?;
    let names = exports.trim().trim_start_matches('{').trim_end_matches(';').trim_end_matches('}');
    let fields =
        names.split(',').map(str::trim).filter(|name| !name.is_empty()).map(|name| match name.split_once(" as ") {
            Some((inner, outer)) => format!("{outer}:{inner}"),
            None => name.to_owned(),
        });
    let fields: Vec<_> = fields.collect();
    Ok(format!("export const make=JSON=>{{{code}return{{{}}}}};", fields.join(",")))
}

/// The generated glue, written so that esbuild can tell which of its classes nothing uses.
fn without_side_effects(glue: &str) -> String {
    let lines = glue.lines().filter(|line| !line.starts_with("if (Symbol.dispose) "));
    let lines =
        lines.map(|line| line.replace("new FinalizationRegistry(", "/* @__PURE__ */ new FinalizationRegistry("));
    lines.flat_map(|line| [line, "\n".to_owned()]).collect()
}

/// Takes away what the application offers and the glue never asks for, with all that only this needs: Leptos brings classes
/// for streams along that nothing here uses.
fn drop_exports(wasm: &Path, glue: &str) -> Result<()> {
    let mut module = walrus::Module::from_file(wasm)?;
    let is_wanted = |name: &str| glue.split(&format!(".{name}")).skip(1).any(|after| !after.starts_with(is_of_name));
    let unwanted: Vec<_> =
        module.exports.iter().filter(|export| !is_wanted(&export.name)).map(|export| export.id()).collect();
    for export in unwanted {
        module.exports.delete(export);
    }
    walrus::passes::gc::run(&mut module);
    module.emit_wasm_file(wasm)
}

/// Gives what the application and the glue have of each other names of few letters: the generated ones are long and end in
/// hashes, which nothing compresses. Answers the glue with them.
fn shorten(wasm: &Path, glue: &str) -> Result<String> {
    const MODULE: &str = "./ocs-chat_bg.js";
    let mut module = walrus::Module::from_file(wasm)?;
    let mut names = BTreeMap::new();
    for (at, import) in module.imports.iter_mut().enumerate().filter(|(_, import)| import.module == MODULE) {
        import.module = "_".to_owned();
        names.insert(std::mem::replace(&mut import.name, split::short(at)), split::short(at));
    }
    for (at, export) in module.exports.iter_mut().enumerate().filter(|(_, export)| export.name.contains('_')) {
        names.insert(std::mem::replace(&mut export.name, split::short(at)), split::short(at));
    }
    module.emit_wasm_file(wasm)?;
    let mut shortened = String::with_capacity(glue.len());
    let mut rest = glue;
    while let Some(from) = rest.find(is_of_name) {
        let (before, after) = rest.split_at(from);
        let (name, next) = after.split_at(after.find(|letter| !is_of_name(letter)).unwrap_or(after.len()));
        shortened.push_str(before);
        shortened.push_str(names.get(name).map_or(name, String::as_str));
        rest = next;
    }
    shortened.push_str(rest);
    Ok(shortened.replace(&format!("{MODULE:?}"), "_"))
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

/// What the scripts have of each other and nobody else has: `embed.js` is shorter without their names.
const SHARED: &[&str] = &[
    "adopt",
    "asked",
    "brought",
    "button",
    "caption",
    "changed",
    "connected",
    "corner",
    "defineOptions",
    "disconnected",
    "dress",
    "dropFrame",
    "fail",
    "field",
    "frame",
    "goesOn",
    "heading",
    "isAny",
    "layer",
    "lost",
    "prepare",
    "purpose",
    "sends",
    "shape",
    "showFrame",
    "skin",
    "write",
];

/// The names that they get, for esbuild.
fn short_names(work: &Path) -> Result<PathBuf> {
    let names: Map<_, _> =
        SHARED.iter().enumerate().map(|(at, name)| ((*name).to_owned(), split::short(at).into())).collect();
    let file = work.join("names.json");
    fs::write(&file, Value::Object(names).to_string())?;
    Ok(file)
}

/// Puts the parts of what the build tells the loader into the order in which it compresses best: one is up to forty bytes
/// shorter than another, and it is a matter of luck which.
fn smallest_order(script: &str, parts: &[String]) -> Result<String> {
    let written = parts.join(",");
    let (before, after) = script.split_once(&written).context("embed.js does not hold what it is told")?;
    let mut smallest: Option<(usize, String)> = None;
    for order in orders(parts) {
        let script = [before, &order.join(","), after].concat();
        let size = size::Size::of(script.as_bytes())?.brotli;
        if smallest.as_ref().is_none_or(|(least, _)| size < *least) {
            smallest = Some((size, script));
        }
    }
    Ok(smallest.map_or_else(|| script.to_owned(), |(_, script)| script))
}

fn orders(parts: &[String]) -> Vec<Vec<&str>> {
    let [first, rest @ ..] = parts else { return vec![Vec::new()] };
    let put = |order: Vec<_>| {
        (0..=order.len()).map(move |at| {
            let mut order = order.clone();
            order.insert(at, first.as_str());
            order
        })
    };
    orders(rest).into_iter().flat_map(put).collect()
}

/// Puts a file into the bundle under a name that begins with its hash, and answers that: SHA-256 in the letters that names
/// of files can have.
fn keep(folder: &Path, stem: &str, extension: &str, bytes: &[u8]) -> Result<String> {
    let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(bytes));
    fs::write(folder.join(named(stem, &hash, extension)), bytes)?;
    Ok(hash)
}

/// The name of a file of the bundle.
pub(crate) fn named(stem: &str, hash: &str, extension: &str) -> String {
    format!("{stem}-{}.{extension}", hash.get(..8).unwrap_or_default())
}

/// A hash in the usual letters.
pub(crate) fn standard(hash: &str) -> String {
    format!("{}=", hash.replace('-', "+").replace('_', "/"))
}

fn read_locales(folder: &Path) -> Result<Vec<(String, Map<String, Value>)>> {
    let mut locales = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let language = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let words = serde_json::from_str(&fs::read_to_string(&path)?);
        locales.push((language, words.with_context(|| path.display().to_string())?));
    }
    locales.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(locales)
}

/// The files that a page downloads until the first message can be sent, the loader first; then styles, scripts, and the
/// application. A language other than English is one file more.
pub(crate) fn downloads(folder: &Path) -> Result<Vec<String>> {
    names(folder, |name| name == "embed.js" || name.starts_with("chat-") || name.starts_with("ocs-chat-"))
}

pub(crate) fn names(folder: &Path, is_wanted: impl Fn(&str) -> bool) -> Result<Vec<String>> {
    let mut names: Vec<String> = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .filter(|name| is_wanted(name))
        .collect();
    names.sort_by_key(|name| (name != "embed.js", name.rsplit('.').next().map(str::to_owned)));
    Ok(names)
}
