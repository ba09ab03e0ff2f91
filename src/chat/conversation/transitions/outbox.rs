//! The outbox: the visitor's messages are sent one after the other.

use crate::api::{ApiError, FileError, RejectedFiles, SendResponse, SessionCredentials, UploadResponse};
use crate::chat::conversation::state::requests::Pending;
use crate::chat::conversation::state_machine::Conversation;
use crate::chat::files::limits::{MAX_FILES, extension_of};
use crate::chat::model::effect::Effect;
use crate::chat::model::entry::{AttachedFile, DeliveryStatus, EntryId, EntryKind, Outgoing, Progress, ResendContent};
use crate::chat::model::failure::Failure;
use crate::chat::model::public_event::PublicEvent;
use crate::chat::model::stored_task::StoredTask;
use crate::chat::model::time::{Millis, Now};
use crate::chat::timing::intervals_and_limits::{MAX_SEND_ATTEMPTS, PICKUP_TIMEOUT_MS};

impl Conversation {
    /// Fails all waiting messages.
    pub(in crate::chat::conversation) fn fail_waiting(&mut self, failure: &Failure) {
        for id in self.transcript.outgoing_where(&|status| *status == DeliveryStatus::Waiting) {
            self.fail(id, failure.clone());
        }
    }

    pub(in crate::chat::conversation) fn outbox_due(&self) -> Option<Millis> {
        let next = self.transcript.outgoing(self.transcript.next_outgoing()?)?;
        match next.status {
            DeliveryStatus::Waiting
                if !self.requests.is_pending(&Pending::StartSession) && !self.is_waiting_for_consent() =>
            {
                self.post_due(next)
            }
            DeliveryStatus::Unconfirmed if !self.requests.is_pending(&Pending::SessionPoll) => {
                Some(self.delivery_check.due())
            }
            _ => None,
        }
    }

    /// When a waiting message may be posted: once the server has stored the previous message. Its files may be uploaded
    /// at once. `None` while the response to the previous message is awaited.
    fn post_due(&self, outgoing: &Outgoing) -> Option<Millis> {
        if outgoing.files.iter().any(|file| file.uploaded.is_none()) {
            return Some(0);
        }
        // Once a message is no longer outgoing, it is in the history, and nothing waits for it.
        let last_accepted = self.last_accepted.filter(|(id, _)| self.transcript.outgoing(*id).is_some());
        (!self.requests.is_sending()).then_some(last_accepted.map_or(0, |(_, until)| until))
    }

    /// A message has been answered, so the server has stored it.
    pub(in crate::chat::conversation) fn on_answered(&mut self, id: EntryId) {
        self.last_accepted.take_if(|(other, _)| *other == id);
    }

    pub(in crate::chat::conversation) fn advance_outbox(&mut self, now: Now) {
        let time = now.monotonic;
        let Some(id) = self.transcript.next_outgoing() else { return };
        let Some(outgoing) = self.transcript.outgoing(id) else { return };
        match outgoing.status {
            DeliveryStatus::Waiting if self.post_due(outgoing).is_some_and(|due| due <= time) => {
                let outgoing = outgoing.clone();
                self.advance_waiting(id, outgoing);
            }
            DeliveryStatus::Unconfirmed if self.delivery_check.due() <= time => self.poll_session(now),
            _ => {}
        }
    }

    /// Makes the next request that a waiting message needs: for a session, for consent, for its files, or for itself.
    fn advance_waiting(&mut self, id: EntryId, outgoing: Outgoing) {
        let Some(credentials) = self.session.open_credentials().cloned() else {
            if self.session.is_provided() {
                return self.fail_waiting(&Failure::SessionClosed);
            }
            if self.session.get().is_some() {
                self.drop_session();
            }
            return self.start_session();
        };
        if let Some(form_version_id) = self.consent.required_form_version() {
            return self.submit_consent(credentials, form_version_id);
        }
        if outgoing.files.iter().any(|file| file.uploaded.is_none()) {
            self.upload(id, credentials, &outgoing.files);
        } else {
            self.send(id, credentials, outgoing);
        }
        self.storage_sync.mark_changed();
    }

    fn upload(&mut self, id: EntryId, credentials: SessionCredentials, files: &[AttachedFile]) {
        let request = self.requests.begin(Pending::Upload(id));
        let progress = Progress { sent: 0.0, total: files.iter().map(|file| file.size).sum() };
        self.transcript.update_outgoing(id, |outgoing| outgoing.status = DeliveryStatus::Uploading(progress));
        let files = AttachedFile::ids(files);
        self.effects.push(Effect::UploadFiles { request, credentials, files });
    }

