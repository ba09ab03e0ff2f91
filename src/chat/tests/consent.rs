//! What has to be agreed to first.

use super::*;

fn wording(form: i64) -> Option<Consent> {
    Some(Consent { required: true, form_version_id: Some(form), text: Some("<p>Agree</p>".into()) })
}

fn asked(play: &Play) -> Option<i64> {
    play.chat.conversation().consent_prompt().and_then(|consent| consent.form_version_id)
}

#[test]
fn a_message_waits_until_the_visitor_has_agreed_and_the_next_session_is_told_without_a_question() {
    let mut play = Play::new();
    play.consent = wording(7);
    assert_eq!(asked(&play), None);
    play.say("one");
    play.say("two");
    play.run(100_000);
    assert_eq!((asked(&play), play.shown()), (Some(7), vec!["Waiting one".into(), "Waiting two".into()]));
    assert_eq!((play.count("start"), play.count("consent"), play.count("send")), (1, 0, 0));
    play.reload();
    assert_eq!(asked(&play), Some(7));
    // The request is lost at first.
    play.fates = vec![Fate::LostBefore];
    play.tell(Event::Intent(Intent::Agree(7)));
    assert_eq!(asked(&play), None);
    play.run(60_000);
    assert_eq!(play.shown(), play.told());
    assert_eq!(play.told().len(), 4);
    assert_eq!((play.count("consent"), play.count("send")), (2, 2));
    play.tell(Event::Intent(Intent::NewChat));
    play.say("three");
    play.run(60_000);
    assert_eq!(play.shown(), ["> three", "< re three"]);
    assert_eq!((play.count("start"), play.count("consent")), (2, 3));
}

#[test]
fn another_wording_is_asked_for_again() {
    let mut play = Play::new();
    play.consent = wording(7);
    play.say("one");
    play.run(1_000);
    play.consent = wording(8);
    play.tell(Event::Intent(Intent::Agree(7)));
    play.run(10_000);
    assert_eq!((asked(&play), play.count("send")), (Some(8), 0));
    play.tell(Event::Intent(Intent::Agree(8)));
    play.run(60_000);
    assert_eq!(play.shown(), ["> one", "< re one"]);
    // A message that is refused for it waits, and so does what comes after it.
    play.consent = wording(9);
    play.fates = vec![Fate::Refused(ApiError::ConsentRequired(wording(9)))];
    play.say("two");
    play.run(10_000);
    assert_eq!((asked(&play), play.count("send")), (Some(9), 2));
    play.tell(Event::Intent(Intent::Agree(9)));
    play.run(60_000);
    assert_eq!(play.shown(), ["> one", "< re one", "> two", "< re two"]);
    assert_eq!((play.count("start"), play.count("send")), (1, 3));
}

#[test]
fn a_refusal_for_something_that_nobody_names_is_not_repeated() {
    let mut play = Play::fated(&[Fate::Fine, Fate::Refused(ApiError::ConsentRequired(None))]);
    play.say("one");
    play.run(100_000);
    assert_eq!(play.shown(), ["Failed(Rejected) one"]);
    assert_eq!(play.count("send"), 1);
}
