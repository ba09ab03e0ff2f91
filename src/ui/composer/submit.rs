//! Sending the draft and the selected files.

use crate::i18n::Key;
use crate::text::is_blank;
use crate::ui::state::Section;
use crate::ui::user_interface::Ui;

/// Sends the draft, or shows why it cannot be sent.
pub(super) fn submit(ui: Ui) {
    if ui.appearance(|appearance| appearance.disabled) {
        return;
    }
    let (is_blank, has_files, has_refused_files) = ui.read_untracked(|state| {
        let has_refused_files = state.selected_files.iter().any(|file| file.error.is_some());
        (is_blank(&state.draft), !state.selected_files.is_empty(), has_refused_files)
    });
    let rules = [(has_refused_files, Key::RefusedFilesBlockSending), (is_blank && has_files, Key::FilesNeedText)];
    let error = rules.into_iter().find_map(|(is_violated, key)| is_violated.then_some(key));
    ui.set_validation_error(error);
    if error.is_none() && !is_blank {
        let text = ui.update(Section::Draft, |state| std::mem::take(&mut state.draft));
        let files = ui.update(Section::SelectedFiles, |state| std::mem::take(&mut state.selected_files));
        ui.submit(text, files);
    }
    ui.focus_field();
}
