//! What becomes of a message on its way to the server.

use super::*;

#[test]
fn a_message_is_sent_answered_and_confirmed() {
    let mut play = Play::new();
    play.say("  hi\0 ");
    assert_eq!(play.shown(), ["Waiting hi"]);
    play.run(50);
    assert_eq!(play.shown(), ["Sending hi"]);
    play.run(100);
    assert_eq!(play.shown(), ["Sent hi"]);
    assert!(play.chat.conversation().is_waiting());
    play.run(2_000);
    assert_eq!(play.shown(), ["Sent hi", "< re hi"]);
    assert!(!play.chat.conversation().is_waiting());
    play.run(46_000);
    assert_eq!(play.shown(), ["> hi", "< re hi"]);
    assert_eq!((play.count("start"), play.count("send"), play.count("poll")), (1, 1, 1));
}

#[test]
fn the_page_is_told_what_happens_once_and_in_order() {
    let mut play = Play::new();
    play.say("one");
    play.run(60_000);
    play.write(Role::Assistant, "by the way", true);
    play.ended = true;
    play.run(60_000);
    let told: Vec<_> = play
        .told
        .iter()
        .map(|told| match told {
            PublicEvent::SessionStarted(session) => format!("started {session}"),
            PublicEvent::SessionEnded(session) => format!("ended {session}"),
            PublicEvent::MessageSent { text, session } => format!("sent {text} to {session}"),
            PublicEvent::MessageReceived { message, session } => format!("received {} in {session}", message.content),
        })
        .collect();
    let session = "session-1";
    let expected = ["started", "sent one to", "received re one in", "received by the way in", "ended"];
    assert_eq!(told, expected.map(|told| format!("{told} {session}")));
}

#[test]
fn what_the_page_says_about_itself_goes_with_the_message_also_the_second_time() {
    let mut play = Play::fated(&[Fate::Fine, Fate::LostBefore]);
    play.tell(Event::Intent(Intent::Submit { text: "hi".into(), files: vec![], context: Some("{\"a\":1}".into()) }));
    play.run(60_000);
    assert_eq!(
        (play.count("send"), play.contexts.as_slice()),
        (2, ["{\"a\":1}".to_owned(), "{\"a\":1}".into()].as_slice())
    );
}

#[test]
fn blank_text_is_not_sent() {
    let mut play = Play::new();
    play.say(" \n\0");
    play.run(100_000);
    assert!(play.shown().is_empty() && play.sent.is_empty());
}

#[test]
fn a_message_whose_answer_was_lost_is_found_and_not_sent_again() {
    let mut play = Play::fated(&[Fate::Fine, Fate::LostAfter]);
    play.say("hi");
    play.run(500);
    assert_eq!(play.shown(), ["Unconfirmed hi"]);
    play.run(50_000);
    assert_eq!(play.shown(), ["> hi", "< re hi"]);
    assert_eq!(play.count("send"), 1);
}

#[test]
fn a_message_that_never_arrived_is_sent_again_after_three_looks() {
    let mut play = Play::fated(&[Fate::Fine, Fate::LostBefore]);
    play.say("hi");
    play.run(60_000);
    assert_eq!(play.shown(), ["> hi", "< re hi"]);
    assert_eq!(play.sent[..6], ["start", "send", "poll", "poll", "poll", "send"]);
}

#[test]
fn after_several_attempts_the_visitor_is_asked() {
    let mut play = Play::new();
    play.say("hi");
    // The history can be read, but no message gets through.
    for _ in 0..6_000 {
        play.fates = match play.under_way.first() {
            Some((_, Effect::SendMessage { .. })) => vec![Fate::LostBefore],
            _ => Vec::new(),
        };
        let until = play.now + 1_000;
        play.step(until);
        play.now += 10;
    }
    assert_eq!(play.shown(), ["Failed(NoConnection) hi"]);
    assert_eq!(play.count("send"), 4);
    let id = play.chat.conversation().entries()[0].id;
    play.tell(Event::Intent(Intent::Retry(id)));
    play.run(50_000);
    assert_eq!(play.shown(), ["> hi", "< re hi"]);
}

#[test]
fn a_refusal_is_not_repeated() {
    for (error, failure) in [
        (ApiError::KeyRefused, "Setup"),
        (ApiError::OriginRefused, "Setup"),
        (ApiError::ChatbotUnknown, "Setup"),
        (ApiError::Unavailable(None), "Unavailable(None)"),
        (ApiError::Rejected(400), "Rejected"),
    ] {
        let mut play = Play::fated(&[Fate::Refused(error)]);
        play.say("one");
        play.say("two");
        play.run(100_000);
        assert_eq!(play.shown(), [format!("Failed({failure}) one"), format!("Failed({failure}) two")]);
        assert_eq!(play.sent, ["start"]);
    }
}

