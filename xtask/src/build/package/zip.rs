//! Writes zip archives. The same files result in the same bytes on each machine: entries are sorted, and their time is fixed.

use anyhow::{Result, ensure};
use flate2::{Compression, Crc, write::DeflateEncoder};
use std::io::Write as _;

/// Midnight on 1 January 1980, the earliest in the format: the time, then the date.
const TIMESTAMP: [u8; 4] = [0, 0, 0x21, 0];
/// Version 2.0, which supports compression.
const VERSION: u16 = 20;
/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;
const DEFLATE: u16 = 8;
/// Made by Unix, whose permissions are in the upper half of the external attributes: a file with the mode 644.
const MADE_BY: u16 = 3 << 8 | VERSION;
const FILE_ATTRIBUTES: u32 = 0o100_644 << 16;

/// Returns an archive of these files.
pub(super) fn archive(mut files: Vec<(String, Vec<u8>)>) -> Result<Vec<u8>> {
    files.sort();
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in &files {
        let offset = u32::try_from(archive.len())?;
        let mut common = Vec::new();
        for number in [VERSION, FLAGS, DEFLATE] {
            common.extend(number.to_le_bytes());
        }
        common.extend(TIMESTAMP);
        let mut crc = Crc::new();
        crc.update(content);
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(content)?;
        let compressed = encoder.finish()?;
        for number in [crc.sum(), u32::try_from(compressed.len())?, u32::try_from(content.len())?] {
            common.extend(number.to_le_bytes());
        }
        common.extend(u16::try_from(name.len())?.to_le_bytes());
        // No extra field.
        common.extend(0_u16.to_le_bytes());
        archive.extend(b"PK\x03\x04");
        archive.extend(&common);
        archive.extend(name.as_bytes());
        archive.extend(compressed);
        directory.extend(b"PK\x01\x02");
        directory.extend(MADE_BY.to_le_bytes());
        directory.extend(&common);
        // No comment, the first disk, no internal attributes.
        directory.extend([0; 6]);
        directory.extend(FILE_ATTRIBUTES.to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    ensure!(!files.is_empty(), "an archive without files");
    let (count, offset) = (u16::try_from(files.len())?, u32::try_from(archive.len())?);
    archive.extend(&directory);
    archive.extend(b"PK\x05\x06");
    archive.extend([0; 4]);
    archive.extend(count.to_le_bytes());
    archive.extend(count.to_le_bytes());
    archive.extend(u32::try_from(directory.len())?.to_le_bytes());
    archive.extend(offset.to_le_bytes());
    archive.extend([0; 2]);
    Ok(archive)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use flate2::read::DeflateDecoder;
    use std::io::Read as _;

    #[test]
    fn content_is_compressed_and_order_does_not_matter() {
        let files = || vec![("b/ä.txt".to_owned(), b"text ".repeat(100)), ("a".to_owned(), b"first".to_vec())];
        let bytes = archive(files()).unwrap();
        assert_eq!(bytes, archive(files().into_iter().rev().collect()).unwrap());
        let start = bytes.windows(8).position(|window| window == "b/ä.txt".as_bytes()).unwrap() + 8;
        let mut content = Vec::new();
        DeflateDecoder::new(bytes.get(start..).unwrap()).read_to_end(&mut content).unwrap();
        assert_eq!(content, b"text ".repeat(100));
        assert!(bytes.len() < 400);
    }
}
