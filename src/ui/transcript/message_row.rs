//! One entry of the transcript.

use crate::chat::{
    AttachedFile, DeliveryStatus, Entry, EntryId, EntryKind, Failure, Intent, Message, Notice, Outgoing, Progress,
    Reply,
};
use crate::i18n::Key;
use crate::markdown::Node;
use crate::ui::Ui;
use crate::ui::composer::selected_files::{self as files, listed_file, removable_file};
use crate::ui::dom::{Markup, button, markup, watch};
use crate::ui::format;
use crate::ui::icons::{self, icon};
use crate::ui::markdown_view as markdown;
use crate::ui::state::Part;
use crate::ui::transcript::copy::copy_button;
use wasm_bindgen::JsValue;

/// The entry as it is now.
pub(super) fn bubble(ui: Ui, entry: &Entry) -> Markup {
    match &entry.kind {
        EntryKind::Message(message) if message.is_from_bot() => bot(ui, entry.id, message),
        EntryKind::Message(message) => {
            let wire = &message.wire;
            let files: Vec<_> = wire.attachments.iter().map(|file| (&*file.name, file.size)).collect();
            let below = below(ui, &JsValue::from_str(&wire.created_at));
            own(ui, &wire.content, file_list(ui, &files)).add(&sent(ui, below, &wire.content))
        }
        EntryKind::Outgoing(outgoing) => sending(ui, entry.id, outgoing),
        EntryKind::Notice(notice) => {
            markup("p", "part=notice; class=row notice").add(&markup("span", "").text(&ui.text(notice_text(*notice))))
        }
    }
}

/// The words for a notice.
pub(super) fn notice_text(notice: Notice) -> Key {
    match notice {
        Notice::NewSession => Key::NoticeNewSession,
        Notice::SessionEnded => Key::NoticeEnded,
        Notice::SessionClosed => Key::NoticeOver,
        Notice::StillWaiting => Key::NoticeStillWaiting,
        Notice::StorageUnavailable => Key::NoticeNotKept,
    }
}

/// The line of somebody who speaks; who that is is only heard.
pub(super) fn row(ui: Ui, class: &str, who: Key) -> Markup {
    let heard = markup("span", "class=heard").text(&ui.text(who)).text(": ");
    markup("div", "part=row").set("class", &["row ", class].concat()).add(&heard)
}

/// What a bot has said.
pub(super) fn markdown_text(ui: Ui, nodes: &[Node]) -> Markup {
    let body = markup("div", "part=text; class=markdown; dir=auto");
    let [picture, show_picture, copy_code] = [Key::Picture, Key::ShowPicture, Key::CopyCode].map(|key| ui.text(key));
    let words =
        markdown::Words { picture: &picture, show_picture: &show_picture, copy_code: &copy_code, is_in_link: false };
    markdown::show(nodes, &words, body.element());
    body
}

/// What a message says; a failed task may have no words for it.
pub(super) fn said(ui: Ui, message: &Message) -> String {
    let failed = matches!(message.reply, Reply::Failure(_) | Reply::FailureRetried);
    let text = &message.wire.content;
    if failed && text.is_empty() { ui.text(Key::AnswerFailed) } else { text.clone() }
}

fn bot(ui: Ui, id: EntryId, message: &Message) -> Markup {
    let can_retry = matches!(message.reply, Reply::Failure(_));
    let failed = can_retry || message.reply == Reply::FailureRetried;
    let text = said(ui, message);
    let files: Vec<_> = message.wire.attachments.iter().map(|file| (&*file.name, file.size)).collect();
    let bubble =
        markup("div", "part=message bot-message; class=bubble").add(&markdown_text(ui, &ui.0.parsed(id, &text)));
    let below = below(ui, &JsValue::from_str(&message.wire.created_at));
    let row = row(ui, if failed { "bot failed" } else { "bot" }, Key::Bot);
    let copy = (!failed).then(|| copy_button(ui, message.wire.content.clone()));
    row.add(&bubble.add_all(file_list(ui, &files)))
        .add(&below.add_all(copy).add_all(can_retry.then(|| choice(ui, "part=retry", Key::Retry, Intent::Retry(id)))))
}

/// What the visitor has said, without what has become of it.
fn own(ui: Ui, text: &str, files: Option<Markup>) -> Markup {
    let text = markup("span", "part=text; class=plain-text; dir=auto").text(text);
    let bubble = markup("div", "part=message own-message; class=bubble").add(&text).add_all(files);
    row(ui, "own", Key::You).add(&bubble)
}

/// What stands below: first of all when it was, if that is known.
fn below(ui: Ui, when: &JsValue) -> Markup {
    let time = format::written(when, &ui.0.clock());
    markup("div", "part=status; class=below").add_all(time.map(|time| markup("time", "part=time").text(&time)))
}

/// That it has arrived, below what the visitor has said.
fn sent(ui: Ui, below: Markup, text: &str) -> Markup {
    let copy = (!text.is_empty()).then(|| copy_button(ui, text.to_owned()));
    below.add(&state(&ui.text(Key::Sent))).add_all(copy)
}

fn state(text: &str) -> Markup {
    markup("span", "part=state; class=state").text(text)
}

fn file_list(ui: Ui, files: &[(&str, f64)]) -> Option<Markup> {
    let language = ui.language();
    let items = files.iter().map(|(name, size)| listed_file(name, &format::size(*size, language.as_deref())));
    (!files.is_empty()).then(|| markup("ul", "part=files; class=files").add_all(items))
}

