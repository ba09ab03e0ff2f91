//! Expired session tokens are renewed, and requests that were refused meanwhile are repeated.

use super::harness::*;
use super::*;
use crate::api::SessionCredentials;
use crate::chat::model::timestamp::unix_ms;

/// A conversation whose tokens expire after this time, with one message sent and accepted.
fn with_lifetime(lifetime: Millis) -> Harness {
    let mut harness = Harness::new();
    (harness.token_lifetime, harness.renewal) = (Some(lifetime), Ok(()));
    harness.submit("hi");
    harness.advance(100);
    harness
}

/// Delays the answers to all messages so far by this time.
fn delay_answers(harness: &mut Harness, time: Millis) {
    let ready = harness.now + time;
    harness.tasks.values_mut().for_each(|(at, _)| *at = ready);
}

#[test]
fn answer_arrives_after_the_token_has_expired() {
    for lifetime in [5_000, 40_000] {
        let mut harness = with_lifetime(lifetime);
        delay_answers(&mut harness, 90_000);
        harness.history.pop();
        harness.advance(200_000);
        assert_eq!(harness.lines(), ["> hi", "< re hi"], "{lifetime}");
        assert_eq!(harness.sessions, 1);
        assert!(harness.renewals.is_sorted_by(|one, next| one + 30_000 <= *next), "{:?}", harness.renewals);
    }
}

#[test]
fn refused_message_is_resent_after_the_token_is_renewed() {
    let mut harness = with_lifetime(5_000);
    harness.advance(2_000);
    harness.handle(Event::VisibilityChanged(false));
    harness.advance(20_000);
    harness.submit("again");
    harness.advance(60_000);
    harness.handle(Event::VisibilityChanged(true));
    harness.advance(60_000);
    assert_eq!(harness.lines(), ["> hi", "< re hi", "> again", "< re again"]);
    assert_eq!((harness.sessions, harness.history.len()), (1, 4));
}

#[test]
fn renewal_is_retried_after_a_transient_failure() {
    for failure in [ApiError::Network, ApiError::Server(500, None), ApiError::RateLimited(Some(1_000))] {
        let mut harness = with_lifetime(5_000);
        delay_answers(&mut harness, 10_000);
        harness.renewal = Err(failure.clone());
        harness.advance(50_000);
        harness.renewal = Ok(());
        harness.advance(60_000);
        assert_eq!(harness.lines(), ["> hi", "< re hi"], "{failure:?}");
        assert_eq!(harness.sessions, 1);
    }
}

#[test]
fn outage_does_not_count_as_failures_of_the_server() {
    for outage in [ApiError::Network, ApiError::Timeout, ApiError::RateLimited(None)] {
        for failure in [ApiError::Server(500, None), ApiError::TokenUnavailable] {
            let mut harness = with_lifetime(5_000);
            delay_answers(&mut harness, 10_000);
            harness.renewal = Err(outage.clone());
            harness.advance(400_000);
            assert!(harness.renewals.len() > 4, "{outage:?}");
            harness.renewal = Err(failure.clone());
            let attempts = harness.renewals.len();
            for _ in 0..200 {
                if harness.renewals.len() > attempts {
                    break;
                }
                harness.advance(1_000);
            }
            assert_eq!(harness.renewals.len(), attempts + 1, "{outage:?}, {failure:?}");
            harness.renewal = Ok(());
            harness.advance(200_000);
            assert_eq!(harness.sessions, 1, "{outage:?}, {failure:?}");
            assert_eq!(harness.lines(), ["> hi", "< re hi"], "{outage:?}, {failure:?}");
        }
    }
}

#[test]
fn session_is_lost_if_its_token_cannot_be_renewed() {
    // The page has no access token, the server has no such endpoint, the page's function fails, or the server always fails.
    for failure in
        [ApiError::SessionExpired, ApiError::Rejected(404), ApiError::TokenUnavailable, ApiError::Server(500, None)]
    {
        let mut harness = with_lifetime(5_000);
        harness.renewal = Err(failure.clone());
        harness.advance(20_000);
        harness.submit("again");
        harness.advance(200_000);
        assert!(harness.lines().contains(&"< re again".to_owned()), "{failure:?}: {:?}", harness.lines());
        assert!(harness.lines().contains(&"-- NewSession".to_owned()), "{failure:?}");
        assert!(harness.sessions >= 2);
    }
}

#[test]
fn answer_of_an_ended_session_fails_if_its_token_cannot_be_renewed() {
    let mut harness = with_lifetime(40_000);
    harness.renewal = Err(ApiError::Rejected(404));
    delay_answers(&mut harness, 90_000);
    harness.history.pop();
    harness.ended = true;
    harness.advance(90_000);
    assert_eq!(harness.lines(), ["> hi", "! ", "-- SessionEnded"]);
    let requests = harness.requests.len();
    harness.advance(200_000);
    assert_eq!(harness.requests.len(), requests);
}

