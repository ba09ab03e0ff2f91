//! Files of messages are downloaded with the credentials of the session, and each download ends.

use super::harness::*;
use super::*;
use crate::api::Attachment;

/// A file of the bot in this session, at a URL of another host.
fn attachment(session: &str) -> Attachment {
    let url = format!("https://proxy.example/api/chat/{session}/files/7/content/");
    Attachment { name: "a.csv".into(), download_url: Some(url), ..Attachment::default() }
}

/// A conversation whose tokens expire after this time, with one answer that has these files.
fn with_files(lifetime: Option<Millis>, files: &[Attachment]) -> Harness {
    let mut harness = Harness::new();
    (harness.token_lifetime, harness.renewal) = (lifetime, Ok(()));
    harness.submit("hi");
    harness.advance(100);
    let answer = harness.history.last_mut().unwrap();
    answer.attachments = files.to_vec();
    let answer = answer.clone();
    harness.tasks.values_mut().for_each(|(_, stored)| *stored = Ok(answer.clone()));
    harness.advance(3_000);
    harness
}

fn last_entry(tab: &Tab) -> EntryId {
    tab.conversation().entries().last().unwrap().id
}

/// Downloads a file of the answer.
fn download(harness: &mut Harness, attachment: usize) {
    let (download, entry) = (DownloadId(harness.downloads.len() as u32), last_entry(&harness.tab));
    harness.handle(Event::DownloadRequested { download, entry, attachment });
}

fn download_outcomes(harness: &Harness) -> Vec<DownloadOutcome> {
    harness.downloads.iter().map(|(_, outcome)| *outcome).collect()
}

use DownloadOutcome::{Complete, Failed, Gone};

#[test]
fn file_is_downloaded_with_the_credentials_of_its_session_only() {
    let without_session =
        Attachment { content_url: Some("https://h.example/api/files/8/content".into()), ..Attachment::default() };
    let mut harness = with_files(None, &[attachment("session-1"), attachment("session-0"), without_session]);
    let token = harness.tab.conversation().session().unwrap().credentials.token.clone();
    for index in 0..3 {
        download(&mut harness, index);
        harness.advance(100);
    }
    let requests = [("session-1", token.clone(), "7"), ("session-0", None, "7"), ("session-1", token, "8")];
    assert_eq!(harness.download_requests, requests.map(|(session, token, id)| (session.into(), token, id.into())));
    assert_eq!(download_outcomes(&harness), [Complete; 3]);
}

#[test]
fn file_without_a_known_address_is_gone_without_a_request() {
    let url = Some("https://evil.example/a.csv".into());
    let mut harness = with_files(None, &[Attachment { download_url: url, ..Attachment::default() }]);
    download(&mut harness, 0);
    download(&mut harness, 1);
    assert_eq!((download_outcomes(&harness), harness.download_requests.len()), (vec![Gone, Gone], 0));
}

#[test]
fn refused_download_is_repeated_once_with_another_token() {
    let mut harness = with_files(Some(5_000), &[attachment("session-1")]);
    harness.handle(Event::VisibilityChanged(false));
    harness.advance(40_000);
    let before = harness.renewals.len();
    download(&mut harness, 0);
    harness.advance(40_000);
    assert_eq!((download_outcomes(&harness), harness.renewals.len() > before), (vec![Complete], true));
    assert_eq!((harness.sessions, harness.download_requests.len() <= 2), (1, true));

    let mut harness = with_files(None, &[attachment("session-1")]);
    harness.renewal = Ok(());
    harness.outcomes = vec![
        Outcome::Error(ApiError::SessionExpired),
        Outcome::Success,
        Outcome::Error(ApiError::SessionExpired),
        Outcome::Success,
    ];
    download(&mut harness, 0);
    harness.advance(90_000);
    assert_eq!((download_outcomes(&harness), harness.download_requests.len()), (vec![Gone], 2));
}

#[test]
fn refused_download_fails_as_soon_as_its_session_is_replaced() {
    let mut leader = with_files(None, &[attachment("session-1")]);
    let mut other = follower(&leader);
    refuse_download(&mut other);
    assert_eq!(download_outcomes(&other), []);

    leader.renewal = Err(ApiError::SessionExpired);
    leader.outcomes = vec![Outcome::Error(ApiError::SessionExpired)];
    download(&mut leader, 0);
    leader.advance(31_000);
    assert_eq!((download_outcomes(&leader), leader.renewals.len()), (vec![Failed], 1));

    let head = leader.stored.head.clone().unwrap();
    handle_as_follower(&mut other, Event::TabMessageReceived(TabMessage::StateChanged(vec![Record::Head(head)])));
    assert_eq!(download_outcomes(&other), [Failed]);
}

