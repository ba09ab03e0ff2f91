//! Files that the visitor has picked and not sent yet.

use crate::api::FileError;
use crate::chat::{AttachedFile, FileId, MAX_FILE_BYTES, MAX_FILES, validate_file};
use crate::i18n::Key;
use crate::ui::Ui;
use crate::ui::composer::thumbnail::preview;
use crate::ui::dom::{ItemKey, Markup, icon_button, markup};
use crate::ui::format;
use crate::ui::icons::{self, icon};
use crate::ui::state::Part;

/// Adds files to those that are picked, each judged by what the server takes.
pub(in crate::ui) fn add(ui: Ui, files: impl Iterator<Item = web_sys::File>) {
    let Some(actions) = ui.actions() else { return };
    let added: Vec<_> = files.map(|file| attached(actions.hold(file.clone()), &file)).collect();
    let ids: Vec<_> = added.iter().map(|attached| attached.file).collect();
    put(ui, added);
    // What is wrong with them can be seen at once, so it is heard as well.
    let refused = ui.0.peek(|state| {
        let new = state.picked.iter().filter(|attached| ids.contains(&attached.file));
        new.filter_map(|attached| Some((attached.name.clone(), attached.error?))).collect::<Vec<_>>()
    });
    if !refused.is_empty() {
        let words = refused.into_iter().map(|(name, fault)| [&name, ": ", &ui.text(fault_text(fault))].concat());
        ui.announce(&words.collect::<Vec<_>>().join("\n"));
    }
}

/// A file as it is picked.
pub(in crate::ui) fn attached(id: FileId, file: &web_sys::File) -> AttachedFile {
    let (name, size) = (file.name(), file.size());
    let fault = validate_file(&name, &file.type_(), size);
    AttachedFile { file: id, name, size, uploaded: None, error: fault }
}

/// The files of something that is dragged or pasted.
pub(in crate::ui) fn carried(data: Option<web_sys::DataTransfer>) -> Vec<web_sys::File> {
    data.and_then(|data| data.files()).map(|files| listed_in(&files)).unwrap_or_default()
}

/// The files of a list of the browser's.
pub(in crate::ui) fn listed_in(files: &web_sys::FileList) -> Vec<web_sys::File> {
    (0..files.length()).filter_map(|at| files.get(at)).collect()
}

/// Puts files among those that are picked.
pub(in crate::ui) fn put(ui: Ui, files: Vec<AttachedFile>) {
    ui.0.change(Part::Picked, |state| {
        state.picked.extend(files.into_iter().map(|file| AttachedFile { uploaded: None, ..file }));
        judge_together(&mut state.picked);
    });
}

fn remove(ui: Ui, file: FileId) {
    ui.0.change(Part::Picked, |state| {
        state.picked.retain(|attached| attached.file != file);
        judge_together(&mut state.picked);
    });
    if let Some(actions) = ui.actions() {
        actions.release(file);
    }
    ui.focus_field();
}

/// The server's limits on all files of a message together fall on those that were picked last.
fn judge_together(picked: &mut [AttachedFile]) {
    let mut bytes = 0.0;
    for (count, file) in picked.iter_mut().enumerate() {
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

/// The list above the field: files that are picked, in the order in which they were.
pub(in crate::ui) fn picked_files(ui: Ui) -> Markup {
    // A file that is refused for another reason, or no longer, is another item.
    let key = |file: &AttachedFile| (file.file.0, u64::from(file.error.is_some()));
    let keys = move || ui.0.see(Part::Picked, |state| state.picked.iter().map(key).collect());
    let item = move |(id, _): ItemKey| {
        let id = FileId(id);
        let file = ui.0.peek(|state| state.picked.iter().find(|file| file.file == id).cloned());
        let item = file.map(|file| removable_file(ui, &file, move || remove(ui, id)));
        item.unwrap_or_else(|| markup("li", ""))
    };
    markup("ul", "part=picked-files; class=files picked")
        .flag("hidden", move || ui.0.see(Part::Picked, |state| state.picked.is_empty()))
        .list(keys, item, |place| place())
}

/// A file, with what is wrong with it in place of its size, and a way to take it off.
pub(in crate::ui) fn removable_file(ui: Ui, file: &AttachedFile, remove: impl Fn() + 'static) -> Markup {
    let about = match file.error {
        Some(fault) => ui.text(fault_text(fault)),
        None => format::size(file.size, ui.language().as_deref()),
    };
    let label = ui.fill(Key::RemoveFile, "{name}", &file.name);
    let button = icon_button("part=remove-file; class=quiet small", &label, icons::CLOSE);
    let picture = preview(ui, file.file);
    let item = listed(picture, &file.name, &about).add(&button.on("click", move |_| remove()));
    if file.error.is_some() { item.with("class=refused") } else { item }
}

/// A file by its name, with a word about it.
pub(in crate::ui) fn listed_file(name: &str, about: &str) -> Markup {
    listed(icon(icons::FILE), name, about)
}

fn listed(picture: Markup, name: &str, about: &str) -> Markup {
    markup("li", "part=file")
        .add(&picture)
        .add(&markup("span", "part=file-name; class=name; dir=auto").text(name))
        .add(&markup("span", "part=file-size; class=size").text(about))
}

/// The words for a refused file.
fn fault_text(fault: FileError) -> Key {
    match fault {
        FileError::TooLarge => Key::FileTooLarge,
        FileError::TotalTooLarge => Key::FilesTooLarge,
        FileError::TooMany => Key::FilesTooMany,
        FileError::Type => Key::FileType,
        FileError::Unreadable => Key::FileUnreadable,
        FileError::Other => Key::FileRefused,
    }
}
