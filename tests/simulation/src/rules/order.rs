//! Rule 2, the order: the bot's messages are in the server's order, the visitor's in the order of sending.

use crate::describe::lines;
use crate::state::{Page, PageId};
use crate::violation::{ONCE_IN_ORDER, Violation, broken};
use ocs_chat::chat::{DeliveryStatus, Entry, EntryId, EntryKind, Reply};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The order in which each page shows the visitor's accepted messages, and the failures to answer them.
#[derive(Debug, Default)]
pub(super) struct ShownOrder(BTreeMap<PageId, Vec<(EntryId, bool)>>);

impl ShownOrder {
    /// Checks that no message of the visitor has moved above a message or a failure that was above it.
    pub(super) fn check(&mut self, page: &Page) -> Result<(), Violation> {
        let entries = page.tab.conversation().entries();
        let shown: Vec<_> =
            entries.iter().filter_map(|entry| is_failure(entry).map(|failure| (entry.id, failure))).collect();
        let previous = self.0.insert(page.id, shown.clone()).unwrap_or_default();
        for (at, (upper, _)) in previous.iter().enumerate() {
            let Some(now_at) = shown.iter().position(|(id, _)| id == upper) else { continue };
            let has_passed = |(lower, is_failure): &&(EntryId, bool)| {
                !is_failure && shown.iter().take(now_at).any(|(id, _)| id == lower)
            };
            if previous.iter().skip(at + 1).any(|lower| has_passed(&lower)) {
                return broken(ONCE_IN_ORDER, format!("a message has moved: {}", lines(entries)));
            }
        }
        Ok(())
    }
}

/// Checks the messages from the history. If the server has stored two of the visitor's messages in another order than they
/// were sent, the bot's messages in between are below both.
pub(super) fn check_order(entries: &[Arc<Entry>]) -> Result<(), Violation> {
    let mut next_bot = None;
    let mut earliest_own = None;
    let mut adjacent_bot: Option<(String, String)> = None;
    for entry in entries.iter().rev() {
        if is_session_boundary(entry) {
            (next_bot, earliest_own, adjacent_bot) = (None, None, None);
        }
        let Some(message) = entry.message().filter(|message| message.in_history) else { continue };
        let time = seconds_and_fraction(&message.wire.created_at);
        let is_later = |later: &Option<(String, String)>| later.as_ref().is_none_or(|later| time <= *later);
        let is_in_order = if message.is_from_bot() {
            is_later(&next_bot) && is_later(&earliest_own)
        } else {
            // The visitor's message directly above a message of the bot is older than that.
            adjacent_bot.as_ref().is_none_or(|bot| time < *bot)
        };
        if !is_in_order {
            return broken(ONCE_IN_ORDER, format!("{:?} is out of order: {}", message.wire.content, lines(entries)));
        }
        if message.is_from_bot() {
            adjacent_bot = Some(time.clone());
            next_bot = Some(time);
        } else {
            adjacent_bot = None;
            earliest_own = earliest_own.filter(|own| *own < time).or(Some(time));
        }
    }
    Ok(())
}

/// The timestamps of a history: those of the bot's messages in their order, and those of the visitor's messages, sorted.
pub(super) fn timestamps<'a>(messages: impl Iterator<Item = (bool, &'a str)>) -> (Vec<&'a str>, Vec<&'a str>) {
    let (bot, own): (Vec<_>, Vec<_>) = messages.partition(|(is_from_bot, _)| *is_from_bot);
    let mut own: Vec<_> = own.into_iter().map(|(_, time)| time).collect();
    own.sort_unstable();
    (bot.into_iter().map(|(_, time)| time).collect(), own)
}

/// Whether an entry is a failure (`true`) or an accepted message of the visitor; `None` if it is neither.
fn is_failure(entry: &Arc<Entry>) -> Option<bool> {
    match &entry.kind {
        EntryKind::Outgoing(outgoing) => (outgoing.status == DeliveryStatus::Sent).then_some(false),
        EntryKind::Message(message) if message.is_from_bot() => {
            matches!(message.reply, Reply::Failure(_) | Reply::FailureRetried).then_some(true)
        }
        EntryKind::Message(_) => Some(false),
        EntryKind::Notice(_) => None,
    }
}

pub(super) fn is_session_boundary(entry: &Arc<Entry>) -> bool {
    matches!(&entry.kind, EntryKind::Notice(notice) if notice.is_session_boundary())
}

/// Splits a timestamp of the server into parts that sort chronologically: a whole second has no fraction.
fn seconds_and_fraction(created_at: &str) -> (String, String) {
    let text = created_at.trim_end_matches('Z');
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    (seconds.to_owned(), fraction.to_owned())
}
