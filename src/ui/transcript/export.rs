//! The conversation as a file, made in the browser.

use crate::chat::{DeliveryStatus, Entry, EntryKind};
use crate::i18n::Key;
use crate::markdown::{parse, plain_text};
use crate::ui::Ui;
use crate::ui::format;
use crate::ui::transcript::message_row::{notice_text, reason, said as words};
use crate::ui::transcript::welcome;
use js_sys::Date;
use wasm_bindgen::prelude::*;

/// What the file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Form {
    Text,
    Markdown,
}

/// Hands the visitor a file.
pub(in crate::ui) fn download(ui: Ui, form: Form) {
    let (mime, ending) = match form {
        Form::Text => ("text/plain;charset=utf-8", ".txt"),
        Form::Markdown => ("text/markdown;charset=utf-8", ".md"),
    };
    // The visitor's day, not that of Greenwich.
    let today = Date::new(&format::here(&Date::new_0()).into()).to_iso_string().as_string().unwrap_or_default();
    let name = ["chat-", today.get(..10).unwrap_or_default(), ending].concat();
    if let Some(actions) = ui.actions() {
        actions.save_file(&name, mime, &transcript(ui, form));
    }
}

fn transcript(ui: Ui, form: Form) -> String {
    let title = ui.title();
    let mut text = match form {
        Form::Text => title,
        Form::Markdown => ["# ", &title].concat(),
    };
    for welcome in welcome::messages(ui) {
        let what = if form == Form::Text { plain_text(&parse(&welcome), true) } else { welcome };
        text.push_str("\n\n");
        text.push_str(&said(form, &ui.bot_name(), "", &what));
    }
    let clock = format::date_and_time(ui.language().as_deref());
    for entry in ui.0.peek(|state| state.entries.clone()) {
        text.push_str("\n\n");
        text.push_str(&paragraph(ui, &entry, form, &clock));
    }
    text.push('\n');
    text
}

fn said(form: Form, who: &str, when: &str, what: &str) -> String {
    match form {
        Form::Text => [who, when, ":\n", what].concat(),
        Form::Markdown => ["**", who, "**", when, "\n\n", what].concat(),
    }
}

fn paragraph(ui: Ui, entry: &Entry, form: Form, clock: &js_sys::Function) -> String {
    let with_files = |who: &str, when: JsValue, what: &str, files: Vec<&str>| {
        let when = format::written(&when, clock).map(|when| [" (", &when, ")"].concat()).unwrap_or_default();
        let mut text = said(form, who, &when, what);
        for file in files {
            text.push_str("\n- ");
            text.push_str(file);
        }
        text
    };
    match &entry.kind {
        EntryKind::Notice(notice) => match form {
            Form::Text => ["[", &ui.text(notice_text(*notice)), "]"].concat(),
            Form::Markdown => ["*", &ui.text(notice_text(*notice)), "*"].concat(),
        },
        EntryKind::Outgoing(outgoing) => {
            let files = outgoing.files.iter().map(|file| &*file.name).collect();
            let text = with_files(&ui.text(Key::You), outgoing.written_at.into(), &outgoing.text, files);
            match &outgoing.status {
                DeliveryStatus::Failed(failure) => [&text, "\n[", &reason(ui, outgoing, failure), "]"].concat(),
                _ => text,
            }
        }
        EntryKind::Message(message) => {
            let wire = &message.wire;
            let files = wire.attachments.iter().map(|file| &*file.name).collect();
            let (who, what) = match (message.is_from_bot(), form) {
                (true, Form::Text) => (ui.bot_name(), plain_text(&ui.0.parsed(entry.id, &words(ui, message)), true)),
                (true, Form::Markdown) => (ui.bot_name(), words(ui, message)),
                (false, _) => (ui.text(Key::You), wire.content.clone()),
            };
            with_files(&who, wire.created_at.as_str().into(), &what, files)
        }
    }
}
