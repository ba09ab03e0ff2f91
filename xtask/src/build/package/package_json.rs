//! `package.json`, from the crate's metadata.

use crate::console::output;
use crate::project;
use anyhow::{Context as _, Result};
use serde_json::{Value, json};

/// The metadata of the crate in Cargo.toml.
pub(super) fn crate_metadata() -> Result<Value> {
    let mut metadata = project::cargo();
    metadata.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&output(&mut metadata).context("cargo metadata")?)?;
    let packages = metadata.get("packages").and_then(Value::as_array).context("cargo metadata")?;
    let own = packages.iter().find(|package| package.get("name").is_some_and(|name| name == "ocs-chat"));
    own.cloned().context("cargo metadata does not know ocs-chat")
}

/// A text of the crate's metadata.
pub(super) fn text<'a>(crate_metadata: &'a Value, name: &str) -> Result<&'a str> {
    crate_metadata.get(name).and_then(Value::as_str).with_context(|| format!("Cargo.toml has no {name}"))
}

/// The content of `package.json`.
pub(super) fn create(crate_metadata: &Value) -> Result<Value> {
    let mut json = json!({
        "name": text(crate_metadata, "name")?,
        "version": text(crate_metadata, "version")?,
        "description": text(crate_metadata, "description")?,
        "license": text(crate_metadata, "license")?,
        "keywords": crate_metadata.get("keywords"),
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
        // For servers, where importing the package does nothing.
        "engines": { "node": ">=18" },
        "unpkg": "./embed.js",
        "jsdelivr": "./embed.js",
        "customElements": "./custom-elements.json",
        "sideEffects": ["./index.js", "./index.cjs", "./embed.js"],
    });
    // The registry requires the repository of a package with provenance. A workflow knows it.
    let of_workflow =
        || Some([std::env::var("GITHUB_SERVER_URL").ok()?, std::env::var("GITHUB_REPOSITORY").ok()?].join("/"));
    let repository = text(crate_metadata, "repository").map(str::to_owned).ok().or_else(of_workflow);
    if let (Some(repository), Some(fields)) = (repository, json.as_object_mut()) {
        fields.insert("repository".to_owned(), json!({ "type": "git", "url": format!("git+{repository}.git") }));
    }
    Ok(json)
}
