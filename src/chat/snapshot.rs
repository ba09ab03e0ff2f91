//! What of a conversation survives a reload, a crash and a closed tab.

use super::conversation::Conversation;
use super::entry::{Entry, EntryId, EntryKind, Failure, FileId, Sending};
use super::protocol::{Effect, Millis};
use super::session::Session;
use super::tasks::Task;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The form that is stored. A change that an older version cannot read gets a new [`Snapshot::VERSION`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    version: u32,
    session: Option<Session>,
    chatbot_name: String,
    entries: Vec<Entry>,
    /// Tasks that are waited for, with what they answer.
    tasks: Vec<(String, EntryId)>,
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
            tasks: self.tasks.iter().map(|task| (task.id.clone(), task.outgoing)).collect(),
        }
    }

    /// Goes on where another instance left off. `held` are the files whose bytes are still here.
    ///
    /// The effects returned come before those of the first event.
    #[must_use]
    pub fn restore(snapshot: Snapshot, held: &[FileId], seed: u64, time: Millis) -> (Self, Vec<Effect>) {
        let mut conversation = Self::new(seed);
        conversation.next_entry = snapshot.entries.iter().map(|entry| entry.id.0 + 1).max().unwrap_or(1);
        conversation.entries = snapshot.entries.into_iter().map(|entry| Arc::new(resume(entry, held))).collect();
        conversation.tasks = snapshot.tasks.into_iter().map(|(id, outgoing)| Task::new(id, outgoing, time)).collect();
        conversation.chatbot_name = snapshot.chatbot_name;
        conversation.session = snapshot.session;
        conversation.poll_due = time;
        conversation.look_for_it(time);
        if let Some(session) = &conversation.session {
            conversation.effects.push(Effect::UseToken(session.token.clone()));
        }
        conversation.advance(time);
        let effects = conversation.finish();
        (conversation, effects)
    }
}

/// Requests do not survive: what was on its way has to be looked for or sent again.
fn resume(mut entry: Entry, held: &[FileId]) -> Entry {
    if let EntryKind::Outgoing(outgoing) = &mut entry.kind {
        outgoing.sending = match std::mem::replace(&mut outgoing.sending, Sending::Waiting) {
            Sending::Uploading(_) | Sending::Waiting => Sending::Waiting,
            Sending::Sending | Sending::Unclear => Sending::Unclear,
            settled @ (Sending::Sent | Sending::Failed(_)) => settled,
        };
        let lost = outgoing.files.iter().any(|file| file.uploaded.is_none() && !held.contains(&file.file));
        if lost && outgoing.sending == Sending::Waiting {
            outgoing.sending = Sending::Failed(Failure::FilesLost);
        }
    }
    entry
}
