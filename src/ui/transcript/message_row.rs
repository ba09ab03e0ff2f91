//! Rows for entries that the server has confirmed, and for notices.

use super::choices::quick_replies;
use super::copy::copy_button;
use super::entry_text::{message_text, notice_text};
use super::intent_button::intent_button;
use super::outgoing_row::outgoing_row;
use super::read_aloud::read_aloud_button;
use super::row::{add_sent_status, markdown_text, own_row, row, status_line};
use crate::chat::{Entry, EntryId, EntryKind, Intent, Message, Notice, Reply};
use crate::i18n::Key;
use crate::markdown::{portable_text, take_replies};
use crate::ui::dom::{El, el};
use crate::ui::files::download::add_download;
use crate::ui::files::list::{file_item, file_list};
use crate::ui::handle::Ui;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// The row of an entry. It shows the entry's current revision and does not change, except for upload progress.
pub(super) fn entry_row(ui: Ui, entry: &Entry, can_have_replies: bool) -> El {
    match &entry.kind {
        EntryKind::Message(message) if message.is_from_bot() => bot_row(ui, entry.id, message, can_have_replies),
        EntryKind::Message(message) => {
            let wire = &message.wire;
            let status_line = status_line(ui, &JsValue::from_str(&wire.created_at));
            own_row(ui, "own", &wire.content, attachments(ui, entry.id, message)).child(&add_sent_status(
                ui,
                status_line,
                &wire.content,
            ))
        }
        EntryKind::Outgoing(outgoing) => outgoing_row(ui, entry.id, outgoing),
        EntryKind::Notice(notice) => notice_row(ui, *notice),
    }
}

fn notice_row(ui: Ui, notice: Notice) -> El {
    let text = el("span", &[]).text(&notice_text(ui, notice));
    el("p", &[("part", "notice"), ("class", "row notice")]).child(&text)
}

fn bot_row(ui: Ui, id: EntryId, message: &Message, can_have_replies: bool) -> El {
    let can_retry = matches!(message.reply, Reply::Failure(_));
    let is_failure = can_retry || message.reply == Reply::FailureRetried;
    let mut nodes = ui.parsed(id, &message_text(ui, message));
    let mut replies = Vec::new();
    if can_have_replies && !is_failure {
        let mut others = ui.parse(&message.wire.content);
        replies = take_replies(&mut others);
        nodes = if replies.is_empty() { nodes } else { Rc::new(others) };
    }
    let text = markdown_text(ui, nodes, &message.wire.attachments);
    let body = el("div", &[("part", "message bot-message"), ("class", "bubble")])
        .child(&text)
        .children(attachments(ui, id, message));
    let content = Some(&message.wire.content).filter(|content| !is_failure && !content.trim().is_empty());
    let copy =
        content.map(|content| copy_button(ui, content.clone(), |ui, text| portable_text(text, ui.formulas_enabled())));
    let read_aloud = content.and_then(|content| read_aloud_button(ui, id, content));
    let retry = can_retry.then(|| intent_button(ui, "retry", Key::Retry, Intent::Retry(id)));
    let status_line = status_line(ui, &JsValue::from_str(&message.wire.created_at))
        .children(copy)
        .children(read_aloud)
        .children(retry);
    row(ui, if is_failure { "bot failed" } else { "bot" }, Key::Bot)
        .child(&body)
        .child(&status_line)
        .children((!replies.is_empty()).then(|| quick_replies(ui, &replies)))
}

fn attachments(ui: Ui, id: EntryId, message: &Message) -> Option<El> {
    let mut items = Vec::new();
    for (index, file) in message.wire.attachments.iter().enumerate() {
        let item = file_item(ui, &file.name, file.size);
        items.push(if file.is_offered() { add_download(ui, item, id, index, file) } else { item });
    }
    (!items.is_empty()).then(|| file_list(items))
}
