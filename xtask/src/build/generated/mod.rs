//! `cargo xtask generate`: files in the repository, and blocks of documents, that are generated from the schema of options, the
//! list of parts and custom properties, the project's address and files that documents quote.

mod gettext;
mod llms;
mod markdown;
mod php;
mod project_address;
mod python;
pub(crate) mod schema;
pub(crate) mod styling;
mod typescript;

use super::locales;
use crate::project;
use crate::settings::Settings;
use anyhow::{Context as _, Result, bail};
use schema::Schema;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use styling::Styling;

/// Files that documents quote, and tests run.
const SNIPPETS: [&str; 16] = [
    "examples/angular/src/app.ts",
    "examples/angular/src/chat-options.ts",
    "examples/documentation-sites/chat.js",
    "examples/documentation-sites/docusaurus/docusaurus.config.js",
    "examples/documentation-sites/mdbook/book.toml",
    "examples/documentation-sites/mkdocs/mkdocs.yml",
    "examples/google-tag-manager/events.html",
    "examples/google-tag-manager/tag.html",
    "examples/leptos/Cargo.toml",
    "examples/leptos/index.html",
    "examples/leptos/src/chat.rs",
    "examples/leptos/src/host.js",
    "examples/react/vite.config.js",
    "examples/token-servers/chat-token.mjs",
    "examples/token-servers/chat_token.py",
    "examples/token-servers/chat-token.php",
];

/// `cargo xtask generate`
pub(crate) fn command(arguments: &[String]) -> Result<()> {
    if !arguments.is_empty() {
        bail!("generate takes no arguments");
    }
    for (path, text) in outdated()? {
        println!("{}", path.display());
        fs::write(project::root().join(path), text)?;
    }
    Ok(())
}

/// Fails if a generated file differs from what its source generates.
pub(crate) fn verify() -> Result<()> {
    let outdated = outdated()?;
    if let Some((path, _)) = outdated.first() {
        bail!("{} is out of date: run `cargo xtask generate`", path.display());
    }
    Ok(())
}

/// Generated files that differ from what their source generates, with what it generates.
fn outdated() -> Result<Vec<(PathBuf, String)>> {
    let schema = Schema::read()?;
    let mut files = vec![
        (PathBuf::from("www/widget/options/generated-table.ts"), typescript::table(&schema)),
        (PathBuf::from("www/widget/options/generated-expected.ts"), typescript::expected(&schema)),
        (PathBuf::from("www/widget/options/generated-types.ts"), typescript::types(&schema)),
        (PathBuf::from("www/package/option-types.ts"), typescript::public_types(&schema)),
        (PathBuf::from("www/loader/option-keys.ts"), typescript::loader_keys(&schema)),
        (PathBuf::from("integrations/django/ocs_chat/options.py"), python::options(&schema)),
        (PathBuf::from("integrations/wordpress/includes/widget-options.php"), php::options(&schema, &languages()?)),
        (PathBuf::from("integrations/wordpress/languages/ocs-chat.pot"), gettext::template()?),
    ];
    let blocks = blocks(&schema)?;
    let mut found = vec![false; blocks.len()];
    for path in documents()? {
        let mut text = read(&path)?;
        for ((name, block), found) in blocks.iter().zip(&mut found) {
            if let Some(replaced) = markdown::replace_block(&text, name, block) {
                (text, *found) = (replaced, true);
            }
        }
        files.push((path, text));
    }
    if let Some(((name, _), _)) = blocks.iter().zip(found).find(|(_, found)| !found) {
        bail!("no document has the block `generated:{name}`");
    }
    files.push((
        PathBuf::from("llms.txt"),
        llms::index(&read(Path::new("docs/SUMMARY.md"))?, |page| read(&Path::new("docs").join(page)))?,
    ));
    files.retain(|(path, text)| read(path).ok().as_ref() != Some(text));
    Ok(files)
}

/// Names and contents of the blocks of documents.
fn blocks(schema: &Schema) -> Result<Vec<(String, String)>> {
    let styling = Styling::read()?;
    let mut blocks = vec![
        ("options".to_owned(), markdown::options(schema)),
        ("readme-options".to_owned(), markdown::readme_options(schema)?),
        ("properties".to_owned(), markdown::properties(schema)),
        ("not-in-address".to_owned(), markdown::list(&schema.not_in_address())),
        ("parts".to_owned(), markdown::parts(&styling)),
        ("parts-table".to_owned(), markdown::parts_table(&styling)),
        ("custom-properties".to_owned(), markdown::custom_properties(&styling)),
        ("legacy-custom-properties".to_owned(), markdown::list(&legacy_custom_properties()?)),
    ];
    blocks.extend(project_address::blocks(&Settings::read()?));
    for path in SNIPPETS {
        blocks.push((path.to_owned(), markdown::snippet(path, &read(Path::new(path))?)));
    }
    Ok(blocks)
}

/// The custom properties of the legacy widget.
fn legacy_custom_properties() -> Result<Vec<String>> {
    let contract: Value = serde_json::from_str(&read(Path::new("tests/contract/public-names.json"))?)?;
    let names = contract.get("custom_properties").and_then(Value::as_array).context("no custom_properties")?;
    let names = names.iter().filter_map(Value::as_str).filter(|name| !name.starts_with("--ocs-"));
    Ok(names.map(str::to_owned).collect())
}

/// The names of all properties.
pub(super) fn property_names() -> Result<Vec<String>> {
    Ok(Schema::read()?.keys())
}

/// The languages of the widget.
fn languages() -> Result<Vec<String>> {
    Ok(locales::read()?.iter().map(|locale| locale.language.clone()).collect())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(project::root().join(path)).with_context(|| path.display().to_string())
}

/// The files that can have generated blocks.
fn documents() -> Result<Vec<PathBuf>> {
    let files = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "integrations/django/pyproject.toml"];
    let mut documents: Vec<_> = files.into_iter().map(PathBuf::from).collect();
    let mut folders = vec![PathBuf::from("docs")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(project::root().join(&folder))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                documents.push(path);
            }
        }
    }
    Ok(documents)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    #[test]
    fn generated_files_are_up_to_date() {
        super::verify().unwrap();
    }
}
