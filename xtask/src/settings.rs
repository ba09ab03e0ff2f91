//! The project's address and security contact: `[workspace.metadata.project]` in Cargo.toml.

use crate::console::output;
use crate::project;
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

/// `None` stands for a setting that is empty.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    /// The address of the repository, without a slash at the end.
    pub(crate) address: Option<String>,
    /// Where vulnerabilities are reported: an e-mail address or an `https` address.
    pub(crate) security_contact: Option<String>,
}

impl Settings {
    pub(crate) fn read() -> Result<Self> {
        let mut metadata = project::cargo();
        metadata.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]);
        Self::parse(&output(&mut metadata).context("cargo metadata")?)
    }

    /// Reads the output of `cargo metadata`.
    fn parse(metadata: &str) -> Result<Self> {
        let metadata: Value = serde_json::from_str(metadata).context("cargo metadata")?;
        let setting = |name: &str| -> Result<Option<String>> {
            let value = metadata.pointer(&format!("/metadata/project/{name}")).and_then(Value::as_str);
            let value = value.with_context(|| format!("Cargo.toml has no workspace.metadata.project.{name}"))?;
            Ok((!value.is_empty()).then(|| value.to_owned()))
        };
        let settings = Self { address: setting("address")?, security_contact: setting("security-contact")? };
        let is_web_address = |value: &str| value.starts_with("https://") && !value.ends_with('/');
        ensure!(
            settings.address.as_deref().is_none_or(is_web_address),
            "workspace.metadata.project.address in Cargo.toml: expected \"https://…\" without a slash at the end"
        );
        ensure!(
            settings.security_contact.as_deref().is_none_or(|value| is_web_address(value) || value.contains('@')),
            "workspace.metadata.project.security-contact in Cargo.toml: expected an e-mail address or \"https://…\""
        );
        Ok(settings)
    }

    /// The settings that are empty.
    pub(crate) fn missing(&self) -> Vec<&'static str> {
        let settings = [("address", &self.address), ("security-contact", &self.security_contact)];
        settings.into_iter().filter(|(_, value)| value.is_none()).map(|(name, _)| name).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn parse(address: &str, contact: &str) -> Result<Settings> {
        Settings::parse(&format!(
            r#"{{"metadata": {{"project": {{"address": "{address}", "security-contact": "{contact}"}}}}}}"#
        ))
    }

    #[test]
    fn empty_settings_are_missing() {
        assert_eq!(parse("", "").unwrap().missing(), ["address", "security-contact"]);
        let settings = parse("https://example.org/chat", "security@example.org").unwrap();
        assert!(settings.missing().is_empty());
        assert_eq!(settings.address.unwrap(), "https://example.org/chat");
        assert!(Settings::parse("{}").is_err());
    }

    #[test]
    fn malformed_settings_are_refused() {
        assert!(parse("example.org/chat", "").is_err());
        assert!(parse("https://example.org/chat/", "").is_err());
        assert!(parse("", "somebody").is_err());
    }

    #[test]
    fn the_repository_has_both_settings() {
        Settings::read().unwrap();
    }
}
