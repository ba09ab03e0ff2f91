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
            let (mut stored, removed) = self.storage_sync.divide(&[], &mut Head::current());
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

    /// A head for full storage: the newest entries only, and no cursor, so that the history is read again from its start.
    /// Messages that the history does not contain have a quota of their own, which is reduced last.
    fn truncated_head(&self, mut head: Head) -> Head {
        let start = self.transcript.current_session_start();
        let (all, (mut in_history_quota, mut other_quota)) = (self.entries(), self.storage_sync.max_messages());
        let mut entries = Vec::new();
        for (at, entry) in all.iter().enumerate().rev() {
            if let Some(message) = entry.message() {
                let quota = if at >= start && message.in_history { &mut in_history_quota } else { &mut other_quota };
                if *quota == 0 {
                    continue;
                }
                *quota -= 1;
            }
            entries.push(entry.clone());
        }
        entries.reverse();
        if entries.len() < all.len()
            && let Some(session) = &mut head.session
        {
            session.rewind();
        }
        Head { omits_messages: true, entries, ..head }
    }
}
