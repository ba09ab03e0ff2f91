//! How a conversation goes over into records and comes back from them.

use crate::chat::conversation::sessions::Session;
use crate::chat::conversation::state_machine::Conversation;
use crate::chat::conversation::tasks::Task;
use crate::chat::model::entry::{Entry, EntryKind, Failure, Sending};
use crate::chat::model::protocol::Now;
use crate::chat::model::record::{Head, Record, SavedTask};
use crate::chat::timing::pace;
use std::sync::Arc;

/// Mail that a head remembers. Its records are taken away with the same write, and once more by the tab that wrote them.
const APPLIED: usize = 32;

impl Conversation {
    /// What has to be written, in this order, for the conversation as it is now to survive, and what to tell other tabs.
    pub(in crate::chat) fn records(&mut self) -> (Vec<Record>, Vec<Record>) {
        self.revision += 1;
        let mut head = self.new_head();
        let done: Vec<_> = self.mail_done.drain(..).map(|id| Record::Mail(id, None)).collect();
        if self.is_lean {
            let (mut kept, last) = self.archive.divide(&[], &mut Head::current());
            kept.extend(last);
            kept.push(Record::Head(Box::new(self.lean(head.clone()))));
            kept.extend(done);
            head.entries = self.entries.clone();
            return (kept, vec![Record::Head(Box::new(head))]);
        }
        let (mut records, last) = self.archive.divide(&self.entries, &mut head);
        records.push(Record::Head(Box::new(head)));
        records.extend(last);
        let told = records.clone();
        records.extend(done);
        (records, told)
    }

    /// The head without the transcript.
    pub(in crate::chat) fn new_head(&mut self) -> Head {
        let forget = self.applied.len().saturating_sub(APPLIED);
        self.applied.drain(..forget);
        Head {
            revision: self.revision,
            session: self.session.clone(),
            chatbot_name: self.chatbot_name.clone(),
            unread: self.unread,
            found: self.found,
            habit: self.habit.clone(),
            consent: self.consent.clone(),
            agreed: self.agreed,
            tasks: self.tasks.iter().cloned().map(SavedTask::from).collect(),
            applied: self.applied.clone(),
            saved: self.saved,
            polled: self.polled,
            ..Head::current()
        }
    }

    /// A head for where there is no room: the history, read from its start, brings what is left out.
    fn lean(&self, head: Head) -> Head {
        let start = self.current_session_start();
        let can_be_told =
            |at: usize, entry: &Entry| at >= start && entry.message().is_some_and(|message| message.in_history);
        let entries = self.entries.iter().enumerate().filter(|(at, entry)| !can_be_told(*at, entry));
        let entries: Vec<_> = entries.map(|(_, entry)| entry.clone()).collect();
        let left_out = entries.len() < self.entries.len();
        let told = |session: Session| session.cursor.or(session.told);
        let anew = |session: Session| Session { told: told(session.clone()), cursor: None, ..session };
        let session = head.session.map(|session| if left_out { anew(session) } else { session });
        Head { is_lean: true, entries, session, ..head }
    }

    /// Becomes a copy of what another tab, or an earlier page, has written.
    pub(in crate::chat) fn copy(&mut self, head: &Head, now: Now) {
        self.entries = self.archive.transcript(head);
        self.revision = head.revision;
        self.session = head.session.clone();
        self.chatbot_name = head.chatbot_name.clone();
        self.unread = head.unread;
        self.found = head.found;
        self.habit = head.habit.clone();
        (self.consent, self.agreed) = (head.consent.clone(), head.agreed);
        self.applied = head.applied.clone();
        (self.saved, self.polled) = (head.saved, head.polled);
        self.is_catching_up = head.is_lean;
        self.next_entry = self.entries.iter().map(|entry| entry.id.0 + 1).max().unwrap_or(1);
        self.tasks = head.tasks.iter().cloned().map(|task| Task::resumed(task, now.monotonic)).collect();
    }

    /// Goes on where another instance left off. Its requests have not survived: what was on its way has to be looked for
    /// or sent again.
    pub(in crate::chat) fn take_over(&mut self, now: Now) {
        self.pending.clear();
        self.wake = None;
        let has_session = self.session.is_some();
        for entry in &mut self.entries {
            if entry.outgoing().is_some_and(|outgoing| is_under_way(&outgoing.sending)) {
                resume(Arc::make_mut(entry), has_session);
            }
        }
        // Other tabs and other pages have polled too. A clock that was set meanwhile tells nothing.
        let since_poll = now.wall - self.polled;
        let wait = pace::POLL_EVERY as f64 - since_poll;
        let wait = if since_poll >= 0.0 && wait > 0.0 { wait as u64 } else { 0 };
        self.last_poll = None;
        self.poll_due = now.monotonic + wait;
        self.look_for_it(pace::LOOKS, Failure::NoConnection, now.monotonic);
        self.follow_up(now.monotonic);
    }

    /// Whether it has been left alone for so long that it counts as over; `minutes` of 0 are for ever.
    pub(in crate::chat) fn is_expired(head: &Head, minutes: f64, now: Now) -> bool {
        minutes > 0.0 && head.saved > 0.0 && now.wall - head.saved > minutes * 60_000.0
    }
}

impl From<Task> for SavedTask {
    fn from(task: Task) -> Self {
        Self { id: task.id, access: task.access, outgoing: task.outgoing, question: task.question }
    }
}

fn is_under_way(sending: &Sending) -> bool {
    matches!(sending, Sending::Uploading(_) | Sending::Sending | Sending::Unclear)
}

fn resume(entry: &mut Entry, has_session: bool) {
    entry.revision += 1;
    if let EntryKind::Outgoing(outgoing) = &mut entry.kind {
        outgoing.sending = match std::mem::replace(&mut outgoing.sending, Sending::Waiting) {
            Sending::Uploading(_) => Sending::Waiting,
            Sending::Sending | Sending::Unclear if has_session => Sending::Unclear,
            Sending::Sending | Sending::Unclear => Sending::Failed(Failure::Uncertain),
            other => other,
        };
    }
}