#[test]
fn refused_download_does_not_replace_an_ended_session() {
    let mut harness = with_files(None, &[attachment("session-1")]);
    harness.ended = true;
    harness.advance(40_000);
    assert!(harness.tab.conversation().can_restart());
    let entry = harness
        .tab
        .conversation()
        .entries()
        .iter()
        .find(|entry| entry.message().is_some_and(|message| !message.wire.attachments.is_empty()))
        .unwrap()
        .id;
    harness.renewal = Err(ApiError::LoginRequired);
    harness.outcomes = vec![Outcome::Error(ApiError::SessionExpired)];
    harness.handle(Event::DownloadRequested { download: DownloadId(0), entry, attachment: 0 });
    harness.advance(40_000);
    assert_eq!(download_outcomes(&harness), [Failed]);
    assert!(harness.tab.conversation().can_restart());
}

#[test]
fn token_is_renewed_ahead_of_a_download() {
    let mut harness = with_files(Some(100_000), &[attachment("session-1")]);
    harness.handle(Event::VisibilityChanged(false));
    harness.advance(60_000);
    assert_eq!(harness.renewals.len(), 0);
    download(&mut harness, 0);
    harness.advance(1_000);
    assert_eq!((harness.renewals.len(), download_outcomes(&harness)), (1, vec![Complete]));
    assert_eq!(harness.download_requests.len(), 1);
}

#[test]
fn download_waits_for_the_end_of_the_rate_limit() {
    for error in [ApiError::RateLimited(Some(20_000)), ApiError::Server(503, Some(20_000))] {
        let mut harness = with_files(None, &[attachment("session-1")]);
        harness.outcomes = vec![Outcome::Error(error)];
        download(&mut harness, 0);
        harness.advance(19_000);
        assert_eq!((harness.download_requests.len(), harness.downloads.len()), (1, 0));
        harness.advance(3_000);
        assert_eq!((harness.download_requests.len(), download_outcomes(&harness)), (2, vec![Complete]));
    }
    let mut harness = with_files(None, &[attachment("session-1")]);
    harness.outcomes = vec![Outcome::Error(ApiError::RateLimited(Some(600_000)))];
    download(&mut harness, 0);
    harness.advance(61_000);
    assert_eq!(download_outcomes(&harness), [Failed], "not longer than a minute");
}

#[test]
fn failed_download_is_not_retried_automatically() {
    let gone = [ApiError::Rejected(404), ApiError::Rejected(410), ApiError::SessionUnknown];
    let failures = [ApiError::Network, ApiError::Timeout, ApiError::Server(500, None), ApiError::OriginRefused];
    for (error, expected) in gone.map(|error| (error, Gone)).into_iter().chain(failures.map(|error| (error, Failed))) {
        let mut harness = with_files(None, &[attachment("session-1")]);
        harness.outcomes = vec![Outcome::Error(error.clone())];
        download(&mut harness, 0);
        harness.advance(90_000);
        assert_eq!((download_outcomes(&harness), harness.download_requests.len()), (vec![expected], 1), "{error:?}");
        assert_eq!(harness.sessions, 1, "the session is kept");
        download(&mut harness, 0);
        harness.advance(1_000);
        assert_eq!(download_outcomes(&harness), [expected, Complete]);
    }
}

#[test]
fn file_is_downloaded_after_session_end_missing_consent_and_new_chat() {
    let mut harness = with_files(None, &[attachment("session-1")]);
    harness.ended = true;
    harness.consent = Some(Consent { required: true, form_version_id: Some(1), text: Some("<p>Agree</p>".into()) });
    harness.advance(60_000);
    let entry = harness.tab.conversation().entries()[1].id;
    harness.handle(Event::DownloadRequested { download: DownloadId(0), entry, attachment: 0 });
    harness.handle(Event::Intent(Intent::NewChat));
    harness.advance(1_000);
    assert_eq!(download_outcomes(&harness), [Complete]);
}

/// Another tab of the same browser, which is not the leader.
fn follower(harness: &Harness) -> Harness {
    let mut follower = Harness::new();
    follower.tab = tab(&harness.stored, harness.now);
    (follower.now, follower.timer, follower.token_lifetime) = (harness.now, None, harness.token_lifetime);
    follower
}

/// Handles an event in a follower, which does not become the leader.
fn handle_as_follower(follower: &mut Harness, event: Event) {
    let now = Now { monotonic: follower.now, wall: follower.now as f64 };
    let effects = follower.tab.handle(event, now);
    let effects = effects.into_iter().filter(|effect| !matches!(effect, Effect::AcquireLeadership { .. }));
    follower.carry_out(effects.collect());
}

