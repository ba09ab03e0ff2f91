//! The outbox: sending, retries, files.

use super::*;

#[test]
fn message_is_sent_answered_and_confirmed() {
    let mut harness = Harness::new();
    harness.submit("  hi\0 ");
    assert_eq!(harness.lines(), ["Waiting hi"]);
    harness.advance(50);
    assert_eq!(harness.lines(), ["Sending hi"]);
    harness.advance(100);
    assert_eq!(harness.lines(), ["Sent hi"]);
    assert!(harness.tab.conversation().is_waiting());
    harness.advance(2_000);
    assert_eq!(harness.lines(), ["Sent hi", "< re hi"]);
    assert!(!harness.tab.conversation().is_waiting());
    harness.advance(46_000);
    assert_eq!(harness.lines(), ["> hi", "< re hi"]);
    assert_eq!(
        (harness.request_count("start"), harness.request_count("send"), harness.request_count("poll")),
        (1, 1, 1)
    );
}

#[test]
fn public_events_are_emitted_once_and_in_order() {
    let mut harness = Harness::new();
    harness.submit("one");
    harness.advance(60_000);
    harness.store_message(Role::Assistant, "by the way", true);
    harness.ended = true;
    harness.advance(60_000);
    let emitted: Vec<_> = harness
        .emitted
        .iter()
        .map(|event| match event {
            PublicEvent::SessionStarted(session) => format!("started {session}"),
            PublicEvent::SessionEnded(session) => format!("ended {session}"),
            PublicEvent::MessageSent { text, session } => format!("sent {text} to {session}"),
            PublicEvent::MessageReceived { message, session } => format!("received {} in {session}", message.content),
        })
        .collect();
    let session = "session-1";
    let expected = ["started", "sent one to", "received re one in", "received by the way in", "ended"];
    assert_eq!(emitted, expected.map(|event| format!("{event} {session}")));
}

#[test]
fn page_context_is_sent_again_on_retry() {
    let mut harness = Harness::with_outcomes(&[Outcome::Success, Outcome::RequestLost]);
    harness.handle(Event::Intent(Intent::Submit {
        text: "hi".into(),
        files: vec![],
        context: Some("{\"a\":1}".into()),
    }));
    harness.advance(60_000);
    assert_eq!(
        (harness.request_count("send"), harness.contexts.as_slice()),
        (2, ["{\"a\":1}".to_owned(), "{\"a\":1}".into()].as_slice())
    );
}

#[test]
fn blank_text_is_not_sent() {
    let mut harness = Harness::new();
    harness.submit(" \n\0");
    harness.advance(100_000);
    assert!(harness.lines().is_empty() && harness.requests.is_empty());
}

#[test]
fn message_with_lost_response_is_verified_and_not_resent() {
    let mut harness = Harness::with_outcomes(&[Outcome::Success, Outcome::ResponseLost]);
    harness.submit("hi");
    harness.advance(500);
    assert_eq!(harness.lines(), ["Unconfirmed hi"]);
    harness.advance(50_000);
    assert_eq!(harness.lines(), ["> hi", "< re hi"]);
    assert_eq!(harness.request_count("send"), 1);
}

#[test]
fn undelivered_message_is_resent_after_three_checks() {
    let mut harness = Harness::with_outcomes(&[Outcome::Success, Outcome::RequestLost]);
    harness.submit("hi");
    harness.advance(60_000);
    assert_eq!(harness.lines(), ["> hi", "< re hi"]);
    assert_eq!(harness.requests[..6], ["start", "send", "poll", "poll", "poll", "send"]);
}

