//! The outbox: the visitor's messages on their way to the server, one after the other.

use crate::api::{ApiError, FileError, RejectedFiles, SendResponse, SessionCredentials, UploadResponse};
use crate::chat::conversation::sessions::refusal;
use crate::chat::conversation::state_machine::{Conversation, Pending};
use crate::chat::conversation::tasks::Task;
use crate::chat::files::limits::{MOST_FILES, extension_of};
use crate::chat::model::entry::{EntryId, EntryKind, Failure, Progress, Question, Sending};
use crate::chat::model::protocol::{Effect, Millis, Occurrence};
use crate::chat::timing::pace;

impl Conversation {
    /// The message whose turn it is.
    pub(in crate::chat) fn head(&self) -> Option<EntryId> {
        let on_its_way = |sending: &Sending| !matches!(sending, Sending::Sent | Sending::Failed(_));
        self.entries
            .iter()
            .find(|entry| entry.outgoing().is_some_and(|outgoing| on_its_way(&outgoing.sending)))
            .map(|entry| entry.id)
    }

    /// All messages that wait for their turn.
    pub(in crate::chat) fn waiting(&self) -> Vec<EntryId> {
        self.entries
            .iter()
            .filter(|entry| entry.outgoing().is_some_and(|outgoing| outgoing.sending == Sending::Waiting))
            .map(|entry| entry.id)
            .collect()
    }

    /// None of those that wait can be sent.
    pub(in crate::chat) fn fail_waiting(&mut self, failure: &Failure) {
        for id in self.waiting() {
            self.fail(id, failure.clone());
        }
    }

    pub(in crate::chat) fn outbox_due(&self) -> Option<Millis> {
        let head = self.outgoing(self.head()?)?;
        match head.sending {
            Sending::Waiting if !self.is_pending(&Pending::Start) && !self.is_held() => Some(0),
            Sending::Unclear if !self.is_pending(&Pending::Poll) => Some(self.look_due),
            _ => None,
        }
    }

    pub(in crate::chat) fn advance_outbox(&mut self, time: Millis) {
        let Some(id) = self.head() else { return };
        let Some(outgoing) = self.outgoing(id) else { return };
        match outgoing.sending {
            Sending::Waiting => {
                let (text, files, context) = (outgoing.text.clone(), outgoing.files.clone(), outgoing.context.clone());
                let usable = self.session.as_ref().filter(|session| !session.ended);
                let Some(access) = usable.map(|session| session.access.clone()) else {
                    if self.is_given {
                        return self.fail_waiting(&Failure::Over);
                    }
                    if self.session.is_some() {
                        self.drop_session();
                    }
                    return self.start_session();
                };
                if let Some(form) = self.missing_consent() {
                    return self.tell_consent(access, form);
                }
                if files.iter().any(|file| file.uploaded.is_none()) {
                    let request = self.request(Pending::Upload(id));
                    let total = files.iter().map(|file| file.size).sum();
                    let progress = Progress { sent: 0.0, total };
                    self.change_outgoing(id, |outgoing| outgoing.sending = Sending::Uploading(progress));
                    let files = files.iter().map(|file| file.file).collect();
                    self.effects.push(Effect::Upload { request, access, files });
                } else {
                    self.move_into_session(id);
                    let request = self.request(Pending::Send(id, access.clone()));
                    self.change_outgoing(id, |outgoing| {
                        outgoing.sending = Sending::Sending;
                        outgoing.may_have_arrived = true;
                    });
                    let attachment_ids = files.iter().filter_map(|file| file.uploaded).collect();
                    self.effects.push(Effect::Send { request, access, text, attachment_ids, context });
                }
                self.changed = true;
            }
            Sending::Unclear if self.look_due <= time => self.poll(),
            _ => {}
        }
    }

    /// A message that goes into the current session stands below where that begins.
    fn move_into_session(&mut self, id: EntryId) {
        if let Some(at) = self.position(id)
            && at < self.current_session_start()
        {
            let entry = self.entries.remove(at);
            let to = self.end_of(|sending| *sending != Sending::Sent);
            self.entries.insert(to, entry);
        }
    }

