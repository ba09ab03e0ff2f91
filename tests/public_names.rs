//! Public names are a contract: those of version 1.0 in `contract/public-names.json` and those added since in
//! `contract/added-names.json` exist, and no other name does.
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

/// The list of the names of version 1.0, which never changes.
const VERSION_1_0: &str = "tests/contract/public-names.json";
/// The list of the names that were added since.
const ADDED: &str = "tests/contract/added-names.json";

/// The names of one kind in a list; none if the list does not have the kind.
fn listed(list: &str, kind: &str) -> Vec<String> {
    let names = json(list).get(kind).cloned().unwrap_or_else(|| Value::Array(Vec::new()));
    names.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

/// The names of one kind in the contract.
fn contract(kind: &str) -> Vec<String> {
    [listed(VERSION_1_0, kind), listed(ADDED, kind)].concat()
}

fn keys_at(json: &Value, pointer: &str) -> Vec<String> {
    json.pointer(pointer).and_then(Value::as_object).unwrap().keys().cloned().collect()
}

/// Fails with the names of this kind that do not exist.
fn assert_all_exist(kind: &str, exists: impl Fn(&str) -> bool) {
    let missing: Vec<_> = contract(kind).into_iter().filter(|name| !exists(name)).collect();
    assert!(missing.is_empty(), "{kind} that do not exist any more: {missing:?}");
}

/// Fails with the names of this kind that exist and are not in the contract.
fn assert_no_others(kind: &str, existing: impl IntoIterator<Item = String>) {
    let existing: Vec<_> = existing.into_iter().collect();
    assert!(!existing.is_empty(), "there are no {kind}");
    let listed = contract(kind);
    let others: Vec<_> = existing.into_iter().filter(|name| !listed.contains(name)).collect();
    assert!(others.is_empty(), "{kind} that {ADDED} lacks: {others:?}");
}

/// The names that follow `start` at the beginning of lines; each ends at the first character that no name has.
fn names_after(start: &str, text: &str) -> Vec<String> {
    let is_end = |c: char| !c.is_ascii_alphanumeric() && !"-:./".contains(c);
    let names = text.lines().filter_map(|line| line.strip_prefix(start)).filter_map(|rest| rest.split(is_end).next());
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
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
    assert_all_exist("attributes", |name| attributes.iter().any(|other| other == name));
    let only_properties = keys_at(&schema, "/properties");
    let properties: Vec<_> = attributes.iter().map(|name| camel_case(name)).chain(only_properties).collect();
    assert_all_exist("properties", |name| properties.iter().any(|other| other == name));
    assert_no_others("attributes", attributes);
    assert_no_others("properties", properties);
}

#[test]
fn types_methods_and_events_are_in_the_public_types() {
    let types = read("www/package/public-types.ts") + &read("www/package/option-types.ts");
    assert_all_exist("types", |name| {
        types.contains(&format!("export interface {name} ")) || types.contains(&format!("export type {name} "))
    });
    assert_all_exist("methods", |name| types.contains(&format!("  {name}(")) || types.contains(&format!("  {name}<")));
    assert_all_exist("events", |name| types.contains(&format!("  '{name}': ")));
    assert_all_exist("globals", |name| {
        types.contains(&format!("    {name}: ")) || types.contains(&format!("    {name}?: "))
    });
    let exported = ["export interface ", "export type "].map(|start| names_after(start, &types));
    assert_no_others("types", exported.concat());
    assert_no_others("events", names_after("  '", &types));
    let (_, element) = types.split_once("export interface OcsChatElement ").unwrap();
    let (element, _) = element.split_once("\n}").unwrap();
    let is_method = |line: &&str| line.starts_with("  ") && !line.starts_with("   ");
    let methods = element.lines().filter(is_method).filter_map(|line| line.trim().split_once(['(', '<']));
    let is_name = |name: &&str| name.chars().all(|c| c.is_ascii_alphanumeric());
    assert_no_others("methods", methods.map(|(name, _)| name).filter(is_name).map(str::to_owned));
}

#[test]
fn elements_triggers_and_storage_keys_are_in_the_sources() {
    let sources = sources();
    assert_all_exist("elements", |name| sources.contains(&format!("'{name}'")));
    // `data-ocs-chat-for` is read as a property of `dataset`.
    assert_all_exist("triggers", |name| {
        sources.contains(name) || sources.contains(&camel_case(name.trim_start_matches("data-")))
    });
    assert_all_exist("storage_keys", |name| sources.contains(name));
    let suffixes = r"[/!]\d+|[~^@='&.*]";
    assert!(read("www/widget/storage/keys.ts").contains(suffixes), "the suffixes of storage keys have changed");
}

#[test]
fn parts_and_custom_properties_can_be_styled() {
    let (sources, styling) = (sources(), json("www/package/styling.json"));
    let (words, listed) = (words(&sources), keys_at(&styling, "/parts"));
    assert_all_exist("parts", |name| words.contains(name) && listed.iter().any(|other| other == name));
    let mut styles = String::new();
    add_files(&root().join("www/styles"), &["css"], &mut styles);
    assert_all_exist("custom_properties", |name| {
        styles.contains(&format!("var({name},")) || styles.contains(&format!("var({name})"))
    });
    let custom_properties = keys_at(&styling, "/customProperties");
    for name in &custom_properties {
        assert!(styles.contains(&format!("var({name}")), "{name} has no effect");
    }
    assert_no_others("parts", listed);
    assert_no_others("custom_properties", custom_properties);
}

#[test]
fn exports_of_the_package_are_those_of_the_contract() {
    let entry = read("www/package/index.ts");
    assert_all_exist("functions", |name| {
        entry.contains(&format!("export const {name}:")) || entry.contains(&format!("export function {name}("))
    });
    let build = read("xtask/src/build/package/package_json.rs");
    assert_all_exist("package_files", |name| build.contains(&format!("\"{name}\"")));
    assert_no_others(
        "package_files",
        names_after("            \"", &build).into_iter().filter(|name| name.starts_with("./")),
    );
}

#[test]
fn no_name_is_listed_twice() {
    let kinds: BTreeSet<String> = [VERSION_1_0, ADDED].iter().flat_map(|list| keys_at(&json(list), "")).collect();
    for kind in kinds {
        let names = contract(&kind);
        let different: BTreeSet<_> = names.iter().collect();
        assert_eq!(names.len(), different.len(), "{kind}: {names:?}");
    }
}
