//! Files that the visitor has picked and not sent yet.

use super::Ui;
use super::format;
use super::icons::{self, icon};
use super::markup::{ItemKey, Markup, icon_button, markup};
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
pub(super) fn picked_files(ui: Ui, picked: Picked) -> Markup {
    // A file that is refused for another reason, or no longer, is another item.
    let keys = move || {
        picked.0.with(|files| files.iter().map(|file| (file.file.0, u64::from(file.fault.is_some()))).collect())
    };
    let item = move |(id, _): ItemKey| {
        let id = FileId(id);
        let file = picked.0.with(|files| files.iter().find(|file| file.file == id).cloned());
        let item = file.map(|file| removable_file(ui, &file, move || picked.remove(ui, id)));
        item.unwrap_or_else(|| markup("li", ""))
    };
    markup("ul", "part=picked-files; class=files picked").flag("hidden", move || picked.is_empty()).list(
        keys,
        item,
        |place| place(),
    )
}

/// A file, with what is wrong with it in place of its size, and a way to take it off.
pub(super) fn removable_file(ui: Ui, file: &Attached, remove: impl Fn() + 'static) -> Markup {
    let about = match file.fault {
        Some(fault) => ui.text(fault_text(fault)),
        None => format::size(file.size, ui.language().as_deref()),
    };
    let label = ui.fill(Key::RemoveFile, "{name}", &file.name);
    let button = icon_button("part=remove-file; class=quiet small", &label, icons::CLOSE);
    let item = listed_file(&file.name, &about).add(&button.on("click", move |_| remove()));
    if file.fault.is_some() { item.with("class=refused") } else { item }
}

/// A file by its name, with a word about it.
pub(super) fn listed_file(name: &str, about: &str) -> Markup {
    markup("li", "part=file")
        .add(&icon(icons::FILE))
        .add(&markup("span", "part=file-name; class=name; dir=auto").text(name))
        .add(&markup("span", "part=file-size; class=size").text(about))
}

/// The words for a refused file.
fn fault_text(fault: FileFault) -> Key {
    match fault {
        FileFault::TooLarge => Key::FileTooLarge,
        FileFault::TotalTooLarge => Key::FilesTooLarge,
        FileFault::TooMany => Key::FilesTooMany,
        FileFault::Type => Key::FileType,
        FileFault::Unreadable => Key::FileUnreadable,
        FileFault::Other => Key::FileRefused,
    }
}