#[test]
fn message_fails_after_several_attempts() {
    let mut harness = Harness::new();
    harness.submit("hi");
    // The history can be read, but no message arrives.
    for _ in 0..6_000 {
        harness.outcomes = match harness.in_flight.first() {
            Some((_, Effect::SendMessage { .. })) => vec![Outcome::RequestLost],
            _ => Vec::new(),
        };
        let until = harness.now + 1_000;
        harness.step(until);
        harness.now += 10;
    }
    assert_eq!(harness.lines(), ["Failed(NoConnection) hi"]);
    assert_eq!(harness.request_count("send"), 4);
    let id = harness.tab.conversation().entries()[0].id;
    harness.handle(Event::Intent(Intent::Retry(id)));
    harness.advance(50_000);
    assert_eq!(harness.lines(), ["> hi", "< re hi"]);
}

#[test]
fn refused_session_start_is_not_retried() {
    for (error, failure) in [
        (ApiError::KeyRefused, "Setup"),
        (ApiError::OriginRefused, "Setup"),
        (ApiError::ChatbotUnknown, "Setup"),
        (ApiError::Unavailable(None), "Unavailable(None)"),
        (ApiError::Rejected(400), "Setup"),
    ] {
        let mut harness = Harness::with_outcomes(&[Outcome::Error(error)]);
        harness.submit("one");
        harness.submit("two");
        harness.advance(100_000);
        assert_eq!(harness.lines(), [format!("Failed({failure}) one"), format!("Failed({failure}) two")]);
        assert_eq!(harness.requests, ["start"]);
    }
}

#[test]
fn rate_limit_is_respected() {
    let mut harness = Harness::with_outcomes(&[Outcome::Success, Outcome::Error(ApiError::RateLimited(Some(20_000)))]);
    harness.submit("hi");
    harness.advance(19_000);
    assert_eq!(harness.requests, ["start", "send"]);
    assert_eq!(harness.lines(), ["Waiting hi"]);
    harness.advance(5_000);
    assert_eq!(harness.lines(), ["Sent hi", "< re hi"]);
}

#[test]
fn retry_after_of_a_server_error_is_respected() {
    let overloaded = ApiError::Server(503, Some(20_000));
    let mut harness = Harness::with_outcomes(&[Outcome::Error(overloaded.clone()), Outcome::Error(overloaded)]);
    harness.submit("hi");
    harness.advance(19_000);
    assert_eq!(harness.requests, ["start"]);
    assert_eq!(harness.tab.conversation().connection(), Connection::Limited);
    harness.advance(60_000);
    assert_eq!(harness.lines(), ["> hi", "< re hi"]);
    assert_eq!(harness.request_count("start"), 3);
}

#[test]
fn files_are_uploaded_first_and_refused_file_is_marked() {
    let mut harness = Harness::new();
    harness.submit("before");
    harness.advance(5_000);
    let refusal = ApiError::Files(FileError::Type, RejectedFiles::Extension(".exe".into()));
    harness.outcomes = vec![Outcome::Error(refusal)];
    let files = vec![attached_file(0, "a.txt"), attached_file(1, "B.EXE")];
    harness.handle(Event::Intent(Intent::Submit { text: "see".into(), files, context: None }));
    harness.advance(5_000);
    let entry = harness.tab.conversation().entries().last().unwrap().clone();
    let errors: Vec<_> = entry.outgoing().unwrap().files.iter().map(|file| file.error).collect();
    assert_eq!(errors, [None, Some(FileError::Type)]);
    harness.handle(Event::Intent(Intent::RemoveFile(entry.id, FileId(1))));
    harness.handle(Event::Intent(Intent::Retry(entry.id)));
    harness.advance(50_000);
    assert_eq!(harness.lines().last().unwrap(), "< re see");
    assert_eq!((harness.request_count("upload"), harness.uploads), (2, 1 + 2));
}

#[test]
fn message_with_files_waits_for_a_server_that_does_not_respond() {
    let mut harness = Harness::new();
    harness.submit("before");
    harness.advance(5_000);
    harness.outcomes = vec![Outcome::RequestLost; 20];
    let files = vec![attached_file(0, "a.txt")];
    harness.handle(Event::Intent(Intent::Submit { text: "see".into(), files, context: None }));
    harness.advance(600_000);
    assert_eq!(harness.outcomes, []);
    assert_eq!(harness.lines().last().unwrap(), "< re see");
}