    pub(in crate::chat) fn uploaded(&mut self, id: EntryId, result: Result<UploadResponse, ApiError>, time: Millis) {
        self.changed = true;
        let back_to_waiting = |conversation: &mut Self| {
            conversation.change_outgoing(id, |outgoing| outgoing.sending = Sending::Waiting);
        };
        match result {
            Ok(response) => {
                self.answered();
                let wanted = self.outgoing(id).map_or(0, |outgoing| outgoing.files.len());
                if response.files.len() != wanted {
                    return self.fail(id, Failure::Server);
                }
                self.change_outgoing(id, |outgoing| {
                    outgoing.sending = Sending::Waiting;
                    // The answer keeps the order of the parts.
                    for (file, stored) in outgoing.files.iter_mut().zip(response.files) {
                        file.uploaded = Some(stored.id);
                    }
                });
            }
            Err(error) if self.failed_for_now(&error, time) => {
                back_to_waiting(self);
                // What was uploaded without our knowing expires by itself, so just upload again.
                if error.outcome_unknown() {
                    self.count_attempt(id, &error);
                }
            }
            Err(error) if self.lost_session(&error, None, Some(id)) => {}
            Err(ApiError::ConsentRequired(consent)) => {
                back_to_waiting(self);
                self.refused_for_consent(consent);
            }
            Err(ApiError::Files(fault, which)) => {
                let count = self.outgoing(id).map_or(0, |outgoing| outgoing.files.len());
                // Told by a page without words, which can mean something else as well.
                let fault = if fault == FileError::TooMany && count <= MOST_FILES { FileError::Other } else { fault };
                self.change_outgoing(id, |outgoing| {
                    for file in &mut outgoing.files {
                        let concerned = match &which {
                            RejectedFiles::All => true,
                            RejectedFiles::Name(name) => file.name == *name,
                            RejectedFiles::Extension(extension) => {
                                extension_of(&file.name).eq_ignore_ascii_case(extension)
                            }
                        };
                        file.fault = concerned.then_some(fault);
                    }
                    if outgoing.files.iter().all(|file| file.fault.is_none()) {
                        // The server may have cut or changed the name that it speaks of.
                        outgoing.files.iter_mut().for_each(|file| file.fault = Some(FileError::Other));
                    }
                });
                self.fail(id, Failure::Files);
            }
            Err(ApiError::AttachmentsGone) => self.fail(id, Failure::FilesLost),
            Err(error) => {
                self.warn(&error);
                self.fail(id, refusal(&error));
            }
        }
    }

    pub(in crate::chat) fn sent(
        &mut self,
        id: EntryId,
        access: SessionCredentials,
        result: Result<SendResponse, ApiError>,
        time: Millis,
    ) {
        self.changed = true;
        match result {
            Ok(SendResponse { error: Some(_), .. }) => {
                self.answered();
                self.change_outgoing(id, |outgoing| outgoing.may_have_arrived = false);
                self.fail(id, Failure::Rejected);
            }
            Ok(SendResponse { task_id, .. }) => {
                self.answered();
                self.losses = 0;
                self.found.take_if(|(found, _)| *found == id);
                let question = self.question(id);
                let (text, session) = (question.text.clone(), access.session.clone());
                self.effects.push(Effect::Tell(Occurrence::Sent { text, session }));
                self.change_outgoing(id, |outgoing| outgoing.sending = Sending::Sent);
                self.tasks.push(Task::new(task_id, access, id, question, time));
            }
            Err(error) if error.outcome_unknown() => {
                self.failed_for_now(&error, time);
                if self.session.as_ref().is_none_or(|session| session.access != access) {
                    // The session was lost meanwhile, and with it the history that could tell.
                    return self.fail(id, Failure::Uncertain);
                }
                self.change_outgoing(id, |outgoing| outgoing.sending = Sending::Unclear);
                self.count_attempt(id, &error);
                // A server that stumbles may be slow to store what it has taken.
                let (looks, failure) = match error {
                    ApiError::Network => (pace::LOOKS, Failure::NoConnection),
                    _ => (pace::LOOKS_WHEN_SLOW, Failure::Server),
                };
                self.look_for_it(looks, failure, time);
            }
            Err(error) => {
                // Every other answer is a refusal: this time at least, the message has not been taken.
                let attempted = self.outgoing(id).is_some_and(|outgoing| outgoing.attempts > 0);
                self.change_outgoing(id, |outgoing| {
                    outgoing.sending = Sending::Waiting;
                    outgoing.may_have_arrived = attempted;
                });
                if self.failed_for_now(&error, time) || self.lost_session(&error, Some(&access), Some(id)) {
                    return;
                }
                if let ApiError::ConsentRequired(consent) = error {
                    return self.refused_for_consent(consent);
                }
                if error == ApiError::AttachmentsGone {
                    // Files serve one message only: an earlier attempt may be that message.
                    return if attempted { self.fail(id, Failure::Uncertain) } else { self.upload_again(id, &error) };
                }
                self.warn(&error);
                self.fail(id, refusal(&error));
            }
        }
    }

