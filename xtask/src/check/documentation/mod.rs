//! `cargo xtask docs`: checks the documentation (links, completeness, paths of files, and that tests run its examples), and builds
//! the book.

mod console_messages;
mod examples;
mod page;

use crate::build::book;
use crate::build::generated::styling::Styling;
use crate::build::generated::{self, schema::Schema};
use crate::project;
use anyhow::{Context as _, Result, bail};
use page::Page;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Documents outside of `docs/`, which the book does not contain.
const OTHER_DOCUMENTS: [&str; 6] =
    ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "CHANGELOG.md", "llms.txt"];

/// The page with a section for each method and event.
const API_PAGE: &str = "docs/javascript-api.md";

/// The README is for readers who choose the widget or start with it.
const MAX_README_LINES: usize = 200;

/// Folders to whose files documents refer by path.
const FOLDERS: [&str; 9] =
    ["src/", "www/", "tests/", "xtask/", "examples/", "integrations/", "docs/", "stubs/", ".github/"];

/// `cargo xtask docs`
pub(crate) fn command(arguments: &[String]) -> Result<()> {
    if !arguments.is_empty() {
        bail!("docs takes no arguments");
    }
    generated::verify()?;
    verify()?;
    println!("\nthe book: {}", book::build()?.join("index.html").display());
    Ok(())
}

/// Fails with a list of all problems of the documentation.
pub(crate) fn verify() -> Result<()> {
    let pages = read_pages()?;
    let root = project::root();
    let mut problems = Vec::new();
    for (path, page) in &pages {
        problems.extend(dead_links(path, page, &pages, &|path| root.join(path).exists()));
        // The changelog names files of its time.
        if !path.ends_with("CHANGELOG.md") {
            problems.extend(missing_files(path, page, &|path| root.join(path).exists()));
        }
    }
    problems.extend(pages_without_chapter(&pages));
    problems.extend(examples::untested(&pages)?);
    problems.extend(missing_names(&pages)?);
    problems.extend(console_messages::missing()?);
    problems.extend(figures_without_source(&read("README.md")?, &read("docs/performance.md")?)?);
    if read("README.md")?.lines().count() > MAX_README_LINES {
        problems.push(format!("README.md has more than {MAX_README_LINES} lines: move details to docs/"));
    }
    if !problems.is_empty() {
        bail!("the documentation has {} problems:\n    {}", problems.len(), problems.join("\n    "));
    }
    Ok(())
}

type Pages = BTreeMap<PathBuf, Page>;

fn read(path: impl AsRef<Path>) -> Result<String> {
    let path = path.as_ref();
    fs::read_to_string(project::root().join(path)).with_context(|| path.display().to_string())
}

fn read_pages() -> Result<Pages> {
    let mut paths: Vec<PathBuf> = OTHER_DOCUMENTS.into_iter().map(PathBuf::from).collect();
    let root = project::root();
    let mut files = Vec::new();
    project::collect_files(&root.join("docs"), &mut files)?;
    let is_page = |path: &&PathBuf| path.extension().is_some_and(|extension| extension == "md");
    paths.extend(files.iter().filter(is_page).filter_map(|path| path.strip_prefix(&root).ok()).map(Path::to_owned));
    paths.into_iter().map(|path| Ok((path.clone(), Page::parse(&read(&path)?)))).collect()
}

/// Links to files or anchors that do not exist, and links from the book to files that it does not contain.
fn dead_links(path: &Path, page: &Page, pages: &Pages, exists: &dyn Fn(&Path) -> bool) -> Vec<String> {
    let mut problems = Vec::new();
    for link in page.links.iter().filter(|link| !link.contains("://") && !link.starts_with("mailto:")) {
        let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
        let target = if file.is_empty() { Some(path.to_owned()) } else { resolve(path, file) };
        let problem = match target {
            Some(target) if exists(&target) => {
                let is_outside_book = path.starts_with("docs") && !target.starts_with("docs");
                let has_anchor = |page: &Page| anchor.is_empty() || page.anchors.iter().any(|other| other == anchor);
                if is_outside_book {
                    Some("leads out of docs/, and the book has no such page")
                } else if !pages.get(&target).is_none_or(has_anchor) {
                    Some("leads to a heading that does not exist")
                } else {
                    None
                }
            }
            _ => Some("leads to a file that does not exist"),
        };
        problems.extend(problem.map(|problem| format!("{}: the link to {link} {problem}", path.display())));
    }
    problems
}

