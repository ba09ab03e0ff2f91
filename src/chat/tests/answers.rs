//! How answers are waited for, and the history read.

use super::*;

#[test]
fn the_answer_to_a_message_that_was_found_is_looked_for() {
    let mut play = Play::fated(&[Fate::Fine, Fate::LostAfter]);
    play.say("hi");
    play.run(1_000);
    play.history.pop();
    play.run(3_000);
    assert_eq!(play.shown(), ["> hi"]);
    assert!(play.chat.conversation().is_waiting());
    play.reload();
    assert!(play.chat.conversation().is_waiting());
    play.run(3_000);
    play.write(Role::Assistant, "re hi", true);
    play.run(8_000);
    assert_eq!(play.shown(), ["> hi", "< re hi"]);
    assert!(!play.chat.conversation().is_waiting());
    assert_eq!((play.count("task"), play.count("send")), (0, 1));
}

#[test]
fn an_answer_that_never_comes_is_not_looked_for_for_ever() {
    let mut play = Play::fated(&[Fate::Fine, Fate::LostAfter]);
    play.say("hi");
    play.run(1_000);
    play.history.pop();
    play.run(40_000);
    assert!(!play.chat.conversation().is_waiting());
    let polls = play.count("poll");
    play.run(300_000);
    assert!(play.count("poll") <= polls + 10, "{polls} polls, then {}", play.count("poll"));
}

#[test]
fn a_failed_task_and_its_note_in_the_history_are_one() {
    let mut play = Play::new();
    play.say("fail");
    play.run(5_000);
    assert_eq!(play.shown(), ["Sent fail", "! It failed"]);
    play.run(50_000);
    assert_eq!(play.shown(), ["> fail", "! It failed"]);
    let id = play.chat.conversation().entries()[1].id;
    play.tell(Event::Intent(Intent::Retry(id)));
    play.run(50_000);
    assert_eq!(play.shown(), ["> fail", "! It failed", "> fail", "! It failed"]);
}

#[test]
fn the_same_note_is_one_when_the_history_tells_it_first() {
    let mut play = Play::new();
    play.say("fail");
    play.run(120);
    play.tell(Event::VisibilityChanged(false));
    play.run(2_000);
    let told = play.history.clone();
    let page = PollResponse { messages: told, has_more: false, session_status: SessionStatus::Active, consent: None };
    let request = play.chat.conversation.begin_request(super::conversation::Pending::SessionPoll);
    play.tell(Event::SessionPolled(request, Ok(page)));
    play.tell(Event::VisibilityChanged(true));
    play.run(5_000);
    assert_eq!(play.shown(), ["> fail", "! It failed"]);
}

#[test]
fn an_answer_that_is_told_with_another_time_is_one() {
    let mut play = Play::new();
    play.say("hi");
    play.run(200);
    let (_, answer) = play.tasks.get_mut("task-0").unwrap();
    answer.as_mut().unwrap().created_at = "2026-11-22T00:00:09.000000Z".into();
    play.run(50_000);
    assert_eq!(play.shown(), ["> hi", "< re hi"]);
}

#[test]
fn an_answer_that_never_comes_is_left_to_the_history() {
    let mut play = Play::new();
    play.say("hi");
    play.run(200);
    let (ready, _) = play.tasks.get_mut("task-0").unwrap();
    *ready = Millis::MAX;
    // Neither is it stored.
    play.history.pop();
    play.run(620_000);
    assert_eq!(play.shown(), ["> hi", "-- StillWaiting"]);
    let polls = play.count("task");
    play.run(100_000);
    assert_eq!(play.count("task"), polls);
}

#[test]
fn the_end_of_a_conversation_is_shown_before_the_rest_is_read() {
    let mut play = Play::new();
    for number in 0..200 {
        play.say(&format!("message {number}"));
        play.run((number + 1) * 60_000);
    }
    let mut late = tab(&play.kept.recent(), 0);
    let shown = late.conversation().entries().len();
    assert!((64..400).contains(&shown), "{shown}");
    assert_eq!(late.conversation().entries().last(), play.chat.conversation().entries().last());
    late.handle(Event::StorageLoaded(Box::new(play.kept.clone())), Now { monotonic: 1, wall: 1.0 });
    assert_eq!(late.conversation().entries().len(), play.chat.conversation().entries().len());
}

#[test]
fn a_page_in_the_background_asks_for_nothing() {
    let mut play = Play::new();
    play.say("hi");
    play.run(50_000);
    play.tell(Event::VisibilityChanged(false));
    let before = play.sent.len();
    play.run(500_000);
    assert_eq!(play.sent.len(), before);
    play.tell(Event::VisibilityChanged(true));
    play.run(100);
    assert_eq!(play.sent.last(), Some(&"poll"), "and at once when it comes back");
}

#[test]
fn offline_asks_for_nothing_and_goes_on_when_it_ends() {
    let mut play = Play::new();
    play.tell(Event::OnlineChanged(false));
    play.say("hi");
    play.run(100_000);
    assert!(play.sent.is_empty());
    assert_eq!((play.shown(), play.chat.conversation().connection()), (vec!["Waiting hi".into()], Connection::Offline));
    play.tell(Event::OnlineChanged(true));
    play.run(5_000);
    assert_eq!(play.shown(), ["Sent hi", "< re hi"]);
}

#[test]
fn sessions_are_polled_at_most_every_thirty_seconds() {
    for open in [true, false] {
        let mut play = Play::new();
        play.say("hi");
        play.run(5_000);
        play.tell(Event::OpenChanged(open));
        play.run(600_000);
        let least = if open { 17 } else { 9 };
        assert!((least..=20).contains(&play.count("poll")), "{} polls, open: {open}", play.count("poll"));
    }
}

#[test]
fn what_is_said_while_the_window_is_closed_is_unread() {
    let mut play = Play::new();
    play.say("hi");
    play.run(5_000);
    play.tell(Event::OpenChanged(false));
    play.write(Role::Assistant, "by the way", true);
    play.run(70_000);
    assert_eq!(play.chat.unread(), 1);
    play.tell(Event::OpenChanged(true));
    assert_eq!((play.chat.unread(), play.shown().last().unwrap().as_str()), (0, "< by the way"));
}

#[test]
fn a_task_whose_polls_keep_failing_is_given_up_in_the_end() {
    let mut play = Play::new();
    play.say("hi");
    play.run(200);
    for _ in 0..400 {
        play.fates = vec![Fate::Refused(ApiError::Server(502)); 3];
        play.run(5_000);
    }
    assert!(!play.chat.conversation().is_waiting());
}
