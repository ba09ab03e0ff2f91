//! `cargo xtask generate`: files in the repository that are generated from the schema of options and from the list of what
//! pages can style, and files that documents quote.

mod markdown;
mod python;
mod schema;
mod typescript;

use crate::project;
use anyhow::{Context as _, Result, bail};
use schema::{Schema, Styling};
use std::fs;
use std::path::{Path, PathBuf};

/// Files that documents quote, and tests run.
const SNIPPETS: [&str; 5] = [
    "examples/angular/src/app.ts",
    "examples/angular/src/chat-options.ts",
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
        (PathBuf::from("www/widget/options/table.ts"), typescript::table(&schema)),
        (PathBuf::from("www/widget/options/expected.ts"), typescript::expected(&schema)),
        (PathBuf::from("www/widget/options/types.ts"), typescript::types(&schema)),
        (PathBuf::from("www/package/option-types.ts"), typescript::public_types(&schema)),
        (PathBuf::from("www/loader/observed-attributes.ts"), typescript::observed_attributes(&schema)),
        (PathBuf::from("integrations/django/ocs_chat/options.py"), python::options(&schema)),
    ];
    let mut blocks = vec![
        ("options".to_owned(), markdown::options(&schema)),
        ("parts".to_owned(), markdown::parts(&Styling::read()?)),
    ];
    for path in SNIPPETS {
        blocks.push((path.to_owned(), markdown::snippet(path, &read(Path::new(path))?)));
    }
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
        bail!("neither README.md nor docs/ has a block `<!-- generated:{name} -->`");
    }
    files.retain(|(path, text)| read(path).ok().as_ref() != Some(text));
    Ok(files)
}

/// The names of all properties.
pub(super) fn property_names() -> Result<Vec<String>> {
    Ok(Schema::read()?.keys())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(project::root().join(path)).with_context(|| path.display().to_string())
}

/// The documents that can have generated blocks.
fn documents() -> Result<Vec<PathBuf>> {
    let mut documents = vec![PathBuf::from("README.md")];
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
