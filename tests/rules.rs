//! Rules of the source that no compiler knows.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &str, endings: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)) {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty(), "no files in {folder}");
    found
}

/// Leptos creates static markup with `innerHTML`, which pages with Trusted Types refuse, and compiles separate code for every
/// shape of markup. `ui/dom.rs` does neither.
#[test]
fn elements_are_not_built_with_view() {
    for (path, text) in files("src", &[".rs"]) {
        let direct = text.lines().any(|line| line.split("//").next().unwrap_or_default().contains("view!"));
        assert!(!direct, "{} uses view!: build elements with ui/dom.rs", path.display());
    }
}

#[test]
fn nothing_is_made_from_a_string_of_html() {
    let mut sources = files("src", &[".rs"]);
    sources.extend(files("www", &[".js", ".ts"]));
    for (path, text) in sources {
        // What tests read of the page is not written to it.
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for sink in
            ["innerHTML", "inner_html", "outerHTML", "insertAdjacentHTML", "document.write", "createContextualFragment"]
        {
            let used = code.lines().any(|line| line.split("//").next().unwrap_or_default().contains(sink));
            assert!(!used, "{} uses {sink}", path.display());
        }
    }
}
