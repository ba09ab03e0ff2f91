//! Applies the visitor's intents to the conversation.

use crate::chat::conversation::state::requests::Pending;
use crate::chat::conversation::state_machine::Conversation;
use crate::chat::model::effect::Effect;
use crate::chat::model::entry::{AttachedFile, DeliveryStatus, EntryId, EntryKind, FileId, Message, Outgoing, Reply};
use crate::chat::model::intent::Intent;
use crate::chat::model::time::Millis;
use crate::list::remove_first;
use crate::text::{fill, trim_whitespace};

impl Conversation {
    /// Applies an intent. `wall` is the visitor's clock at the time of the intent, `time` the monotonic clock.
    pub(in crate::chat::conversation) fn apply_intent(&mut self, intent: Intent, wall: f64, time: Millis) {
        match intent {
            Intent::Submit { text, files, context } => self.submit(&text, files, context, wall),
            Intent::Agree(form_version_id) => self.agree(form_version_id),
            Intent::Retry(id) => self.retry(id, wall, time),
            Intent::Discard(id) => {
                let files = self.withdraw(id);
                self.release_files(files);
            }
            // The files are not released: they go back to the draft.
            Intent::Withdraw(id) => drop(self.withdraw(id)),
            Intent::RemoveFile(id, file) => self.remove_file(id, file),
            Intent::StopWaiting => self.stop_waiting(),
            Intent::NewChat => self.new_chat(),
            Intent::Read => {
                self.mark_read();
                self.poll_soon(time);
            }
        }
    }

    fn submit(&mut self, text: &str, files: Vec<AttachedFile>, context: Option<String>, wall: f64) {
        // The server rejects NUL and trims the text. The delivery check compares this text with the history, so it is as the server stores it.
        let text = fill(text, "\0", "");
        let text = trim_whitespace(&text);
        if text.is_empty() {
            return;
        }
        let outgoing = Outgoing {
            text: text.to_owned(),
            files,
            context,
            written_at: wall,
            status: DeliveryStatus::Waiting,
            attempts: 0,
            may_have_arrived: false,
        };
        self.insert(usize::MAX, EntryKind::Outgoing(outgoing));
    }

    fn retry(&mut self, id: EntryId, wall: f64, time: Millis) {
        let Some(entry) = self.transcript.entry(id) else { return };
        match &entry.kind {
            EntryKind::Outgoing(outgoing) if matches!(outgoing.status, DeliveryStatus::Failed(_)) => {
                self.transcript.update_outgoing(id, |outgoing| {
                    outgoing.status = DeliveryStatus::Waiting;
                    outgoing.attempts = 0;
                    for file in &mut outgoing.files {
                        file.error = None;
                    }
                });
                // It is sent now, so it moves below what has arrived meanwhile, into the current session.
                self.transcript.move_to_end(id);
                self.session.reset_losses();
                self.storage_sync.mark_changed();
                self.connectivity.retry_now(time);
            }
            EntryKind::Message(Message { reply: Reply::Failure(content), .. }) => {
                let mut content = content.clone();
                content.files.iter_mut().for_each(|file| file.uploaded = None);
                self.transcript.update(id, |kind| {
                    if let EntryKind::Message(message) = kind {
                        message.reply = Reply::FailureRetried;
                    }
                });
                self.submit(&content.text, content.files, content.context, wall);
            }
            _ => {}
        }
    }

    /// Removes a message that has failed, or certainly has not been sent, from the transcript and returns its files.
    fn withdraw(&mut self, id: EntryId) -> Vec<FileId> {
        let Some(outgoing) = self.transcript.outgoing(id).filter(|outgoing| outgoing.can_be_withdrawn()) else {
            return Vec::new();
        };
        let files = AttachedFile::ids(&outgoing.files);
        if matches!(outgoing.status, DeliveryStatus::Uploading(_)) {
            self.effects.push(Effect::AbortUpload);
        }
        self.transcript.remove(id);
        self.requests.retain(&|pending| *pending != Pending::Upload(id));
        self.storage_sync.mark_changed();
        files
    }

    fn remove_file(&mut self, id: EntryId, file: FileId) {
        let outgoing = self.transcript.outgoing(id);
        if outgoing.is_some_and(|outgoing| matches!(outgoing.status, DeliveryStatus::Failed(_))) {
            self.transcript
                .update_outgoing(id, |outgoing| remove_first(&mut outgoing.files, |attached| attached.id == file));
            self.release_files(vec![file]);
            self.storage_sync.mark_changed();
        }
    }

    fn new_chat(&mut self) {
        if !self.session.is_provided() {
            self.clear();
        }
    }

    /// Clears the transcript, the tasks and the session, and aborts all requests except downloads. The visitor's agreement to the
    /// consent form is kept.
    pub(in crate::chat) fn clear(&mut self) {
        let files = self.needed_files();
        self.transcript.clear();
        self.tasks.clear();
        self.release_files(files);
        self.session.replace(None);
        self.session.reset_losses();
        self.awaited_answer.stop();
        self.consent.clear_form();
        self.presence.unread = 0;
        self.requests.abandon_all();
        self.effects.push(Effect::AbortAllButDownloads);
        self.storage_sync.mark_changed();
    }
}
