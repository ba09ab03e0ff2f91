//! Reading a long history: the work is proportional to its length.

use super::*;
use crate::api::{Metadata, WireMessage};
use cpu_time::ThreadTime;
use std::time::Duration;

/// The pages of each history, whatever its length, so that the work for each page does not distort the measurement.
const PAGES: usize = 5;

fn history(count: usize) -> Vec<WireMessage> {
    let message = |number: usize| WireMessage {
        created_at: format!(
            "2026-11-{:02}T{:02}:{:02}:{:02}.155037Z",
            23 + number / 86_400,
            number / 3_600 % 24,
            number / 60 % 60,
            number % 60
        ),
        role: if number.is_multiple_of(2) { Role::User } else { Role::Assistant },
        content: format!("Message {number}"),
        metadata: Metadata { traced: true },
        attachments: Vec::new(),
    };
    (0..count).map(message).collect()
}

/// Responds to polls of the session until the whole history is read.
fn read(harness: &mut Harness, history: &[WireMessage]) {
    let mut pages = history.chunks(history.len().div_ceil(PAGES)).peekable();
    while let Some(page) = pages.next() {
        let poll = harness.in_flight.iter().position(|(_, request)| matches!(request, Effect::PollSession { .. }));
        let Some((_, Effect::PollSession { request, .. })) = poll.map(|at| harness.in_flight.remove(at)) else {
            panic!("no poll of the session: {:?}", harness.in_flight);
        };
        let page = PollResponse {
            messages: page.to_vec(),
            has_more: pages.peek().is_some(),
            session_status: SessionStatus::Active,
            consent: None,
        };
        harness.handle(Event::SessionPolled(request, Ok(page)));
    }
}

/// A tab with a session, a message that could not be sent, and a poll of the session under way.
fn harness() -> Harness {
    let mut harness = Harness::new();
    harness.submit("question");
    harness.advance(10_000);
    harness.outcomes = vec![Outcome::Error(ApiError::Rejected(400))];
    harness.submit("not sent");
    harness.advance(2_000);
    let until = harness.now + 100_000;
    while !harness.in_flight.iter().any(|(_, request)| matches!(request, Effect::PollSession { .. })) {
        assert!(harness.step(until));
    }
    harness
}

/// The mean duration of `run`, each time with a new value from `prepare`.
fn mean(runs: u32, prepare: impl Fn() -> Harness, run: impl Fn(&mut Harness)) -> Duration {
    let measure = |_| {
        let mut value = prepare();
        let start = ThreadTime::now();
        run(&mut value);
        start.elapsed()
    };
    (0..runs).map(measure).sum::<Duration>() / runs
}

/// Asserts that eight times as many messages take about eight times as long. A quadratic algorithm takes 64 times as long.
fn assert_linear(what: &str, prepare: impl Fn(&[WireMessage]) -> Harness, run: impl Fn(&mut Harness, &[WireMessage])) {
    let [few, many] = [(250, 32), (2_000, 4)].map(|(count, runs)| {
        let history = history(count);
        mean(runs, || prepare(&history), |value| run(value, &history)).as_secs_f64()
    });
    assert!(many < 20.0 * few, "{what}: {few} s for 250 messages, {many} s for 2,000");
}

#[test]
fn reading_a_history_takes_linear_time() {
    assert_linear("a new history", |_| harness(), read);
}

#[test]
fn reading_a_known_history_again_takes_linear_time() {
    let prepare = |history: &[WireMessage]| {
        let mut harness = harness();
        read(&mut harness, history);
        let until = harness.now + 100_000;
        while harness.in_flight.is_empty() {
            assert!(harness.step(until));
        }
        harness
    };
    assert_linear("a known history", prepare, read);
}

#[test]
fn long_history_is_shown_once_and_in_order() {
    let (mut harness, history) = (harness(), history(300));
    let others = harness.lines();
    for _ in 0..2 {
        read(&mut harness, &history);
        let lines = harness.lines();
        assert_eq!(lines.len(), others.len() + 300);
        let texts: Vec<_> =
            lines.iter().filter_map(|line| line.split_once("Message ")).map(|(_, number)| number).collect();
        assert!(texts.iter().enumerate().all(|(at, number)| *number == at.to_string()), "{texts:?}");
        let until = harness.now + 100_000;
        while harness.in_flight.is_empty() {
            assert!(harness.step(until));
        }
    }
}
