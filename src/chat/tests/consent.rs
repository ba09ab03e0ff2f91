//! Consent before the first message.

use super::*;

fn consent_form(form: i64) -> Option<Consent> {
    Some(Consent { required: true, form_version_id: Some(form), text: Some("<p>Agree</p>".into()) })
}

fn prompted_form(harness: &Harness) -> Option<i64> {
    harness.tab.conversation().consent_prompt().and_then(|consent| consent.form_version_id)
}

#[test]
fn message_waits_for_consent_and_next_session_reuses_it() {
    let mut harness = Harness::new();
    harness.consent = consent_form(7);
    assert_eq!(prompted_form(&harness), None);
    harness.submit("one");
    harness.submit("two");
    harness.advance(100_000);
    assert_eq!((prompted_form(&harness), harness.lines()), (Some(7), vec!["Waiting one".into(), "Waiting two".into()]));
    assert_eq!(
        (harness.request_count("start"), harness.request_count("consent"), harness.request_count("send")),
        (1, 0, 0)
    );
    harness.reload();
    assert_eq!(prompted_form(&harness), Some(7));
    // The first request is lost.
    harness.outcomes = vec![Outcome::RequestLost];
    harness.handle(Event::Intent(Intent::Agree(7)));
    assert_eq!(prompted_form(&harness), None);
    harness.advance(60_000);
    assert_eq!(harness.lines(), harness.history_lines());
    assert_eq!(harness.history_lines().len(), 4);
    assert_eq!((harness.request_count("consent"), harness.request_count("send")), (2, 2));
    harness.handle(Event::Intent(Intent::NewChat));
    harness.submit("three");
    harness.advance(60_000);
    assert_eq!(harness.lines(), ["> three", "< re three"]);
    assert_eq!((harness.request_count("start"), harness.request_count("consent")), (2, 3));
}

#[test]
fn changed_consent_form_is_shown_again() {
    let mut harness = Harness::new();
    harness.consent = consent_form(7);
    harness.submit("one");
    harness.advance(1_000);
    harness.consent = consent_form(8);
    harness.handle(Event::Intent(Intent::Agree(7)));
    harness.advance(10_000);
    assert_eq!((prompted_form(&harness), harness.request_count("send")), (Some(8), 0));
    harness.handle(Event::Intent(Intent::Agree(8)));
    harness.advance(60_000);
    assert_eq!(harness.lines(), ["> one", "< re one"]);
    // A message that is refused for lack of consent waits.
    harness.consent = consent_form(9);
    harness.outcomes = vec![Outcome::Error(ApiError::ConsentRequired(consent_form(9)))];
    harness.submit("two");
    harness.advance(10_000);
    assert_eq!((prompted_form(&harness), harness.request_count("send")), (Some(9), 2));
    harness.handle(Event::Intent(Intent::Agree(9)));
    harness.advance(60_000);
    assert_eq!(harness.lines(), ["> one", "< re one", "> two", "< re two"]);
    assert_eq!((harness.request_count("start"), harness.request_count("send")), (1, 3));
}

#[test]
fn consent_refusal_without_form_is_not_retried() {
    let mut harness = Harness::with_outcomes(&[Outcome::Success, Outcome::Error(ApiError::ConsentRequired(None))]);
    harness.submit("one");
    harness.advance(100_000);
    assert_eq!(harness.lines(), ["Failed(Unavailable(None)) one"]);
    assert_eq!(harness.request_count("send"), 1);
}
