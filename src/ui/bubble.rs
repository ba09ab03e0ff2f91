//! One entry of the transcript.

use super::Ui;
use super::format;
use super::icons::{self, icon};
use super::macros::ui;
use super::markdown;
use crate::api::FileFault;
use crate::chat::{
    Attached, Entry, EntryId, EntryKind, Failure, FileId, Intent, Message, Notice, Outgoing, Reply, Sending,
};
use crate::i18n::Key;
use leptos::html::Div;
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsValue;

pub(super) fn bubble(ui: Ui, entry: &Arc<Entry>) -> AnyView {
    match &entry.kind {
        EntryKind::Message(message) if message.is_from_bot() => bot(ui, entry.id, message).into_any(),
        EntryKind::Message(message) => {
            let wire = &message.wire;
            let files = wire.attachments.iter().map(|file| (file.name.clone(), file.size)).collect();
            let time = format::time_of_day(&JsValue::from_str(&wire.created_at), ui.language().as_deref());
            let sent = ui! { <span part="state" class="state">{ui.text(Key::Sent)}</span> };
            own(ui, wire.content.clone(), files, time, sent).into_any()
        }
        EntryKind::Outgoing(outgoing) => sending(ui, entry.id, outgoing).into_any(),
        EntryKind::Notice(notice) => {
            let key = match notice {
                Notice::NewSession => Key::NoticeNewSession,
                Notice::SessionEnded => Key::NoticeEnded,
                Notice::Over => Key::NoticeOver,
                Notice::StillWaiting => Key::NoticeStillWaiting,
                Notice::NotKept => Key::NoticeNotKept,
            };
            ui! { <p part="notice" class="row notice"><span>{ui.text(key)}</span></p> }.into_any()
        }
    }
}

fn bot(ui: Ui, id: EntryId, message: &Message) -> impl IntoView {
    let can_retry = matches!(message.reply, Reply::Failure(_));
    let failed = can_retry || message.reply == Reply::FailureRetried;
    let said = &message.wire.content;
    let text = if failed && said.is_empty() { ui.text(Key::AnswerFailed) } else { said.clone() };
    let time = format::time_of_day(&JsValue::from_str(&message.wire.created_at), ui.language().as_deref());
    let body = NodeRef::<Div>::new();
    let picture = ui.text(Key::Picture);
    body.on_load(move |body| markdown::show(&text, &picture, &body));
    let files: Vec<_> = message.wire.attachments.iter().map(|file| (file.name.clone(), file.size)).collect();
    ui! {
        <div part="row" class="row bot" class:failed=failed>
            <span class="heard">{ui.text(Key::Bot)}": "</span>
            <div part="message bot-message" class="bubble">
                <div part="text" class="markdown" dir="auto" node_ref=body></div>
                {file_list(ui, files)}
            </div>
            <div part="status" class="below">
                {clock(time)}
                {can_retry.then(|| ui! {
                    <button type="button" part="retry" class="link" on:click=move |_| act(ui, Intent::Retry(id))>{ui.text(Key::Retry)}</button>
                })}
            </div>
        </div>
    }
}

fn own(ui: Ui, text: String, files: Vec<(String, f64)>, time: Option<String>, status: impl IntoView) -> impl IntoView {
    ui! {
        // What visitors have written themselves need not be read to them again with each state.
        <div part="row" class="row own" aria-live="off">
            <span class="heard">{ui.text(Key::You)}": "</span>
            <div part="message own-message" class="bubble">
                <span part="text" class="plain-text" dir="auto">{text}</span>
                {file_list(ui, files)}
            </div>
            <div part="status" class="below">{clock(time)}{status}</div>
        </div>
    }
}

fn clock(time: Option<String>) -> impl IntoView {
    time.map(|time| ui! { <time part="time">{time}</time> })
}

fn file_list(ui: Ui, files: Vec<(String, f64)>) -> impl IntoView {
    (!files.is_empty()).then(|| {
        let language = ui.language();
        let items: Vec<_> = files
            .into_iter()
            .map(|(name, size)| {
                let size = format::size(size, language.as_deref());
                ui! {
                    <li part="file">{icon(icons::FILE)}<span part="file-name" class="name" dir="auto">{name}</span><span part="file-size" class="size">{size}</span></li>
                }
            })
            .collect();
        ui! { <ul part="files" class="files">{items}</ul> }
    })
}

