//! Sessions: expiry, end, replacement, and reloads.

use super::*;

#[test]
fn expired_session_is_replaced_and_message_resent() {
    let mut harness = Harness::new();
    harness.submit("one");
    harness.advance(50_000);
    harness.outcomes = vec![Outcome::Error(ApiError::SessionExpired)];
    harness.submit("two");
    harness.advance(60_000);
    assert_eq!(harness.lines(), ["> one", "< re one", "-- NewSession", "> two", "< re two"]);
    assert_eq!((harness.request_count("start"), harness.sessions), (2, 2));
}

#[test]
fn message_fails_after_several_lost_sessions() {
    let mut harness = Harness::new();
    harness.submit("hi");
    for _ in 0..200 {
        harness.outcomes = match harness.in_flight.first() {
            Some((_, Effect::SendMessage { .. })) => vec![Outcome::Error(ApiError::SessionUnknown)],
            _ => Vec::new(),
        };
        let until = harness.now + 5_000;
        harness.step(until);
    }
    assert_eq!(harness.lines().last().unwrap(), "Failed(SessionRefused) hi");
    assert_eq!(harness.request_count("send"), 3);
}

#[test]
fn ended_session_is_replaced_with_next_message() {
    let mut harness = Harness::new();
    harness.submit("one");
    harness.advance(5_000);
    harness.ended = true;
    harness.advance(50_000);
    assert_eq!(harness.lines(), ["> one", "< re one", "-- SessionEnded"]);
    let polls = harness.request_count("poll");
    harness.advance(200_000);
    assert_eq!(harness.request_count("poll"), polls, "an ended session is not polled");
    harness.submit("two");
    harness.advance(50_000);
    assert_eq!(harness.lines(), ["> one", "< re one", "-- SessionEnded", "> two", "< re two"]);
}

#[test]
fn unconfirmed_message_of_ended_session_does_not_block_the_next() {
    let mut harness = Harness::new();
    harness.submit("first");
    harness.advance(50_000);
    harness.outcomes = vec![Outcome::RequestLost];
    harness.submit("lost");
    harness.advance(300);
    harness.ended = true;
    // The first check reports that the session has ended.
    harness.advance(3_500);
    harness.submit("next");
    harness.advance(60_000);
    assert_eq!(
        harness.lines(),
        ["> first", "< re first", "-- SessionEnded", "> lost", "< re lost", "> next", "< re next"]
    );
}

#[test]
fn answer_arrives_after_session_has_ended() {
    let mut harness = Harness::new();
    harness.submit("slow");
    harness.advance(200);
    let (ready, answer) = harness.tasks.get_mut("task-0").unwrap();
    (*ready, *answer) = (20_000, answer.clone());
    harness.ended = true;
    harness.submit("next");
    harness.outcomes = vec![Outcome::Error(ApiError::SessionEnded)];
    harness.advance(120_000);
    let shown = harness.lines();
    for line in ["> next", "< re slow", "< re next", "-- SessionEnded"] {
        assert_eq!(shown.iter().filter(|shown| *shown == line).count(), 1, "{line} in {shown:?}");
    }
}

#[test]
fn new_chat_abandons_pending_requests() {
    let mut harness = Harness::new();
    harness.submit("old");
    harness.advance(200);
    harness.handle(Event::Intent(Intent::NewChat));
    harness.advance(5_000);
    assert!(harness.lines().is_empty());
    harness.submit("new");
    harness.advance(50_000);
    assert_eq!(harness.lines(), ["> new", "< re new"]);
}

#[test]
fn reload_at_any_moment_loses_and_duplicates_nothing() {
    for moment in (0..1_500).step_by(10) {
        let mut harness = Harness::new();
        harness.submit("one");
        harness.submit("two");
        harness.advance(moment);
        harness.reload();
        harness.advance(120_000);
        assert_eq!(harness.history_lines().len(), 4, "reloaded after {moment} ms: {:?}", harness.history_lines());
        assert_eq!(harness.lines(), harness.history_lines(), "reloaded after {moment} ms");
    }
}
