//! Content hashes: in the names of files, so that they can be cached for ever, and as integrity metadata.

use anyhow::Result;
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// Letters of a file's hash that its name has.
const LETTERS_IN_NAME: usize = 8;

/// A file of the bundle.
#[derive(Debug, Clone)]
pub(super) struct HashedFile {
    /// Such as `ocs-chat-0a1b2c3d.wasm`.
    pub(super) name: String,
    /// SHA-256 in Base64, as `integrity` has it after `sha256-`.
    pub(super) sha256: String,
}

/// The folder of a bundle.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file under a name that has the beginning of its hash.
    pub(super) fn add(&self, stem: &str, extension: &str, bytes: &[u8]) -> Result<HashedFile> {
        let hash = short_hash(&[bytes]);
        self.add_as(format!("{stem}-{hash}.{extension}"), bytes)
    }

    /// Writes a file under this name.
    pub(super) fn add_as(&self, name: String, bytes: &[u8]) -> Result<HashedFile> {
        fs::write(self.0.join(&name), bytes)?;
        Ok(HashedFile { name, sha256: BASE64_STANDARD.encode(Sha256::digest(bytes)) })
    }
}

/// The beginning of a hash, in the letters that names of files can have.
pub(super) fn short_hash(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    BASE64_URL_SAFE_NO_PAD.encode(hash.finalize()).chars().take(LETTERS_IN_NAME).collect()
}
