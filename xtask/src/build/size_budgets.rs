//! Measures download sizes and compares them with the budgets and the last release.

use super::scripts::{Definitions, field};
use anyhow::{Context as _, Result};
use std::fmt;
use std::io::Write as _;
use std::path::Path;

/// Budget of `embed.js`, compressed with brotli. A page whose chat is never opened downloads nothing else.
const EMBED_JS_BUDGET_BYTES: usize = 4_608;
/// Budget of all files from the click on the launcher to the first answer, compressed with brotli. It may only be lowered;
/// the target is 155,000.
const FIRST_ANSWER_BUDGET_BYTES: usize = 165_000;

/// The size of a file in bytes, uncompressed and compressed.
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
    /// One sentence for each exceeded budget.
    pub(crate) over_budget: Vec<String>,
}

/// Sizes of the last release.
const LAST_RELEASE: &str = include_str!("../../last-release-sizes.txt");

impl Report {
    /// Measures the release bundle in this folder.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub(crate) fn measure(folder: &Path) -> Result<Self> {
        let definitions = Definitions::of_release()?;
        let text = |value: &serde_json::Value| {
            value.as_str().map(str::to_owned).context("the bundle's definitions contain a name that is not a string")
        };
        let hash = text(field(&definitions.loader, "/hash")?)?;
        let mut needed = vec!["embed.js".to_owned(), format!("chat-{hash}.js")];
        needed.extend(["wasm", "css"].map(|extension| format!("ocs-chat-{hash}.{extension}")));
        let size_of = |name: &str| Size::of(&std::fs::read(folder.join(name)).with_context(|| name.to_owned())?);
        let mut report = Self { table: String::new(), over_budget: Vec::new() };
        report.table = format!("{:<44}{:>9}{:>9}{:>9}{:>9}\n", "bytes", "raw", "gzip", "brotli", "change");
        let mut common = Size::default();
        for name in &needed {
            let size = size_of(name)?;
            common = common + size;
            report.add_row(&format!("  {name}"), size, "");
        }
        let english = size_of(&format!("en-{hash}.json"))?;
        let arabic = size_of(&format!("ar-{hash}.json"))?;
        report.add_row("  texts in English", english, "");
        report.add_row("  texts in Arabic", arabic, "");
        report.add_budget("closed page", size_of("embed.js")?, EMBED_JS_BUDGET_BYTES);
        report.add_budget("click to first answer, English", common + english, FIRST_ANSWER_BUDGET_BYTES);
        report.add_budget("click to first answer, Arabic", common + arabic, FIRST_ANSWER_BUDGET_BYTES);
        Ok(report)
    }

    fn add_row(&mut self, name: &str, size: Size, change: &str) {
        self.table.push_str(&format!("{name:<44}{:>9}{:>9}{:>9}{change:>9}\n", size.raw, size.gzip, size.brotli));
    }

    fn add_budget(&mut self, name: &str, size: Size, budget: usize) {
        let change = last_release(name).map_or_else(String::new, |last| format!("{:+}", size.brotli as i64 - last));
        self.add_row(name, size, &change);
        if size.brotli > budget {
            let excess = size.brotli - budget;
            self.over_budget.push(format!("over budget: {name} has {excess} bytes more than the limit of {budget}"));
        }
    }
}

/// The size of the last release, compressed with brotli.
fn last_release(name: &str) -> Option<i64> {
    let line = LAST_RELEASE.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
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
        report.add_budget("closed page", Size { raw: 0, gzip: 0, brotli }, EMBED_JS_BUDGET_BYTES);
        report
    }

    #[test]
    fn exceeded_budgets_are_reported_with_the_excess() {
        assert_eq!(report_on(EMBED_JS_BUDGET_BYTES).over_budget, Vec::<String>::new());
        let report = report_on(EMBED_JS_BUDGET_BYTES + 7).to_string();
        assert!(report.contains("over budget: closed page has 7 bytes more than the limit of 4608"), "{report}");
    }

    #[test]
    fn sizes_of_the_last_release_are_parsed() {
        for name in ["closed page", "click to first answer, English", "click to first answer, Arabic"] {
            assert!(last_release(name).is_some_and(|bytes| bytes > 0), "{name}");
        }
    }
}
