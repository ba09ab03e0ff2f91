//! Public names are a contract: every name of version 1.0 in `contract/public-names.json` still exists.
#![allow(clippy::unwrap_used)]

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

fn json(path: &str) -> Value {
    serde_json::from_str(&read(path)).unwrap()
}

/// The names of one kind in the contract.
fn contract(kind: &str) -> Vec<String> {
    let names = json("tests/contract/public-names.json");
    let names = names.get(kind).and_then(Value::as_array).unwrap();
    names.iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

fn keys_at(json: &Value, pointer: &str) -> Vec<String> {
    json.pointer(pointer).and_then(Value::as_object).unwrap().keys().cloned().collect()
}

/// Fails with the names of this kind that do not exist.
fn assert_all(kind: &str, exists: impl Fn(&str) -> bool) {
    let missing: Vec<_> = contract(kind).into_iter().filter(|name| !exists(name)).collect();
    assert!(missing.is_empty(), "{kind} that do not exist any more: {missing:?}");
}

/// Adds the content of all files below a folder.
fn add_files(folder: &Path, extensions: &[&str], text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            add_files(&path, extensions, text);
        } else if extensions.iter().any(|extension| path.extension().is_some_and(|other| other == *extension)) {
            text.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

/// The code of the widget, without the package and the demo page.
fn sources() -> String {
    let mut text = String::new();
    for folder in ["src", "www/loader", "www/widget"] {
        add_files(&root().join(folder), &["rs", "ts"], &mut text);
    }
    text
}

/// The words of a text; a word may have hyphens.
fn words(sources: &str) -> BTreeSet<&str> {
    sources.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').collect()
}

fn camel_case(attribute: &str) -> String {
    let mut words = attribute.split('-');
    let first = words.next().unwrap().to_owned();
    words.fold(first, |key, word| key + &word.get(..1).unwrap().to_uppercase() + word.get(1..).unwrap())
}

#[test]
fn attributes_and_properties_are_in_the_schema() {
    let schema = json("www/widget/options/schema.json");
    let attributes = keys_at(&schema, "/options");
    assert_all("attributes", |name| attributes.iter().any(|other| other == name));
    let only_properties = keys_at(&schema, "/properties");
    let properties: Vec<_> = attributes.iter().map(|name| camel_case(name)).chain(only_properties).collect();
    assert_all("properties", |name| properties.iter().any(|other| other == name));
}

#[test]
fn types_methods_and_events_are_in_the_public_types() {
    let types = read("www/package/public-types.ts") + &read("www/package/option-types.ts");
    assert_all("types", |name| {
        types.contains(&format!("export interface {name} ")) || types.contains(&format!("export type {name} "))
    });
    assert_all("methods", |name| types.contains(&format!("  {name}(")) || types.contains(&format!("  {name}<")));
    assert_all("events", |name| types.contains(&format!("  '{name}': ")));
}

#[test]
fn elements_triggers_and_storage_keys_are_in_the_sources() {
    let sources = sources();
    assert_all("elements", |name| sources.contains(&format!("'{name}'")));
    // `data-ocs-chat-for` is read as a property of `dataset`.
    assert_all("triggers", |name| {
        sources.contains(name) || sources.contains(&camel_case(name.trim_start_matches("data-")))
    });
    assert_all("storage_keys", |name| sources.contains(name));
    let suffixes = r"[/!]\d+|[~^@='&.+]";
    assert!(read("www/widget/storage/keys.ts").contains(suffixes), "the suffixes of storage keys have changed");
}

#[test]
fn parts_and_custom_properties_can_be_styled() {
    let (sources, styling) = (sources(), json("www/package/styling.json"));
    let (words, listed) = (words(&sources), keys_at(&styling, "/parts"));
    assert_all("parts", |name| words.contains(name) && listed.iter().any(|other| other == name));
    let mut styles = String::new();
    add_files(&root().join("www/styles"), &["css"], &mut styles);
    assert_all("custom_properties", |name| {
        styles.contains(&format!("var({name},")) || styles.contains(&format!("var({name})"))
    });
    for name in keys_at(&styling, "/customProperties") {
        assert!(styles.contains(&format!("var({name}")), "{name} has no effect");
    }
}

#[test]
fn package_has_the_same_exports() {
    let entry = read("www/package/index.ts");
    assert_all("functions", |name| {
        entry.contains(&format!("export const {name}:")) || entry.contains(&format!("export function {name}("))
    });
    let build = read("xtask/src/build/package/package_json.rs");
    assert_all("package_files", |name| build.contains(&format!("\"{name}\"")));
}
