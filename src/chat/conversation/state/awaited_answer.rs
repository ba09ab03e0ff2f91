//! The answer that the conversation waits for without a task: only the history can contain it.

use crate::chat::model::entry::EntryId;
use crate::chat::model::time::Millis;
use crate::chat::timing::intervals_and_limits::{DELIVERY_CHECK_DELAY_MS, MAX_ANSWER_CHECKS};

/// A delivered message whose task is unknown: only the history can contain its answer.
#[derive(Debug, Default)]
pub(crate) struct AwaitedAnswer(Option<(EntryId, u32)>);

impl AwaitedAnswer {
    pub(crate) fn from_stored(stored: Option<(EntryId, u32)>) -> Self {
        Self(stored)
    }

    /// The message and the number of checks for its answer so far.
    pub(crate) fn to_stored(&self) -> Option<(EntryId, u32)> {
        self.0
    }

    pub(crate) fn is_some(&self) -> bool {
        self.0.is_some()
    }

    pub(crate) fn start(&mut self, id: EntryId) {
        self.0 = Some((id, 0));
    }

    pub(crate) fn stop(&mut self) {
        self.0 = None;
    }

    /// Stops waiting for the answer to this message, because its task is known.
    pub(crate) fn stop_for(&mut self, id: EntryId) {
        self.0.take_if(|(other, _)| *other == id);
    }

    /// The delay until the next check, longer each time. `None` after the last check, or if `is_answered` returns `true` for
    /// the message.
    pub(crate) fn next_check(&mut self, is_answered: impl FnOnce(EntryId) -> bool) -> Option<Millis> {
        let (id, checks) = self.0?;
        let continues = checks < MAX_ANSWER_CHECKS && !is_answered(id);
        self.0 = continues.then_some((id, checks + 1));
        continues.then_some(DELIVERY_CHECK_DELAY_MS << checks)
    }
}