#[test]
fn a_rate_limit_is_waited_out() {
    let mut play = Play::fated(&[Fate::Fine, Fate::Refused(ApiError::RateLimited(Some(20_000)))]);
    play.say("hi");
    play.run(19_000);
    assert_eq!(play.sent, ["start", "send"]);
    assert_eq!(play.shown(), ["Waiting hi"]);
    play.run(5_000);
    assert_eq!(play.shown(), ["Sent hi", "< re hi"]);
}

#[test]
fn files_are_uploaded_first_and_a_refused_one_is_marked() {
    let mut play = Play::new();
    play.say("before");
    play.run(5_000);
    let refusal = ApiError::Files(FileError::Type, RejectedFiles::Extension(".exe".into()));
    play.fates = vec![Fate::Refused(refusal)];
    let files = vec![picked(0, "a.txt"), picked(1, "B.EXE")];
    play.tell(Event::Intent(Intent::Submit { text: "see".into(), files, context: None }));
    play.run(5_000);
    let entry = play.chat.conversation().entries().last().unwrap().clone();
    let faults: Vec<_> = entry.outgoing().unwrap().files.iter().map(|file| file.error).collect();
    assert_eq!(faults, [None, Some(FileError::Type)]);
    play.tell(Event::Intent(Intent::RemoveFile(entry.id, FileId(1))));
    play.tell(Event::Intent(Intent::Retry(entry.id)));
    play.run(50_000);
    assert_eq!(play.shown().last().unwrap(), "< re see");
    assert_eq!((play.count("upload"), play.uploads), (2, 1 + 2));
}

#[test]
fn uploads_that_the_server_has_dropped_are_made_again() {
    let mut play = Play::fated(&[Fate::Fine, Fate::Fine, Fate::Refused(ApiError::AttachmentsGone)]);
    play.tell(Event::Intent(Intent::Submit { text: "see".into(), files: vec![picked(0, "a.txt")], context: None }));
    play.run(5_000);
    assert_eq!(play.shown(), ["Sent see", "< re see"]);
    assert_eq!(play.sent[..5], ["start", "upload", "send", "upload", "send"]);
}

#[test]
fn what_is_asked_for_within_a_millisecond_keeps_its_order() {
    let mut tab = tab(&StoredConversation::default(), 0);
    let now = Now { monotonic: 1, wall: 1_763_900_000_000.0 };
    let mut mail = Vec::new();
    for text in ["one", "two", "three"] {
        let submit = Intent::Submit { text: text.into(), files: Vec::new(), context: None };
        let effects = tab.handle(Event::Intent(submit), now);
        mail.extend(effects.into_iter().filter_map(|effect| match effect {
            Effect::ForwardIntent(mail) => Some(mail.at),
            _ => None,
        }));
    }
    assert_eq!(mail.len(), 3);
    assert!(mail.is_sorted_by(|one, next| one < next), "{mail:?}");
}

#[test]
fn a_failure_can_be_tried_again_before_the_history_tells_of_it() {
    let mut play = Play::new();
    play.tell(Event::Intent(Intent::Submit { text: "fail".into(), files: vec![picked(0, "a.txt")], context: None }));
    play.run(3_000);
    assert_eq!(play.shown(), ["Sent fail", "! It failed"]);
    let id = play.chat.conversation().entries()[1].id;
    play.tell(Event::Intent(Intent::Retry(id)));
    play.run(60_000);
    assert_eq!(play.shown(), ["> fail", "! It failed", "> fail", "! It failed"]);
    assert_eq!(play.count("upload"), 2, "the file goes along");
}

#[test]
fn a_message_taken_back_keeps_its_files() {
    let mut play = Play::fated(&[Fate::Refused(ApiError::KeyRefused)]);
    play.tell(Event::Intent(Intent::Submit { text: "see".into(), files: vec![picked(0, "a.txt")], context: None }));
    play.run(1_000);
    let id = play.chat.conversation().entries()[0].id;
    let now = Now { monotonic: play.now, wall: 0.0 };
    let effects = play.chat.handle(Event::Intent(Intent::TakeBack(id)), now);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::ReleaseFiles(_))), "{effects:?}");
    assert!(play.shown().is_empty());
}

#[test]
fn a_message_can_be_taken_back_until_it_is_sent() {
    let mut play = Play::new();
    play.say("before");
    play.run(5_000);
    play.tell(Event::Intent(Intent::Submit { text: "see".into(), files: vec![picked(0, "a.txt")], context: None }));
    play.say("next");
    assert_eq!(play.sent.last(), Some(&"upload"));
    let ids: Vec<_> = play.chat.conversation().entries().iter().rev().take(2).map(|entry| entry.id).collect();
    play.tell(Event::Intent(Intent::TakeBack(ids[1])));
    assert!(play.under_way.iter().all(|(_, request)| !matches!(request, Effect::UploadFiles { .. })));
    play.run(5);
    assert_eq!(play.sent.last(), Some(&"send"), "the next one has its turn");
    play.tell(Event::Intent(Intent::TakeBack(ids[0])));
    play.run(50_000);
    assert_eq!(play.shown(), ["> before", "< re before", "> next", "< re next"], "too late for that one");
}
