//! The files that the visitor has selected to send with the draft.

use super::list::{file_error_text, removable_file_item};
use crate::api::FileError;
use crate::chat::{AttachedFile, FileId, MAX_FILE_BYTES, MAX_FILES, validate_file, visible_name};
use crate::list::remove_first;
use crate::text::{concat, decimal};
use crate::ui::dom::{ChildKey, El, el};
use crate::ui::state::Section;
use crate::ui::user_interface::Ui;

impl Ui {
    /// Adds files to the selection. Those that the server would not accept are marked and announced.
    pub fn attach_files(self, files: Vec<web_sys::File>) {
        let Some(actions) = self.actions() else { return };
        let mut added = Vec::new();
        for file in files {
            added.push(attached(actions.retain_file(file.clone()), &file));
        }
        let count = added.len();
        self.select(added);
        let mut refused = String::new();
        self.read_untracked(|state| {
            let first = state.selected_files.len().saturating_sub(count);
            for file in state.selected_files.get(first..).unwrap_or_default() {
                if let Some(error) = file.error {
                    let name = self.file_name(&file.name);
                    let separator = if refused.is_empty() { "" } else { "\n" };
                    refused.push_str(&concat(&[separator, &name, ": ", state.texts.get(file_error_text(error))]));
                }
            }
        });
        if !refused.is_empty() {
            self.announce(&refused);
        }
    }

    /// Adds files whose bytes are retained already.
    pub fn attach_retained_files(self, files: Vec<(FileId, web_sys::File)>) {
        let mut added = Vec::new();
        for (id, file) in files {
            added.push(attached(id, &file));
        }
        self.select(added);
    }

    /// Adds files of an earlier page that the browser no longer has. The visitor has to remove them before sending.
    pub fn attach_lost_files(self, files: Vec<(FileId, String)>) {
        let mut lost = Vec::new();
        for (id, name) in files {
            lost.push(AttachedFile { id, name, size: 0.0, uploaded: None, error: Some(FileError::Lost) });
        }
        self.select(lost);
    }

    /// The ids and names of the selected files, one file per line.
    #[must_use]
    pub fn selected_file_names(self) -> String {
        self.read_untracked(|state| {
            let mut lines = String::new();
            for file in &state.selected_files {
                lines.push_str(&concat(&[&decimal(file.id.0), " ", &visible_name(&file.name), "\n"]));
            }
            lines
        })
    }

    /// The draft and the selected files.
    #[must_use]
    pub fn unsent(self) -> (String, Vec<FileId>) {
        self.read_untracked(|state| (state.draft.clone(), AttachedFile::ids(&state.selected_files)))
    }

    /// Whether files can be attached now.
    pub(in crate::ui) fn accepts_files(self) -> bool {
        self.read_untracked(|state| state.accepts_files())
    }

    /// Adds files to the selection, to be uploaded again.
    pub(in crate::ui) fn select(self, files: Vec<AttachedFile>) {
        self.update(Section::SelectedFiles, |state| {
            for file in files {
                state.selected_files.push(AttachedFile { uploaded: None, ..file });
            }
            check_totals(&mut state.selected_files);
        });
    }

    fn deselect(self, file: FileId) {
        self.update(Section::SelectedFiles, |state| {
            remove_first(&mut state.selected_files, |attached| attached.id == file);
            check_totals(&mut state.selected_files);
        });
        // The error may be about this file.
        self.set_validation_error(None);
        if let Some(actions) = self.actions() {
            actions.release_file(file);
        }
        self.focus_field();
    }
}

fn attached(id: FileId, file: &web_sys::File) -> AttachedFile {
    let (name, size) = (file.name(), file.size());
    let error = validate_file(&name, &file.type_(), size);
    AttachedFile { id, name, size, uploaded: None, error }
}

/// Applies the server's limits on all files of a message together. Files that exceed them, in the order of selection,
/// are marked.
fn check_totals(files: &mut [AttachedFile]) {
    let mut bytes = 0.0;
    for (count, file) in files.iter_mut().enumerate() {
        if matches!(file.error, None | Some(FileError::TotalTooLarge | FileError::TooMany)) {
            bytes += file.size;
            file.error = if bytes > MAX_FILE_BYTES {
                Some(FileError::TotalTooLarge)
            } else if count >= MAX_FILES {
                Some(FileError::TooMany)
            } else {
                None
            };
        }
    }
}

/// The files of a drag or a paste.
pub(in crate::ui) fn transferred_files(data: Option<web_sys::DataTransfer>) -> Vec<web_sys::File> {
    data.and_then(|data| data.files()).map(|files| files_of(&files)).unwrap_or_default()
}

/// The files of a [`FileList`](web_sys::FileList).
pub(in crate::ui) fn files_of(list: &web_sys::FileList) -> Vec<web_sys::File> {
    let mut files = Vec::new();
    for index in 0..list.length() {
        files.extend(list.get(index));
    }
    files
}

/// The list of selected files, in the order of selection.
pub(in crate::ui) fn selected_files(ui: Ui) -> El {
    // An item is built again when its file becomes accepted or refused.
    let key = |file: &AttachedFile| (file.id.0, u64::from(file.error.is_some()));
    let keys = move || ui.read(Section::SelectedFiles, |state| state.selected_files.iter().map(key).collect());
    let item = move |(id, _): ChildKey| {
        let id = FileId(id);
        let file = ui.read_untracked(|state| state.selected_files.iter().find(|file| file.id == id).cloned());
        let item = file.map(|file| removable_file_item(ui, &file, move || ui.deselect(id)));
        item.unwrap_or_else(|| el("li", &[]))
    };
    el("ul", &[("part", "picked-files"), ("class", "files selected-files")])
        .bind_bool_attr("hidden", move || ui.read(Section::SelectedFiles, |state| state.selected_files.is_empty()))
        .bind_keyed_children(keys, item, |commit| commit())
}
