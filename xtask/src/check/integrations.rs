//! The suite `integrations`: the packages for frameworks, with the real frameworks.

use super::browser_suites::playwright;
use super::leptos_example;
use super::test_count::TestCount;
use crate::build::{book, package};
use crate::console::{run, run_with_lines, step};
use crate::env::packages::npm_install;
use crate::env::python::environment;
use crate::env::wordpress;
use crate::project;
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The newest two versions of Django, and the one with long-term support. The newest is first.
const DJANGO: [&str; 3] = ["6.1", "6.0", "5.2"];

/// Tests of all integrations.
pub(super) fn integrations() -> Result<TestCount> {
    let package = package::build()?;
    let frameworks = frameworks()?;
    let mut count = TestCount::default();
    let mut newest = None;
    for version in DJANGO {
        let python = django_environment(version)?;
        count.add(step(&format!("Django {version}"), || django(&python))?);
        newest.get_or_insert(python);
    }
    if let Some(python) = newest {
        count.add_result(step("mypy", || run(in_django_package(&python).args(["-m", "mypy"]))));
        let mut environment = Vec::from(wordpress::environment()?);
        environment.extend([("PYTHON", python), ("FRAMEWORKS", frameworks)]);
        environment.extend(documentation_sites()?);
        environment.push(("LEPTOS_EXAMPLE", leptos_example::build()?));
        environment.extend([("TARBALL", package.tarball), ("WORDPRESS_ZIP", package.wordpress)]);
        count.add(playwright("integrations", &environment, &[])?);
    }
    Ok(count)
}

/// Installs the frameworks from npm, and returns their folder.
fn frameworks() -> Result<PathBuf> {
    let manifest = project::root().join("tests/integrations");
    let folder = project::target().join("integrations/npm");
    npm_install(&manifest, &folder)?;
    npm_install(&manifest.join("react-18"), &folder.join("react-18"))?;
    Ok(folder)
}

/// Installs the generators of documentation sites.
fn documentation_sites() -> Result<[(&'static str, PathBuf); 3]> {
    let manifest = project::root().join("tests/integrations/documentation-sites");
    let python = environment("documentation-sites", &[], &manifest.join("requirements.txt"))?;
    let docusaurus = project::target().join("integrations/docusaurus");
    npm_install(&manifest.join("docusaurus"), &docusaurus)?;
    Ok([("DOCS_PYTHON", python), ("DOCUSAURUS", docusaurus), ("MDBOOK", book::mdbook()?)])
}

fn django_environment(version: &str) -> Result<PathBuf> {
    let requirements = project::root().join("integrations/django/tests/requirements.txt");
    environment(&format!("django-{version}"), &[&format!("Django=={version}.*")], &requirements)
}

fn in_django_package(python: &Path) -> Command {
    let mut command = Command::new(python);
    command.current_dir(project::root().join("integrations/django")).env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// The tests of the Django package.
fn django(python: &Path) -> Result<TestCount> {
    let mut count = TestCount::default();
    let mut pytest = in_django_package(python);
    let has_succeeded = run_with_lines(pytest.args(["-m", "pytest", "--quiet", "--color=no"]), |line| {
        count.add(TestCount::parse_pytest_line(line));
    })?;
    count.finish(has_succeeded)
}