/// Downloads the first file in a follower. The server refuses the request, because the token has expired.
fn refuse_download(follower: &mut Harness) {
    let entry = last_entry(&follower.tab);
    handle_as_follower(follower, Event::DownloadRequested { download: DownloadId(0), entry, attachment: 0 });
    let (_, request) = follower.in_flight.pop().unwrap();
    let Effect::DownloadFile { request, .. } = request else { panic!("{request:?}") };
    handle_as_follower(follower, Event::FileDownloaded(request, Err(ApiError::SessionExpired)));
}

#[test]
fn follower_downloads_files_and_leader_renews_the_token() {
    let mut leader = with_files(Some(200_000), &[attachment("session-1")]);
    let mut other = follower(&leader);
    handle_as_follower(&mut other, Event::VisibilityChanged(true));
    assert!(!other.tab.is_leader());
    refuse_download(&mut other);
    let refused = other.posted.iter().find(|message| matches!(message, TabMessage::TokenRefused(_))).cloned().unwrap();

    leader.handle(Event::TabMessageReceived(refused.clone()));
    leader.advance(31_000);
    assert_eq!(leader.renewals.len(), 1);
    leader.handle(Event::TabMessageReceived(refused));
    leader.advance(1_000);
    assert_eq!(leader.renewals.len(), 1, "the token has been replaced already");

    let head = leader.stored.head.clone().unwrap();
    let changed = TabMessage::StateChanged(vec![Record::Head(head)]);
    handle_as_follower(&mut other, Event::TabMessageReceived(changed));
    let (_, request) = other.in_flight.pop().unwrap();
    let Effect::DownloadFile { request, credentials, .. } = request else { panic!("{request:?}") };
    assert_eq!(Some(&credentials), leader.tab.conversation().session().map(|session| &session.credentials));
    handle_as_follower(&mut other, Event::FileDownloaded(request, Ok(())));
    assert_eq!(download_outcomes(&other), [Complete]);
}

#[test]
fn download_of_a_follower_ends_if_no_leader_responds() {
    let leader = with_files(Some(200_000), &[attachment("session-1")]);
    let mut other = follower(&leader);
    refuse_download(&mut other);
    assert_eq!(download_outcomes(&other), []);
    other.now = other.timer.unwrap();
    handle_as_follower(&mut other, Event::TimerFired);
    assert_eq!(download_outcomes(&other), [Failed]);
}

#[test]
fn tab_that_becomes_the_leader_renews_the_token_that_its_download_waits_for() {
    let leader = with_files(Some(200_000), &[attachment("session-1")]);
    let mut other = follower(&leader);
    other.renewal = Ok(());
    refuse_download(&mut other);
    handle_as_follower(&mut other, Event::LeadershipAcquired(Box::new(leader.stored.clone())));
    other.sessions = 1;
    other.advance(31_000);
    assert_eq!((other.renewals.len(), download_outcomes(&other)), (1, vec![Complete]));
}

#[test]
fn download_requested_before_lost_leadership_is_noticed_keeps_its_timeout() {
    let mut harness = with_files(None, &[attachment("session-1")]);
    harness.advance(40_000);
    harness.handle(Event::VisibilityChanged(false));
    let token = harness.tab.conversation().session().unwrap().credentials.token.clone().unwrap();
    harness.handle(Event::TabMessageReceived(TabMessage::TokenRefused(token)));
    let (entry, now) = (last_entry(&harness.tab), harness.clock());
    // The effects of a tab that is no longer the leader are not carried out.
    harness.tab.handle(Event::DownloadRequested { download: DownloadId(0), entry, attachment: 0 }, now);
    let effects = harness.tab.handle(Event::LeadershipLost, now);
    assert!(effects.contains(&Effect::SetTimer(Some(now.monotonic + 60_000))), "{effects:?}");
}

#[test]
fn file_of_the_previous_session_is_downloaded_with_its_token() {
    let mut harness = with_files(None, &[attachment("session-1")]);
    let token = harness.tab.conversation().session().unwrap().credentials.token.clone();
    let entry = harness.tab.conversation().entries()[1].id;
    harness.ended = true;
    harness.advance(60_000);
    harness.submit("next");
    harness.advance(5_000);
    assert_eq!(harness.sessions, 2);
    harness.handle(Event::DownloadRequested { download: DownloadId(0), entry, attachment: 0 });
    harness.advance(1_000);
    assert_eq!(harness.download_requests, [("session-1".into(), token, "7".into())]);
    assert_eq!(download_outcomes(&harness), [Complete]);
}

#[test]
fn file_is_not_reported_as_gone_if_its_token_is_unknown() {
    let mut harness = with_files(None, &[attachment("session-0")]);
    harness.outcomes = vec![Outcome::Error(ApiError::SessionUnknown)];
    download(&mut harness, 0);
    harness.advance(1_000);
    assert_eq!(download_outcomes(&harness), [Failed]);
}
