//! What the visitor asks for.

use crate::chat::conversation::state_machine::{Conversation, Pending};
use crate::chat::model::entry::{Attached, EntryId, EntryKind, FileId, Message, Outgoing, Reply, Sending};
use crate::chat::model::protocol::{Effect, Millis};
use crate::chat::model::record::Intent;

impl Conversation {
    /// `wall` is the visitor's clock when it was asked for.
    pub(in crate::chat) fn intend(&mut self, intent: Intent, wall: f64, time: Millis) {
        match intent {
            Intent::Submit { text, files, context } => self.submit(&text, files, context, wall),
            Intent::Agree(form) => self.agree(form),
            Intent::Retry(id) => self.retry(id, wall, time),
            Intent::Discard(id) => {
                let files = self.take_back(id);
                self.release(files);
            }
            Intent::TakeBack(id) => drop(self.take_back(id)),
            Intent::RemoveFile(id, file) => self.remove_file(id, file),
            Intent::NewChat => self.new_chat(),
            Intent::Read => self.read(),
        }
    }

    fn submit(&mut self, text: &str, files: Vec<Attached>, context: Option<String>, wall: f64) {
        // The server refuses NUL and trims; as it will store the text, so it has to be looked for.
        let text = text.replace('\0', "");
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let outgoing = Outgoing {
            text: text.to_owned(),
            files,
            context,
            written_at: wall,
            sending: Sending::Waiting,
            attempts: 0,
            may_have_arrived: false,
        };
        self.insert(self.entries.len(), EntryKind::Outgoing(outgoing));
    }

    fn retry(&mut self, id: EntryId, wall: f64, time: Millis) {
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
                // It is said now, below what has been said meanwhile and in the session of now.
                if let Some(at) = self.position(id) {
                    let entry = self.entries.remove(at);
                    self.entries.push(entry);
                }
                self.losses = 0;
                self.changed = true;
                // The visitor has asked: what was put off because of failures is not put off any longer.
                if self.failures > 0 {
                    self.not_before = time;
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
                self.submit(&question.text, question.files, None, wall);
            }
            _ => {}
        }
    }

    /// Takes a message that failed, or that has certainly not been sent yet, off the transcript and answers its files.
    fn take_back(&mut self, id: EntryId) -> Vec<FileId> {
        let Some(outgoing) = self.outgoing(id).filter(|outgoing| outgoing.can_be_taken_back()) else {
            return Vec::new();
        };
        let files = outgoing.files.iter().map(|file| file.file).collect();
        if matches!(outgoing.sending, Sending::Uploading(_)) {
            self.effects.push(Effect::AbortUpload);
        }
        self.entries.retain(|entry| entry.id != id);
        self.pending.retain(|(_, pending)| *pending != Pending::Upload(id));
        self.changed = true;
        files
    }

    fn remove_file(&mut self, id: EntryId, file: FileId) {
        let failed = self.outgoing(id).is_some_and(|outgoing| matches!(outgoing.sending, Sending::Failed(_)));
        if failed {
            self.change_outgoing(id, |outgoing| outgoing.files.retain(|attached| attached.file != file));
            self.release(vec![file]);
            self.changed = true;
        }
    }

    pub(in crate::chat) fn new_chat(&mut self) {
        if !self.is_given {
            self.forget();
        }
    }

    /// Leaves nothing of the conversation.
    pub(in crate::chat) fn forget(&mut self) {
        let files = self.files().collect();
        self.entries.clear();
        self.tasks.clear();
        self.release(files);
        self.session = None;
        self.losses = 0;
        self.found = None;
        self.consent = None;
        self.unread = 0;
        self.pending.clear();
        self.effects.push(Effect::AbortAll);
        self.changed = true;
    }
}
