//! Events and effects in words, for a trace that can be read.

use ocs_chat::api::{ApiError, PollResponse, TaskPollResponse};
use ocs_chat::chat::{Effect, Entry, EntryKind, Event, Intent, Post, Record, Reply, Stored};
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
        EntryKind::Outgoing(outgoing) => format!("({:?}) {}", outgoing.sending, outgoing.text),
        EntryKind::Notice(notice) => format!("-- {notice:?}"),
    };
    entries.iter().map(line).collect::<Vec<_>>().join(" | ")
}

pub(crate) fn records(records: &[Record]) -> String {
    let one = |record: &Record| match record {
        Record::Head(head) => format!("head {}: {}", head.revision(), lines(head.entries())),
        Record::Chunk(id, Some(entries)) => format!("chunk {id} of {}", entries.len()),
        Record::Chunk(id, None) => format!("chunk {id} away"),
        Record::Mail(id, Some(mail)) => format!("mail {} {}", id.0 % 1_000, intent(&mail.intent)),
        Record::Mail(id, None) => format!("mail {} away", id.0 % 1_000),
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

fn post(post: &Post) -> String {
    match post {
        Post::Changed(changed) => format!("changed: {}", records(changed)),
        Post::Mail(mail) => format!("mail {} {}", mail.id.0 % 1_000, intent(&mail.intent)),
        other => format!("{other:?}"),
    }
}

fn stored(stored: &Stored) -> String {
    let head = stored.head.as_ref().map_or_else(String::new, |head| records(&[Record::Head(head.clone())]));
    format!("stored {head}, {} letters", stored.mail.len())
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
        Event::Intends(wanted) => format!("the visitor: {}", intent(wanted)),
        Event::Found(now) => format!("finds {}", stored(now)),
        Event::Leads(now) => format!("leads, {}", stored(now)),
        Event::Heard(heard) => post(heard),
        Event::Started(id, answer) => format!("start {}: {}", id.0, result(answer, |answer| answer.session_id.clone())),
        Event::Uploaded(id, answer) => format!("upload {}: {}", id.0, result(answer, |_| "done".to_owned())),
        Event::Sent(id, answer) => format!("send {}: {}", id.0, result(answer, |answer| answer.task_id.clone())),
        Event::TaskPolled(id, answer) => format!("task poll {}: {}", id.0, result(answer, task)),
        Event::Polled(id, answer) => format!("poll {}: {}", id.0, result(answer, page)),
        other => format!("{other:?}"),
    }
}

pub(crate) fn effect(effect: &Effect) -> String {
    match effect {
        Effect::Store(written) => format!("store {}", records(written)),
        Effect::Mail(mail) => format!("post mail {} {}", mail.id.0 % 1_000, intent(&mail.intent)),
        Effect::Post(posted) => format!("post {}", post(posted)),
        Effect::Start(id) => format!("start {}", id.0),
        Effect::Upload { request, access, .. } => format!("upload {} to {}", request.0, access.session),
        Effect::Consent { request, access, form } => {
            format!("consent {} to {}: form {form}", request.0, access.session)
        }
        Effect::Send { request, access, text, .. } => format!("send {} to {}: {text:?}", request.0, access.session),
        Effect::PollTask { request, task, .. } => format!("task poll {} of {task}", request.0),
        Effect::Poll { request, access, since } => format!("poll {} of {} since {since:?}", request.0, access.session),
        other => format!("{other:?}"),
    }
}