#[test]
fn upload_that_fails_while_the_server_responds_to_other_requests_is_given_up() {
    let mut harness = Harness::new();
    let files = vec![attached_file(0, "a.txt")];
    harness.handle(Event::Intent(Intent::Submit { text: "see".into(), files, context: None }));
    for _ in 0..60_000 {
        harness.outcomes = match harness.in_flight.first() {
            Some((_, Effect::UploadFiles { .. })) => vec![Outcome::RequestLost],
            _ => Vec::new(),
        };
        let until = harness.now + 1_000;
        harness.step(until);
        harness.now += 10;
    }
    assert_eq!(harness.lines(), ["Failed(NoConnection) see"]);
}

#[test]
fn expired_uploads_are_repeated() {
    let mut harness =
        Harness::with_outcomes(&[Outcome::Success, Outcome::Success, Outcome::Error(ApiError::AttachmentsGone)]);
    harness.handle(Event::Intent(Intent::Submit {
        text: "see".into(),
        files: vec![attached_file(0, "a.txt")],
        context: None,
    }));
    harness.advance(5_000);
    assert_eq!(harness.lines(), ["Sent see", "< re see"]);
    assert_eq!(harness.requests[..5], ["start", "upload", "send", "upload", "send"]);
}

#[test]
fn intents_within_a_millisecond_keep_their_order() {
    let mut tab = tab(&StoredConversation::default(), 0);
    let now = Now { monotonic: 1, wall: 1_763_900_000_000.0 };
    let mut times = Vec::new();
    for text in ["one", "two", "three"] {
        let submit = Intent::Submit { text: text.into(), files: Vec::new(), context: None };
        let effects = tab.handle(Event::Intent(submit), now);
        times.extend(effects.into_iter().filter_map(|effect| match effect {
            Effect::ForwardIntent(intent) => Some(intent.at),
            _ => None,
        }));
    }
    assert_eq!(times.len(), 3);
    assert!(times.is_sorted_by(|one, next| one < next), "{times:?}");
}

#[test]
fn failed_task_can_be_retried_before_history_arrives() {
    let mut harness = Harness::new();
    harness.handle(Event::Intent(Intent::Submit {
        text: "fail".into(),
        files: vec![attached_file(0, "a.txt")],
        context: None,
    }));
    harness.advance(3_000);
    assert_eq!(harness.lines(), ["Sent fail", "! It failed"]);
    let id = harness.tab.conversation().entries()[1].id;
    harness.handle(Event::Intent(Intent::Retry(id)));
    harness.advance(60_000);
    assert_eq!(harness.lines(), ["> fail", "! It failed", "> fail", "! It failed"]);
    assert_eq!(harness.request_count("upload"), 2, "the file is sent again");
}

#[test]
fn withdrawn_message_keeps_its_files() {
    let mut harness = Harness::with_outcomes(&[Outcome::Error(ApiError::KeyRefused)]);
    harness.handle(Event::Intent(Intent::Submit {
        text: "see".into(),
        files: vec![attached_file(0, "a.txt")],
        context: None,
    }));
    harness.advance(1_000);
    let id = harness.tab.conversation().entries()[0].id;
    let now = Now { monotonic: harness.now, wall: 0.0 };
    let effects = harness.tab.handle(Event::Intent(Intent::Withdraw(id)), now);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::ReleaseFiles(_))), "{effects:?}");
    assert!(harness.lines().is_empty());
}

