//! Ends sessions, and replaces those that the server has lost or refuses. Decides what becomes of unsent messages.

use crate::api::ApiError;
use crate::chat::conversation::state::requests::Pending;
use crate::chat::conversation::state_machine::Conversation;
use crate::chat::model::effect::Effect;
use crate::chat::model::entry::{DeliveryStatus, EntryId, Notice, Outgoing};
use crate::chat::model::failure::Failure;
use crate::chat::model::public_event::PublicEvent;

impl Conversation {
    /// The session accepts no more messages; the next message starts another. The session's tasks continue.
    pub(in crate::chat::conversation) fn drop_session(&mut self) {
        self.session.replace(None);
        self.requests.retain(&|pending| {
            !matches!(pending, Pending::SessionPoll | Pending::Consent | Pending::RenewSessionToken)
        });
        self.renewal.give_up();
        self.awaited_answer.stop();
        self.consent.clear_form();
        self.storage_sync.mark_changed();
    }

    /// Removes the tasks of the current session, and shows each as a failed answer.
    pub(in crate::chat::conversation) fn fail_tasks(&mut self) {
        if let Some(credentials) = self.session.credentials() {
            for task in self.tasks.remove_of_session(credentials) {
                self.insert_failure(task.outgoing, task.content, None);
            }
        }
    }

    /// Leaves a session that is over. Unsent messages are sent in the next one, which starts with the next message.
    fn leave_session(&mut self, notice: Notice) {
        if notice == Notice::NewSession {
            self.fail_tasks();
        }
        if self.session.is_provided() {
            return self.close_session();
        }
        if notice == Notice::SessionEnded {
            self.emit_session_ended();
        }
        // A message that is being sent still gets its response.
        self.requests.retain(&|pending| matches!(pending, Pending::Send(..) | Pending::TaskPoll(_)));
        let is_unsent = |status: &DeliveryStatus| !matches!(status, DeliveryStatus::Sent | DeliveryStatus::Sending);
        for id in self.transcript.outgoing_where(&is_unsent) {
            self.transcript.update_outgoing(id, reset_for_next_session);
        }
        self.add_notice(notice);
        self.drop_session();
    }

    /// The session that the page has provided is over, and no other one can replace it.
    pub(in crate::chat::conversation) fn close_session(&mut self) {
        if self.session.mark_ended() {
            self.storage_sync.mark_changed();
            self.add_notice(Notice::SessionClosed);
        }
    }

    /// Replaces a refused session. The message that was refused with it, if any, is sent in the new one, unless sessions keep
    /// being refused.
    fn replace_session(&mut self, id: Option<EntryId>, notice: Notice) {
        self.leave_session(notice);
        if self.session.is_provided() {
            if notice == Notice::NewSession {
                self.give_up_delivery_check();
            }
            return;
        }
        if self.session.count_loss()
            && let Some(id) = id
        {
            // The server refuses each session that it starts. Its owner would not learn that from the single errors, which only replace
            // the session.
            self.warn(&ApiError::Rejected(403));
            self.fail(id, Failure::SessionRefused);
        }
    }

    /// Replaces a session (the current one if `None`) if the error means that it is over. `true` if so.
    pub(in crate::chat::conversation) fn replace_lost_session(
        &mut self,
        error: &ApiError,
        session: Option<&str>,
        id: Option<EntryId>,
    ) -> bool {
        let notice = match error {
            error if error.is_session_lost() => Notice::NewSession,
            ApiError::SessionEnded => Notice::SessionEnded,
            _ => return false,
        };
        // Another session may have replaced it already.
        if self.is_current_session(session) {
            if self.session.is_provided() && self.session.open_credentials().is_some() {
                self.warn(error);
            }
            self.replace_session(id, notice);
        }
        true
    }

    /// Emits the end of the session to the page, once.
    pub(in crate::chat::conversation) fn emit_session_ended(&mut self) {
        if let Some(session) = self.session.get().filter(|session| !session.ended) {
            let ended = PublicEvent::SessionEnded(session.credentials.session.clone());
            self.effects.push(Effect::Emit(ended));
        }
    }

    /// Removes the notice at the current session's end from the transcript.
    pub(in crate::chat::conversation) fn remove_end_notice(&mut self) {
        if let Some(notice) = self.session.take_end_notice() {
            self.transcript.remove(notice);
            self.storage_sync.mark_changed();
        }
    }

    /// Adds the notice at the current session's end.
    pub(in crate::chat::conversation) fn add_end_notice(&mut self) {
        let notice = self.add_notice(Notice::SessionEnded);
        self.session.set_end_notice(notice);
    }
}

/// Resets an unsent message to its state before any part of it was sent.
fn reset_for_next_session(outgoing: &mut Outgoing) {
    for file in &mut outgoing.files {
        file.uploaded = None;
    }
    outgoing.status = match std::mem::replace(&mut outgoing.status, DeliveryStatus::Waiting) {
        failed @ DeliveryStatus::Failed(_) => failed,
        // Its delivery can no longer be verified, so it is not sent again unless the visitor asks for it.
        DeliveryStatus::Unconfirmed => DeliveryStatus::Failed(Failure::Uncertain),
        _ => DeliveryStatus::Waiting,
    };
    outgoing.may_have_arrived = false;
}
