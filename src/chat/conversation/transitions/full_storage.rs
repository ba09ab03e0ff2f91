//! Full storage: after a failed write only the newest part of the conversation is stored, less with each failure.

use crate::chat::conversation::state_machine::Conversation;
use crate::chat::model::entry::{EntryKind, Notice};
use crate::chat::model::record::Head;

impl Conversation {
    /// A write to storage has failed: stores less from now on, and adds a notice unless the transcript has one.
    pub(in crate::chat::conversation) fn on_storage_write_failed(&mut self) {
        let notice = EntryKind::Notice(Notice::StorageUnavailable);
        if self.storage_sync.degrade() && self.entries().iter().all(|entry| entry.kind != notice) {
            self.add_notice(Notice::StorageUnavailable);
        }
    }

    /// A head for full storage: the newest entries only, and no cursor, so that the history is read again from its start.
    /// Messages that the history does not contain have a quota of their own, which is reduced last.
    pub(in crate::chat::conversation) fn truncated_head(&self, mut head: Head) -> Head {
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
        Head { is_truncated: true, entries, ..head }
    }
}
