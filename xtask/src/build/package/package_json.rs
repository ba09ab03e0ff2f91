//! Generates the `package.json` of the npm package from the crate's metadata.

use crate::console::output;
use crate::project;
use crate::settings::Settings;
use anyhow::{Context as _, Result};
use serde_json::{Value, json};

/// The metadata of the crate in Cargo.toml.
pub(crate) fn crate_metadata() -> Result<Value> {
    let mut metadata = project::cargo();
    metadata.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&output(&mut metadata).context("cargo metadata")?)?;
    let packages = metadata.get("packages").and_then(Value::as_array).context("cargo metadata")?;
    let own = packages.iter().find(|package| package.get("name").is_some_and(|name| name == "ocs-chat"));
    own.cloned().context("cargo metadata does not list ocs-chat")
}

/// A string field of the crate's metadata.
pub(crate) fn field<'a>(crate_metadata: &'a Value, name: &str) -> Result<&'a str> {
    crate_metadata.get(name).and_then(Value::as_str).with_context(|| format!("Cargo.toml has no {name}"))
}

/// The content of `package.json`.
pub(super) fn create(crate_metadata: &Value, settings: &Settings) -> Result<Value> {
    let mut json = json!({
        "name": field(crate_metadata, "name")?,
        "version": field(crate_metadata, "version")?,
        "description": field(crate_metadata, "description")?,
        "license": field(crate_metadata, "license")?,
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
            "./react": {
                "import": { "types": "./react.d.ts", "default": "./react.js" },
                "require": { "types": "./react.d.cts", "default": "./react.cjs" },
            },
            "./custom-elements.json": "./custom-elements.json",
            "./vscode.html-custom-data.json": "./vscode.html-custom-data.json",
            "./web-types.json": "./web-types.json",
            "./package.json": "./package.json",
        },
        "peerDependencies": { "react": ">=18" },
        "peerDependenciesMeta": { "react": { "optional": true } },
        // For servers, where importing the package does nothing.
        "engines": { "node": ">=18" },
        "unpkg": "./embed.js",
        "jsdelivr": "./embed.js",
        "customElements": "./custom-elements.json",
        "web-types": "./web-types.json",
        "sideEffects": ["./index.js", "./index.cjs", "./embed.js"],
    });
    // npm requires the repository for packages with provenance.
    if let (Some(address), Some(fields)) = (&settings.address, json.as_object_mut()) {
        fields.insert("homepage".to_owned(), json!(format!("{address}#readme")));
        fields.insert("bugs".to_owned(), json!({ "url": format!("{address}/issues") }));
        fields.insert("repository".to_owned(), json!({ "type": "git", "url": format!("git+{address}.git") }));
    }
    Ok(json)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn address_is_written_only_if_it_is_set() {
        let metadata = json!({ "name": "a", "version": "1.0.0", "description": "b", "license": "MIT" });
        let without = create(&metadata, &Settings::default()).unwrap();
        assert!(["homepage", "bugs", "repository"].iter().all(|name| without.get(name).is_none()));
        let settings = Settings { address: Some("https://example.org/chat".into()), security_contact: None };
        let with = create(&metadata, &settings).unwrap();
        assert_eq!(with.pointer("/repository/url").unwrap(), "git+https://example.org/chat.git");
    }
}
