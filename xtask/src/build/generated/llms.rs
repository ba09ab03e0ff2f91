//! `llms.txt`: the pages of the documentation with a sentence each, for language models.

use anyhow::{Context as _, Result};

const HEAD: &str = "\
# ocs-chat

> A chat widget for Open Chat Studio chatbots that any web page embeds with one line. Written in Rust with Leptos and compiled to
> WebAssembly. `README.md` has the start, `CONTRIBUTING.md` is the map of the code.
";

/// Returns the file for the table of contents, `SUMMARY.md`. Each page begins with a title and a paragraph, whose first sentence
/// describes the page.
pub(super) fn index(summary: &str, read: impl Fn(&str) -> Result<String>) -> Result<String> {
    let mut index = HEAD.to_owned();
    for line in summary.lines() {
        if let Some(title) = line.strip_prefix("# ").filter(|title| *title != "Summary") {
            index.push_str(&format!("\n## {title}\n\n"));
        } else if let Some((title, page)) = link(line) {
            let description =
                first_sentence(&read(page)?).with_context(|| format!("docs/{page} has no introduction"))?;
            index.push_str(&format!("- [{title}](docs/{page}): {description}\n"));
        }
    }
    Ok(index)
}

/// Title and file of a list item that is a link.
fn link(line: &str) -> Option<(&str, &str)> {
    line.trim_start().strip_prefix("- [")?.strip_suffix(')')?.split_once("](")
}

/// The first sentence of the paragraph after the title, without line breaks.
fn first_sentence(page: &str) -> Option<String> {
    let paragraph = page.split_once("\n\n")?.1.split("\n\n").next()?.trim();
    let is_text = paragraph.starts_with(|first: char| first.is_alphanumeric() || first == '`');
    let text = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = text.find(". ").map_or(text.len(), |end| end + 1);
    is_text.then(|| text.get(..end).unwrap_or(&text).to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn each_page_is_listed_with_its_first_sentence() {
        let summary = "# Summary\n\n# User guide\n\n- [Options](options.md)\n";
        let index = index(summary, |_| Ok("# Options\n\nWhat can\nbe set. And more.\n\n## All\n".to_owned())).unwrap();
        assert!(index.ends_with("\n## User guide\n\n- [Options](docs/options.md): What can be set.\n"));
    }

    #[test]
    fn page_needs_an_introduction() {
        assert!(index("- [A](a.md)", |_| Ok("# A\n\n## B\n\nText.\n".to_owned())).is_err());
    }
}
