//! What a page downloads, in bytes.

use super::toolchain::{Mode, Toolchain};
use super::{bundle, cost};
use anyhow::{Result, bail};
use std::io::Write as _;
use std::path::Path;

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

/// The most bytes that the loader may have, compressed with brotli: every page view pays for it.
const MAX_LOADER_BYTES: usize = 4_096;
/// The same for everything that is downloaded until the first message can be sent. It may only be lowered.
const MAX_FIRST_MESSAGE_BYTES: usize = 110_000;
/// The same for what is loaded after that.
const MAX_LATER_BYTES: usize = 80_000;

/// What a page downloads, as a table, and the budgets that it exceeds.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) table: String,
    /// One sentence for each.
    pub(crate) over_budget: Vec<String>,
}

impl Report {
    /// Measures files of a folder by name: those for a first message, the loader among them, and those loaded later.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub(crate) fn measure(folder: &Path, names: &[String], later: &[String]) -> Result<Self> {
        let mut report = Self::default();
        let header = "what a page downloads (bytes)";
        report.table = format!("{header:<40}{:>10}{:>10}{:>10}\n", "raw", "gzip", "brotli");
        let mut sum = Size::default();
        for name in names {
            let size = Size::of(&std::fs::read(folder.join(name))?)?;
            report.line(name, size);
            sum = sum + size;
            if name == "embed.js" {
                report.check("embed.js", size, MAX_LOADER_BYTES);
            }
        }
        report.line("until a first message can be sent", sum);
        report.check("what a first message needs", sum, MAX_FIRST_MESSAGE_BYTES);
        let mut rest = Size::default();
        for name in later {
            rest = rest + Size::of(&std::fs::read(folder.join(name))?)?;
        }
        report.line("after that", rest);
        report.check("what is loaded after that", rest, MAX_LATER_BYTES);
        Ok(report)
    }

    fn line(&mut self, name: &str, size: Size) {
        self.table.push_str(&format!("{name:<40}{:>10}{:>10}{:>10}\n", size.raw, size.gzip, size.brotli));
    }

    fn check(&mut self, what: &str, size: Size, limit: usize) {
        if size.brotli > limit {
            let excess = size.brotli - limit;
            self.over_budget.push(format!("over budget: {what} has {excess} bytes more than the limit of {limit}"));
        }
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.table)?;
        self.over_budget.iter().try_for_each(|sentence| writeln!(formatter, "{sentence}"))
    }
}

/// `cargo xtask size`
pub(crate) fn command(arguments: &[String]) -> Result<()> {
    let functions = match arguments {
        [] => false,
        [one] if one == "--functions" => true,
        other => bail!("size does not take {other:?}"),
    };
    let folder = bundle::make(&Toolchain::get()?, Mode::Release)?;
    println!("{}", cost::tables(&bundle::named_parts(), functions)?);
    let over_budget = bundle::report(&folder)?.over_budget;
    if over_budget.is_empty() { Ok(()) } else { bail!(over_budget.join("\n")) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Bytes that do not compress, from a linear congruential generator.
    fn noise(length: usize) -> Vec<u8> {
        let mut state = 1_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        (0..length).map(|_| next()).collect()
    }

    #[test]
    fn exceeded_budgets_are_reported_and_do_not_fail_the_build() {
        let folder = std::env::temp_dir().join(format!("ocs-chat-size-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("embed.js"), noise(MAX_LOADER_BYTES + 1_000)).unwrap();
        std::fs::write(folder.join("small.js"), noise(10)).unwrap();
        let measure = |name: &str| Report::measure(&folder, &[name.to_owned()], &[]).unwrap();
        let (large, small) = (measure("embed.js"), measure("small.js"));
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(large.over_budget.len(), 1, "{large}");
        assert!(large.to_string().contains("over budget: embed.js has "), "{large}");
        assert_eq!(small.over_budget, Vec::<String>::new());
    }
}
