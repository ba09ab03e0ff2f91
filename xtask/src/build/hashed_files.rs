//! Writes files with a content hash in their names, for caching, and returns their full hashes, for integrity checks.

use anyhow::Result;
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// Length of the hash in a file's name.
const HASH_CHARS_IN_NAME: usize = 8;

/// The output folder of a bundle.
pub(super) struct Folder(PathBuf);

/// Files that are used together. One hash, which covers all of them, is in each name, so that scripts need only that hash.
pub(super) struct Group<'a> {
    folder: &'a Folder,
    pub(super) hash: String,
}

impl Folder {
    pub(super) fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// A group whose hash covers these files, given as stem, extension and content, and `more`.
    pub(super) fn group(&self, files: &[(&str, &str, Vec<u8>)], more: &[u8]) -> Group<'_> {
        let mut hash = Sha256::new();
        files.iter().for_each(|(_, _, bytes)| hash.update(bytes));
        hash.update(more);
        let hash = BASE64_URL_SAFE_NO_PAD.encode(hash.finalize()).chars().take(HASH_CHARS_IN_NAME).collect();
        Group { folder: self, hash }
    }
}

impl Group<'_> {
    /// Writes a file as `stem-hash.extension`. Returns its SHA-256 in Base64, as in the attribute `integrity` after `sha256-`.
    pub(super) fn add(&self, stem: &str, extension: &str, bytes: &[u8]) -> Result<String> {
        fs::write(self.folder.0.join(format!("{stem}-{}.{extension}", self.hash)), bytes)?;
        Ok(BASE64_STANDARD.encode(Sha256::digest(bytes)))
    }
}
