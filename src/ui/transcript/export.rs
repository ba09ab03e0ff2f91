//! Offers the conversation as a download.

use super::entry_text::{failure_text, message_text, notice_text};
use super::welcome::welcome_messages;
use crate::chat::{DeliveryStatus, Entry, EntryKind};
use crate::i18n::Key;
use crate::markdown::{TextForm, plain_text, portable_text};
use crate::text::concat;
use crate::ui::format;
use crate::ui::user_interface::Ui;
use js_sys::Date;
use wasm_bindgen::prelude::*;

/// A file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Format {
    Text,
    Markdown,
}

/// Offers the conversation as a file named after today's date.
pub(in crate::ui) fn download(ui: Ui, format: Format) {
    let (content_type, extension) = match format {
        Format::Text => ("text/plain;charset=utf-8", ".txt"),
        Format::Markdown => ("text/markdown;charset=utf-8", ".md"),
    };
    // `toISOString` is UTC; the name has the local date.
    let date = Date::new(&format::local_time_ms(&format::now()).into()).to_iso_string().as_string().unwrap_or_default();
    let name = concat(&["chat-", date.get(..10).unwrap_or_default(), extension]);
    if let Some(actions) = ui.actions() {
        actions.save_file(&name, content_type, &transcript(ui, format));
    }
}

fn transcript(ui: Ui, format: Format) -> String {
    let title = ui.title();
    let mut text = match format {
        Format::Text => title,
        Format::Markdown => concat(&["# ", &title]),
    };
    for message in welcome_messages(ui) {
        let content =
            if format == Format::Text { plain_text(&ui.parse(&message), TextForm::WithUrls) } else { message };
        text.push_str("\n\n");
        text.push_str(&paragraph(format, &ui.bot_name(), "", &content));
    }
    let date_format = format::date_and_time(ui.language().as_deref());
    for entry in ui.read_untracked(|state| state.entries.clone()) {
        text.push_str("\n\n");
        text.push_str(&entry_paragraph(ui, &entry, format, &date_format));
    }
    text.push('\n');
    text
}

fn paragraph(format: Format, author: &str, time: &str, content: &str) -> String {
    match format {
        Format::Text => concat(&[author, time, ":\n", content]),
        Format::Markdown => concat(&["**", author, "**", time, "\n\n", content]),
    }
}

fn entry_paragraph(ui: Ui, entry: &Entry, format: Format, date_format: &js_sys::Function) -> String {
    let with_files = |author: &str, time: JsValue, content: &str, files: &mut dyn Iterator<Item = &String>| {
        let time = format::formatted(&time, date_format).map(|time| concat(&[" (", &time, ")"])).unwrap_or_default();
        let mut text = paragraph(format, author, &time, content);
        for file in files {
            text.push_str("\n- ");
            text.push_str(&ui.file_name(file));
        }
        text
    };
    match &entry.kind {
        EntryKind::Notice(notice) => match format {
            Format::Text => concat(&["[", &notice_text(ui, *notice), "]"]),
            Format::Markdown => concat(&["*", &notice_text(ui, *notice), "*"]),
        },
        EntryKind::Outgoing(outgoing) => {
            let mut files = outgoing.files.iter().map(|file| &file.name);
            let text = with_files(&ui.text(Key::You), outgoing.written_at.into(), &outgoing.text, &mut files);
            match &outgoing.status {
                DeliveryStatus::Failed(failure) => concat(&[&text, "\n[", &failure_text(ui, outgoing, failure), "]"]),
                _ => text,
            }
        }
        EntryKind::Message(message) => {
            let wire = &message.wire;
            let mut files = wire.attachments.iter().map(|file| &file.name);
            let (author, content) = match (message.is_from_bot(), format) {
                (true, Format::Text) => {
                    (ui.bot_name(), plain_text(&ui.parsed(entry.id, &message_text(ui, message)), TextForm::WithUrls))
                }
                (true, Format::Markdown) => {
                    (ui.bot_name(), portable_text(&message_text(ui, message), ui.formulas_enabled()))
                }
                (false, _) => (ui.text(Key::You), wire.content.clone()),
            };
            with_files(&author, wire.created_at.as_str().into(), &content, &mut files)
        }
    }
}
