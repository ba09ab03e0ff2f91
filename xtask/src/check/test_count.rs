//! Counts passed and failed tests.

use anyhow::{Result, bail};

/// Numbers of passed and failed tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct TestCount {
    pub(super) passed: u64,
    pub(super) failed: u64,
}

impl TestCount {
    pub(super) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// The final count of a test program. A program that failed without reporting a failed test counts as one failure.
    ///
    /// # Errors
    /// If no test ran.
    pub(super) fn finish(mut self, succeeded: bool) -> Result<Self> {
        if !succeeded && self.failed == 0 {
            self.failed = 1;
        }
        if self == Self::default() {
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
                self.failed += 1;
            }
        }
    }

    /// Parses a line of `cargo test`, such as `test result: ok. 3 passed; 0 failed; 0 ignored`.
    pub(super) fn parse_line(line: &str) -> Self {
        let Some(summary) = line.strip_prefix("test result: ") else { return Self::default() };
        let number = |word: &str| {
            let before = summary.split(word).next()?.trim();
            before.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
        };
        Self { passed: number("passed").unwrap_or(0), failed: number("failed").unwrap_or(0) }
    }

    /// Parses the last line of pytest, such as `1 failed, 74 passed, 1 skipped in 4.2s`. Errors in fixtures count as failed.
    pub(super) fn parse_pytest_line(line: &str) -> Self {
        let Some((counts, _)) = line.rsplit_once(" in ") else { return Self::default() };
        let number = |word: &str| {
            let count = counts.split(", ").find_map(|count| count.strip_suffix(word)?.trim().parse::<u64>().ok());
            count.unwrap_or(0)
        };
        Self { passed: number(" passed"), failed: number(" failed") + number(" error") + number(" errors") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summary_of_cargo_test_is_parsed() {
        let line = "test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured; 4 filtered out; finished in 0.5s";
        assert_eq!(TestCount::parse_line(line), TestCount { passed: 12, failed: 3 });
        assert_eq!(TestCount::parse_line("test a::passed ... ok"), TestCount::default());
    }

    #[test]
    fn summary_of_pytest_is_parsed() {
        let line = "1 failed, 74 passed, 1 skipped, 2 errors in 44.17s (0:00:44)";
        assert_eq!(TestCount::parse_pytest_line(line), TestCount { passed: 74, failed: 3 });
        assert_eq!(TestCount::parse_pytest_line("FAILED tests/a.py::passed in b"), TestCount::default());
    }
}
