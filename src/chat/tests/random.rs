//! Random faults, and what holds under all of them.

use super::*;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        6 => Just(Fate::Fine),
        2 => Just(Fate::LostBefore),
        2 => Just(Fate::LostAfter),
        1 => Just(Fate::Refused(ApiError::Server(502))),
        1 => Just(Fate::Refused(ApiError::RateLimited(Some(3_000)))),
    ]
}

fn session_fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        5 => Just(Fate::Fine),
        1 => Just(Fate::LostBefore),
        1 => Just(Fate::LostAfter),
        1 => Just(Fate::Refused(ApiError::SessionExpired)),
        1 => Just(Fate::Refused(ApiError::SessionUnknown)),
        1 => Just(Fate::Refused(ApiError::SessionEnded)),
    ]
}

proptest! {
    // The same cases in every run: a test that fails now and then tells nobody what to mend.
    #![proptest_config(ProptestConfig {
        cases: 4_000,
        rng_seed: RngSeed::Fixed(2026),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Whatever becomes of sessions: each of the visitor's messages is shown once, and none waits for ever.
    #[test]
    fn lost_sessions_lose_no_message(
        fates in prop::collection::vec(session_fate(), 0..30),
        pauses in prop::collection::vec(0u64..6_000, 1..6),
        ends_after in prop::option::of(0usize..6),
        reload_after in prop::option::of(0u64..20_000),
    ) {
        let mut play = Play::fated(&fates);
        for (number, pause) in pauses.iter().enumerate() {
            play.ended |= ends_after == Some(number);
            play.say(&format!("message {number}"));
            play.run(*pause);
        }
        if let Some(moment) = reload_after {
            play.run(moment);
            play.reload();
        }
        play.run(900_000);
        let shown = play.shown();
        for number in 0..pauses.len() {
            let text = format!("message {number}");
            let lines: Vec<_> =
                shown.iter().filter(|line| line.ends_with(&text) && !line.starts_with("< re")).collect();
            prop_assert_eq!(lines.len(), 1, "{} in {:?}", text, &shown);
            let settled = ["> ", "Sent ", "Failed("].iter().any(|start| lines[0].starts_with(start));
            prop_assert!(settled, "{} waits in {:?}", text, &shown);
        }
        prop_assert!(!play.chat.conversation().is_waiting(), "{:?}", shown);
        // Two questions that are lost with their session have two failures, which look the same.
        let twice = shown.windows(2).find(|pair| pair[0] == pair[1] && !pair[0].starts_with('!'));
        prop_assert_eq!(twice, None);
    }

    /// Whatever requests are lost, and whenever the page is reloaded: once the faults stop and the visitor has tried
    /// again what failed, the transcript is the server's history, and the server has each message once.
    #[test]
    fn nothing_is_lost_and_nothing_comes_twice(
        fates in prop::collection::vec(fate(), 0..40),
        pauses in prop::collection::vec(0u64..4_000, 1..6),
        reload_after in prop::option::of(0u64..20_000),
    ) {
        let mut play = Play::fated(&fates);
        let texts: Vec<String> = (0..pauses.len()).map(|number| format!("message {number}")).collect();
        for (text, pause) in texts.iter().zip(&pauses) {
            play.say(text);
            play.run(*pause);
        }
        if let Some(moment) = reload_after {
            play.run(moment);
            play.reload();
        }
        for _ in 0..6 {
            play.run(300_000);
            let failed = |entry: &&std::sync::Arc<Entry>| {
                entry.outgoing().is_some_and(|outgoing| matches!(outgoing.status, DeliveryStatus::Failed(_)))
            };
            let failed: Vec<_> = play.chat.conversation().entries().iter().filter(failed).map(|entry| entry.id).collect();
            for id in failed {
                play.tell(Event::Intent(Intent::Retry(id)));
            }
        }
        prop_assert_eq!(play.shown(), play.told());
        let heard: Vec<_> = play.history.iter().filter(|message| message.role == Role::User).collect();
        prop_assert_eq!(heard.len(), texts.len(), "{:?}", play.told());
    }
}
