//! Answers and the history: polling, merging, timeouts.

use super::*;

#[test]
fn answer_is_awaited_after_message_is_found_in_history() {
    let mut harness = Harness::with_outcomes(&[Outcome::Success, Outcome::ResponseLost]);
    harness.submit("hi");
    harness.advance(1_000);
    harness.history.pop();
    harness.advance(3_000);
    assert_eq!(harness.lines(), ["> hi"]);
    assert!(harness.tab.conversation().is_waiting());
    harness.reload();
    assert!(harness.tab.conversation().is_waiting());
    harness.advance(3_000);
    harness.store_message(Role::Assistant, "re hi", true);
    harness.advance(8_000);
    assert_eq!(harness.lines(), ["> hi", "< re hi"]);
    assert!(!harness.tab.conversation().is_waiting());
    assert_eq!((harness.request_count("task"), harness.request_count("send")), (0, 1));
}

#[test]
fn wait_for_an_answer_without_a_known_task_is_limited() {
    let mut harness = Harness::with_outcomes(&[Outcome::Success, Outcome::ResponseLost]);
    harness.submit("hi");
    harness.advance(1_000);
    harness.history.pop();
    harness.advance(40_000);
    assert!(!harness.tab.conversation().is_waiting());
    let polls = harness.request_count("poll");
    harness.advance(300_000);
    assert!(harness.request_count("poll") <= polls + 10, "{polls} polls, then {}", harness.request_count("poll"));
}

#[test]
fn failed_task_and_its_message_in_history_are_one_entry() {
    let mut harness = Harness::new();
    harness.submit("fail");
    harness.advance(5_000);
    assert_eq!(harness.lines(), ["Sent fail", "! It failed"]);
    harness.advance(50_000);
    assert_eq!(harness.lines(), ["> fail", "! It failed"]);
    let id = harness.tab.conversation().entries()[1].id;
    harness.handle(Event::Intent(Intent::Retry(id)));
    harness.advance(50_000);
    assert_eq!(harness.lines(), ["> fail", "! It failed", "> fail", "! It failed"]);
}

#[test]
fn retry_of_a_failed_task_resends_the_page_context() {
    let mut harness = Harness::new();
    let context = Some("{\"a\":1}".to_owned());
    harness.handle(Event::Intent(Intent::Submit { text: "fail".into(), files: Vec::new(), context }));
    harness.advance(50_000);
    let id = harness.tab.conversation().entries()[1].id;
    harness.handle(Event::Intent(Intent::Retry(id)));
    harness.advance(5_000);
    assert_eq!(harness.contexts, ["{\"a\":1}", "{\"a\":1}"]);
}

#[test]
fn failed_task_is_merged_with_message_already_in_history() {
    let mut harness = Harness::new();
    harness.submit("fail");
    harness.advance(120);
    harness.handle(Event::VisibilityChanged(false));
    harness.advance(2_000);
    let messages = harness.history.clone();
    let page = PollResponse { messages, has_more: false, session_status: SessionStatus::Active, consent: None };
    let request = harness.tab.conversation.begin_request(super::conversation::Pending::SessionPoll);
    harness.handle(Event::SessionPolled(request, Ok(page)));
    assert_eq!(harness.lines(), ["> fail", "< Sorry, it failed"]);
    harness.handle(Event::VisibilityChanged(true));
    harness.advance(5_000);
    // The text that has been shown stays.
    assert_eq!(harness.lines(), ["> fail", "! Sorry, it failed"]);
}

