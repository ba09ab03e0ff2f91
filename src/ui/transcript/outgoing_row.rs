//! Rows for messages that the server has not confirmed: their delivery status or error.

use super::entry_text::failure_text;
use super::intent_button::{intent_button, send_and_refocus};
use super::row::{add_sent_status, delivery_status, own_row, status_line};
use crate::chat::{AttachedFile, DeliveryStatus, EntryId, Failure, Intent, Outgoing, Progress};
use crate::i18n::Key;
use crate::text::concat;
use crate::ui::buttons::text_button;
use crate::ui::dom::{El, effect, el};
use crate::ui::files::list::{file_item, file_list, removable_file_item};
use crate::ui::format;
use crate::ui::icons::{self, icon};
use crate::ui::state::Section;
use crate::ui::user_interface::Ui;
use wasm_bindgen::JsValue;
use web_sys::{Event, HtmlProgressElement};

/// The row of an outgoing message.
pub(super) fn outgoing_row(ui: Ui, id: EntryId, outgoing: &Outgoing) -> El {
    let status_line = status_line(ui, &JsValue::from_f64(outgoing.written_at));
    let status_line = match &outgoing.status {
        DeliveryStatus::Failed(failure) => return failed_row(ui, id, outgoing, failure),
        DeliveryStatus::Uploading(progress) => add_upload_progress(ui, id, *progress, status_line),
        DeliveryStatus::Sent => add_sent_status(ui, status_line, &outgoing.text),
        DeliveryStatus::Waiting => status_line.child(&delivery_status(&ui.text(Key::Waiting))),
        DeliveryStatus::Sending => status_line.child(&delivery_status(&ui.text(Key::Sending))),
        DeliveryStatus::Unconfirmed => status_line.child(&delivery_status(&ui.text(Key::Unconfirmed))),
    };
    // Another tab may already be sending a message with a provisional id.
    let can_cancel = outgoing.can_be_withdrawn() && !id.is_provisional();
    let cancel = can_cancel.then(|| {
        let button = text_button(&[("part", "cancel"), ("class", "link cancel")], &ui.text(Key::CancelSending));
        button.on("click", withdraw(ui, id, outgoing))
    });
    let files = items_of(outgoing, |file| file_item(ui, &file.name, file.size));
    own_row(ui, "own", &outgoing.text, files).child(&status_line.children(cancel))
}

fn add_upload_progress(ui: Ui, id: EntryId, initial: Progress, status_line: El) -> El {
    let progress = move || ui.upload_progress(id).unwrap_or(initial);
    let text = move || {
        let Progress { sent, total } = progress();
        ui.text_with(Key::Uploading, "{percent}", &format::percent(sent, total, ui.language().as_deref()))
    };
    let bar = el("progress", &[("part", "progress")]).bind_attr("aria-label", move || Some(text()));
    let progress_bar = bar.cast::<HtmlProgressElement>().clone();
    effect(Box::new(move || {
        let Progress { sent, total } = progress();
        progress_bar.set_max(if total > 0.0 { total } else { 1.0 });
        progress_bar.set_value(sent);
    }));
    status_line.child(&delivery_status("").bind_text(text)).child(&bar)
}

/// The list of a message's files; `None` if it has none.
fn items_of(outgoing: &Outgoing, item: impl Fn(&AttachedFile) -> El) -> Option<El> {
    let mut items = Vec::new();
    for file in &outgoing.files {
        items.push(item(file));
    }
    (!items.is_empty()).then(|| file_list(items))
}

fn failed_row(ui: Ui, id: EntryId, outgoing: &Outgoing, failure: &Failure) -> El {
    let files = items_of(outgoing, |file| {
        let remove = Intent::RemoveFile(id, file.id);
        removable_file_item(ui, file, move || send_and_refocus(ui, remove.clone()))
    });
    let edit = text_button(&[("part", "edit"), ("class", "link")], &ui.text(Key::Edit));
    let reason = el("div", &[("part", "failure"), ("class", "trouble")])
        .child(&icon(icons::ALERT))
        .child(&el("span", &[]).text(&failure_text(ui, outgoing, failure)));
    let edit = edit.on("click", withdraw(ui, id, outgoing));
    let mut actions = [intent_button(ui, "retry", Key::Retry, Intent::Retry(id)), edit];
    if matches!(failure, Failure::Rejected | Failure::Files) {
        actions.reverse();
    }
    let buttons = el("div", &[("part", "status"), ("class", "below")]).children(actions).child(&intent_button(
        ui,
        "discard",
        Key::Discard,
        Intent::Discard(id),
    ));
    own_row(ui, "own failed", &outgoing.text, files).child(&reason).child(&buttons)
}

/// Returns a message to the composer, above the current draft.
fn withdraw(ui: Ui, id: EntryId, outgoing: &Outgoing) -> impl Fn(Event) + 'static {
    let (text, files) = (outgoing.text.clone(), outgoing.files.clone());
    move |_| {
        ui.update(Section::Draft, |state| {
            let separator = if state.draft.is_empty() { "" } else { "\n" };
            state.draft = concat(&[&text, separator, &state.draft]);
        });
        ui.select(files.clone());
        send_and_refocus(ui, Intent::Withdraw(id));
    }
}
