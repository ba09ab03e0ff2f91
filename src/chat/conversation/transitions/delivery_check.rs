//! Delivery checks: messages whose requests ended without a response are looked up in the history before they are retried,
//! because the API is not idempotent.

use crate::api::ApiError;
use crate::chat::conversation::state_machine::Conversation;
use crate::chat::model::entry::{DeliveryStatus, EntryId};
use crate::chat::model::failure::Failure;
use crate::chat::model::time::Millis;
use crate::chat::timing::intervals_and_limits::{DELIVERY_CHECKS, DELIVERY_CHECKS_AFTER_ERROR, MAX_SEND_ATTEMPTS};

impl Conversation {
    /// Marks the message unconfirmed and starts checking the history for it.
    pub(in crate::chat::conversation) fn verify_delivery(&mut self, id: EntryId, error: &ApiError, time: Millis) {
        self.transcript.update_outgoing(id, |outgoing| outgoing.status = DeliveryStatus::Unconfirmed);
        self.count_attempt(id, error);
        let (checks, failure) = match error {
            ApiError::Network => (DELIVERY_CHECKS, Failure::NoConnection),
            _ => (DELIVERY_CHECKS_AFTER_ERROR, Failure::Server),
        };
        self.delivery_check.start(checks, failure, time);
    }

    /// The unconfirmed message at the head of the outbox, and the number of its attempts. `None` if there is no such message.
    fn unconfirmed(&self) -> Option<(EntryId, u32)> {
        let id = self.transcript.next_outgoing()?;
        let outgoing =
            self.transcript.outgoing(id).filter(|outgoing| outgoing.status == DeliveryStatus::Unconfirmed)?;
        Some((id, outgoing.attempts))
    }

    /// Called when the history has been read to its end. If it still lacks the unconfirmed message and a check is due, counts
    /// the check. After the last one, the message counts as not delivered: it is resent, or marked failed after too many attempts.
    pub(in crate::chat::conversation) fn on_history_read(&mut self, time: Millis) {
        let Some((id, attempts)) = self.unconfirmed() else { return };
        if self.delivery_check.on_not_found(time) {
            let failure = (attempts >= MAX_SEND_ATTEMPTS).then(|| self.delivery_check.failure().clone());
            self.transcript.update_outgoing(id, |outgoing| {
                outgoing.status = failure.map_or(DeliveryStatus::Waiting, DeliveryStatus::Failed);
            });
            self.storage_sync.mark_changed();
        }
    }

    /// Marks the unconfirmed message failed, if there is one: its delivery cannot be checked. The visitor can retry or discard it.
    pub(in crate::chat::conversation) fn give_up_delivery_check(&mut self) {
        if let Some((id, _)) = self.unconfirmed() {
            self.fail(id, Failure::Uncertain);
        }
    }
}
