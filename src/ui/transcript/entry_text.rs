//! The texts for entries, shared by the transcript, the live region and the export.

use crate::chat::{Failure, Message, Notice, Outgoing};
use crate::i18n::Key;
use crate::text::{concat, is_blank};
use crate::ui::user_interface::Ui;

/// The text of a notice.
pub(super) fn notice_text(ui: Ui, notice: Notice) -> String {
    ui.text(match notice {
        Notice::NewSession => Key::NoticeNewSession,
        Notice::SessionEnded => Key::NoticeEnded,
        Notice::SessionClosed => Key::NoticeOver,
        Notice::StillWaiting => Key::NoticeStillWaiting,
        Notice::StorageUnavailable if ui.read_untracked(|state| state.is_storage_blocked) => Key::NoticeStorageBlocked,
        Notice::StorageUnavailable => Key::NoticeNotStored,
    })
}

/// The content of a message or, if a failed task or an empty answer has none, the text for a missing answer.
pub(super) fn message_text(ui: Ui, message: &Message) -> String {
    let text = &message.wire.content;
    let is_empty = is_blank(text) && (message.reply.is_failure() || message.wire.attachments.is_empty());
    if is_empty { ui.text(Key::AnswerFailed) } else { text.clone() }
}

/// If the server rejects a longer text, its length is the likely reason. Servers limit requests to 1 MB or more.
const TOO_LONG_BYTES: usize = 500_000;

/// Why a message has not been sent, and what the visitor can do.
pub(super) fn failure_text(ui: Ui, outgoing: &Outgoing, failure: &Failure) -> String {
    let reason = ui.text(match failure {
        Failure::NoConnection => Key::FailedNoConnection,
        Failure::Server => Key::FailedServer,
        Failure::Unavailable(Some(message)) if message.is_empty() => Key::FailedNoAccess,
        Failure::Unavailable(_) => Key::FailedUnavailable,
        Failure::Setup => Key::FailedSetup,
        Failure::Files if outgoing.files.iter().all(|file| file.error.is_none()) => Key::FailedNotYetSent,
        Failure::Files => Key::FailedFiles,
        Failure::FilesLost => Key::FailedFilesLost,
        Failure::SessionRefused => Key::FailedSession,
        Failure::Uncertain => Key::FailedUncertain,
        Failure::SessionClosed => Key::FailedChatEnded,
        Failure::Rejected if outgoing.text.len() > TOO_LONG_BYTES => Key::FailedTooLong,
        Failure::Rejected => Key::FailedRejected,
    });
    match failure {
        Failure::Unavailable(Some(message)) if !message.is_empty() => concat(&[&reason, " ", message]),
        _ => reason,
    }
}
