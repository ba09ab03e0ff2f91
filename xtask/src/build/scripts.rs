//! Bundles scripts and styles with esbuild: the loader that pages link to, the files that it loads, and modules that only some
//! visitors need.

use super::esbuild::Esbuild;
use super::hashed_files::Folder;
use super::layout::work_folder;
use super::locales::{self, Locale};
use super::property_names::{CONTEXT_NAMES, STATE_NAMES};
use super::shared_constants;
use crate::project;
use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The values that the build passes to the scripts as their constants `LOADER` and `ASSETS`.
pub(super) struct Definitions {
    pub(super) loader: Value,
    pub(super) assets: Value,
}

impl Definitions {
    fn file() -> PathBuf {
        work_folder().join("definitions.json")
    }

    /// The values of the last release build.
    pub(super) fn of_release() -> Result<Self> {
        let both: Value = serde_json::from_str(&fs::read_to_string(Self::file())?)?;
        Ok(Self { loader: field(&both, "/loader")?.clone(), assets: field(&both, "/assets")?.clone() })
    }

    fn save(&self, work: &Path) -> Result<()> {
        let both = json!({ "loader": self.loader, "assets": self.assets });
        Ok(fs::write(work.join("definitions.json"), both.to_string())?)
    }
}

/// The value at a JSON pointer.
pub(super) fn field<'a>(value: &'a Value, pointer: &str) -> Result<&'a Value> {
    value.pointer(pointer).with_context(|| format!("the bundle's definitions have no {pointer}"))
}

/// The application's texts that the placeholder window shows, in the order in which `placeholder-content.ts` reads them.
const WINDOW_TEXTS: [&str; 6] = [
    "branding.headerText",
    "composer.placeholder",
    "composer.send",
    "composer.disabled",
    "composer.label",
    "content.greeting",
];

/// The application's text that the widget bundle shows when the module that downloads files has not loaded.
const DOWNLOAD_FAILED_TEXT: &str = "file.failed";

/// Style sheets in `www/styles` that belong to modules loaded on demand, by the name of their constant in `ASSETS`.
pub(super) const LAZY_STYLES: [(&str, &str); 7] = [
    ("highlightCodeStyles", "highlight-code.css"),
    ("dictationStyles", "dictation.css"),
    ("fileCardStyles", "file-card.css"),
    ("formulaStyles", "formulas.css"),
    ("readAloudStyles", "read-aloud.css"),
    ("teaserStyles", "teaser.css"),
    ("topLayerStyles", "top-layer.css"),
];

/// The first 96 bits of a hash, with which the scripts verify texts. They are enough: no attacker can make a second file with the
/// same bits. Whole hashes of all languages would be half a kilobyte more for every visitor.
fn shortened_hash(sha256: &str) -> String {
    sha256.chars().take(16).collect()
}

/// The options that define constants in `ASSETS` one by one, so that esbuild writes each where it is used.
pub(super) fn constant_options(locales: &[Locale]) -> Result<Vec<String>> {
    let option = |name: &str, value: Value| format!("--define:ASSETS.{name}={value}");
    let constants = shared_constants::read()?.into_iter().map(|(name, value)| option(name, value));
    let indexes = locales::indexes(locales, &[DOWNLOAD_FAILED_TEXT])?;
    let texts = locales::module_texts(locales).map(|(name, texts)| option(&name, texts));
    Ok(constants
        .chain(texts)
        .chain(indexes.into_iter().map(|index| option("downloadFailedIndex", Value::from(index))))
        .collect())
}

/// The modules that are loaded on demand, by name: the sources in `www/widget` that are named `*.lazy.ts`.
pub(super) fn lazy_modules() -> Result<BTreeMap<String, PathBuf>> {
    let mut files = Vec::new();
    project::collect_files(&project::root().join("www/widget"), &mut files)?;
    let name = |file: &Path| Some(file.file_name()?.to_str()?.strip_suffix(".lazy.ts")?.to_owned());
    Ok(files.into_iter().filter_map(|file| Some((name(&file)?, file))).collect())
}