    fn send(&mut self, id: EntryId, credentials: SessionCredentials, outgoing: Outgoing) {
        self.transcript.move_into_current_session(id);
        let request = self.requests.begin(Pending::Send(id, credentials.clone()));
        self.transcript.update_outgoing(id, |outgoing| {
            outgoing.status = DeliveryStatus::Sending;
            outgoing.may_have_arrived = true;
        });
        let Outgoing { text, files, context, .. } = outgoing;
        let mut attachment_ids = Vec::new();
        for file in files {
            attachment_ids.extend(file.uploaded);
        }
        self.effects.push(Effect::SendMessage { request, credentials, text, attachment_ids, context });
    }

    pub(in crate::chat::conversation) fn on_uploaded(
        &mut self,
        id: EntryId,
        result: Result<UploadResponse, ApiError>,
        time: Millis,
    ) {
        self.storage_sync.mark_changed();
        let count = self.transcript.outgoing(id).map_or(0, |outgoing| outgoing.files.len());
        match result {
            Ok(response) => {
                self.on_accepted();
                if response.files.len() != count {
                    return self.fail(id, Failure::Server);
                }
                self.transcript.update_outgoing(id, |outgoing| {
                    outgoing.status = DeliveryStatus::Waiting;
                    // The response keeps the order of the request.
                    for (file, stored) in outgoing.files.iter_mut().zip(response.files) {
                        file.uploaded = Some(stored.id);
                    }
                });
            }
            Err(error) if self.postpone_if_transient(&error, time) => {
                self.return_to_outbox(id);
                // The files are uploaded again: any copies that the server has stored will expire. Only the first of
                // several failures in a row counts as an attempt: while the server is down, the message waits.
                if error.has_unknown_outcome() && self.connectivity.is_first_failure() {
                    self.count_attempt(id, &error);
                }
            }
            Err(error) if self.renew_token_to_retry(&error, None) => self.return_to_outbox(id),
            Err(error) if self.replace_lost_session(&error, None, Some(id)) => {}
            Err(ApiError::ConsentRequired(form)) => {
                self.return_to_outbox(id);
                self.on_consent_missing(form);
            }
            Err(ApiError::Files(error, rejected)) => {
                // The number of files is within the limit, so the response is the error page of a proxy.
                let error = if error == FileError::TooMany && count <= MAX_FILES { FileError::Other } else { error };
                if error == FileError::Other {
                    self.warn(&ApiError::Files(error, RejectedFiles::All));
                }
                self.transcript.update_outgoing(id, |outgoing| mark_refused(&mut outgoing.files, error, &rejected));
                self.fail(id, Failure::Files);
            }
            Err(ApiError::AttachmentsGone) => self.fail(id, Failure::FilesLost),
            Err(error) => {
                self.warn(&error);
                self.fail(id, Failure::of_refusal(&error));
            }
        }
    }

    /// Makes a message wait for its next attempt.
    fn return_to_outbox(&mut self, id: EntryId) {
        self.transcript.update_outgoing(id, |outgoing| outgoing.status = DeliveryStatus::Waiting);
    }

    pub(in crate::chat::conversation) fn on_sent(
        &mut self,
        id: EntryId,
        credentials: SessionCredentials,
        result: Result<SendResponse, ApiError>,
        now: Now,
    ) {
        let time = now.monotonic;
        self.storage_sync.mark_changed();
        match result {
            Ok(SendResponse { error: Some(_), .. }) => {
                self.on_accepted();
                self.transcript.update_outgoing(id, |outgoing| outgoing.may_have_arrived = false);
                self.fail(id, Failure::Rejected);
            }
            Ok(SendResponse { task_id, .. }) => {
                self.on_accepted();
                self.session.reset_losses();
                self.awaited_answer.stop_for(id);
                let content = self.resend_content(id);
                let (text, session) = (content.text.clone(), credentials.session.clone());
                self.effects.push(Effect::Emit(PublicEvent::MessageSent { text, session }));
                self.transcript.update_outgoing(id, |outgoing| outgoing.status = DeliveryStatus::Sent);
                self.last_accepted = Some((id, time + PICKUP_TIMEOUT_MS));
                // The token may have been renewed meanwhile.
                let current = self.session.credentials().filter(|current| current.session == credentials.session);
                let credentials = current.cloned().unwrap_or(credentials);
                let task = StoredTask { id: task_id, credentials, outgoing: id, content, accepted_at: now.wall };
                self.tasks.add(task, now);
            }
            Err(error) if error.has_unknown_outcome() => {
                self.postpone_if_transient(&error, time);
                if !self.is_current_session(Some(&credentials.session)) {
                    // The session was lost meanwhile, and its history with it.
                    return self.fail(id, Failure::Uncertain);
                }
                self.verify_delivery(id, &error, time);
            }
            Err(error) => self.on_refused(id, &credentials, error, time),
        }
    }