#[test]
fn unconfirmed_message_of_an_ended_session_fails_if_its_token_cannot_be_renewed() {
    let mut harness = with_lifetime(40_000);
    harness.renewal = Err(ApiError::Rejected(404));
    harness.advance(32_000);
    harness.outcomes = vec![Outcome::Error(ApiError::Server(502, None))];
    harness.submit("again");
    harness.ended = true;
    harness.advance(4_000);
    assert!(harness.tab.conversation().can_restart());
    harness.advance(200_000);
    assert_eq!(harness.lines(), ["> hi", "< re hi", "-- SessionEnded", "Failed(Uncertain) again"]);
}

#[test]
fn refused_access_token_is_requested_once_more() {
    let mut harness = with_lifetime(5_000);
    harness.renewal = Err(ApiError::LoginRequired);
    harness.advance(6_000);
    harness.handle(Event::Intent(Intent::Submit { text: "again".into(), files: Vec::new(), context: None }));
    while harness.renewals.is_empty() {
        assert!(harness.step(u64::MAX));
    }
    harness.advance(100);
    assert_eq!(harness.renewals.len(), 2);
    harness.advance(60_000);
    assert_eq!(harness.sessions, 2);
}

#[test]
fn renewal_does_not_extend_the_conversation() {
    let mut harness = with_lifetime(40_000);
    // The messages have been read in the history.
    harness.advance(60_000);
    let changed_at = harness.stored.head.as_ref().unwrap().changed_at;
    harness.advance(300_000);
    assert!(harness.renewals.len() > 3, "{:?}", harness.renewals);
    assert_eq!(harness.stored.head.as_ref().unwrap().changed_at, changed_at);
}

#[test]
fn attempt_of_an_earlier_page_delays_the_next_one() {
    let mut harness = with_lifetime(5_000);
    delay_answers(&mut harness, 600_000);
    harness.renewal = Err(ApiError::Network);
    while harness.renewals.is_empty() {
        assert!(harness.step(u64::MAX));
    }
    harness.advance(1_000);
    harness.reload();
    harness.advance(60_000);
    assert!(harness.renewals.len() > 1);
    assert!(harness.renewals.is_sorted_by(|one, next| one + 30_000 <= *next), "{:?}", harness.renewals);
}

#[test]
fn token_from_the_page_replaces_the_expired_one() {
    let mut harness = with_provided_session();
    harness.advance(3_000);
    harness.renewal = Err(ApiError::Network);
    harness.advance(20_000);
    assert!(harness.tab.can_take_session_token());
    harness.handle(Event::SessionTokenProvided("1000000".into()));
    harness.submit("again");
    harness.advance(60_000);
    assert_eq!(harness.lines(), ["> hi", "< re hi", "> again", "< re again"]);
}

/// A conversation in a session of the page whose token expires at 5 s, with one message sent and accepted.
fn with_provided_session() -> Harness {
    let credentials = SessionCredentials { session: "session-0".into(), token: Some("5000".into()) };
    let options = ConversationOptions { provided_session: Some(credentials), expire_after_minutes: 0.0 };
    let mut harness = Harness::new();
    harness.tab = Tab::new(&StoredConversation::default(), options, 7, Now { monotonic: 1_000, wall: 1_000.0 });
    harness.handle(Event::VisibilityChanged(true));
    harness.submit("hi");
    harness.advance(100);
    harness
}

#[test]
fn provided_session_whose_token_cannot_be_renewed_is_closed() {
    let mut harness = with_provided_session();
    delay_answers(&mut harness, 60_000);
    harness.advance(120_000);
    assert!(!harness.tab.conversation().is_waiting(), "{:?}", harness.lines());
    assert!(harness.renewals.len() <= 2, "{:?}", harness.renewals);
    assert_eq!(harness.lines().last().unwrap(), "-- SessionClosed");
}

#[test]
fn message_fails_if_every_session_expires_at_once() {
    let mut harness = Harness::new();
    harness.outcomes =
        (0..40).flat_map(|_| [Outcome::Success, Outcome::Error(ApiError::SessionExpired), Outcome::Success]).collect();
    harness.submit("hi");
    harness.advance(400_000);
    assert!(harness.lines().contains(&"Failed(SessionRefused) hi".to_owned()), "{:?}", harness.lines());
    assert!(harness.sessions < 8, "{}", harness.sessions);
}