#[test]
fn failed_task_without_error_text_stays_empty_after_the_history_and_a_reload() {
    let mut harness =
        Harness::with_outcomes(&[Outcome::Success, Outcome::Success, Outcome::Error(ApiError::TaskFailed(None))]);
    harness.submit("fail");
    harness.advance(5_000);
    assert_eq!(harness.lines(), ["Sent fail", "! "]);
    harness.advance(50_000);
    assert_eq!(harness.lines(), ["> fail", "! "]);
    harness.reload();
    harness.advance(50_000);
    assert_eq!(harness.lines(), ["> fail", "! "]);
    let id = harness.tab.conversation().entries()[1].id;
    harness.handle(Event::Intent(Intent::Retry(id)));
    harness.advance(50_000);
    assert_eq!(harness.lines(), ["> fail", "! ", "> fail", "! It failed"]);
}

#[test]
fn answer_with_other_timestamp_in_history_is_not_duplicated() {
    let mut harness = Harness::new();
    harness.submit("hi");
    harness.advance(200);
    let (_, answer) = harness.tasks.get_mut("task-0").unwrap();
    answer.as_mut().unwrap().created_at = "2026-11-22T00:00:09.000000Z".into();
    harness.advance(50_000);
    assert_eq!(harness.lines(), ["> hi", "< re hi"]);
}

#[test]
fn task_without_answer_times_out_with_notice() {
    let mut harness = Harness::new();
    harness.submit("hi");
    harness.advance(200);
    let (ready, _) = harness.tasks.get_mut("task-0").unwrap();
    *ready = Millis::MAX;
    // The history does not contain the answer either.
    harness.history.pop();
    harness.advance(620_000);
    assert_eq!(harness.lines(), ["> hi", "-- StillWaiting"]);
    let polls = harness.request_count("task");
    harness.advance(100_000);
    assert_eq!(harness.request_count("task"), polls);
}

#[test]
fn recent_entries_are_shown_before_storage_is_loaded() {
    let mut harness = Harness::new();
    for number in 0..200 {
        harness.submit(&format!("message {number}"));
        harness.advance((number + 1) * 60_000);
    }
    let mut second = tab(&harness.stored.recent(), 0);
    let shown = second.conversation().entries().len();
    assert!((64..400).contains(&shown), "{shown}");
    assert_eq!(second.conversation().entries().last(), harness.tab.conversation().entries().last());
    second.handle(Event::StorageLoaded(Box::new(harness.stored.clone())), Now { monotonic: 1, wall: 1.0 });
    assert_eq!(second.conversation().entries().len(), harness.tab.conversation().entries().len());
}

#[test]
fn message_without_a_valid_timestamp_is_shown_at_the_end() {
    let mut harness = Harness::new();
    harness.submit("hi");
    harness.advance(40_000);
    let mut message = harness.store_message(Role::Assistant, "By the way", true);
    message.created_at = "soon".into();
    *harness.history.last_mut().unwrap() = message;
    harness.advance(40_000);
    assert_eq!(harness.lines(), ["> hi", "< re hi", "< By the way"]);
}

#[test]
fn hidden_page_without_tasks_makes_no_requests() {
    let mut harness = Harness::new();
    harness.submit("hi");
    harness.advance(50_000);
    harness.handle(Event::VisibilityChanged(false));
    let before = harness.requests.len();
    harness.advance(500_000);
    assert_eq!(harness.requests.len(), before);
    harness.handle(Event::VisibilityChanged(true));
    harness.advance(100);
    assert_eq!(harness.requests.last(), Some(&"poll"), "polls at once when it becomes visible");
}

#[test]
fn hidden_page_polls_tasks_rarely() {
    let mut harness = Harness::new();
    harness.submit("hi");
    harness.advance(100);
    harness.tasks.get_mut("task-0").unwrap().0 = 130_000;
    harness.handle(Event::VisibilityChanged(false));
    let mut times = vec![harness.now];
    while !harness.lines().contains(&"< re hi".to_owned()) {
        let polls = harness.request_count("task");
        let until = harness.now + 30_000;
        assert!(harness.step(until), "{:?}", harness.lines());
        if harness.request_count("task") > polls {
            times.push(harness.now);
        }
    }
    let pauses: Vec<_> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(pauses.iter().skip(1).all(|pause| (10_000..=20_000).contains(pause)), "{pauses:?}");
    assert!(pauses.is_sorted() && pauses.last() == Some(&20_000), "{pauses:?}");
    assert_eq!(harness.request_count("poll"), 0);
}

