//! The texts of all languages: a file for each, and what the scripts need of them before one is loaded.

use crate::project;
use anyhow::{Context as _, Result};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fs;

/// The texts of one language.
pub(super) struct Locale {
    /// Such as `de`.
    pub(super) language: String,
    pub(super) texts: Map<String, Value>,
}

/// Reads `www/locales`.
pub(super) fn read() -> Result<Vec<Locale>> {
    let mut locales = Vec::new();
    for entry in fs::read_dir(project::root().join("www/locales"))? {
        let path = entry?.path();
        let language = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let texts = serde_json::from_str(&fs::read_to_string(&path)?).with_context(|| path.display().to_string())?;
        locales.push(Locale { language, texts });
    }
    locales.sort_by(|one, other| one.language.cmp(&other.language));
    Ok(locales)
}

/// Texts with a number: the rest of their keys is a CLDR plural category.
const WITH_NUMBER: &str = "transcript.new";

/// What the keys of texts begin with that are used outside of the application.
const LAUNCHER: &str = "launcher.";

impl Locale {
    /// The content of the language's file. The texts of the application are an array in the order of their keys, which is
    /// that of `Key` in `src/i18n/keys.rs`: names would be in the application and in every file.
    pub(super) fn content(&self) -> Value {
        let mut launcher = Map::new();
        let mut app: BTreeMap<&str, Value> = BTreeMap::new();
        for (name, text) in &self.texts {
            if let Some(name) = name.strip_prefix(LAUNCHER) {
                // English has these in the scripts.
                if self.language != "en" {
                    launcher.insert(name.to_owned(), text.clone());
                }
            } else if let Some(category) = plural_category(name) {
                app.entry(WITH_NUMBER).or_insert_with(|| json!({}))[category] = text.clone();
            } else {
                app.insert(name, text.clone());
            }
        }
        json!({ "launcher": launcher, "app": app.into_values().collect::<Vec<_>>() })
    }
}

fn plural_category(name: &str) -> Option<&str> {
    name.strip_prefix(WITH_NUMBER)?.strip_prefix('.')
}

/// The names of the application's texts, in the order of the languages' files.
pub(super) fn app_names(locales: &[Locale]) -> Vec<String> {
    let english = locales.iter().filter(|locale| locale.language == "en").flat_map(|locale| locale.texts.keys());
    let names = english.filter(|name| !name.starts_with(LAUNCHER));
    let mut names: Vec<_> =
        names.map(|name| plural_category(name).map_or(name.as_str(), |_| WITH_NUMBER).to_owned()).collect();
    names.sort();
    names.dedup();
    names
}

/// The places of these texts in the languages' files.
pub(super) fn indexes(locales: &[Locale], names: &[&str]) -> Result<Vec<usize>> {
    let all = app_names(locales);
    let index =
        |name: &&str| all.iter().position(|one| one == name).with_context(|| format!("there is no text {name}"));
    names.iter().map(index).collect()
}

/// A label for the launcher, by language, until its texts are loaded: one word, except in English.
pub(super) fn launcher_labels(locales: &[Locale]) -> Map<String, Value> {
    let label = |locale: &Locale| {
        let name = if locale.language == "en" { "launcher.open" } else { "launcher.name" };
        locale.texts.get(name).cloned().unwrap_or_default()
    };
    let mut labels: Vec<_> = locales.iter().map(|locale| (locale.language.clone(), label(locale))).collect();
    // Equal words side by side compress better.
    labels.sort_by_key(|(_, label)| label.to_string());
    labels.into_iter().collect()
}

/// English texts that are used outside of the application, without their prefix `launcher.`.
pub(super) fn english_launcher_texts(locales: &[Locale]) -> Map<String, Value> {
    let english = locales.iter().filter(|locale| locale.language == "en").flat_map(|locale| &locale.texts);
    english.filter_map(|(name, text)| Some((name.strip_prefix(LAUNCHER)?.to_owned(), text.clone()))).collect()
}
