//! Writes files with content hashes: short ones in their names, for caching, and full ones for integrity checks.

use anyhow::Result;
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// Length of the hash in a file's name.
const HASH_CHARS_IN_NAME: usize = 8;

/// A file of the bundle with its hash.
#[derive(Debug, Clone)]
pub(super) struct HashedFile {
    /// Such as `ocs-chat-0a1b2c3d.wasm`.
    pub(super) name: String,
    /// SHA-256 in Base64, as in the attribute `integrity` after `sha256-`.
    pub(super) sha256: String,
}

/// The output folder of a bundle.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file as `stem-hash.extension`.
    pub(super) fn add(&self, stem: &str, extension: &str, bytes: &[u8]) -> Result<HashedFile> {
        self.write(format!("{stem}-{}.{extension}", short_hash(&[bytes])), bytes)
    }

    /// Writes files that are used together, given as stem, extension and content. The hash in their names is that of all, so
    /// that the scripts know all names by one hash. Returns it, and the SHA-256 of each file in their order.
    pub(super) fn add_group(&self, files: &[(&str, &str, Vec<u8>)]) -> Result<(String, Vec<String>)> {
        let contents: Vec<&[u8]> = files.iter().map(|(_, _, bytes)| bytes.as_slice()).collect();
        let hash = short_hash(&contents);
        let mut hashes = Vec::new();
        for (stem, extension, bytes) in files {
            hashes.push(self.write(format!("{stem}-{hash}.{extension}"), bytes)?.sha256);
        }
        Ok((hash, hashes))
    }

    fn write(&self, name: String, bytes: &[u8]) -> Result<HashedFile> {
        fs::write(self.0.join(&name), bytes)?;
        Ok(HashedFile { name, sha256: BASE64_STANDARD.encode(Sha256::digest(bytes)) })
    }
}

/// The first characters of a hash, in URL-safe Base64.
fn short_hash(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    BASE64_URL_SAFE_NO_PAD.encode(hash.finalize()).chars().take(HASH_CHARS_IN_NAME).collect()
}