#[test]
fn second_task_poll_starts_while_the_first_has_no_response() {
    let mut harness = Harness::new();
    harness.submit("hi");
    harness.advance(100);
    let task_polls = |harness: &Harness| {
        let is_task = |(_, request): &&(Millis, Effect)| matches!(request, Effect::PollTask { .. });
        harness.in_flight.iter().filter(is_task).count()
    };
    // The first two responses never arrive.
    let started = harness.now;
    let mut polled = Vec::new();
    while harness.now < started + 20_000 {
        let until = harness.now + 5;
        while harness.step(until) {}
        harness.now = until;
        for (at, request) in &mut harness.in_flight {
            if matches!(request, Effect::PollTask { .. }) && *at < Millis::MAX {
                polled.push(harness.now - started);
                *at = Millis::MAX;
            }
        }
    }
    assert_eq!(task_polls(&harness), 2, "{polled:?}");
    assert_eq!(polled[1] - polled[0], 5_000, "{polled:?}");
    // The answer counts once, whichever response is first.
    for (at, _) in &mut harness.in_flight {
        *at = harness.now;
    }
    harness.advance(1_000);
    assert_eq!(harness.lines(), ["Sent hi", "< re hi"]);
}

#[test]
fn poll_interval_is_measured_from_start_to_start() {
    let mut harness = Harness::new();
    harness.submit("hi");
    let mut times = Vec::new();
    let run = |harness: &mut Harness, times: &mut Vec<Millis>, duration| {
        let end = harness.now + duration;
        loop {
            let polls = harness.request_count("poll");
            let is_done = !harness.step(end);
            if harness.request_count("poll") > polls {
                times.push(harness.now);
                // A slow response does not postpone the next poll.
                harness.in_flight.last_mut().unwrap().0 += 20_000;
            }
            if is_done {
                break;
            }
        }
        harness.now = end;
    };
    run(&mut harness, &mut times, 70_000);
    // A reload does not postpone it either, and an answer does not count as a poll.
    harness.submit("again");
    run(&mut harness, &mut times, 5_000);
    harness.reload();
    run(&mut harness, &mut times, 100_000);
    let pauses: Vec<_> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(pauses.len() >= 4 && pauses.iter().all(|pause| (30_000..=32_000).contains(pause)), "{pauses:?}");
}

#[test]
fn opened_window_polls_at_once() {
    let mut harness = Harness::new();
    harness.submit("hi");
    harness.advance(5_000);
    let polls_of_opening = |harness: &mut Harness, closed: Millis| {
        harness.handle(Event::OpenChanged(false));
        harness.advance(closed);
        let polls = harness.request_count("poll");
        harness.handle(Event::OpenChanged(true));
        harness.advance(100);
        harness.request_count("poll") - polls
    };
    assert_eq!(
        polls_of_opening(&mut harness, 1_000),
        1,
        "neither the start of the session nor an answer delays the poll"
    );
    harness.reload();
    assert_eq!(polls_of_opening(&mut harness, 29_000), 0, "too early, also after a reload");
    harness.advance(1_000);
    assert_eq!(harness.request_count("poll"), 2);
    harness.ended = true;
    polls_of_opening(&mut harness, 60_000);
    assert_eq!(harness.lines().last().unwrap(), "-- SessionEnded");
}

#[test]
fn offline_tab_makes_no_requests_and_resumes() {
    let mut harness = Harness::new();
    harness.handle(Event::OnlineChanged(false));
    harness.submit("hi");
    harness.advance(100_000);
    assert!(harness.requests.is_empty());
    assert_eq!(
        (harness.lines(), harness.tab.conversation().connection()),
        (vec!["Waiting hi".into()], Connection::Offline)
    );
    harness.handle(Event::OnlineChanged(true));
    harness.advance(5_000);
    assert_eq!(harness.lines(), ["Sent hi", "< re hi"]);
}

