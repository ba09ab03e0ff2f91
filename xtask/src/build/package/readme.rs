//! The package's README: `www/package/README.md` with sections of the documentation.

use crate::project;
use anyhow::{Context as _, Result};
use std::fs;

/// Files and sections that the package's README includes. Its placeholders have the titles of the sections.
const SECTIONS: [(&str, &str); 3] =
    [("docs/options.md", "All options"), ("README.md", "For the page's own code"), ("README.md", "How it looks")];

/// Returns the README for a version and the integrity hash of its `embed.js`.
pub(super) fn create(version: &str, integrity: &str) -> Result<String> {
    let root = project::root();
    let template = fs::read_to_string(root.join("www/package/README.md"))?;
    let mut readme = template.replace("{version}", version).replace("{integrity}", integrity);
    for (file, title) in SECTIONS {
        let section = section(&fs::read_to_string(root.join(file))?, title).with_context(|| file.to_owned())?;
        readme = readme.replace(&format!("{{{title}}}"), &section);
    }
    Ok(readme)
}

/// A section of a document, without its title and without the markers of generated blocks.
fn section(document: &str, title: &str) -> Result<String> {
    let start = format!("\n## {title}\n\n");
    let (_, rest) = document.split_once(&start).with_context(|| format!("no section {title:?}"))?;
    let section = rest.split("\n## ").next().unwrap_or(rest).trim_end();
    let lines: Vec<_> = section.lines().filter(|line| !line.starts_with("<!-- ")).collect();
    Ok(lines.join("\n").replace("\n\n\n", "\n\n"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    #[test]
    fn readme_has_all_sections_and_no_placeholders() {
        let readme = super::create("1.2.3", "sha384-x").unwrap();
        assert!(readme.contains("ocs-chat@1.2.3/embed.js") && readme.contains("integrity=\"sha384-x\""));
        assert!(readme.contains("| `chatbot-id` * |") && !readme.contains("generated:"));
        for (_, title) in super::SECTIONS {
            assert!(!readme.contains(&format!("{{{title}}}")), "{title}");
        }
    }
}
