//! A session that the page provides, in two tabs: both show the same conversation, and each stores it for itself.

use super::*;
use crate::api::{Attachment, Metadata, RenewResponse, SessionCredentials, WireMessage};
use std::collections::VecDeque;

/// Two tabs of one browser.
struct Tabs {
    tabs: [Tab; 2],
    stored: [StoredConversation; 2],
    /// The tabs that hold the lock or wait for it.
    queue: VecDeque<usize>,
    /// Requests that have not been answered, and their tabs.
    requests: Vec<(usize, Effect)>,
    now: Millis,
}

impl Tabs {
    /// Two tabs whose pages have these tokens for the same session.
    fn new(tokens: [&str; 2]) -> Self {
        Self {
            tabs: tokens.map(new_tab),
            stored: Default::default(),
            queue: VecDeque::new(),
            requests: Vec::new(),
            now: 100_000,
        }
    }

    /// Passes an event to a tab, and the events that result from it to both tabs.
    fn handle(&mut self, at: usize, event: Event) {
        let mut events = VecDeque::from([(at, event)]);
        while let Some((at, event)) = events.pop_front() {
            let now = Now { monotonic: self.now, wall: self.now as f64 };
            for effect in self.tabs[at].handle(event, now) {
                let holder = self.queue.front().copied();
                match effect {
                    Effect::Store(records) => self.stored[at].apply(records),
                    Effect::Broadcast(message) => events.push_back((1 - at, Event::TabMessageReceived(message))),
                    Effect::AcquireLeadership { steal: false } => self.queue.push_back(at),
                    Effect::ReleaseLeadership => self.queue.retain(|other| *other != at),
                    Effect::AbortAllButDownloads => {
                        self.requests.retain(|(other, request)| *other != at || request.is_download());
                    }
                    effect => self.requests.push((at, effect)),
                }
                if let Some(next) = self.queue.front().copied().filter(|next| Some(*next) != holder) {
                    let stored = Box::new(self.stored[next].clone());
                    events.push_back((next, Event::LeadershipAcquired(stored)));
                }
            }
        }
    }

    /// Removes the first request of a tab that matches.
    fn take(&mut self, at: usize, is_wanted: impl Fn(&Effect) -> bool) -> Effect {
        let found = self.requests.iter().position(|(other, request)| *other == at && is_wanted(request));
        let found = found.unwrap_or_else(|| panic!("no such request: {:?}", self.requests));
        self.requests.remove(found).1
    }

    /// Responds to the leader's poll of the session.
    fn respond_to_poll(&mut self, at: usize, messages: Vec<WireMessage>) {
        let poll = self.take(at, |request| matches!(request, Effect::PollSession { .. }));
        let Effect::PollSession { request, .. } = poll else { unreachable!() };
        let page = PollResponse { messages, has_more: false, session_status: SessionStatus::Active, consent: None };
        self.handle(at, Event::SessionPolled(request, Ok(page)));
    }

    fn texts(&self, at: usize) -> Vec<String> {
        let entries = self.tabs[at].conversation().entries().iter();
        entries.filter_map(|entry| entry.message().map(|message| message.wire.content.clone())).collect()
    }

    /// The token with which a tab downloads the file of the first message.
    fn token_of_download(&mut self, at: usize, download: u32) -> Option<String> {
        let entry = self.tabs[at].conversation().entries()[0].id;
        self.handle(at, Event::DownloadRequested { download: DownloadId(download), entry, attachment: 0 });
        let request = self.take(at, |request| matches!(request, Effect::DownloadFile { .. }));
        let Effect::DownloadFile { request, credentials, .. } = request else { unreachable!() };
        self.handle(at, Event::FileDownloaded(request, Ok(())));
        credentials.token
    }
}

fn new_tab(token: &str) -> Tab {
    let credentials = SessionCredentials { session: "session-0".into(), token: Some(token.to_owned()) };
    let options = ConversationOptions { provided_session: Some(credentials), expire_after_minutes: 0.0 };
    Tab::new(&StoredConversation::default(), options, 7, Now { monotonic: 100_000, wall: 100_000.0 })
}

fn message(number: usize) -> WireMessage {
    let url = "https://chat.example/api/chat/session-0/files/7/content/".to_owned();
    WireMessage {
        created_at: format!("2026-11-22T00:{:02}:{:02}.155037Z", number / 60, number % 60),
        role: if number.is_multiple_of(2) { Role::User } else { Role::Assistant },
        content: format!("Message {number}"),
        metadata: Metadata { traced: true },
        attachments: vec![Attachment { name: "a.csv".into(), download_url: Some(url), ..Attachment::default() }],
    }
}

/// Two visible tabs, of which the first is the leader, with a history of this length.
fn with_history(tokens: [&str; 2], count: usize) -> Tabs {
    let mut tabs = Tabs::new(tokens);
    tabs.handle(0, Event::VisibilityChanged(true));
    tabs.respond_to_poll(0, (0..count).map(message).collect());
    tabs.now += 5_000;
    tabs.handle(1, Event::VisibilityChanged(true));
    tabs
}

#[test]
fn long_conversation_survives_a_change_of_the_leader() {
    let mut tabs = with_history(["one", "one"], 300);
    let expected: Vec<String> = (0..300).map(|number| format!("Message {number}")).collect();
    assert!(tabs.texts(1) == expected, "the follower shows {} messages", tabs.texts(1).len());
    tabs.handle(0, Event::VisibilityChanged(false));
    assert!(tabs.tabs[1].is_leader());
    tabs.now += 60_000;
    tabs.handle(1, Event::TimerFired);
    tabs.respond_to_poll(1, vec![message(300)]);
    for at in [0, 1] {
        assert_eq!(tabs.texts(at).len(), 301, "tab {at}");
    }
    let stored = &tabs.stored[1];
    assert_eq!(stored.chunks.len() * 64 + stored.head.as_ref().unwrap().entries().len(), 301);
}

