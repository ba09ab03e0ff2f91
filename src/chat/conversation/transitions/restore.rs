//! Restores the conversation from the records that another tab or an earlier page has written.

use crate::chat::conversation::state::awaited_answer::AwaitedAnswer;
use crate::chat::conversation::state::consent::ConsentState;
use crate::chat::conversation::state::tasks::Tasks;
use crate::chat::conversation::state_machine::Conversation;
use crate::chat::model::entry::DeliveryStatus;
use crate::chat::model::failure::Failure;
use crate::chat::model::record::Head;
use crate::chat::model::time::Now;
use crate::chat::timing::intervals_and_limits::{DELIVERY_CHECKS, PICKUP_TIMEOUT_MS};

impl Conversation {
    /// Replaces the state with the records that another tab or an earlier page has written.
    pub(in crate::chat) fn adopt(&mut self, head: &Head, now: Now) {
        self.transcript.replace(self.storage_sync.adopt(head));
        self.session.replace(head.session.clone());
        let is_incomplete = !self.storage_sync.has_chunks_of(head);
        if is_incomplete {
            self.session.rewind();
        }
        self.renewal.resume(head.session.as_ref().map_or(0.0, |session| session.renewed_at), now);
        self.chatbot_name = head.chatbot_name.clone();
        self.presence.unread = head.unread;
        self.awaited_answer = AwaitedAnswer::from_stored(head.awaited_answer);
        self.consent = ConsentState::from_stored(head.consent.clone(), head.agreed);
        self.is_catching_up = head.is_truncated || is_incomplete;
        self.tasks = Tasks::from_stored(&head.tasks, &head.latencies, now);
    }

    /// Continues where another tab, or an earlier page, has stopped. Its requests have not survived: messages that were
    /// being sent have to be verified, and uploads repeated.
    pub(in crate::chat) fn take_over(&mut self, now: Now) {
        self.requests.abandon_all();
        self.effects.take_timer();
        let has_session = self.session.get().is_some();
        let is_under_way = |status: &DeliveryStatus| {
            matches!(status, DeliveryStatus::Uploading(_) | DeliveryStatus::Sending | DeliveryStatus::Unconfirmed)
        };
        for id in self.transcript.outgoing_where(&is_under_way) {
            self.transcript.update_outgoing(id, |outgoing| {
                outgoing.status = match outgoing.status {
                    DeliveryStatus::Sending | DeliveryStatus::Unconfirmed if has_session => DeliveryStatus::Unconfirmed,
                    DeliveryStatus::Sending | DeliveryStatus::Unconfirmed => DeliveryStatus::Failed(Failure::Uncertain),
                    _ => DeliveryStatus::Waiting,
                };
            });
        }
        let sent = self.transcript.outgoing_where(&|status| *status == DeliveryStatus::Sent);
        self.last_accepted = sent.last().map(|id| (*id, now.monotonic + PICKUP_TIMEOUT_MS));
        // Other tabs and other pages have polled too.
        self.poll_schedule.resume(now.wall - self.storage_sync.polled_at(), now.monotonic);
        self.delivery_check.start(DELIVERY_CHECKS, Failure::NoConnection, now.monotonic);
        self.schedule_answer_check(now.monotonic);
        self.take_over_downloads();
    }
}
