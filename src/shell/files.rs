//! The bytes of files that wait to be sent.

use crate::chat::FileId;
use web_sys::File;

pub(super) struct Files {
    held: Vec<(FileId, File)>,
    next: FileId,
}

impl Files {
    pub(super) fn new(next: FileId) -> Self {
        Self { held: Vec::new(), next }
    }

    pub(super) fn hold(&mut self, file: File) -> FileId {
        let id = self.next;
        self.next = FileId(id.0 + 1);
        self.held.push((id, file));
        id
    }

    pub(super) fn release(&mut self, files: &[FileId]) {
        self.held.retain(|(id, _)| !files.contains(id));
    }

    /// All of these files, or `None` if one of them is gone.
    pub(super) fn get(&self, files: &[FileId]) -> Option<Vec<File>> {
        let find = |wanted: &FileId| self.held.iter().find(|(id, _)| id == wanted).map(|(_, file)| file.clone());
        files.iter().map(find).collect()
    }
}