#[test]
fn session_is_polled_at_most_every_thirty_seconds() {
    for open in [true, false] {
        let mut harness = Harness::new();
        harness.submit("hi");
        harness.advance(5_000);
        harness.handle(Event::OpenChanged(open));
        harness.advance(600_000);
        let least = if open { 17 } else { 9 };
        assert!(
            (least..=20).contains(&harness.request_count("poll")),
            "{} polls, open: {open}",
            harness.request_count("poll")
        );
    }
}

#[test]
fn messages_are_unread_while_window_is_closed() {
    let mut harness = Harness::new();
    harness.submit("hi");
    harness.advance(5_000);
    harness.handle(Event::OpenChanged(false));
    harness.store_message(Role::Assistant, "by the way", true);
    harness.advance(70_000);
    assert_eq!(harness.tab.unread(), 1);
    harness.handle(Event::OpenChanged(true));
    assert_eq!((harness.tab.unread(), harness.lines().last().unwrap().as_str()), (0, "< by the way"));
}

#[test]
fn task_whose_polls_keep_failing_times_out() {
    let mut harness = Harness::new();
    harness.submit("hi");
    harness.advance(200);
    for _ in 0..400 {
        harness.outcomes = vec![Outcome::Error(ApiError::Server(502, None)); 3];
        harness.advance(5_000);
    }
    assert!(!harness.tab.conversation().is_waiting());
}

#[test]
fn failed_task_without_a_message_in_the_history_is_not_merged_with_a_later_failure() {
    let mut harness = Harness::new();
    harness.submit("break");
    harness.advance(5_000);
    harness.store_message(Role::Assistant, "by the way", true);
    harness.advance(45_000);
    assert_eq!(harness.lines(), ["> break", "! It broke", "< by the way"]);
    harness.submit("fail");
    harness.advance(60_000);
    assert_eq!(harness.lines(), ["> break", "! It broke", "< by the way", "> fail", "! It failed"]);
    for at in [1, 4] {
        let entry = harness.tab.conversation().entries()[at].clone();
        assert!(matches!(entry.message().unwrap().reply, Reply::Failure(_)), "{entry:?} can be retried");
    }
}

#[test]
fn failed_task_is_not_merged_with_the_message_of_an_earlier_failure() {
    let mut harness = Harness::new();
    harness.submit("hi");
    harness.advance(5_000);
    // The note of a failed task that another page could not match.
    harness.store_message(Role::Assistant, "Sorry, it failed", false);
    harness.advance(60_000);
    harness.submit("break");
    harness.advance(60_000);
    assert_eq!(harness.lines(), ["> hi", "< re hi", "< Sorry, it failed", "> break", "! It broke"]);
}

#[test]
fn visitor_can_stop_waiting_for_a_slow_answer() {
    let mut harness = Harness::new();
    harness.submit("hi");
    harness.advance(100);
    harness.tasks.get_mut("task-0").unwrap().0 = Millis::MAX;
    let answer = harness.history.pop().unwrap();
    harness.advance(59_000);
    assert!(!harness.tab.conversation().is_slow());
    // The wait is measured from the time at which the server accepted the message.
    harness.reload();
    harness.advance(7_000);
    assert!(harness.tab.conversation().is_slow());
    harness.handle(Event::Intent(Intent::StopWaiting));
    assert!(!harness.tab.conversation().is_waiting());
    assert_eq!(harness.lines(), ["> hi", "-- StillWaiting"]);
    let polls = harness.request_count("task");
    harness.store_message(Role::Assistant, &answer.content, true);
    harness.advance(40_000);
    assert_eq!(harness.lines(), ["> hi", "-- StillWaiting", "< re hi"]);
    assert_eq!(harness.request_count("task"), polls);
}
