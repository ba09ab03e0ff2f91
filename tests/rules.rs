//! Checks rules of the source code that the compiler and clippy do not check.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Paths and contents of the files below a folder with one of these extensions, without installed npm packages.
fn files(folder: &str, extensions: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.ends_with("node_modules") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if extensions.iter().any(|extension| path.to_string_lossy().ends_with(extension)) {
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
        let uses_view = text.lines().any(|line| line.split("//").next().unwrap_or_default().contains("view!"));
        assert!(!uses_view, "{} uses view!: build elements with ui/dom.rs", path.display());
    }
}

#[test]
fn packages_and_documents_have_the_version_of_the_crate() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (file, before, after) in [
        ("integrations/django/pyproject.toml", "\nversion = \"", "\"\n"),
        ("integrations/wordpress/ocs-chat.php", "\n * Version:           ", "\n"),
        ("integrations/wordpress/ocs-chat.php", "\nconst VERSION = '", "';\n"),
        ("integrations/wordpress/readme.txt", "\nStable tag: ", "\n"),
        ("integrations/wordpress/readme.txt", "\n== Changelog ==\n\n= ", " =\n"),
        ("integrations/wordpress/block/block.json", "\"version\": \"", "\",\n"),
        ("integrations/wordpress/block/editor.asset.php", "'version'      => '", "',\n"),
        ("docs/hosting.md", "/npm/ocs-chat@", "/embed.js"),
        ("docs/content-security-policy.md", "/npm/ocs-chat@", "/`"),
    ] {
        let text = fs::read_to_string(root.join(file)).unwrap();
        let version = format!("{before}{}{after}", env!("CARGO_PKG_VERSION"));
        assert!(text.contains(&version), "{file} has another version than Cargo.toml");
    }
}

/// The relative paths in `import … from '…'`, `export … from '…'`, `import '…'` and `import('…')`.
fn imported_paths(script: &str) -> impl Iterator<Item = &str> {
    let starts = [" from '.", "import '.", "import('."];
    starts.into_iter().flat_map(move |start| script.split(start).skip(1).filter_map(|rest| rest.split('\'').next()))
}

/// Otherwise the folders would not have an order, such as that in `docs/architecture.md`.
#[test]
fn folders_of_scripts_do_not_import_each_other() {
    let mut imports: BTreeMap<PathBuf, BTreeSet<PathBuf>> = BTreeMap::new();
    for (path, text) in files("www", &[".ts"]) {
        let folder = path.parent().unwrap();
        for imported in imported_paths(&text) {
            let file = fs::canonicalize(folder.join(format!(".{imported}"))).unwrap();
            let other = file.parent().unwrap().to_owned();
            if other != folder {
                imports.entry(folder.to_owned()).or_default().insert(other);
            }
        }
    }
    assert!(imports.len() > 10, "imports are not found");
    // Folders that import none of the remaining ones are below them.
    while let Some(lowest) = imports.iter().find(|(_, used)| used.iter().all(|one| !imports.contains_key(one))) {
        let lowest = lowest.0.clone();
        imports.remove(&lowest);
    }
    assert!(imports.is_empty(), "folders import each other: {imports:#?}");
}

#[test]
fn no_code_parses_html_strings() {
    let mut sources = files("src", &[".rs"]);
    sources.extend(files("www", &[".js", ".ts"]));
    for (path, text) in sources {
        // Tests may read these properties.
        if path.to_string_lossy().ends_with("tests.rs") {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for sink in
            ["innerHTML", "inner_html", "outerHTML", "insertAdjacentHTML", "document.write", "createContextualFragment"]
        {
            let uses_sink = code.lines().any(|line| line.split("//").next().unwrap_or_default().contains(sink));
            assert!(!uses_sink, "{} uses {sink}", path.display());
        }
    }
}
