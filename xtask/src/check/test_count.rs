//! Counts passed and failed tests, and names the failed ones.

use anyhow::{Result, bail};

/// Numbers of passed and failed tests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TestCount {
    pub(super) passed: u64,
    pub(super) failed: u64,
    /// The names of failed tests, as far as the test programs print them. They are printed again at the end of the log.
    pub(super) failures: Vec<String>,
}

impl TestCount {
    pub(super) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.failures.extend(other.failures);
    }

    /// Counts one failure.
    pub(super) fn add_failure(&mut self, name: String) {
        self.failed += 1;
        self.failures.push(name);
    }

    /// The final count of a test program. A program that failed without reporting a failed test counts as one failure.
    ///
    /// # Errors
    /// If no test ran.
    pub(super) fn finish(mut self, has_succeeded: bool) -> Result<Self> {
        if !has_succeeded && self.failed == 0 {
            self.add_failure("the test program failed without a failed test".to_owned());
        }
        if self.passed + self.failed == 0 {
            bail!("no test ran");
        }
        Ok(self)
    }

    /// Counts a command as one test, and prints its error.
    pub(super) fn add_result(&mut self, result: Result<()>) {
        match result {
            Ok(()) => self.passed += 1,
            Err(error) => {
                eprintln!("    {error:#}");
                self.add_failure(format!("{error:#}"));
            }
        }
    }

    /// Parses a line of `cargo test`, such as `test result: ok. 3 passed; 0 failed; 0 ignored`, or `test timing::grows ... FAILED`
    /// (`FAIL` by wasm-bindgen-test).
    pub(super) fn parse_line(line: &str) -> Self {
        let Some(summary) = line.strip_prefix("test result: ") else {
            let name = line.strip_prefix("test ").and_then(|test| test.split_once(" ... FAIL"));
            return Self { failures: name.map(|(name, _)| name.to_owned()).into_iter().collect(), ..Self::default() };
        };
        let number = |word: &str| {
            let before = summary.split(word).next()?.trim();
            before.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
        };
        let (passed, failed) = (number("passed").unwrap_or(0), number("failed").unwrap_or(0));
        Self { passed, failed, ..Self::default() }
    }

    /// Parses a line of pytest's summary, such as `1 failed, 74 passed, 1 skipped in 4.2s`, or `FAILED tests/test_view.py::test_a -
    /// assert …`. Errors in fixtures count as failed.
    pub(super) fn parse_pytest_line(line: &str) -> Self {
        if let Some(failure) = line.strip_prefix("FAILED ").or_else(|| line.strip_prefix("ERROR ")) {
            return Self { failures: vec![failure.to_owned()], ..Self::default() };
        }
        let Some((counts, _)) = line.rsplit_once(" in ") else { return Self::default() };
        let number = |word: &str| {
            let count = counts.split(", ").find_map(|count| count.strip_suffix(word)?.trim().parse::<u64>().ok());
            count.unwrap_or(0)
        };
        let failed = number(" failed") + number(" error") + number(" errors");
        Self { passed: number(" passed"), failed, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(passed: u64, failed: u64, failures: &[&str]) -> TestCount {
        TestCount { passed, failed, failures: failures.iter().map(|name| (*name).to_owned()).collect() }
    }

    #[test]
    fn lines_of_cargo_test_are_parsed() {
        let line = "test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured; 4 filtered out; finished in 0.5s";
        assert_eq!(TestCount::parse_line(line), count(12, 3, &[]));
        assert_eq!(TestCount::parse_line("test a::passed ... ok"), count(0, 0, &[]));
        assert_eq!(TestCount::parse_line("test a::b ... FAILED"), count(0, 0, &["a::b"]));
        assert_eq!(TestCount::parse_line("test a::in_a_browser ... FAIL"), count(0, 0, &["a::in_a_browser"]));
    }

    #[test]
    fn summary_of_pytest_is_parsed() {
        let line = "1 failed, 74 passed, 1 skipped, 2 errors in 44.17s (0:00:44)";
        assert_eq!(TestCount::parse_pytest_line(line), count(74, 3, &[]));
        let line = "FAILED tests/a.py::passed in b";
        assert_eq!(TestCount::parse_pytest_line(line), count(0, 0, &["tests/a.py::passed in b"]));
    }

    #[test]
    fn program_that_failed_without_a_failed_test_counts_as_a_failure() {
        assert_eq!(count(3, 0, &[]).finish(false).map(|count| count.failed).ok(), Some(1));
        assert_eq!(count(3, 2, &["a"]).finish(false).map(|count| count.failed).ok(), Some(2));
        assert!(count(0, 0, &[]).finish(true).is_err());
    }
}
