//! The texts of all languages: a file for each but English, which is in the application.

use super::hashed_files::{Folder, HashedFile, short_hash};
use crate::project;
use anyhow::{Context as _, Result};
use serde_json::{Map, Value};
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

/// The files of all languages but English. They share one hash in their names, so that the loader knows all names by one.
pub(super) struct Files {
    pub(super) hash: String,
    pub(super) by_language: Vec<(String, HashedFile)>,
}

/// The name of a language's file.
pub(super) fn file_name(language: &str, hash: &str) -> String {
    format!("{language}-{hash}.json")
}

/// Writes the files of all languages but English.
pub(super) fn write(locales: &[Locale], output: &Folder) -> Result<Files> {
    let others = locales.iter().filter(|locale| locale.language != "en");
    let contents: Vec<_> =
        others.map(|locale| (locale.language.clone(), Value::Object(locale.texts.clone()).to_string())).collect();
    let parts: Vec<&[u8]> = contents.iter().map(|(_, content)| content.as_bytes()).collect();
    let hash = short_hash(&parts);
    let mut by_language = Vec::new();
    for (language, content) in contents {
        let file = output.add_as(file_name(&language, &hash), content.as_bytes())?;
        by_language.push((language, file));
    }
    Ok(Files { hash, by_language })
}

/// A word for the launcher, by language: what the loader says before any texts are loaded.
pub(super) fn launcher_words(locales: &[Locale]) -> Map<String, Value> {
    let others = locales.iter().filter(|locale| locale.language != "en");
    let word = |locale: &Locale| locale.texts.get("launcher.name").cloned().unwrap_or_default();
    let mut words: Vec<_> = others.map(|locale| (locale.language.clone(), word(locale))).collect();
    // Equal words side by side compress better.
    words.sort_by_key(|(_, word)| word.to_string());
    words.into_iter().collect()
}

/// English words that are said outside of the application, without their prefix `launcher.`.
pub(super) fn english_launcher_texts(locales: &[Locale]) -> Map<String, Value> {
    let english = locales.iter().filter(|locale| locale.language == "en").flat_map(|locale| &locale.texts);
    english.filter_map(|(name, text)| Some((name.strip_prefix("launcher.")?.to_owned(), text.clone()))).collect()
}
