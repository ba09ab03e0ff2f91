//! List items for files: in the composer, in sent messages and in messages that could not be sent.

use super::thumbnail::thumbnail;
use crate::api::FileError;
use crate::chat::{AttachedFile, split_name, visible_name};
use crate::i18n::Key;
use crate::ui::buttons::icon_button;
use crate::ui::dom::{El, el};
use crate::ui::format;
use crate::ui::icons::{self, icon};
use crate::ui::user_interface::Ui;

/// A list of these items.
pub(in crate::ui) fn file_list(items: Vec<El>) -> El {
    el("ul", &[("part", "files"), ("class", "files")]).children(items)
}

/// A file with its size in bytes; 0 if that is unknown.
pub(in crate::ui) fn file_item(ui: Ui, name: &str, size: f64) -> El {
    let size = if size > 0.0 { format::size(size, ui.language().as_deref()) } else { String::new() };
    item(icon(icons::FILE), &ui.file_name(name), &size)
}

/// A file that can be removed, with its size or the reason why it is not accepted.
pub(in crate::ui) fn removable_file_item(ui: Ui, file: &AttachedFile, remove: impl Fn() + 'static) -> El {
    let detail = match file.error {
        Some(error) => ui.text(file_error_text(error)),
        None => format::size(file.size, ui.language().as_deref()),
    };
    let name = ui.file_name(&file.name);
    let label = ui.text_with(Key::RemoveFile, "{name}", &name);
    let button = icon_button(&[("part", "remove-file"), ("class", "quiet small")], &label, icons::CLOSE);
    let item = item(thumbnail(ui, file.id), &name, &detail).child(&button.on("click", move |_| remove()));
    if file.error.is_some() { item.attr("class", "refused") } else { item }
}

fn item(picture: El, name: &str, detail: &str) -> El {
    let (start, end) = split_name(name);
    let name = el("span", &[("part", "file-name"), ("class", "name"), ("dir", "auto"), ("title", name)])
        .child(&el("span", &[]).text(start))
        .child(&el("span", &[]).text(end));
    let detail = el("span", &[("part", "file-size"), ("class", "size")]).text(detail);
    el("li", &[("part", "file")]).child(&picture).child(&el("span", &[("class", "about")]).child(&name).child(&detail))
}

impl Ui {
    /// The name of a file as it is shown.
    pub(in crate::ui) fn file_name(self, name: &str) -> String {
        let name = visible_name(name);
        if name.is_empty() { self.text(Key::UnnamedFile) } else { name }
    }
}

/// The text for a file that is not accepted.
pub(super) fn file_error_text(error: FileError) -> Key {
    match error {
        FileError::TooLarge => Key::FileTooLarge,
        FileError::TotalTooLarge => Key::FilesTooLarge,
        FileError::TooMany => Key::FilesTooMany,
        FileError::Type => Key::FileType,
        FileError::UnsupportedImage => Key::FileUnreadable,
        FileError::Lost => Key::FileLost,
        FileError::Other => Key::FileRefused,
    }
}