/// A message on its way: its state in a word, or what went wrong and what can be done.
fn sending(ui: Ui, id: EntryId, outgoing: &Outgoing) -> AnyView {
    let language = ui.language();
    let time = format::time_of_day(&JsValue::from_f64(outgoing.written_at), language.as_deref());
    let text = outgoing.text.clone();
    if let Sending::Failed(failure) = &outgoing.sending {
        return failed(ui, id, outgoing, failure).into_any();
    }
    let files = outgoing.files.iter().map(|file| (file.name.clone(), file.size)).collect();
    let state = match &outgoing.sending {
        Sending::Waiting => ui.text(Key::Waiting),
        Sending::Uploading(progress) => {
            let percent = format::percent(progress.sent, progress.total, language.as_deref());
            ui.fill(Key::Uploading, "{percent}", &percent)
        }
        Sending::Sending => ui.text(Key::Sending),
        Sending::Unclear => ui.text(Key::Unclear),
        Sending::Sent | Sending::Failed(_) => ui.text(Key::Sent),
    };
    let bar = match &outgoing.sending {
        Sending::Uploading(progress) => {
            let total = if progress.total > 0.0 { progress.total } else { 1.0 };
            Some(ui! { <progress part="progress" max=total value=progress.sent aria-label=state.clone()></progress> })
        }
        _ => None,
    };
    let status = ui! { <span part="state" class="state">{state}</span>{bar} };
    own(ui, text, files, time, status).into_any()
}

fn failed(ui: Ui, id: EntryId, outgoing: &Outgoing, failure: &Failure) -> impl IntoView {
    let reason = match failure {
        Failure::NoConnection => ui.text(Key::FailedNoConnection),
        Failure::Server => ui.text(Key::FailedServer),
        Failure::Unavailable(None) => ui.text(Key::FailedUnavailable),
        Failure::Unavailable(Some(words)) => {
            let mut sentence = ui.text(Key::FailedUnavailable);
            sentence.push(' ');
            sentence.push_str(words);
            sentence
        }
        Failure::Setup => ui.text(Key::FailedSetup),
        Failure::Files if outgoing.files.iter().all(|file| file.fault.is_none()) => ui.text(Key::FailedReady),
        Failure::Files => ui.text(Key::FailedFiles),
        Failure::FilesLost => ui.text(Key::FailedFilesLost),
        Failure::SessionRefused => ui.text(Key::FailedSession),
        Failure::Uncertain => ui.text(Key::FailedUncertain),
        Failure::Over => ui.text(Key::FailedOver),
        Failure::Rejected => ui.text(Key::FailedRejected),
    };
    let files = outgoing.files.iter().map(|file| refused_file(ui, id, file)).collect::<Vec<_>>();
    let text = outgoing.text.clone();
    let edit = {
        let (text, files) = (text.clone(), outgoing.files.clone());
        move |_| {
            // What is being written stays, below what comes back.
            ui.draft.update(|draft| {
                let mut text = text.clone();
                if !draft.is_empty() {
                    text.push('\n');
                    text.push_str(draft);
                }
                *draft = text;
            });
            ui.picked.put_back(files.clone());
            act(ui, Intent::TakeBack(id));
        }
    };
    ui! {
        <div part="row" class="row own failed">
            <span class="heard">{ui.text(Key::You)}": "</span>
            <div part="message own-message" class="bubble">
                <span part="text" class="plain-text" dir="auto">{text}</span>
                {(!files.is_empty()).then(|| ui! { <ul part="files" class="files">{files}</ul> })}
            </div>
            <div part="failure" class="trouble" role="alert">{icon(icons::ALERT)}<span>{reason}</span></div>
            <div part="status" class="below">
                <button type="button" part="retry" class="link" on:click=move |_| act(ui, Intent::Retry(id))>{ui.text(Key::Retry)}</button>
                <button type="button" part="edit" class="link" on:click=edit>{ui.text(Key::Edit)}</button>
                <button type="button" part="discard" class="link" on:click=move |_| act(ui, Intent::Discard(id))>{ui.text(Key::Discard)}</button>
            </div>
        </div>
    }
}

/// Sends an intent whose button goes with it.
fn act(ui: Ui, intent: Intent) {
    ui.send(intent);
    ui.focus_field();
}

fn refused_file(ui: Ui, id: EntryId, file: &Attached) -> impl IntoView {
    let fault = file.fault.map(|fault| ui.text(fault_text(fault)));
    let is_refused = fault.is_some();
    let (name, file) = (file.name.clone(), file.file);
    let label = ui.fill(Key::RemoveFile, "{name}", &name);
    let remove = move |id: EntryId, file: FileId| act(ui, Intent::RemoveFile(id, file));
    ui! {
        <li part="file" class:refused=is_refused>
            {icon(icons::FILE)}
            <span part="file-name" class="name" dir="auto">{name}</span>
            <span part="file-size" class="size">{fault}</span>
            <button type="button" part="remove-file" class="quiet small" aria-label=label on:click=move |_| remove(id, file)>{icon(icons::CLOSE)}</button>
        </li>
    }
}

/// The words for a refused file.
pub(super) fn fault_text(fault: FileFault) -> Key {
    match fault {
        FileFault::TooLarge => Key::FileTooLarge,
        FileFault::TotalTooLarge => Key::FilesTooLarge,
        FileFault::TooMany => Key::FilesTooMany,
        FileFault::Type => Key::FileType,
        FileFault::Unreadable => Key::FileUnreadable,
        FileFault::Other => Key::FileRefused,
    }
}
