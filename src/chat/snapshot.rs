//! What of a conversation survives a reload, a crash and a closed tab.

use super::conversation::Conversation;
use super::entry::{Entry, EntryId, EntryKind, Failure, FileId, Question, Sending};
use super::protocol::Millis;
use super::session::Session;
use super::tasks::Task;
use crate::api::Access;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The form that is stored. A change that an older version cannot read gets a new [`Snapshot::VERSION`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    version: u32,
    session: Option<Session>,
    chatbot_name: String,
    entries: Vec<Entry>,
    unread: u32,
    tasks: Vec<SavedTask>,
}

/// A task that is waited for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct SavedTask {
    id: String,
    access: Access,
    outgoing: EntryId,
    question: Question,
}

impl Snapshot {
    /// Version of the stored form.
    pub const VERSION: u32 = 1;

    /// Whether this version of the widget can read it.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        self.version == Self::VERSION
    }
}

impl Conversation {
    /// What must survive.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            version: Snapshot::VERSION,
            session: self.session.clone(),
            chatbot_name: self.chatbot_name.clone(),
            entries: self.entries.iter().map(|entry| Entry::clone(entry)).collect(),
            unread: self.unread,
            tasks: self.tasks.iter().cloned().map(SavedTask::from).collect(),
        }
    }

    /// Goes on where another instance left off, with the first event. `held` are the files whose bytes are still here.
    #[must_use]
    pub fn restore(snapshot: Snapshot, held: &[FileId], seed: u64, time: Millis) -> Self {
        let mut conversation = Self::new(seed);
        conversation.next_entry = snapshot.entries.iter().map(|entry| entry.id.0 + 1).max().unwrap_or(1);
        let has_session = snapshot.session.is_some();
        let entries = snapshot.entries.into_iter().map(|entry| Arc::new(resume(entry, has_session, held)));
        conversation.entries = entries.collect();
        let tasks = snapshot.tasks.into_iter();
        conversation.tasks =
            tasks.map(|task| Task::new(task.id, task.access, task.outgoing, task.question, time)).collect();
        conversation.unread = snapshot.unread;
        conversation.chatbot_name = snapshot.chatbot_name;
        conversation.session = snapshot.session;
        conversation.poll_due = time;
        conversation.look_for_it(2, Failure::NoConnection, time);
        conversation
    }
}

impl From<Task> for SavedTask {
    fn from(task: Task) -> Self {
        Self { id: task.id, access: task.access, outgoing: task.outgoing, question: task.question }
    }
}

/// Requests do not survive: what was on its way has to be looked for or sent again.
fn resume(mut entry: Entry, has_session: bool, held: &[FileId]) -> Entry {
    if let EntryKind::Outgoing(outgoing) = &mut entry.kind {
        outgoing.sending = match std::mem::replace(&mut outgoing.sending, Sending::Waiting) {
            Sending::Uploading(_) | Sending::Waiting => Sending::Waiting,
            Sending::Sending | Sending::Unclear if has_session => Sending::Unclear,
            Sending::Sending | Sending::Unclear => Sending::Failed(Failure::Uncertain),
            settled @ (Sending::Sent | Sending::Failed(_)) => settled,
        };
        let lost = outgoing.files.iter().any(|file| file.uploaded.is_none() && !held.contains(&file.file));
        if lost && outgoing.sending == Sending::Waiting {
            outgoing.sending = Sending::Failed(Failure::FilesLost);
        }
    }
    entry
}
