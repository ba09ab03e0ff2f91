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
use crate::markdown::{Node, may_have_replies, portable_text, take_replies};
use crate::text::is_blank;
use crate::ui::dom::{El, el};
use crate::ui::files::download::add_download;
use crate::ui::files::list::{file_item, file_list};
use crate::ui::state::Section;
use crate::ui::user_interface::Ui;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// The row of an entry. It shows the entry's current revision and does not change, except for upload progress and quick replies.
pub(super) fn entry_row(ui: Ui, entry: &Entry) -> El {
    match &entry.kind {
        EntryKind::Message(message) if message.is_from_bot() => bot_row(ui, entry.id, message),
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

fn bot_row(ui: Ui, id: EntryId, message: &Message) -> El {
    let can_retry = matches!(message.reply, Reply::Failure(_));
    let is_failure = can_retry || message.reply == Reply::FailureRetried;
    let files = message.wire.attachments.clone();
    let nodes = ui.parsed(id, &message_text(ui, message));
    let (replies, others) = if is_failure { <_>::default() } else { replies_of(ui, &message.wire.content) };
    let has_replies = !replies.is_empty();
    // 1 while the visitor may reply with a button, otherwise 0.
    let replies_key = move || u64::from(has_replies && can_reply_with_button(ui, id));
    // The rest of the row, such as a file that is being downloaded, stays when the replies are removed.
    let body = el("div", &[("part", "message bot-message"), ("class", "bubble")])
        .bind_keyed_children(
            move || vec![(replies_key(), 0)],
            move |(shows_replies, _)| {
                markdown_text(ui, if shows_replies > 0 { &others } else { &nodes }.clone(), &files)
            },
            |commit| commit(),
        )
        .children(attachments(ui, id, message));
    let content = Some(&message.wire.content).filter(|content| !is_failure && !is_blank(content));
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
        .bind_keyed_children(
            move || if replies_key() > 0 { vec![(0, 0)] } else { Vec::new() },
            move |_| quick_replies(ui, &replies),
            |commit| commit(),
        )
}

/// The quick replies that end a message, and the message without them.
fn replies_of(ui: Ui, text: &str) -> (Vec<Node>, Rc<Vec<Node>>) {
    if !may_have_replies(text) {
        return <_>::default();
    }
    let mut others = ui.parse(text);
    (take_replies(&mut others), Rc::new(others))
}

/// Whether an entry is the newest, and the visitor may reply to it with a button. Tracked.
fn can_reply_with_button(ui: Ui, id: EntryId) -> bool {
    ui.track(Section::Status);
    ui.track(Section::Appearance);
    ui.read(Section::Entries, |state| {
        let is_allowed = state.appearance.quick_replies && !state.appearance.disabled && !state.status.is_waiting;
        is_allowed && state.entries.last().is_some_and(|entry| entry.id == id)
    })
}

fn attachments(ui: Ui, id: EntryId, message: &Message) -> Option<El> {
    let mut items = Vec::new();
    for (index, file) in message.wire.attachments.iter().enumerate() {
        let item = file_item(ui, &file.name, file.size);
        items.push(if file.is_offered() { add_download(ui, item, id, index, file) } else { item });
    }
    (!items.is_empty()).then(|| file_list(items))
}