/// Bundles all scripts and styles. The loader comes last: it contains the hash of the widget bundle, which contains those of all
/// other files.
pub(super) fn bundle(output: &Folder, work: &Path, esbuild: &Esbuild, module: Vec<u8>) -> Result<()> {
    let www = project::root().join("www");
    let style = |name: &str| -> Result<String> {
        let minified = work.join(name);
        esbuild.run(&www.join("styles").join(name), &minified, &["--bundle"])?;
        Ok(fs::read_to_string(minified)?.trim_end().to_owned())
    };
    let locales = locales::read()?;
    let version = env!("CARGO_PKG_VERSION");
    let inject = |name: &str| format!("--inject:{}", www.join("globals").join(name).display());
    let document = inject("document.ts");
    let globals = inject("widget.ts");
    let mut lazy_options = vec!["--bundle".to_owned(), "--format=esm".to_owned()];
    lazy_options.extend([document.clone(), globals.clone()]);
    lazy_options.push(format!("--define:ASSETS.version={version:?}"));
    lazy_options.push(format!("--define:ASSETS.textNames={}", json!(locales::app_names(&locales))));
    let constants = constant_options(&locales)?;
    lazy_options.extend(constants.iter().cloned());
    for (name, file) in LAZY_STYLES {
        lazy_options.push(format!("--define:ASSETS.{name}={}", json!(style(file)?)));
    }
    let lazy_options: Vec<&str> = lazy_options.iter().map(String::as_str).collect();

    let lazy = lazy_modules()?;
    let mut files = vec![("ocs-chat", "wasm", module), ("ocs-chat", "css", style("window.css")?.into_bytes())];
    files.extend(locales.iter().map(|one| (&*one.language, "json", one.content().to_string().into_bytes())));
    for (name, source) in &lazy {
        let script = work.join(name).with_extension("js");
        esbuild.run(source, &script, &lazy_options)?;
        files.push((name, "js", fs::read(script)?));
    }
    let alias = |name: &str, file: &str| format!("--alias:{name}={}", www.join(file).display());
    let cache = format!("--mangle-cache={}", work.join("property-names.json").display());
    // Preact keeps its listeners in this property of elements.
    fs::write(work.join("property-names.json"), r#"{"l":false}"#)?;
    let load_widget = alias("load-widget", "loader/load-widget.ts");
    let mangle = format!("--mangle-props=^({})$", CONTEXT_NAMES.join("|"));
    let sheet = inject("loader.ts");
    let loader_options =
        ["--bundle", "--format=iife", "--tsconfig-raw={}", &load_widget, &document, &sheet, &mangle, &cache];
    // The first build only assigns short names to the properties of the loader, so that these get the shortest.
    bundle_embed(esbuild, output, &loader_options, &json!({}))?;

    let launcher_details_styles = style("launcher-details.css")?;
    let window_texts = locales::indexes(&locales, &WINDOW_TEXTS)?;
    let assets =
        |hash: &str, wasm: &str, styles: &str, locales_by_language: Map<String, Value>, lazy: Map<String, Value>| {
            json!({
                "version": version,
                "hash": hash,
                "wasm": wasm,
                "styles": styles,
                "locales": locales_by_language,
                "lazy": lazy,
                "launcherDetailsStyles": launcher_details_styles,
                "texts": locales::english_launcher_texts(&locales),
                "windowTexts": window_texts,
            })
        };
    let glue = format!("--alias:made/glue={}", work.join("glue.js").display());
    let asset_files = alias("files", "assets/files.ts");
    let mangle = format!("--mangle-props=^({}|{})$", CONTEXT_NAMES.join("|"), STATE_NAMES.join("|"));
    let chat = |assets: &Value| -> Result<Vec<u8>> {
        let define = format!("--define:ASSETS={assets}");
        let mut options =
            vec!["--bundle", "--format=esm", &asset_files, &glue, &define, &document, &globals, &mangle, &cache];
        options.extend(constants.iter().map(String::as_str));
        let script = work.join("chat.js");
        esbuild.run(&www.join("widget/controller.ts"), &script, &options)?;
        Ok(fs::read(script)?)
    };

    // The hash in the names also covers `chat-*.js`, but not the hashes of the other files in it.
    let group = output.group(&files, &chat(&assets("", "", "", Map::new(), Map::new()))?);
    let hashes = files.iter().map(|(stem, extension, bytes)| group.add(stem, extension, bytes));
    let hashes = hashes.collect::<Result<Vec<_>>>()?;
    let [module, styles, rest @ ..] = &*hashes else { bail!("the application has no files") };
    let (texts, modules) = rest.split_at(locales.len());
    let texts =
        locales.iter().zip(texts).map(|(locale, sha256)| (locale.language.clone(), json!(shortened_hash(sha256))));
    let modules = lazy.into_keys().zip(modules).map(|(name, sha256)| (name, json!(sha256)));
    let assets = assets(&group.hash, module, styles, texts.collect(), modules.collect());
    let integrity = group.add("chat", "js", &chat(&assets)?)?;

    // In the order that compresses best.
    let loader = json!({
        "styles": style("launcher.css")?,
        "hash": group.hash,
        "integrity": format!("sha256-{integrity}"),
        "version": version,
        "labels": locales::launcher_labels(&locales),
    });
    let definitions = Definitions { loader, assets };
    definitions.save(work)?;
    bundle_embed(esbuild, output, &loader_options, &definitions.loader)
}

/// Bundles `embed.js` with these properties of the constant `LOADER`. Each is defined separately, so that esbuild writes texts where
/// they are used: 25 bytes less than one object.
fn bundle_embed(esbuild: &Esbuild, output: &Folder, options: &[&str], loader: &Value) -> Result<()> {
    let entry = project::root().join("www/loader/embed.ts");
    let properties = loader.as_object().into_iter().flatten();
    let definitions: Vec<_> = properties.map(|(name, value)| format!("--define:LOADER.{name}={value}")).collect();
    let definitions: Vec<_> = definitions.iter().map(String::as_str).collect();
    esbuild.run(&entry, &output.path().join("embed.js"), &[options, &definitions].concat()).context("embed.js")
}
