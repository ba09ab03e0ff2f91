//! The buttons that download a file of a message. `www/widget/files/file-card.ts` shows the file.

use crate::api::Attachment;
use crate::chat::EntryId;
use crate::i18n::Key;
use crate::ui::buttons::icon_button;
use crate::ui::dom::El;
use crate::ui::icons;
use crate::ui::user_interface::Ui;

/// Adds buttons to the item of a file: one that saves it and, for pictures and recordings, one that shows it.
pub(in crate::ui) fn add_download(ui: Ui, item: El, entry: EntryId, index: usize, file: &Attachment) -> El {
    let (name, size) = (ui.file_name(&file.name), file.size);
    let button = |part: &str, label: Key, path: &str, shown_as: &str| {
        let (item, shown_as) = (item.clone(), shown_as.to_owned());
        let label = ui.text_with(label, "{name}", &name);
        icon_button(&[("part", part), ("class", "quiet get")], &label, path).on("click", move |_| {
            if let Some(actions) = ui.actions() {
                actions.open_file(item.element(), &shown_as, size, entry, index);
            }
        })
    };
    let content_type = file.content_type.as_deref().unwrap_or_default();
    let media = content_type.get(..6).unwrap_or_default();
    let is_shown = media.eq_ignore_ascii_case("image/") || media.eq_ignore_ascii_case("audio/");
    let open = is_shown.then(|| button("open-file", Key::OpenFile, icons::EXPAND, content_type));
    let download = button("download-file", Key::DownloadFile, icons::DOWN, "");
    item.children(open).child(&download)
}
