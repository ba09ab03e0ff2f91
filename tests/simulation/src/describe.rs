//! Events and effects in words, for a trace that can be read.

use ocs_chat::api::{ApiError, PollResponse, TaskPollResponse};
use ocs_chat::chat::{Effect, Entry, EntryKind, Event, Intent, Record, Reply, StoredConversation, TabMessage};
use std::sync::Arc;

/// A transcript in one line.
pub(crate) fn lines(entries: &[Arc<Entry>]) -> String {
    let line = |entry: &Arc<Entry>| match &entry.kind {
        EntryKind::Message(message) => {
            let who = match (message.is_from_bot(), &message.reply) {
                (true, Reply::Failure(_) | Reply::FailureRetried) => "!",
                (true, _) => "<",
                (false, _) => ">",
            };
            // What the history has not told yet is marked.
            let known = if message.in_history { "" } else { "*" };
            format!("{who}{known} {}", message.wire.content)
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
        Record::Chunk(id, None) => format!("chunk {id} away"),
        Record::ForwardedIntent(id, Some(mail)) => format!("mail {} {}", id.0 % 1_000, intent(&mail.intent)),
        Record::ForwardedIntent(id, None) => format!("mail {} away", id.0 % 1_000),
    };
    records.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn intent(intent: &Intent) -> String {
    match intent {
        Intent::Submit { text, files, .. } if files.is_empty() => format!("say {text:?}"),
        Intent::Submit { text, .. } => format!("say {text:?} with a file"),
        other => format!("{other:?}"),
    }
}

fn post(post: &TabMessage) -> String {
    match post {
        TabMessage::StateChanged(changed) => format!("changed: {}", records(changed)),
        TabMessage::IntentForwarded(mail) => format!("mail {} {}", mail.id.0 % 1_000, intent(&mail.intent)),
        other => format!("{other:?}"),
    }
}

fn stored(stored: &StoredConversation) -> String {
    let head = stored.head.as_ref().map_or_else(String::new, |head| records(&[Record::Head(head.clone())]));
    format!("stored {head}, {} letters", stored.intents.len())
}

fn result<T>(result: &Result<T, ApiError>, fine: impl FnOnce(&T) -> String) -> String {
    result.as_ref().map_or_else(|error| format!("{error:?}"), fine)
}

pub(crate) fn event(event: &Event) -> String {
    let page = |page: &PollResponse| {
        let more = if page.has_more { " and more" } else { "" };
        let told: Vec<_> = page.messages.iter().map(|message| message.content.as_str()).collect();
        format!("{:?} {told:?}{more}", page.session_status)
    };
    let task = |task: &TaskPollResponse| {
        format!("{:?} {:?}", task.status, task.message.as_ref().map(|message| &message.content))
    };
    match event {
        Event::Intent(wanted) => format!("the visitor: {}", intent(wanted)),
        Event::StorageLoaded(now) => format!("finds {}", stored(now)),
        Event::LeadershipAcquired(now) => format!("leads, {}", stored(now)),
        Event::TabMessageReceived(heard) => post(heard),
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
        Effect::ForwardIntent(mail) => format!("post mail {} {}", mail.id.0 % 1_000, intent(&mail.intent)),
        Effect::Broadcast(posted) => format!("post {}", post(posted)),
        Effect::StartSession(id) => format!("start {}", id.0),
        Effect::UploadFiles { request, credentials, .. } => format!("upload {} to {}", request.0, credentials.session),
        Effect::SubmitConsent { request, credentials, form } => {
            format!("consent {} to {}: form {form}", request.0, credentials.session)
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
