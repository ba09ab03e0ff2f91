//! A conversation that does not fit into storage is stored in part.

use super::*;
use crate::api::{Metadata, WireMessage};

/// A conversation that the history has not confirmed yet.
fn unconfirmed(count: usize) -> Harness {
    let message = |number: usize| WireMessage {
        created_at: format!("2026-11-23T00:{:02}:{:02}.155037Z", number / 60, number % 60),
        role: if number.is_multiple_of(2) { Role::User } else { Role::Assistant },
        content: format!("Message {number}"),
        metadata: Metadata { traced: true },
        attachments: Vec::new(),
    };
    let messages = (0..count).map(message).collect();
    let state = LegacyWidgetState { session_id: Some("session".to_owned()), messages, ..LegacyWidgetState::default() };
    let mut harness = Harness::new();
    harness.stored.head = Some(Box::new(state.into_head()));
    harness.reload();
    harness
}

fn stored_lines(harness: &Harness) -> Vec<String> {
    let entries = harness.stored.head.as_ref().unwrap().entries.iter();
    let text = |entry: &Entry| match &entry.kind {
        EntryKind::Message(message) => Some(message.wire.content.clone()),
        EntryKind::Outgoing(outgoing) => Some(outgoing.text.clone()),
        EntryKind::Notice(_) => None,
    };
    entries.filter_map(|entry| text(entry)).collect()
}

#[test]
fn newest_part_is_stored_even_if_the_history_has_confirmed_nothing() {
    let mut harness = unconfirmed(200);
    harness.submit("newest");
    let mut counts = Vec::new();
    for _ in 0..20 {
        harness.handle(Event::StorageWriteFailed);
        let lines = stored_lines(&harness);
        assert_eq!(lines.last().unwrap(), "newest");
        let kept: Vec<String> =
            (0..200).rev().map(|number| format!("Message {number}")).take(lines.len() - 1).collect();
        assert!(lines.iter().rev().skip(1).eq(&kept), "{lines:?}");
        counts.push(kept.len());
    }
    counts.dedup();
    assert_eq!(counts, [200, 64, 32, 16, 8, 4, 2, 1, 0]);
}

/// A closed window on the page after one on which storage was full.
fn closed_after_reload() -> Harness {
    let mut harness = Harness::new();
    harness.submit("one");
    harness.advance(40_000);
    harness.handle(Event::StorageWriteFailed);
    harness.reload();
    harness.handle(Event::OpenChanged(false));
    harness
}

#[test]
fn answers_after_a_reload_are_reported() {
    let mut harness = closed_after_reload();
    harness.emitted.clear();
    harness.submit("two");
    harness.advance(3_000);
    assert_eq!(harness.lines().last().unwrap(), "< re two");
    assert_eq!(harness.tab.unread(), 1);
    let is_answer = |event: &&PublicEvent| matches!(event, PublicEvent::MessageReceived { message, .. } if message.content == "re two");
    assert_eq!(harness.emitted.iter().filter(is_answer).count(), 1);
    // Messages that the visitor read before the reload are not unread.
    harness.advance(120_000);
    assert_eq!(harness.tab.unread(), 1);
}

#[test]
fn messages_of_a_session_that_starts_after_a_reload_are_reported() {
    let mut harness = closed_after_reload();
    harness.handle(Event::Intent(Intent::NewChat));
    harness.submit("two");
    harness.advance(3_000);
    harness.store_message(Role::Assistant, "A reminder", true);
    harness.advance(70_000);
    assert_eq!(harness.lines(), ["> two", "< re two", "< A reminder"]);
    assert_eq!(harness.tab.unread(), 2);
}
