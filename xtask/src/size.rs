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

/// Bytes that the loader may have, compressed with brotli: every page view pays for it.
const LOADER: usize = 4_096;
/// The same for all that is downloaded until the first message can be sent. It may only be lowered.
const ALL: usize = 110_000;
/// The same for what is loaded after that.
const LATER: usize = 80_000;

/// Files of a folder by name, as a table with its sum, and what is loaded after them.
///
/// # Errors
/// If they are over budget.
pub(crate) fn table(folder: &Path, names: &[String], later: &[String]) -> Result<String> {
    let mut lines = format!("{:<40}{:>10}{:>10}{:>10}\n", "what a page downloads (bytes)", "raw", "gzip", "brotli");
    let mut line = |name: &str, size: Size| {
        lines.push_str(&format!("{name:<40}{:>10}{:>10}{:>10}\n", size.raw, size.gzip, size.brotli));
    };
    let mut sum = Size::default();
    for name in names {
        let size = Size::of(&std::fs::read(folder.join(name))?)?;
        line(name, size);
        sum = sum + size;
        if name == "embed.js" && size.brotli > LOADER {
            bail!("{lines}\nembed.js has {} bytes more than the {LOADER} that it may have", size.brotli - LOADER);
        }
    }
    line("until a first message can be sent", sum);
    let mut rest = Size::default();
    for name in later {
        rest = rest + Size::of(&std::fs::read(folder.join(name))?)?;
    }
    line("after that", rest);
    if rest.brotli > LATER {
        bail!(
            "{lines}\nwhat comes after that has {} bytes more than the {LATER} that it may have",
            rest.brotli - LATER
        );
    }
    if sum.brotli > ALL {
        bail!("{lines}\nthat is {} bytes more than the {ALL} that it may be", sum.brotli - ALL);
    }
    Ok(lines)
}

/// `cargo xtask size`
pub(crate) fn command(arguments: &[String]) -> Result<()> {
    let functions = match arguments {
        [] => false,
        [one] if one == "--functions" => true,
        other => bail!("size does not take {other:?}"),
    };
    bundle::make(&Toolchain::get()?, Mode::Release)?;
    println!("{}", cost::tables(&bundle::named_parts(), functions)?);
    Ok(())
}
