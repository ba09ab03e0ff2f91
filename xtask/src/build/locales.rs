//! The texts of all languages: a file for each language, and the texts that are part of the scripts.

use super::language_file::{AppText, LAUNCHER, MODULES, app_texts};
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

impl Locale {
    /// The texts of the application, in its order.
    fn app_texts(&self) -> BTreeMap<&str, AppText<'_, &Value>> {
        app_texts(self.texts.iter().map(|(key, text)| (key.as_str(), text)))
    }

    /// The content of the language's file. The texts of the application are an array in the order of their keys, which is
    /// that of `Key` in `src/i18n/keys.rs`: names would take space in the application and in every file.
    pub(super) fn content(&self) -> Value {
        // The scripts contain the English ones.
        let launcher = if self.language == "en" { Map::new() } else { self.launcher_texts() };
        let json = |text: AppText<'_, &Value>| match text {
            AppText::Plain(text) => text.clone(),
            AppText::Plural(forms) => {
                forms.into_iter().map(|(category, form)| (category.to_owned(), form.clone())).collect()
            }
        };
        json!({ "launcher": launcher, "app": self.app_texts().into_values().map(json).collect::<Vec<_>>() })
    }

    /// The texts that the loader and the widget bundle use, without their prefix.
    fn launcher_texts(&self) -> Map<String, Value> {
        let name = |(key, text): (&String, &Value)| Some((key.strip_prefix(LAUNCHER)?.to_owned(), text.clone()));
        self.texts.iter().filter_map(name).collect()
    }
}

fn english(locales: &[Locale]) -> impl Iterator<Item = &Locale> {
    locales.iter().filter(|locale| locale.language == "en")
}

/// The names of the application's texts, in the order of the languages' files.
pub(super) fn app_names(locales: &[Locale]) -> Vec<String> {
    english(locales).flat_map(Locale::app_texts).map(|(name, _)| name.to_owned()).collect()
}

/// The texts of the modules that only some visitors need, in all languages, by the name of their constant in `ASSETS`. Each is
/// JSON in a string: esbuild puts all objects that are defined into one file of the npm package, which every page would load.
pub(super) fn module_texts(locales: &[Locale]) -> impl Iterator<Item = (String, Value)> {
    MODULES.into_iter().map(|prefix| {
        let texts_of = |locale: &Locale| -> Map<String, Value> {
            let own = locale.texts.iter().filter(|(key, _)| key.starts_with(prefix));
            own.map(|(key, text)| (key.clone(), text.clone())).collect()
        };
        let by_language = locales.iter().map(|locale| (locale.language.clone(), Value::from(texts_of(locale))));
        let texts = Value::Object(by_language.collect()).to_string();
        (format!("{}Texts", prefix.trim_end_matches('.')), Value::String(texts))
    })
}

/// The indexes of these texts in the languages' files.
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
    english(locales).flat_map(Locale::launcher_texts).collect()
}
