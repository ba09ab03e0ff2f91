//! The suite `integrations`: the packages for frameworks, with the real frameworks.

use super::browser_suites::playwright;
use super::test_count::TestCount;
use crate::build::package;
use crate::console::{run, run_with_lines, step};
use crate::env::python::environment;
use crate::project;
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The newest two versions of Django, and the one with long-term support. The newest is first.
const DJANGO: [&str; 3] = ["6.1", "6.0", "5.2"];

/// All integrations.
pub(super) fn integrations() -> Result<TestCount> {
    package::make()?;
    let mut count = TestCount::default();
    let mut newest = None;
    for version in DJANGO {
        let python = django_environment(version)?;
        count.add(step(&format!("Django {version}"), || django(&python))?);
        newest.get_or_insert(python);
    }
    if let Some(python) = newest {
        count.add_result(step("mypy", || run(in_django_package(&python).args(["-m", "mypy"]))));
        count.add(playwright("integrations", &[("PYTHON", python)])?);
    }
    Ok(count)
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
    let succeeded = run_with_lines(pytest.args(["-m", "pytest", "--quiet", "--color=no"]), |line| {
        count.add(TestCount::parse_pytest_line(line));
    })?;
    count.finish(succeeded)
}