/// A message on its way: its state in a word, or what went wrong and what can be done.
fn sending(ui: Ui, id: EntryId, outgoing: &Outgoing) -> Markup {
    let files: Vec<_> = outgoing.files.iter().map(|file| (&*file.name, file.size)).collect();
    let below = below(ui, &JsValue::from_f64(outgoing.written_at));
    let below = match &outgoing.status {
        DeliveryStatus::Failed(failure) => return failed(ui, id, outgoing, failure),
        DeliveryStatus::Uploading(begun) => {
            let begun = *begun;
            let now = move || ui.progress(id).unwrap_or(begun);
            let bar = markup("progress", "part=progress").bind("aria-label", move || Some(uploading(ui, now())));
            let shown: web_sys::HtmlProgressElement = bar.as_a::<web_sys::HtmlProgressElement>().clone();
            watch(Box::new(move || {
                let progress = now();
                shown.set_max(if progress.total > 0.0 { progress.total } else { 1.0 });
                shown.set_value(progress.sent);
            }));
            below.add(&state("").says(move || uploading(ui, now()))).add(&bar)
        }
        DeliveryStatus::Sent => sent(ui, below, &outgoing.text),
        DeliveryStatus::Waiting => below.add(&state(&ui.text(Key::Waiting))),
        DeliveryStatus::Sending => below.add(&state(&ui.text(Key::Sending))),
        DeliveryStatus::Unconfirmed => below.add(&state(&ui.text(Key::Unclear))),
    };
    // What another tab sends may be on its way already.
    let can_cancel = outgoing.can_be_taken_back() && !id.is_provisional();
    let cancel = can_cancel.then(|| {
        let label = button("part=cancel; class=link cancel", &ui.text(Key::CancelSending));
        label.on("click", take_back(ui, id, outgoing))
    });
    let below = below.add_all(cancel);
    own(ui, &outgoing.text, file_list(ui, &files)).add(&below)
}

fn uploading(ui: Ui, progress: Progress) -> String {
    let percent = format::percent(progress.sent, progress.total, ui.language().as_deref());
    ui.fill(Key::Uploading, "{percent}", &percent)
}

/// Why a message has not been sent, and what can be done.
pub(super) fn reason(ui: Ui, outgoing: &Outgoing, failure: &Failure) -> String {
    let reason = ui.text(match failure {
        Failure::NoConnection => Key::FailedNoConnection,
        Failure::Server => Key::FailedServer,
        Failure::Unavailable(_) => Key::FailedUnavailable,
        Failure::Setup => Key::FailedSetup,
        Failure::Files if outgoing.files.iter().all(|file| file.error.is_none()) => Key::FailedReady,
        Failure::Files => Key::FailedFiles,
        Failure::FilesLost => Key::FailedFilesLost,
        Failure::SessionRefused => Key::FailedSession,
        Failure::Uncertain => Key::FailedUncertain,
        Failure::SessionClosed => Key::FailedOver,
        Failure::Rejected => Key::FailedRejected,
    });
    match failure {
        Failure::Unavailable(Some(words)) => [&reason, " ", words].concat(),
        _ => reason,
    }
}

fn failed(ui: Ui, id: EntryId, outgoing: &Outgoing, failure: &Failure) -> Markup {
    let reason = reason(ui, outgoing, failure);
    let file = |file: &AttachedFile| {
        let remove = Intent::RemoveFile(id, file.file);
        removable_file(ui, file, move || act(ui, remove.clone()))
    };
    let files = outgoing.files.iter().map(file);
    let files = (!outgoing.files.is_empty()).then(|| markup("ul", "part=files; class=files").add_all(files));
    let edit = button("part=edit; class=link", &ui.text(Key::Edit)).on("click", take_back(ui, id, outgoing));
    let trouble = markup("div", "part=failure; class=trouble").add(&icon(icons::ALERT));
    let text = markup("span", "part=text; class=plain-text; dir=auto").text(&outgoing.text);
    row(ui, "own failed", Key::You)
        .add(&markup("div", "part=message own-message; class=bubble").add(&text).add_all(files))
        .add(&trouble.add(&markup("span", "").text(&reason)))
        .add(
            &markup("div", "part=status; class=below")
                .add(&choice(ui, "part=retry", Key::Retry, Intent::Retry(id)))
                .add(&edit)
                .add(&choice(ui, "part=discard", Key::Discard, Intent::Discard(id))),
        )
}

/// Puts a message back into the field, to be changed.
fn take_back(ui: Ui, id: EntryId, outgoing: &Outgoing) -> impl Fn(web_sys::Event) + 'static {
    let (text, files) = (outgoing.text.clone(), outgoing.files.clone());
    move |_| {
        // What is being written stays, below what comes back.
        ui.0.change(Part::Draft, |state| {
            let between = if state.draft.is_empty() { "" } else { "\n" };
            state.draft = [&text, between, &state.draft].concat();
        });
        files::put(ui, files.clone());
        act(ui, Intent::TakeBack(id));
    }
}

/// A button that is gone when it has been pressed.
fn choice(ui: Ui, part: &str, text: Key, intent: Intent) -> Markup {
    button(part, &ui.text(text)).with("class=link").on("click", move |_| act(ui, intent.clone()))
}

/// Sends an intent whose button goes with it.
fn act(ui: Ui, intent: Intent) {
    ui.send(intent);
    ui.focus_field();
}
