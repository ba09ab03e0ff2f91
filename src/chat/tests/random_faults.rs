//! Properties that hold under random faults.

use super::*;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        6 => Just(Outcome::Success),
        2 => Just(Outcome::RequestLost),
        2 => Just(Outcome::ResponseLost),
        1 => Just(Outcome::Error(ApiError::Server(502, None))),
        1 => Just(Outcome::Error(ApiError::RateLimited(Some(3_000)))),
    ]
}

fn session_outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        5 => Just(Outcome::Success),
        1 => Just(Outcome::RequestLost),
        1 => Just(Outcome::ResponseLost),
        1 => Just(Outcome::Error(ApiError::SessionExpired)),
        1 => Just(Outcome::Error(ApiError::SessionUnknown)),
        1 => Just(Outcome::Error(ApiError::SessionEnded)),
    ]
}

proptest! {
    // The same cases in every run, so that a failure is reproducible.
    #![proptest_config(ProptestConfig {
        cases: 4_000,
        rng_seed: RngSeed::Fixed(2026),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Each of the visitor's messages is shown once, and none waits forever, whatever happens to sessions.
    #[test]
    fn lost_sessions_lose_no_message(
        outcomes in prop::collection::vec(session_outcome(), 0..30),
        pauses in prop::collection::vec(0u64..6_000, 1..6),
        ends_after in prop::option::of(0usize..6),
        reload_after in prop::option::of(0u64..20_000),
    ) {
        let mut harness = Harness::with_outcomes(&outcomes);
        for (number, pause) in pauses.iter().enumerate() {
            harness.ended |= ends_after == Some(number);
            harness.submit(&format!("message {number}"));
            harness.advance(*pause);
        }
        if let Some(moment) = reload_after {
            harness.advance(moment);
            harness.reload();
        }
        harness.advance(900_000);
        let shown = harness.lines();
        for number in 0..pauses.len() {
            let text = format!("message {number}");
            let lines: Vec<_> =
                shown.iter().filter(|line| line.ends_with(&text) && !line.starts_with("< re")).collect();
            prop_assert_eq!(lines.len(), 1, "{} in {:?}", text, &shown);
            let is_settled = ["> ", "Sent ", "Failed("].iter().any(|start| lines[0].starts_with(start));
            prop_assert!(is_settled, "{} still waits in {:?}", text, &shown);
        }
        prop_assert!(!harness.tab.conversation().is_waiting(), "{:?}", shown);
        // Two questions that are lost with their session have two failures with the same text.
        let twice = shown.windows(2).find(|pair| pair[0] == pair[1] && !pair[0].starts_with('!'));
        prop_assert_eq!(twice, None);
    }

    /// Once the faults stop and the visitor has retried what failed, the transcript is the server's history, and the server
    /// has each message once, whatever requests are lost and whenever the page is reloaded.
    #[test]
    fn messages_are_never_lost_or_duplicated(
        outcomes in prop::collection::vec(outcome(), 0..40),
        pauses in prop::collection::vec(0u64..4_000, 1..6),
        reload_after in prop::option::of(0u64..20_000),
    ) {
        let mut harness = Harness::with_outcomes(&outcomes);
        let texts: Vec<String> = (0..pauses.len()).map(|number| format!("message {number}")).collect();
        for (text, pause) in texts.iter().zip(&pauses) {
            harness.submit(text);
            harness.advance(*pause);
        }
        if let Some(moment) = reload_after {
            harness.advance(moment);
            harness.reload();
        }
        for _ in 0..6 {
            harness.advance(300_000);
            let failed = |entry: &&std::sync::Arc<Entry>| {
                entry.outgoing().is_some_and(|outgoing| matches!(outgoing.status, DeliveryStatus::Failed(_)))
            };
            let failed: Vec<_> = harness.tab.conversation().entries().iter().filter(failed).map(|entry| entry.id).collect();
            for id in failed {
                harness.handle(Event::Intent(Intent::Retry(id)));
            }
        }
        prop_assert_eq!(harness.lines(), harness.history_lines());
        let received: Vec<_> = harness.history.iter().filter(|message| message.role == Role::User).collect();
        prop_assert_eq!(received.len(), texts.len(), "{:?}", harness.history_lines());
    }
}
