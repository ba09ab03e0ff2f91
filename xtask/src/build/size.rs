//! What visitors download, in bytes, and the budgets for it.

use super::locales;
use super::scripts::{Definitions, field};
use anyhow::{Context as _, Result};
use std::fmt;
use std::io::Write as _;
use std::path::Path;

/// Budget of a page whose chat is never opened, in bytes compressed with brotli.
const CLOSED_PAGE_BUDGET: usize = 4_608;
/// Budget of everything from the click to the first answer that is read, in the same bytes. It may only be lowered; the
/// target is 155,000.
const FIRST_ANSWER_BUDGET: usize = 167_000;

/// One file in the three forms that count.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Size {
    pub(crate) raw: usize,
    pub(crate) gzip: usize,
    pub(crate) brotli: usize,
}

impl Size {
    pub(crate) fn of(bytes: &[u8]) -> Result<Self> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(bytes)?;
        let mut brotli = Vec::new();
        let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
        brotli::BrotliCompress(&mut &*bytes, &mut brotli, &parameters)?;
        Ok(Self { raw: bytes.len(), gzip: gzip.finish()?.len(), brotli: brotli.len() })
    }
}

impl std::ops::Add for Size {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { raw: self.raw + other.raw, gzip: self.gzip + other.gzip, brotli: self.brotli + other.brotli }
    }
}

/// The sizes of a bundle, and the budgets that it exceeds.
#[derive(Debug)]
pub(crate) struct Report {
    table: String,
    /// One sentence for each.
    pub(crate) over_budget: Vec<String>,
}

/// The same of the last release, to print what has changed.
const LAST_RELEASE: &str = include_str!("../../last-release-sizes.txt");

impl Report {
    /// Measures the release in this folder.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub(crate) fn measure(folder: &Path) -> Result<Self> {
        let definitions = Definitions::of_release()?;
        let text = |value: &serde_json::Value| value.as_str().map(str::to_owned).context("a name of the bundle");
        let mut needed = vec!["embed.js".to_owned(), text(field(&definitions.loader, "/chat")?)?];
        for file in field(&definitions.loader, "/early")?.as_array().into_iter().flatten() {
            needed.push(text(file)?);
        }
        let hash = text(field(&definitions.loader, "/locales")?)?;
        let size_of = |name: &str| Size::of(&std::fs::read(folder.join(name)).with_context(|| name.to_owned())?);
        let mut report = Self { table: String::new(), over_budget: Vec::new() };
        report.table = format!("{:<44}{:>9}{:>9}{:>9}{:>9}\n", "bytes", "raw", "gzip", "brotli", "change");
        let mut english = Size::default();
        for name in &needed {
            let size = size_of(name)?;
            english = english + size;
            report.line(&format!("  {name}"), size);
        }
        let arabic_texts = size_of(&locales::file_name("ar", &hash))?;
        report.line("  the texts of a language (Arabic)", arabic_texts);
        report.check("closed page", size_of("embed.js")?, CLOSED_PAGE_BUDGET);
        report.check("click to first answer, English", english, FIRST_ANSWER_BUDGET);
        report.check("click to first answer, Arabic", english + arabic_texts, FIRST_ANSWER_BUDGET);
        Ok(report)
    }

    fn line(&mut self, what: &str, size: Size) {
        self.table.push_str(&format!("{what:<44}{:>9}{:>9}{:>9}\n", size.raw, size.gzip, size.brotli));
    }

    fn check(&mut self, what: &str, size: Size, budget: usize) {
        let change = last_release(what).map_or_else(String::new, |last| format!("{:+}", size.brotli as i64 - last));
        self.table.push_str(&format!("{what:<44}{:>9}{:>9}{:>9}{change:>9}\n", size.raw, size.gzip, size.brotli));
        if size.brotli > budget {
            let excess = size.brotli - budget;
            self.over_budget.push(format!("over budget: {what} has {excess} bytes more than the limit of {budget}"));
        }
    }
}

/// Bytes, compressed with brotli, that the last release had.
fn last_release(what: &str) -> Option<i64> {
    let line = LAST_RELEASE.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'))?;
    line.trim().parse().ok()
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.table)?;
        self.over_budget.iter().try_for_each(|sentence| writeln!(formatter, "{sentence}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report_on(brotli: usize) -> Report {
        let mut report = Report { table: String::new(), over_budget: Vec::new() };
        report.check("closed page", Size { raw: 0, gzip: 0, brotli }, CLOSED_PAGE_BUDGET);
        report
    }

    #[test]
    fn exceeded_budgets_are_reported_with_the_excess() {
        assert_eq!(report_on(CLOSED_PAGE_BUDGET).over_budget, Vec::<String>::new());
        let report = report_on(CLOSED_PAGE_BUDGET + 7).to_string();
        assert!(report.contains("over budget: closed page has 7 bytes more than the limit of 4608"), "{report}");
    }

    #[test]
    fn sizes_of_the_last_release_are_known() {
        for what in ["closed page", "click to first answer, English", "click to first answer, Arabic"] {
            assert!(last_release(what).is_some_and(|bytes| bytes > 0), "{what}");
        }
    }
}
