//! `cargo xtask release-check`: checks whether a tag can be released.

use crate::build::package::package_json::{crate_metadata, field};
use crate::project;
use crate::settings::Settings;
use anyhow::{Result, bail, ensure};
use std::fs;

/// Checks the tag.
///
/// # Errors
/// If the tag is not that of the version in Cargo.toml, or if something that a release needs is missing.
pub(crate) fn command(arguments: &[String]) -> Result<()> {
    let [tag] = arguments else { bail!("release-check: expected the tag, such as v1.2.3") };
    let changelog = fs::read_to_string(project::root().join("CHANGELOG.md"))?;
    check(tag, field(&crate_metadata()?, "version")?, &changelog, &Settings::read()?)
}

fn check(tag: &str, version: &str, changelog: &str, settings: &Settings) -> Result<()> {
    ensure!(tag.strip_prefix('v') == Some(version), "the tag is {tag}, but the version in Cargo.toml is {version}");
    let heading = format!("## [{version}]");
    ensure!(
        changelog.lines().any(|line| line.starts_with(&heading)),
        "CHANGELOG.md has no section that begins with {heading:?}"
    );
    let missing = settings.missing();
    ensure!(missing.is_empty(), "[workspace.metadata.project] in Cargo.toml: empty: {}", missing.join(", "));
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn error(tag: &str, changelog: &str, settings: &Settings) -> String {
        check(tag, "1.2.3", changelog, settings).unwrap_err().to_string()
    }

    #[test]
    fn release_needs_its_version_a_changelog_and_both_settings() {
        let settings = Settings { address: Some("https://a".into()), security_contact: Some("a@b".into()) };
        let changelog = "# Changelog\n\n## [1.2.3] - 2026-12-01\n";
        check("v1.2.3", "1.2.3", changelog, &settings).unwrap();
        assert!(error("v1.2.4", changelog, &settings).contains("v1.2.4"));
        assert!(error("v1.2.3", "## [Unreleased]", &settings).contains("CHANGELOG.md"));
        assert!(error("v1.2.3", changelog, &Settings::default()).contains("empty: address, security-contact"));
    }
}
