//! Creates the records to store from the conversation's state.

use super::state_machine::Conversation;
use crate::chat::model::record::{Head, Record};

impl Conversation {
    /// The records to write, in this order, and those to send to the other tabs.
    pub(super) fn records(&mut self) -> (Vec<Record>, Vec<Record>) {
        self.storage_sync.increment_revision();
        let mut head = self.new_head();
        let removals = self.storage_sync.take_removals();
        if self.storage_sync.has_failed_writes() {
            let (mut stored, removed) = self.storage_sync.divide(&[], &mut Head::empty());
            stored.extend(removed);
            stored.push(Record::Head(Box::new(self.truncated_head(head.clone()))));
            stored.extend(removals);
            head.entries = self.entries().to_vec();
            return (stored, vec![Record::Head(Box::new(head))]);
        }
        let (mut records, removed) = self.storage_sync.divide(self.transcript.entries(), &mut head);
        records.push(Record::Head(Box::new(head)));
        records.extend(removed);
        let broadcast = records.clone();
        records.extend(removals);
        (records, broadcast)
    }

    /// The head without the transcript.
    pub(super) fn new_head(&mut self) -> Head {
        let (tasks, latencies) = self.tasks.to_stored();
        let (consent, agreed) = self.consent.to_stored();
        Head {
            session: self.session.get().cloned(),
            chatbot_name: self.chatbot_name.clone(),
            unread: self.presence.unread,
            awaited_answer: self.awaited_answer.to_stored(),
            latencies,
            consent,
            agreed,
            tasks,
            ..self.storage_sync.new_head()
        }
    }
}
