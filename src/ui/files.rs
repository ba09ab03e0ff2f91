//! Files that the visitor has picked and not sent yet.

use super::Ui;
use super::bubble::fault_text;
use super::format;
use super::icons::{self, icon};
use super::macros::ui;
use crate::api::FileFault;
use crate::chat::{Attached, FileId, MOST_BYTES, MOST_FILES, check_file};
use crate::i18n::Key;
use leptos::prelude::*;

/// The picked files, in the order in which they were picked.
#[derive(Clone, Copy)]
pub(super) struct Picked(RwSignal<Vec<Attached>>);

impl Picked {
    pub(super) fn new() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    /// Adds files, each judged by what the server takes.
    pub(super) fn add(self, ui: Ui, files: impl Iterator<Item = web_sys::File>) {
        for file in files {
            let (name, size) = (file.name(), file.size());
            let fault = check_file(&name, &file.type_(), size);
            let Some(file) = ui.actions.try_with_value(|actions| actions.hold(file)) else { return };
            self.0.try_update(|picked| picked.push(Attached { file, name, size, uploaded: None, fault }));
        }
        self.0.try_update(|picked| judge_together(picked));
    }

    fn remove(self, ui: Ui, file: FileId) {
        self.0.update(|picked| {
            picked.retain(|attached| attached.file != file);
            judge_together(picked);
        });
        ui.actions.try_with_value(|actions| actions.release(file));
        ui.focus_field();
    }

    /// Takes files back that had been handed over.
    pub(super) fn put_back(self, files: Vec<Attached>) {
        self.0.update(|picked| {
            picked.extend(files.into_iter().map(|file| Attached { uploaded: None, ..file }));
            judge_together(picked);
        });
    }

    /// Hands the files over; none are picked any longer.
    pub(super) fn take(self) -> Vec<Attached> {
        self.0.try_update(std::mem::take).unwrap_or_default()
    }

    /// Those that are picked.
    pub(super) fn ids(self) -> Vec<FileId> {
        let ids = |picked: &Vec<Attached>| picked.iter().map(|attached| attached.file).collect();
        self.0.try_with_untracked(ids).unwrap_or_default()
    }

    pub(super) fn is_empty(self) -> bool {
        self.0.with(Vec::is_empty)
    }

    /// Whether the server would refuse one of them.
    pub(super) fn is_faulty(self) -> bool {
        self.0.with(|picked| picked.iter().any(|file| file.fault.is_some()))
    }
}

/// The server's limits on all files of a message together fall on those that were picked last.
fn judge_together(picked: &mut [Attached]) {
    let mut bytes = 0.0;
    for (count, file) in picked.iter_mut().enumerate() {
        if matches!(file.fault, None | Some(FileFault::TotalTooLarge | FileFault::TooMany)) {
            bytes += file.size;
            file.fault = if bytes > MOST_BYTES {
                Some(FileFault::TotalTooLarge)
            } else if count >= MOST_FILES {
                Some(FileFault::TooMany)
            } else {
                None
            };
        }
    }
}

/// The list above the field.
pub(super) fn picked_files(ui: Ui, picked: Picked) -> impl IntoView {
    let item = move |file: Attached| {
        let label = ui.fill(Key::RemoveFile, "{name}", &file.name);
        let size = format::size(file.size, ui.language().as_deref());
        let about = file.fault.map_or(size, |fault| ui.text(fault_text(fault)));
        let id = file.file;
        ui! {
            <li part="file" class:refused=file.fault.is_some()>
                {icon(icons::FILE)}
                <span part="file-name" class="name" dir="auto">{file.name}</span>
                <span part="file-size" class="size">{about}</span>
                <button type="button" part="remove-file" class="quiet small" aria-label=label on:click=move |_| picked.remove(ui, id)>
                    {icon(icons::CLOSE)}
                </button>
            </li>
        }
    };
    ui! {
        <ul part="picked-files" class="files picked" hidden=move || picked.is_empty()>
            <For each=move || picked.0.get() key=|file| (file.file, file.fault.is_some()) children=item />
        </ul>
    }
}