/// The path that a link of a document leads to, from the root of the repository. `None` if it leaves the repository.
fn resolve(document: &Path, link: &str) -> Option<PathBuf> {
    let mut resolved = document.parent().unwrap_or(Path::new("")).to_owned();
    for component in Path::new(link).components() {
        match component {
            Component::Normal(name) => resolved.push(name),
            Component::ParentDir => resolved.pop().then_some(())?,
            _ => {}
        }
    }
    Some(resolved)
}

/// Paths in code spans that do not exist. Spans with other characters are not paths.
fn missing_files(path: &Path, page: &Page, exists: &dyn Fn(&Path) -> bool) -> Vec<String> {
    let is_path = |span: &&String| {
        let has_only_path_characters =
            span.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte)) && !span.contains("...");
        has_only_path_characters && FOLDERS.iter().any(|folder| span.starts_with(folder))
    };
    let missing = page.code_spans.iter().filter(is_path).filter(|span| !exists(Path::new(span.as_str())));
    missing.map(|span| format!("{}: there is no {span}", path.display())).collect()
}

/// Pages in `docs/` that the table of contents lacks.
fn pages_without_chapter(pages: &Pages) -> Vec<String> {
    let summary = Path::new("docs/SUMMARY.md");
    let Some(contents) = pages.get(summary) else { return vec!["docs/SUMMARY.md is missing".to_owned()] };
    let is_chapter = |path: &Path| contents.links.iter().any(|link| resolve(summary, link).as_deref() == Some(path));
    let missing = pages.keys().filter(|path| path.starts_with("docs") && *path != summary && !is_chapter(path));
    missing.map(|path| format!("docs/SUMMARY.md does not list {}", path.display())).collect()
}

/// Paths and contents of the files below a folder whose names end with `suffix`.
fn read_files(folder: &str, suffix: &str) -> Result<Vec<(PathBuf, String)>> {
    let mut paths = Vec::new();
    project::collect_files(&project::root().join(folder), &mut paths)?;
    paths.retain(|path| {
        let is_installed = path.components().any(|component| component.as_os_str() == "node_modules");
        !is_installed && path.to_str().is_some_and(|path| path.ends_with(suffix))
    });
    paths.into_iter().map(|path| Ok((path.clone(), read(&path)?))).collect()
}

/// Public names that their page does not describe: options, properties, parts, custom properties, methods and events.
fn missing_names(pages: &Pages) -> Result<Vec<String>> {
    let (schema, styling) = (Schema::read()?, Styling::read()?);
    let types = read("www/package/public-types.ts")?;
    let mut problems = Vec::new();
    let mut require = |kind: &str, path: &str, name: &str, has: &dyn Fn(&Page, &str) -> bool| {
        if !pages.get(Path::new(path)).is_some_and(|page| has(page, name)) {
            problems.push(format!("{path} does not describe the {kind} {name}"));
        }
    };
    for option in &schema.options {
        require("option", "docs/options.md", &option.name, &Page::has_code_span);
    }
    for property in &schema.properties {
        require("property", "docs/options.md", &property.name, &Page::has_code_span);
    }
    for (part, _) in &styling.parts {
        require("part", "docs/theming.md", part, &Page::has_code_span);
    }
    for property in &styling.custom_properties {
        require("custom property", "docs/theming.md", &property.name, &Page::has_code_span);
    }
    for method in members(&types, "OcsChatElement")? {
        require("method", API_PAGE, &method, &Page::has_section_with_example);
    }
    for event in members(&types, "OcsChatEvents")? {
        require("event", API_PAGE, &event, &Page::has_section_with_example);
    }
    Ok(problems)
}

/// The names of the methods, or of the quoted properties, that an interface in TypeScript declares.
fn members(source: &str, interface: &str) -> Result<Vec<String>> {
    let (_, rest) =
        source.split_once(&format!("export interface {interface} ")).with_context(|| interface.to_owned())?;
    let body = rest.split("\n}").next().unwrap_or_default();
    let members: Vec<_> = body.lines().filter_map(member).map(str::to_owned).collect();
    if members.is_empty() {
        bail!("{interface} has no members");
    }
    Ok(members)
}

