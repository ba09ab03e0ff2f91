//! Reads `www/package/styling.json`, the list of parts and custom properties.

use crate::project;
use anyhow::{Context as _, Result};
use serde_json::Value;
use std::fs;

/// A custom property that pages can set.
pub(crate) struct CustomProperty {
    pub(crate) name: String,
    /// The CSS type of its value; `*` for any.
    pub(super) syntax: String,
    pub(super) description: String,
    pub(super) example: String,
    pub(super) default: String,
    /// The default in the dark theme, if it differs.
    pub(super) dark_default: Option<String>,
}

/// The parts and custom properties of `styling.json`.
pub(crate) struct Styling {
    /// Names and descriptions of CSS parts.
    pub(crate) parts: Vec<(String, String)>,
    pub(crate) custom_properties: Vec<CustomProperty>,
}

impl Styling {
    pub(crate) fn read() -> Result<Self> {
        let json = fs::read_to_string(project::root().join("www/package/styling.json"))?;
        let styling: Value = serde_json::from_str(&json).context("styling.json")?;
        let group = |name: &str| {
            styling.get(name).and_then(Value::as_object).with_context(|| format!("styling.json: no {name}"))
        };
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let parts = group("parts")?.iter().map(|(name, description)| (name.clone(), text(description))).collect();
        let custom_properties = group("customProperties")?.iter().map(|(name, property)| {
            let field = |key: &str| property.get(key).map(text).unwrap_or_default();
            let (syntax, description, example) = (field("syntax"), field("description"), field("example"));
            let (default, dark_default) = (field("default"), property.get("darkDefault").map(text));
            CustomProperty { name: name.clone(), syntax, description, example, default, dark_default }
        });
        Ok(Self { parts, custom_properties: custom_properties.collect() })
    }
}