#[test]
fn message_can_be_withdrawn_until_it_is_sent() {
    let mut harness = Harness::new();
    harness.submit("before");
    harness.advance(5_000);
    harness.handle(Event::Intent(Intent::Submit {
        text: "see".into(),
        files: vec![attached_file(0, "a.txt")],
        context: None,
    }));
    harness.submit("next");
    assert_eq!(harness.requests.last(), Some(&"upload"));
    let ids: Vec<_> = harness.tab.conversation().entries().iter().rev().take(2).map(|entry| entry.id).collect();
    harness.handle(Event::Intent(Intent::Withdraw(ids[1])));
    assert!(harness.in_flight.iter().all(|(_, request)| !matches!(request, Effect::UploadFiles { .. })));
    harness.advance(5);
    assert_eq!(harness.requests.last(), Some(&"send"), "the next message is sent");
    harness.handle(Event::Intent(Intent::Withdraw(ids[0])));
    harness.advance(50_000);
    assert_eq!(
        harness.lines(),
        ["> before", "< re before", "> next", "< re next"],
        "the second message has been sent already"
    );
}

/// The pause between the first two messages of a visitor who sends them at once.
fn pause_before_second(prepare: impl FnOnce(&mut Harness)) -> Millis {
    let mut harness = Harness::new();
    harness.submit("one");
    harness.submit("two");
    harness.advance(80);
    assert_eq!(harness.lines(), ["Sent one", "Waiting two"]);
    let accepted = harness.now;
    prepare(&mut harness);
    while harness.request_count("send") < 2 {
        let until = harness.now + 10_000;
        assert!(harness.step(until), "{:?}", harness.lines());
    }
    harness.now - accepted
}

#[test]
fn next_message_is_posted_when_the_previous_one_is_answered() {
    // The answer takes 700 ms. Its first poll is too early.
    assert_eq!(pause_before_second(|_| {}), 803);
}

#[test]
fn next_message_is_posted_three_seconds_after_the_previous_one_was_accepted() {
    let never = |harness: &mut Harness| harness.tasks.get_mut("task-0").unwrap().0 = Millis::MAX;
    assert_eq!(pause_before_second(never), 3_000);
    let refused = |harness: &mut Harness| harness.outcomes = vec![Outcome::Error(ApiError::TaskUnknown)];
    assert_eq!(pause_before_second(refused), 3_000);
    // A new page does not know when the first message was accepted.
    let reload = |harness: &mut Harness| {
        harness.tasks.get_mut("task-0").unwrap().0 = Millis::MAX;
        harness.advance(2_000);
        harness.reload();
    };
    assert_eq!(pause_before_second(reload), 5_000);
}

#[test]
fn next_message_is_posted_when_the_history_contains_the_previous_one() {
    let seen = |harness: &mut Harness| {
        harness.tasks.get_mut("task-0").unwrap().0 = Millis::MAX;
        let request = harness.tab.conversation.begin_request(super::conversation::Pending::SessionPoll);
        let messages = harness.history[..1].to_vec();
        let page = PollResponse { messages, has_more: false, session_status: SessionStatus::Active, consent: None };
        harness.handle(Event::SessionPolled(request, Ok(page)));
    };
    assert_eq!(pause_before_second(seen), 0);
}

#[test]
fn own_messages_keep_the_order_of_sending_where_the_history_differs() {
    let mut harness = Harness::new();
    for text in ["one", "two", "three"] {
        harness.submit(text);
        harness.advance(10_000);
    }
    assert_eq!(harness.lines(), ["Sent one", "< re one", "Sent two", "< re two", "Sent three", "< re three"]);
    // A worker has picked up the first message last.
    let mut texts = harness.history.iter_mut().filter(|message| message.role == Role::User);
    let (first, _, third) = (texts.next().unwrap(), texts.next().unwrap(), texts.next().unwrap());
    std::mem::swap(&mut first.content, &mut third.content);
    harness.advance(50_000);
    let own: Vec<_> = harness.lines().into_iter().filter(|line| line.starts_with('>')).collect();
    assert_eq!(own, ["> one", "> two", "> three"]);
}