    /// Handles a refused send: retries, replaces the session, or fails the message.
    fn on_refused(&mut self, id: EntryId, credentials: &SessionCredentials, error: ApiError, time: Millis) {
        let was_attempted = self.transcript.outgoing(id).is_some_and(|outgoing| outgoing.attempts > 0);
        self.transcript.update_outgoing(id, |outgoing| {
            outgoing.status = DeliveryStatus::Waiting;
            outgoing.may_have_arrived = was_attempted;
        });
        let session = Some(credentials.session.as_str());
        if self.postpone_if_transient(&error, time)
            || self.renew_token_to_retry(&error, session)
            || self.replace_lost_session(&error, session, Some(id))
        {
            return;
        }
        match error {
            ApiError::ConsentRequired(form) => self.on_consent_missing(form),
            // An earlier attempt may have used these uploads, so this message may have arrived.
            ApiError::AttachmentsGone if was_attempted => self.fail(id, Failure::Uncertain),
            ApiError::AttachmentsGone => self.upload_again(id, &error),
            error => {
                self.warn(&error);
                self.fail(id, Failure::of_refusal(&error));
            }
        }
    }

    /// Discards the uploads of a message, so that its files are uploaded again. Uploads expire after a day and belong to one
    /// message only.
    fn upload_again(&mut self, id: EntryId, error: &ApiError) {
        self.transcript.update_outgoing(id, |outgoing| outgoing.files.iter_mut().for_each(|file| file.uploaded = None));
        self.count_attempt(id, error);
    }

    /// The content of a message, kept so that it can be resent.
    fn resend_content(&self, id: EntryId) -> ResendContent {
        match self.transcript.entry(id).map(|entry| &entry.kind) {
            Some(EntryKind::Outgoing(outgoing)) => {
                let Outgoing { text, files, context, .. } = outgoing.clone();
                ResendContent { text, files, context }
            }
            // The history arrived before the response to the request.
            Some(EntryKind::Message(message)) => {
                ResendContent { text: message.wire.content.clone(), ..ResendContent::default() }
            }
            Some(EntryKind::Notice(_)) | None => ResendContent::default(),
        }
    }

    /// Counts a failed request for a message. After too many of them, the message is marked failed and the visitor can retry or
    /// discard it.
    pub(in crate::chat::conversation) fn count_attempt(&mut self, id: EntryId, error: &ApiError) {
        self.transcript.update_outgoing(id, |outgoing| outgoing.attempts += 1);
        self.storage_sync.mark_changed();
        let Some(outgoing) = self.transcript.outgoing(id) else { return };
        // The delivery of an unconfirmed message is verified first.
        if outgoing.attempts >= MAX_SEND_ATTEMPTS && outgoing.status != DeliveryStatus::Unconfirmed {
            let failure = match error {
                ApiError::Server(..) | ApiError::Malformed => Failure::Server,
                ApiError::AttachmentsGone => Failure::FilesLost,
                _ => Failure::NoConnection,
            };
            self.fail(id, failure);
        }
    }

    pub(in crate::chat::conversation) fn fail(&mut self, id: EntryId, failure: Failure) {
        self.transcript.update_outgoing(id, |outgoing| outgoing.status = DeliveryStatus::Failed(failure));
        self.storage_sync.mark_changed();
    }
}

/// Marks the files that the server has refused.
fn mark_refused(files: &mut [AttachedFile], error: FileError, rejected: &RejectedFiles) {
    for file in &mut *files {
        let is_refused = match rejected {
            RejectedFiles::All => true,
            RejectedFiles::Name(name) => file.name == *name,
            RejectedFiles::Extension(extension) => extension_of(&file.name).eq_ignore_ascii_case(extension),
        };
        file.error = is_refused.then_some(error);
    }
    if files.iter().all(|file| file.error.is_none()) {
        // The server may have shortened or changed the name that it reports.
        files.iter_mut().for_each(|file| file.error = Some(FileError::Other));
    }
}