/// The name that a line of an interface declares, at the first level of indentation.
fn member(line: &str) -> Option<&str> {
    let declaration = line.strip_prefix("  ")?;
    if let Some(quoted) = declaration.strip_prefix('\'') {
        return quoted.split('\'').next();
    }
    let name = declaration.split(|c: char| !c.is_ascii_alphanumeric()).next()?;
    let is_method = declaration.get(name.len()..)?.starts_with(['(', '<']);
    (is_method && !name.is_empty()).then_some(name)
}

/// Rows of the README's table of figures that the page about performance does not have.
fn figures_without_source(readme: &str, performance: &str) -> Result<Vec<String>> {
    let (_, section) = readme.split_once("\n## Performance\n").context("README.md has no section \"Performance\"")?;
    let rows = section.split("\n## ").next().unwrap_or_default().lines().filter(|line| line.starts_with("| "));
    let missing = rows.filter(|row| !performance.lines().any(|line| line == *row));
    Ok(missing.map(|row| format!("docs/performance.md does not have the README's row {row}")).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn pages(documents: &[(&str, &str)]) -> Pages {
        documents.iter().map(|(path, text)| (PathBuf::from(path), Page::parse(text))).collect()
    }

    fn links_of(text: &str) -> Vec<String> {
        let pages = pages(&[("docs/a.md", text), ("docs/b.md", "# B\n\n## A `code` heading\n")]);
        let exists = |path: &Path| pages.contains_key(path) || path == Path::new("README.md");
        let path = Path::new("docs/a.md");
        dead_links(path, pages.get(path).unwrap(), &pages, &exists)
    }

    #[test]
    fn dead_links_are_found() {
        assert!(links_of("[b](b.md) [b](b.md#a-code-heading) [x](https://example.org/x#y)").is_empty());
        assert!(links_of("# Here\n\n[here](#here)").is_empty());
        assert!(links_of("[c](c.md)").join("").contains("a file that does not exist"));
        assert!(links_of("![c](c.png)").join("").contains("a file that does not exist"));
        assert!(links_of("[b](b.md#another)").join("").contains("a heading that does not exist"));
        assert!(links_of("[out](../README.md)").join("").contains("leads out of docs/"));
        assert!(links_of("[out](../../x.md)").join("").contains("a file that does not exist"));
    }

    #[test]
    fn paths_of_missing_files_are_found() {
        let page = Page::parse("`src/a.rs`, `src/b.rs`, `www/*.ts`, `tests`, `target/x`\n\n```sh\nsrc/c.rs\n```\n");
        let missing = missing_files(Path::new("a.md"), &page, &|path| path == Path::new("src/a.rs"));
        assert_eq!(missing, ["a.md: there is no src/b.rs"]);
    }

    #[test]
    fn page_without_chapter_is_found() {
        let pages =
            pages(&[("docs/SUMMARY.md", "- [A](a.md)"), ("docs/a.md", ""), ("docs/b.md", ""), ("README.md", "")]);
        assert_eq!(pages_without_chapter(&pages), ["docs/SUMMARY.md does not list docs/b.md"]);
    }

    #[test]
    fn members_of_interfaces_are_found() {
        let source = "export interface A extends B {\n  /** Text(). */\n  open(): void;\n  on<Name>(\n    event: Name,\n  ): void;\n  \
                      ok: boolean;\n}\nexport interface C {\n  'x:y': null;\n}\n";
        assert_eq!(members(source, "A").unwrap(), ["open", "on"]);
        assert_eq!(members(source, "C").unwrap(), ["x:y"]);
        assert!(members(source, "D").is_err());
    }

    #[test]
    fn figures_without_source_are_found() {
        let readme = |row: &str| format!("# A\n\n## Performance\n\n| figure |\n|---|\n{row}\n\n## More\n\n| page |\n");
        let find = |row: &str| figures_without_source(&readme(row), "| figure |\n|---|\n| a 1 |\n").unwrap();
        assert_eq!(find("| a 1 |"), [""; 0]);
        assert_eq!(find("| a 2 |"), ["docs/performance.md does not have the README's row | a 2 |"]);
    }

    #[test]
    fn documentation_has_no_problems() {
        verify().unwrap();
    }
}
