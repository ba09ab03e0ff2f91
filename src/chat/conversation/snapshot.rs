//! Creates the records to store from the conversation's state.

use super::state_machine::Conversation;
use crate::chat::model::entry::Entry;
use crate::chat::model::record::{Head, Record};
use crate::chat::model::session::Session;

impl Conversation {
    /// The records to write, in this order, and those to send to the other tabs.
    pub(super) fn records(&mut self) -> (Vec<Record>, Vec<Record>) {
        self.persistence.next_revision();
        let mut head = self.new_head();
        let handled = self.persistence.take_handled();
        if self.persistence.is_degraded() {
            let (mut stored, removed) = self.persistence.divide(&[], &mut Head::current());
            stored.extend(removed);
            stored.push(Record::Head(Box::new(self.without_history(head.clone()))));
            stored.extend(handled);
            head.entries = self.entries().to_vec();
            return (stored, vec![Record::Head(Box::new(head))]);
        }
        let (mut records, removed) = self.persistence.divide(self.transcript.entries(), &mut head);
        records.push(Record::Head(Box::new(head)));
        records.extend(removed);
        let posted = records.clone();
        records.extend(handled);
        (records, posted)
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
            ..self.persistence.new_head()
        }
    }

    /// A head for storage without room. It has the newest messages; the history, read from its start, brings back what is
    /// left out.
    fn without_history(&self, head: Head) -> Head {
        let start = self.transcript.current_session_start();
        let is_repeatable =
            |at: usize, entry: &Entry| at >= start && entry.message().is_some_and(|message| message.in_history);
        let (all, mut repeatable_left) = (self.entries(), self.persistence.max_repeatable());
        let mut entries = Vec::new();
        for (at, entry) in all.iter().enumerate().rev() {
            if is_repeatable(at, entry) {
                if repeatable_left == 0 {
                    continue;
                }
                repeatable_left -= 1;
            }
            entries.push(entry.clone());
        }
        entries.reverse();
        let is_incomplete = entries.len() < all.len();
        let from_start =
            |session: Session| Session { seen_until: session.cursor.or(session.seen_until), cursor: None, ..session };
        let session = head.session.map(|session| if is_incomplete { from_start(session) } else { session });
        Head { is_degraded: true, entries, session, ..head }
    }
}
