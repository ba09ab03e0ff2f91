//! Starting a session: renewal of the access token, and servers that cannot be reached.

use super::*;
use crate::chat::{ConversationOptions, Event, Intent, Now, RequestId, StoredConversation, Tab};

/// A tab whose visitor has sent a message, and the effects since.
struct Starting {
    tab: Tab,
    now: u64,
    effects: Vec<Effect>,
}

impl Starting {
    fn new() -> Self {
        let now = Now { monotonic: 0, wall: 1.0 };
        let tab = Tab::new(&StoredConversation::default(), ConversationOptions::default(), 1, now);
        let mut starting = Self { tab, now: 0, effects: Vec::new() };
        starting.handle(Event::VisibilityChanged(true));
        starting.handle(Event::LeadershipAcquired(Box::default()));
        starting.handle(Event::Intent(Intent::Submit { text: "hi".into(), files: Vec::new(), context: None }));
        starting
    }

    fn handle(&mut self, event: Event) {
        let now = Now { monotonic: self.now, wall: 1.0 + self.now as f64 };
        self.effects.extend(self.tab.handle(event, now));
    }

    /// The last request, and whether it has a new token.
    fn take_request(&mut self) -> Option<(RequestId, bool)> {
        let mut requests = self.effects.drain(..).filter_map(|effect| match effect {
            Effect::StartSession(request) => Some((request, false)),
            Effect::RepeatStart(request) => Some((request, true)),
            _ => None,
        });
        requests.next_back()
    }

    fn warnings(&self) -> Vec<&ApiError> {
        let errors = self.effects.iter().map(|effect| match effect {
            Effect::Warn(error) => Some(error),
            _ => None,
        });
        errors.flatten().collect()
    }
}

#[test]
fn rejected_token_is_renewed_once() {
    let mut starting = Starting::new();
    let (request, is_renewed) = starting.take_request().unwrap();
    assert!(!is_renewed);
    starting.handle(Event::BearerRejected(request, ApiError::LoginRequired));
    assert_eq!(starting.warnings(), Vec::<&ApiError>::new());
    assert_eq!(starting.take_request(), Some((request, true)));
    starting.handle(Event::BearerRejected(request, ApiError::LoginRequired));
    assert_eq!(starting.warnings(), [&ApiError::LoginRequired]);
    assert_eq!(starting.take_request(), None);
}

#[test]
fn rejection_of_an_abandoned_request_is_ignored() {
    let mut starting = Starting::new();
    let (request, _) = starting.take_request().unwrap();
    starting.handle(Event::LeadershipLost);
    starting.handle(Event::BearerRejected(request, ApiError::KeyRefused));
    assert_eq!(starting.take_request(), None);
}

#[test]
fn unreachable_server_is_reported_after_three_attempts() {
    let mut starting = Starting::new();
    for attempt in 1..=3 {
        let (request, _) = starting.take_request().unwrap();
        starting.handle(Event::SessionStarted(request, Err(ApiError::Network)));
        let expected: &[&ApiError] = if attempt == 3 { &[&ApiError::Network] } else { &[] };
        assert_eq!(starting.warnings(), expected, "attempt {attempt}");
        starting.now += 100_000;
        starting.handle(Event::TimerFired);
    }
}

#[test]
fn first_message_waits_until_the_server_can_be_reached() {
    for error in [ApiError::Network, ApiError::Timeout, ApiError::Server(502, None), ApiError::Malformed] {
        let mut harness = Harness::with_outcomes(&vec![Outcome::Error(error); 8]);
        harness.submit("hi");
        harness.advance(100_000);
        assert_eq!(harness.lines(), ["Waiting hi"]);
        assert_eq!(harness.tab.conversation().connection(), Connection::Unstable);
        harness.advance(300_000);
        assert_eq!(harness.lines(), ["> hi", "< re hi"]);
    }
}
