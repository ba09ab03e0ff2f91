//! The bytes of files that wait to be sent.

use crate::chat::FileId;
use std::collections::BTreeMap;
use web_sys::File;

pub(super) struct Files {
    held: BTreeMap<FileId, File>,
    next: FileId,
}

impl Files {
    pub(super) fn new(next: FileId) -> Self {
        Self { held: BTreeMap::new(), next }
    }

    pub(super) fn hold(&mut self, file: File) -> FileId {
        let id = self.next;
        self.next = FileId(id.0 + 1);
        self.held.insert(id, file);
        id
    }

    pub(super) fn release(&mut self, files: &[FileId]) {
        for file in files {
            self.held.remove(file);
        }
    }

    /// All of these files, or `None` if one of them is gone.
    pub(super) fn get(&self, files: &[FileId]) -> Option<Vec<File>> {
        files.iter().map(|file| self.held.get(file).cloned()).collect()
    }
}