#[test]
fn tab_that_has_never_received_earlier_messages_reads_them_again() {
    let mut tabs = Tabs::new(["one", "one"]);
    tabs.handle(0, Event::VisibilityChanged(true));
    tabs.respond_to_poll(0, (0..300).map(message).collect());
    // A new tab that is not visible receives only what changes.
    tabs.tabs[1] = new_tab("one");
    tabs.now += 60_000;
    tabs.handle(0, Event::TimerFired);
    tabs.respond_to_poll(0, vec![message(300)]);
    assert!(tabs.texts(1).len() < 300);
    tabs.queue.clear();
    tabs.now += 60_000;
    tabs.handle(1, Event::VisibilityChanged(true));
    tabs.respond_to_poll(1, (0..301).map(message).collect());
    let expected: Vec<String> = (0..301).map(|number| format!("Message {number}")).collect();
    assert_eq!(tabs.texts(1), expected);
    assert_eq!(tabs.tabs[1].unread(), 0);
}

#[test]
fn follower_downloads_with_the_token_that_the_leader_has_renewed() {
    let mut tabs = with_history(["old", "old"], 2);
    tabs.handle(0, Event::TabMessageReceived(TabMessage::TokenRefused("old".into())));
    let renewal = tabs.take(0, |request| matches!(request, Effect::RenewSessionToken { .. }));
    let Effect::RenewSessionToken { request, .. } = renewal else { unreachable!() };
    let renewed = RenewResponse { session_token: "new".into(), expires_at: None };
    tabs.handle(0, Event::SessionTokenRenewed(request, Ok(renewed)));
    assert_eq!(tabs.token_of_download(1, 1).as_deref(), Some("new"));
}

#[test]
fn follower_takes_another_token_from_its_page() {
    let mut tabs = with_history(["old", "old"], 2);
    assert!(!tabs.tabs[1].is_leader() && tabs.tabs[1].can_take_session_token());
    tabs.handle(1, Event::SessionTokenProvided("new".into()));
    tabs.handle(0, Event::VisibilityChanged(false));
    assert!(tabs.tabs[1].is_leader());
    assert_eq!(tabs.token_of_download(1, 1).as_deref(), Some("new"));
}

#[test]
fn token_of_an_older_page_does_not_replace_a_newer_one() {
    let mut tabs = with_history(["old", "new"], 2);
    tabs.handle(0, Event::VisibilityChanged(false));
    assert!(tabs.tabs[1].is_leader());
    tabs.handle(0, Event::VisibilityChanged(true));
    tabs.handle(1, Event::VisibilityChanged(false));
    assert!(tabs.tabs[0].is_leader());
    assert_eq!(tabs.token_of_download(0, 1).as_deref(), Some("new"));
}

#[test]
fn open_window_in_a_hidden_tab_does_not_mark_messages_as_read() {
    for (is_open, unread) in [(false, 1), (true, 0)] {
        let mut tabs = with_history(["one", "one"], 2);
        tabs.handle(0, Event::OpenChanged(true));
        tabs.handle(1, Event::OpenChanged(is_open));
        tabs.handle(0, Event::VisibilityChanged(false));
        assert!(tabs.tabs[1].is_leader());
        tabs.now += 60_000;
        tabs.handle(1, Event::TimerFired);
        tabs.respond_to_poll(1, vec![message(3)]);
        assert_eq!(tabs.tabs[1].unread(), unread);
        // The visitor sees the message in the first tab.
        tabs.handle(0, Event::VisibilityChanged(true));
        let has_read = tabs.requests.iter().any(|(at, effect)| {
            *at == 0 && matches!(effect, Effect::ForwardIntent(forwarded) if forwarded.intent == Intent::Read)
        });
        assert_eq!(has_read, unread > 0);
    }
}

#[test]
fn token_of_a_page_in_the_background_does_not_replace_a_renewed_one() {
    let mut tabs = with_history(["old", "old"], 2);
    tabs.handle(1, Event::VisibilityChanged(false));
    tabs.handle(0, Event::TabMessageReceived(TabMessage::TokenRefused("old".into())));
    let renewal = tabs.take(0, |request| matches!(request, Effect::RenewSessionToken { .. }));
    let Effect::RenewSessionToken { request, .. } = renewal else { unreachable!() };
    let renewed = RenewResponse { session_token: "new".into(), expires_at: None };
    tabs.handle(0, Event::SessionTokenRenewed(request, Ok(renewed)));
    tabs.handle(1, Event::VisibilityChanged(true));
    tabs.handle(0, Event::VisibilityChanged(false));
    assert!(tabs.tabs[1].is_leader());
    assert_eq!(tabs.token_of_download(1, 1).as_deref(), Some("new"));
}

#[test]
fn window_that_is_opened_in_a_follower_makes_the_leader_poll_at_once() {
    let mut tabs = with_history(["one", "one"], 2);
    tabs.now += 25_000;
    tabs.handle(1, Event::OpenChanged(true));
    let Effect::ForwardIntent(intent) = tabs.take(1, |effect| matches!(effect, Effect::ForwardIntent(_))) else {
        unreachable!()
    };
    tabs.handle(0, Event::TabMessageReceived(TabMessage::IntentForwarded(intent)));
    tabs.respond_to_poll(0, vec![message(3)]);
    assert_eq!(tabs.texts(1).last().unwrap(), "Message 3");
}
