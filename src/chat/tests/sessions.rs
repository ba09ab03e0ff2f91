//! How sessions end and follow each other, and what a reload changes.

use super::*;

#[test]
fn an_expired_session_is_replaced_and_the_text_goes_into_the_new_one() {
    let mut play = Play::new();
    play.say("one");
    play.run(50_000);
    play.fates = vec![Fate::Refused(ApiError::SessionExpired)];
    play.say("two");
    play.run(60_000);
    assert_eq!(play.shown(), ["> one", "< re one", "-- NewSession", "> two", "< re two"]);
    assert_eq!((play.count("start"), play.sessions), (2, 2));
}

#[test]
fn sessions_that_are_refused_again_and_again_end_with_the_visitor() {
    let mut play = Play::new();
    play.say("hi");
    for _ in 0..200 {
        play.fates = match play.under_way.first() {
            Some((_, Effect::SendMessage { .. })) => vec![Fate::Refused(ApiError::SessionUnknown)],
            _ => Vec::new(),
        };
        let until = play.now + 5_000;
        play.step(until);
    }
    assert_eq!(play.shown().last().unwrap(), "Failed(SessionRefused) hi");
    assert_eq!(play.count("send"), 3);
}

#[test]
fn a_session_that_was_closed_is_left_with_the_next_message() {
    let mut play = Play::new();
    play.say("one");
    play.run(5_000);
    play.ended = true;
    play.run(50_000);
    assert_eq!(play.shown(), ["> one", "< re one", "-- SessionEnded"]);
    let polls = play.count("poll");
    play.run(200_000);
    assert_eq!(play.count("poll"), polls, "a closed session has nothing new to say");
    play.say("two");
    play.run(50_000);
    assert_eq!(play.shown(), ["> one", "< re one", "-- SessionEnded", "> two", "< re two"]);
}

#[test]
fn a_message_that_is_looked_for_when_its_session_ends_does_not_hold_up_the_next() {
    let mut play = Play::new();
    play.say("first");
    play.run(50_000);
    play.fates = vec![Fate::LostBefore];
    play.say("lost");
    play.run(300);
    play.ended = true;
    // The first look tells that the session has ended.
    play.run(3_500);
    play.say("next");
    play.run(60_000);
    assert_eq!(
        play.shown(),
        ["> first", "< re first", "-- SessionEnded", "> lost", "< re lost", "> next", "< re next"]
    );
}

#[test]
fn an_answer_that_is_on_its_way_when_the_session_ends_still_comes() {
    let mut play = Play::new();
    play.say("slow");
    play.run(200);
    let (ready, answer) = play.tasks.get_mut("task-0").unwrap();
    (*ready, *answer) = (20_000, answer.clone());
    play.ended = true;
    play.say("next");
    play.fates = vec![Fate::Refused(ApiError::SessionEnded)];
    play.run(120_000);
    let shown = play.shown();
    for line in ["> next", "< re slow", "< re next", "-- SessionEnded"] {
        assert_eq!(shown.iter().filter(|shown| *shown == line).count(), 1, "{line} in {shown:?}");
    }
}

#[test]
fn a_new_chat_forgets_what_was_under_way() {
    let mut play = Play::new();
    play.say("old");
    play.run(200);
    play.tell(Event::Intent(Intent::NewChat));
    play.run(5_000);
    assert!(play.shown().is_empty());
    play.say("new");
    play.run(50_000);
    assert_eq!(play.shown(), ["> new", "< re new"]);
}

#[test]
fn a_reload_at_any_moment_loses_and_doubles_nothing() {
    for moment in (0..1_500).step_by(10) {
        let mut play = Play::new();
        play.say("one");
        play.say("two");
        play.run(moment);
        play.reload();
        play.run(120_000);
        assert_eq!(play.told().len(), 4, "reloaded after {moment} ms: {:?}", play.told());
        assert_eq!(play.shown(), play.told(), "reloaded after {moment} ms");
    }
}
