//! What the visitor asks for.

use super::conversation::Conversation;
use super::entry::{Attached, EntryId, EntryKind, FileId, Message, Outgoing, Reply, Sending};
use super::protocol::{Effect, Now};

impl Conversation {
    pub(super) fn submit(&mut self, text: &str, files: Vec<Attached>, now: Now) {
        // The server refuses NUL and trims; as it will store the text, so it has to be looked for.
        let text = text.replace('\0', "");
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let outgoing = Outgoing {
            text: text.to_owned(),
            files,
            written_at: now.wall,
            sending: Sending::Waiting,
            attempts: 0,
            may_have_arrived: false,
        };
        self.insert(self.entries.len(), EntryKind::Outgoing(outgoing));
    }

    pub(super) fn retry(&mut self, id: EntryId, now: Now) {
        let Some(entry) = self.entry(id) else { return };
        match &entry.kind {
            EntryKind::Outgoing(outgoing) if matches!(outgoing.sending, Sending::Failed(_)) => {
                self.change_outgoing(id, |outgoing| {
                    outgoing.sending = Sending::Waiting;
                    outgoing.attempts = 0;
                    for file in &mut outgoing.files {
                        file.fault = None;
                    }
                });
                self.losses = 0;
                self.changed = true;
                // The visitor has asked: what was put off because of failures is not put off any longer.
                if self.failures > 0 {
                    self.not_before = now.monotonic;
                }
            }
            EntryKind::Message(Message { reply: Reply::Failure(question), .. }) => {
                let mut question = question.clone();
                question.files.iter_mut().for_each(|file| file.uploaded = None);
                self.change(id, |kind| {
                    if let EntryKind::Message(message) = kind {
                        message.reply = Reply::FailureRetried;
                    }
                });
                self.submit(&question.text, question.files, now);
            }
            _ => {}
        }
    }

    /// Takes a failed message off the transcript and answers its files.
    pub(super) fn take_back(&mut self, id: EntryId) -> Vec<FileId> {
        let failed = self.outgoing(id).filter(|outgoing| matches!(outgoing.sending, Sending::Failed(_)));
        let Some(outgoing) = failed else { return Vec::new() };
        let files = outgoing.files.iter().map(|file| file.file).collect();
        self.entries.retain(|entry| entry.id != id);
        self.changed = true;
        files
    }

    pub(super) fn remove_file(&mut self, id: EntryId, file: FileId) {
        let failed = self.outgoing(id).is_some_and(|outgoing| matches!(outgoing.sending, Sending::Failed(_)));
        if failed {
            self.change_outgoing(id, |outgoing| outgoing.files.retain(|attached| attached.file != file));
            self.release(vec![file]);
            self.changed = true;
        }
    }

    pub(super) fn new_chat(&mut self) {
        let files = self.files().collect();
        self.release(files);
        self.entries.clear();
        self.tasks.clear();
        self.session = None;
        self.losses = 0;
        self.unread = 0;
        self.pending.clear();
        self.effects.push(Effect::AbortAll);
        self.changed = true;
    }
}
