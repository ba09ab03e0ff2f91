//! Examples in documents: each is run by a test, or comes from a file that a test runs.

use super::page::{Fence, Source};
use super::{Pages, read_files};
use anyhow::Result;

/// Languages of examples that tests run. Others are commands, and files that tests use as they are.
const TESTED_LANGUAGES: [&str; 10] = ["html", "css", "js", "jsx", "tsx", "ts", "json", "python", "django", "php"];

/// Folders with tests that run examples, and the endings of the files' names.
const TESTS: [(&str, &str); 4] = [
    ("tests/e2e", ".spec.js"),
    ("tests/e2e/integrations/token-servers", ""),
    ("integrations/django/tests", ".py"),
    ("xtask/src/check", "_example.rs"),
];

/// Examples that no test runs.
pub(super) fn untested(pages: &Pages) -> Result<Vec<String>> {
    Ok(untested_by(&read_tests()?, pages))
}

/// The code of all tests.
fn read_tests() -> Result<String> {
    let mut code = String::new();
    for (folder, suffix) in TESTS {
        code.extend(read_files(folder, suffix)?.into_iter().map(|(_, text)| text));
    }
    Ok(code)
}

/// Examples that no test runs: those of the README and of `docs/` in [`TESTED_LANGUAGES`], and others that have a name. A test
/// names the example, or the file that it is generated from, or the folder of that file.
fn untested_by(tests: &str, pages: &Pages) -> Vec<String> {
    let mut problems = Vec::new();
    let mut names = Vec::new();
    for (path, page) in pages.iter().filter(|(path, _)| path.starts_with("docs") || path.ends_with("README.md")) {
        let must_run = |fence: &&Fence| {
            TESTED_LANGUAGES.contains(&fence.language.as_str()) || !matches!(fence.source, Source::Document)
        };
        for fence in page.fences.iter().filter(must_run) {
            let problem = match &fence.source {
                Source::Document => format!(
                    "the example that begins with {:?} has no `<!-- snippet:name -->` before it",
                    fence.code.lines().next().unwrap_or_default()
                ),
                Source::File(file) if names_file(tests, file) => continue,
                Source::File(file) => format!("no test names {file} or its folder"),
                Source::Snippet(name) if names.contains(name) => format!("a second example has the name {name:?}"),
                Source::Snippet(name) => {
                    names.push(name.clone());
                    if ['\'', '"'].iter().any(|quote| tests.contains(&format!("{quote}{name}{quote}"))) {
                        continue;
                    }
                    format!("no test names the example {name:?}")
                }
            };
            problems.push(format!("{}: {problem}", path.display()));
        }
    }
    problems
}

/// Whether tests name a file in `examples/` by its path there, or its folder, such as `examples/react`.
fn names_file(tests: &str, file: &str) -> bool {
    file.strip_prefix("examples/").is_some_and(|path| {
        let folder = path.split('/').next().unwrap_or_default();
        tests.contains(path) || tests.contains(&format!("examples/{folder}"))
    })
}

#[cfg(test)]
mod tests {
    use super::super::Page;
    use super::*;
    use std::path::PathBuf;

    fn pages(documents: &[(&str, &str)]) -> Pages {
        documents.iter().map(|(path, text)| (PathBuf::from(path), Page::parse(text))).collect()
    }

    #[test]
    fn examples_that_no_test_runs_are_found() {
        let tests = "'one': () => {}\nread_example(\"three\")\nnew URL('../../examples/react')";
        let problems = |text: &str| untested_by(tests, &pages(&[("docs/a.md", text)])).join("");
        assert_eq!(problems("<!-- snippet:one -->\n\n```html\n<p>\n```\n\n```sh\nls\n```\n"), "");
        assert_eq!(problems("<!-- snippet:three -->\n\n```python\na = 1\n```\n"), "");
        for language in TESTED_LANGUAGES {
            assert!(problems(&format!("```{language}\ncode\n```\n")).contains("has no `<!-- snippet:name -->`"));
        }
        assert!(problems("<!-- snippet:two -->\n\n```html\n<p>\n```\n").contains("names the example \"two\""));
        assert!(problems("<!-- snippet:two -->\n\n```\n[code]\n```\n").contains("names the example \"two\""));
        assert_eq!(problems("<!-- generated:examples/react/a.js -->\n\n```js\na\n```\n"), "");
        assert!(
            problems("<!-- generated:examples/vue/a.js -->\n\n```js\na\n```\n").contains("names examples/vue/a.js")
        );
        assert!(problems("<!-- generated:options -->\n\n```js\na\n```\n").contains("has no `<!-- snippet:name -->`"));
        let twice = "<!-- snippet:one -->\n\n```html\n<p>\n```\n\n<!-- snippet:one -->\n\n```html\n<b>\n```\n";
        assert!(problems(twice).contains("a second example"));
        let count = |path: &str| untested_by(tests, &pages(&[(path, "```js\nlet a;\n```\n")])).len();
        assert_eq!((count("README.md"), count("CONTRIBUTING.md")), (1, 0));
    }
}