    /// Uploads expire after a day and serve one message only; the bytes are still here, so they are sent once more.
    fn upload_again(&mut self, id: EntryId, error: &ApiError) {
        self.change_outgoing(id, |outgoing| outgoing.files.iter_mut().for_each(|file| file.uploaded = None));
        self.count_attempt(id, error);
    }

    /// What is asked by a message, for asking it again.
    fn question(&self, id: EntryId) -> Question {
        match self.entry(id).map(|entry| &entry.kind) {
            Some(EntryKind::Outgoing(outgoing)) => {
                Question { text: outgoing.text.clone(), files: outgoing.files.clone() }
            }
            // The history was quicker than the answer to the request.
            Some(EntryKind::Message(message)) => Question { text: message.wire.content.clone(), files: Vec::new() },
            Some(EntryKind::Notice(_)) | None => Question { text: String::new(), files: Vec::new() },
        }
    }

    /// The history is to tell whether the message arrived: so many looks in vain mean that it did not.
    pub(in crate::chat) fn look_for_it(&mut self, looks: u32, failure: Failure, time: Millis) {
        self.looks_left = looks;
        self.look_failure = failure;
        self.look_due = time + pace::LOOK_AFTER;
    }

    /// The history has been read to its end. A message that it does not have after the last look did not arrive.
    pub(in crate::chat) fn looked(&mut self, time: Millis) {
        let Some(id) = self.head() else { return };
        let Some(outgoing) = self.outgoing(id) else { return };
        if outgoing.sending != Sending::Unclear || self.look_due > time {
            return;
        }
        let attempts = outgoing.attempts;
        self.looks_left = self.looks_left.saturating_sub(1);
        if self.looks_left > 0 {
            self.look_due = time + 2 * pace::LOOK_AFTER;
            return;
        }
        let failure = (attempts >= pace::ATTEMPTS).then(|| self.look_failure.clone());
        self.change_outgoing(id, |outgoing| {
            outgoing.sending = failure.map_or(Sending::Waiting, Sending::Failed);
        });
        self.changed = true;
    }

    /// The history cannot be read: whether the message arrived is for the visitor to judge.
    pub(in crate::chat) fn give_up_looking(&mut self) {
        if let Some(id) = self.head()
            && self.outgoing(id).is_some_and(|outgoing| outgoing.sending == Sending::Unclear)
        {
            self.fail(id, Failure::Uncertain);
        }
    }

    /// Counts a failed request for a message; after too many of them the visitor is asked.
    pub(in crate::chat) fn count_attempt(&mut self, id: EntryId, error: &ApiError) {
        self.change_outgoing(id, |outgoing| outgoing.attempts += 1);
        self.changed = true;
        let Some(outgoing) = self.outgoing(id) else { return };
        // One that may have arrived is looked for first.
        if outgoing.attempts >= pace::ATTEMPTS && outgoing.sending != Sending::Unclear {
            let failure = match error {
                ApiError::Server(_) | ApiError::Malformed => Failure::Server,
                ApiError::AttachmentsGone => Failure::FilesLost,
                _ => Failure::NoConnection,
            };
            self.fail(id, failure);
        }
    }

    pub(in crate::chat) fn fail(&mut self, id: EntryId, failure: Failure) {
        self.change_outgoing(id, |outgoing| outgoing.sending = Sending::Failed(failure));
        self.changed = true;
    }
}
