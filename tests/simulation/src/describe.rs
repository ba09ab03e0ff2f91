//! Readable descriptions of events and effects for the trace.

use ocs_chat::api::{ApiError, PollResponse, TaskPollResponse};
use ocs_chat::chat::{Effect, Entry, EntryKind, Event, Intent, Record, Reply, StoredConversation, TabMessage};
use std::sync::Arc;

/// A transcript in one line.
pub(crate) fn lines(entries: &[Arc<Entry>]) -> String {
    let line = |entry: &Arc<Entry>| match &entry.kind {
        EntryKind::Message(message) => {
            let mark = match (message.is_from_bot(), &message.reply) {
                (true, Reply::Failure(_) | Reply::FailureRetried) => "!",
                (true, _) => "<",
                (false, _) => ">",
            };
            let history_mark = if message.in_history { "" } else { "*" };
            format!("{mark}{history_mark} {}", message.wire.content)
        }
        EntryKind::Outgoing(outgoing) => format!("({:?}) {}", outgoing.status, outgoing.text),
        EntryKind::Notice(notice) => format!("-- {notice:?}"),
    };
    entries.iter().map(line).collect::<Vec<_>>().join(" | ")
}

pub(crate) fn records(records: &[Record]) -> String {
    let one = |record: &Record| match record {
        Record::Head(head) => format!("head {}: {}", head.revision(), lines(head.entries())),
        Record::Chunk(id, Some(entries)) => format!("chunk {id} of {}", entries.len()),
        Record::Chunk(id, None) => format!("chunk {id} removed"),
        Record::ForwardedIntent(id, Some(forwarded)) => {
            format!("intent {} {}", id.0 % 1_000, intent(&forwarded.intent))
        }
        Record::ForwardedIntent(id, None) => format!("intent {} removed", id.0 % 1_000),
    };
    records.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn intent(intent: &Intent) -> String {
    match intent {
        Intent::Submit { text, files, .. } if files.is_empty() => format!("submit {text:?}"),
        Intent::Submit { text, .. } => format!("submit {text:?} with a file"),
        other => format!("{other:?}"),
    }
}

fn tab_message(message: &TabMessage) -> String {
    match message {
        TabMessage::StateChanged(changed) => format!("changed: {}", records(changed)),
        TabMessage::IntentForwarded(forwarded) => {
            format!("intent {} {}", forwarded.id.0 % 1_000, intent(&forwarded.intent))
        }
        other => format!("{other:?}"),
    }
}

fn stored(stored: &StoredConversation) -> String {
    let head = stored.head.as_ref().map_or_else(String::new, |head| records(&[Record::Head(head.clone())]));
    format!("stored {head}, {} intents", stored.intents.len())
}

fn result<T>(result: &Result<T, ApiError>, describe: impl FnOnce(&T) -> String) -> String {
    result.as_ref().map_or_else(|error| format!("{error:?}"), describe)
}

pub(crate) fn event(event: &Event) -> String {
    let page = |page: &PollResponse| {
        let more = if page.has_more { " and more" } else { "" };
        let contents: Vec<_> = page.messages.iter().map(|message| message.content.as_str()).collect();
        format!("{:?} {contents:?}{more}", page.session_status)
    };
    let task = |task: &TaskPollResponse| {
        format!("{:?} {:?}", task.status, task.message.as_ref().map(|message| &message.content))
    };
    match event {
        Event::Intent(expressed) => format!("the visitor: {}", intent(expressed)),
        Event::StorageLoaded(all) => format!("loads {}", stored(all)),
        Event::LeadershipAcquired(all) => format!("is leader, {}", stored(all)),
        Event::TabMessageReceived(message) => tab_message(message),
        Event::SessionStarted(id, answer) => {
            format!("start {}: {}", id.0, result(answer, |answer| answer.session_id.clone()))
        }
        Event::FilesUploaded(id, answer) => format!("upload {}: {}", id.0, result(answer, |_| "done".to_owned())),
        Event::MessageSent(id, answer) => format!("send {}: {}", id.0, result(answer, |answer| answer.task_id.clone())),
        Event::TaskPolled(id, answer) => format!("task poll {}: {}", id.0, result(answer, task)),
        Event::SessionPolled(id, answer) => format!("poll {}: {}", id.0, result(answer, page)),
        other => format!("{other:?}"),
    }
}

pub(crate) fn effect(effect: &Effect) -> String {
    match effect {
        Effect::Store(written) => format!("store {}", records(written)),
        Effect::ForwardIntent(forwarded) => {
            format!("forward intent {} {}", forwarded.id.0 % 1_000, intent(&forwarded.intent))
        }
        Effect::Broadcast(message) => format!("broadcast {}", tab_message(message)),
        Effect::StartSession(id) => format!("start {}", id.0),
        Effect::RepeatStart(id) => format!("start {} with a new token", id.0),
        Effect::RenewSessionToken { request, session, needs_new_access_token } => {
            format!(
                "renew {} the token of {session}{}",
                request.0,
                if *needs_new_access_token { " with a new token" } else { "" }
            )
        }
        Effect::UploadFiles { request, credentials, .. } => format!("upload {} to {}", request.0, credentials.session),
        Effect::SubmitConsent { request, credentials, form_version_id } => {
            format!("consent {} to {}: form {form_version_id}", request.0, credentials.session)
        }
        Effect::SendMessage { request, credentials, text, .. } => {
            format!("send {} to {}: {text:?}", request.0, credentials.session)
        }
        Effect::PollTask { request, task, .. } => format!("task poll {} of {task}", request.0),
        Effect::PollSession { request, credentials, since } => {
            format!("poll {} of {} since {since:?}", request.0, credentials.session)
        }
        other => format!("{other:?}"),
    }
}