#[test]
fn new_session_does_not_wait_for_the_token_of_the_ended_one() {
    let mut harness = with_lifetime(40_000);
    harness.ended = true;
    harness.advance(70_000);
    harness.renewals.clear();
    harness.advance(600_000);
    harness.submit("again");
    harness.advance(5_000);
    assert_eq!(harness.renewals, Vec::<Millis>::new());
    assert_eq!(harness.sessions, 2);
}

#[test]
fn renewal_is_retried_once_after_a_failure_of_the_page() {
    let mut harness = with_lifetime(5_000);
    delay_answers(&mut harness, 10_000);
    harness.renewal = Err(ApiError::TokenUnavailable);
    harness.advance(20_000);
    harness.renewal = Ok(());
    harness.advance(60_000);
    assert_eq!((harness.lines(), harness.sessions), (vec!["> hi".to_owned(), "< re hi".to_owned()], 1));
}

#[test]
fn uploads_are_not_repeated_when_the_token_expires_before_the_message_is_sent() {
    let mut harness = with_lifetime(5_000);
    harness.advance(3_000);
    let files = vec![attached_file(1, "a.txt")];
    harness.handle(Event::Intent(Intent::Submit { text: "file".into(), files, context: None }));
    while harness.request_count("upload") == 0
        || harness.in_flight.iter().any(|(_, request)| matches!(request, Effect::UploadFiles { .. }))
    {
        assert!(harness.step(u64::MAX));
    }
    // The upload is done. The message is sent after the token has expired.
    let end = harness.now + 10_000;
    harness.in_flight.iter_mut().for_each(|(at, _)| *at = end);
    harness.advance(120_000);
    assert_eq!(harness.request_count("upload"), 1);
    assert_eq!(harness.lines(), ["> hi", "< re hi", "> file", "< re file"]);
}

#[test]
fn early_renewal_without_response_delays_a_message_once() {
    for failure in [ApiError::TokenUnavailable, ApiError::Timeout, ApiError::Network] {
        let mut harness = with_lifetime(100_000);
        harness.advance(50_000);
        (harness.renewal, harness.renewal_time) = (Err(failure.clone()), 30_000);
        harness.submit("again");
        harness.advance(35_000);
        assert_eq!((harness.renewals.len(), harness.request_count("send")), (1, 2), "{failure:?}");
        assert_eq!(harness.lines(), ["> hi", "< re hi", "> again", "< re again"], "{failure:?}");
    }
}

#[test]
fn rate_limit_of_an_early_renewal_delays_only_the_next_renewal() {
    for limit in [ApiError::RateLimited(Some(300_000)), ApiError::Server(503, Some(300_000))] {
        let mut harness = with_lifetime(100_000);
        harness.advance(50_000);
        harness.renewal = Err(limit.clone());
        harness.submit("again");
        harness.advance(1_500);
        assert_eq!(harness.request_count("send"), 2, "{limit:?}");
        assert_eq!(harness.lines().last().unwrap(), "< re again", "{limit:?}");
        harness.renewal = Ok(());
        harness.advance(290_000);
        assert_eq!(harness.renewals.len(), 1, "{limit:?}");
        harness.submit("later");
        harness.advance(60_000);
        assert_eq!((harness.renewals.len(), harness.sessions), (2, 1), "{limit:?}");
        assert_eq!(harness.lines().last().unwrap(), "< re later", "{limit:?}");
    }
}

#[test]
fn fast_clock_of_the_visitor_leads_to_one_renewal() {
    let mut harness = with_lifetime(3_600_000);
    harness.advance(90_000);
    harness.clock_offset = unix_ms("2026-11-22T02:00:00Z").unwrap();
    harness.reload();
    // Nothing new arrives that would show the server's time.
    let polls = harness.request_count("poll");
    harness.advance(600_000);
    assert!(harness.request_count("poll") > polls + 10);
    assert_eq!(harness.renewals.len(), 1, "{:?}", harness.renewals);
}

#[test]
fn old_messages_do_not_determine_the_time_of_the_server() {
    let mut harness = with_lifetime(200_000);
    harness.advance(60_000);
    harness.clock_offset = unix_ms("2026-11-22T00:00:00Z").unwrap();
    harness.reload();
    let mut message = harness.history[0].clone();
    (message.content, message.created_at) = ("a reminder".into(), "2026-11-21T12:00:00.000001Z".into());
    let messages = vec![message];
    let page = PollResponse { messages, has_more: false, session_status: SessionStatus::Active, consent: None };
    let request = harness.tab.conversation.begin_request(super::conversation::Pending::SessionPoll);
    harness.handle(Event::SessionPolled(request, Ok(page)));
    harness.advance(100_000);
    assert_eq!(harness.renewals.len(), 1, "before the token expires");
}
