//! The rules that the conversation keeps, checked after every step and at the end.
//!
//! 1. What the visitor has sent never vanishes, whatever is closed, killed or reloaded.
//! 2. What the server said is shown exactly once and in the server's order.
//! 3. Nothing is sent twice without the visitor asking.
//! 4. The server is treated kindly.
//! 5. A session that expires or ends is a step in the conversation, not its loss.
//! 6. A new instance goes on from what was stored.

use super::describe::lines;
use super::plan::Millis;
use super::server::UNSTORED;
use super::world::{SimTab, Storage, Violation, World, session_of};
use ocs_chat::api::ApiError;
use ocs_chat::chat::{Conversation, DeliveryStatus, Effect, Entry, EntryKind, Event, Failure, RequestId, Tab};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// Requests that one session may see in five minutes before the server refuses.
const MOST_REQUESTS: usize = 300;

/// What is known of one text.
#[derive(Debug, Clone, Copy, Default)]
struct Said {
    /// How often it was said, or asked again after its answer had failed.
    times: usize,
    /// How often a failed attempt was tried again.
    retries: usize,
    /// How often the visitor gave it up.
    given_up: usize,
    /// How often it may have gone with a page that could store nothing, or with a chat that was started over.
    may_be_gone: usize,
    /// How often it was said while nothing could be stored.
    not_stored: usize,
}

/// What has been seen of a session's requests.
#[derive(Debug, Clone, Default)]
struct Load {
    requests: VecDeque<Millis>,
    /// When the history was last read to its end.
    read: Option<Millis>,
    /// How often an answer that no task can tell of was looked for.
    follow_ups: usize,
}

/// The rules and what they have to remember.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules {
    said: BTreeMap<String, Said>,
    /// What has just been said, until the page has done what it wants done about it.
    unwritten: Option<String>,
    load: BTreeMap<String, Load>,
    /// Requests under way, by page, and the session that each is for; empty for the start of one.
    requests: BTreeMap<(u32, RequestId), String>,
    /// Until when a page may make no request for a session.
    limited: BTreeMap<(u32, String), Millis>,
    /// When the visitor last started over.
    over: Option<Millis>,
    /// When a tab could last be seen.
    seen: Millis,
    pub(super) storage_failed: bool,
    pub(super) storage_died: bool,
    pub(super) clock_jumped: bool,
}

fn broken(rule: &'static str, what: String) -> Result<(), Violation> {
    Err(Violation { rule, what })
}

const VANISHED: &str = "1: nothing vanishes";
const ONCE: &str = "2: once and in order";
const TWICE: &str = "3: nothing is sent twice";
const KIND: &str = "4: kind to the server";
const SESSION: &str = "5: a session is a step";
const RESTART: &str = "6: goes on from what was stored";

impl Rules {
    pub(super) fn said(&mut self, now: Millis, text: &str, stored: bool) {
        // Which of two tabs was first is for the tab that acts to say.
        let may_be_gone = self.over.is_some_and(|over| now < over + 10_000);
        self.unwritten = Some(text.to_owned());
        let said = self.said.entry(text.to_owned()).or_default();
        said.times += 1;
        said.not_stored += usize::from(!stored);
        said.may_be_gone += usize::from(may_be_gone);
    }

    /// A page is gone in the middle of what it was doing: what was asked for last may not have been written.
    pub(super) fn half_done(&mut self) {
        if let Some(text) = self.unwritten.take() {
            self.said.entry(text).or_default().may_be_gone += 1;
        }
        // Nor that the history has been read.
        for load in self.load.values_mut() {
            load.read = None;
        }
    }

    pub(super) fn tried_again(&mut self, text: &str) {
        self.said.entry(text.to_owned()).or_default().retries += 1;
    }

    pub(super) fn asked_again(&mut self, now: Millis, text: &str, stored: bool) {
        self.said(now, text, stored);
        // Should it be done in two tabs before either has heard of it, it is done once.
        self.said.entry(text.to_owned()).or_default().may_be_gone += 1;
    }

    pub(super) fn gave_up(&mut self, text: &str) {
        self.said.entry(text.to_owned()).or_default().given_up += 1;
    }

    pub(super) fn started_over(&mut self, now: Millis) {
        self.over = Some(now);
        for said in self.said.values_mut() {
            said.may_be_gone = said.times;
        }
    }

    /// A page that could not store is gone.
    pub(super) fn forgot(&mut self) {
        for said in self.said.values_mut() {
            said.may_be_gone = said.may_be_gone.max(said.not_stored);
        }
    }

    /// Before a request leaves.
    pub(super) fn before_request(&mut self, world: &World, tab: usize, effect: &Effect) -> Result<(), Violation> {
        let now = world.now;
        let Some(one) = world.tabs.get(tab).and_then(Option::as_ref) else { return Ok(()) };
        // Sessions are limited each for itself, and the start of sessions too.
        let bucket = session_of(effect).map(|credentials| credentials.session.clone()).unwrap_or_default();
        if let Some(until) = self.limited.get(&(one.life, bucket.clone())).filter(|until| now < **until) {
            return broken(KIND, format!("{effect:?} {} ms before the end of Retry-After", until - now));
        }
        if let Some(request) = number_of(effect) {
            self.requests.insert((one.life, request), bucket);
        }
        // To look for a message is part of sending it.
        let looks =
            one.tab.conversation().entries().iter().any(|entry| is_sending(entry, &DeliveryStatus::Unconfirmed));
        let is_poll =
            matches!(effect, Effect::PollTask { .. }) || (matches!(effect, Effect::PollSession { .. }) && !looks);
        // One that waits for a request to end before another may act goes on for that one until it does.
        if is_poll && now > self.seen + 35_000 {
            return broken(KIND, format!("{effect:?} though no tab can be seen"));
        }
        let Some(credentials) = session_of(effect) else { return Ok(()) };
        let load = self.load.entry(credentials.session.clone()).or_default();
        load.requests.push_back(now);
        while load.requests.front().is_some_and(|at| at + 300_000 < now) {
            load.requests.pop_front();
        }
        if load.requests.len() > MOST_REQUESTS {
            return broken(KIND, format!("{} requests in five minutes", load.requests.len()));
        }
        let excused = looks || self.storage_failed || self.clock_jumped;
        if let (Effect::PollSession { .. }, Some(read), false) = (effect, load.read, excused)
            && now < read + 29_000
        {
            // The answer to a message whose task is not known may be looked for, a few times.
            load.follow_ups += 1;
            if load.follow_ups <= 4 * world.server.taken.len() {
                return Ok(());
            }
            return broken(KIND, format!("polled again after {} ms", now - read));
        }
        Ok(())
    }

    /// Whether a tab can be seen.
    pub(super) fn look(&mut self, now: Millis, seen: bool) {
        if seen {
            self.seen = now;
        }
    }

    /// Before a page handles what it hears.
    pub(super) fn hears(&mut self, now: Millis, life: u32, event: &Event) {
        let Some((request, error)) = outcome_of(event) else { return };
        let Some(bucket) = self.requests.remove(&(life, request)) else { return };
        if let Some(ApiError::RateLimited(Some(wait))) = error {
            self.limited.insert((life, bucket), now + wait);
        } else if let Event::SessionPolled(_, Ok(page)) = event {
            let load = self.load.entry(bucket).or_default();
            load.read = (!page.has_more).then_some(now);
        }
    }

    /// After a page has handled something.
    pub(super) fn after_step(&mut self, world: &World, tab: usize) -> Result<(), Violation> {
        self.unwritten = None;
        if let Some(one) = world.tabs.get(tab).and_then(Option::as_ref) {
            self.shown_once(one.tab.conversation())?;
            // Only sessions that are lost again and again become the visitor's problem.
            let lost = world.server.sessions.iter().filter(|session| session.expired || session.ended).count();
            let refused = DeliveryStatus::Failed(Failure::SessionRefused);
            if lost < 3 && one.tab.conversation().entries().iter().any(|entry| is_sending(entry, &refused)) {
                return broken(SESSION, format!("given up after {lost} sessions"));
            }
        }
        if world.storage != Storage::Dead {
            self.would_be_there(world)?;
        }
        for (text, said) in &self.said {
            let taken = world.server.taken.iter().filter(|taken| *taken == text).count();
            // Where storage dies in the middle, a later page cannot know what was done since.
            if taken > said.times + said.retries && !self.storage_died {
                return broken(TWICE, format!("{text:?} was taken {taken} times"));
            }
        }
        Ok(())
    }

    /// A page that is opened now has everything that was ever stored.
    fn would_be_there(&self, world: &World) -> Result<(), Violation> {
        let rules = ocs_chat::chat::ConversationOptions::default();
        let now = ocs_chat::chat::Now { monotonic: 0, wall: 0.0 };
        let restored = Tab::new(&world.stored, rules, 1, now);
        for (text, said) in &self.said {
            let wanted = said.times.saturating_sub(said.given_up + said.may_be_gone.max(said.not_stored));
            let there = count_own(restored.conversation(), text);
            // What the server has it can tell again.
            let taken = world.server.taken.iter().filter(|taken| *taken == text).count();
            let there = there + if self.storage_failed { taken } else { 0 };
            // A tab that lived through a time without storage may know of a later state than is stored, and of less.
            if there < wanted && !self.storage_died {
                return broken(VANISHED, format!("{text:?} is stored {there} times, said {} times", said.times));
            }
        }
        self.shown_once(restored.conversation())
    }

    fn shown_once(&self, conversation: &Conversation) -> Result<(), Violation> {
        let entries = conversation.entries();
        for (text, said) in &self.said {
            let shown = count_own(conversation, text);
            if shown > said.times + said.retries && !self.storage_died {
                return broken(
                    ONCE,
                    format!("{text:?} is shown {shown} times, said {} times: {}", said.times, lines(entries)),
                );
            }
        }
        let mut told = BTreeSet::new();
        let mut last = None;
        for entry in entries {
            if matches!(&entry.kind, EntryKind::Notice(notice) if notice.is_session_boundary()) {
                last = None;
            }
            let Some(message) = entry.message() else { continue };
            if message.is_from_bot() && message.wire.content.starts_with("re ") && !told.insert(&message.wire.content) {
                return broken(ONCE, format!("{:?} is shown twice", message.wire.content));
            }
            if message.in_history {
                let key = seconds_and_fraction(&message.wire.created_at);
                if last.as_ref().is_some_and(|last| *last >= key) {
                    return broken(ONCE, format!("{:?} is out of order: {}", message.wire.content, lines(entries)));
                }
                last = Some(key);
            }
        }
        Ok(())
    }

    /// Faults have stopped and all is settled: what is shown is what the server has.
    pub(super) fn at_the_end(&self, world: &World) -> Result<(), Violation> {
        let Some(SimTab { tab, .. }) = world.tabs.first().and_then(Option::as_ref) else {
            return broken(RESTART, "no tab is open".to_owned());
        };
        let conversation = tab.conversation();
        let entries = conversation.entries();
        if !tab.is_leader() {
            return broken(RESTART, "the only tab that can be seen does not act".to_owned());
        }
        if conversation.is_waiting() {
            return broken(ONCE, format!("still waiting: {}", lines(entries)));
        }
        for (text, said) in &self.said {
            let taken = world.server.taken.iter().filter(|taken| *taken == text).count();
            let told_by_server = if self.storage_failed { taken } else { 0 };
            let there = count_own(conversation, text).max(told_by_server);
            // Where nothing can be stored, a tab may have to begin without what another knows.
            if there + said.given_up + said.may_be_gone < said.times && !self.storage_died {
                return broken(VANISHED, format!("{text:?} is shown {there} times: {}", lines(entries)));
            }
        }
        // What was stored before storage died may come back later, without the files that it had.
        if let Some(stuck) = entries.iter().find(|entry| !is_settled(entry)) {
            if self.storage_died {
                return Ok(());
            }
            return broken(RESTART, format!("{stuck:?} is not settled: {}", lines(entries)));
        }
        let border = entries
            .iter()
            .rposition(|entry| matches!(&entry.kind, EntryKind::Notice(notice) if notice.is_session_boundary()));
        let current = entries.get(border.map_or(0, |at| at + 1)..).unwrap_or_default();
        if let Some(session) = conversation.session().filter(|session| !session.ended) {
            let number = session.credentials.session.parse::<usize>().unwrap_or(usize::MAX);
            if world.server.sessions.get(number).is_none_or(|session| session.expired || session.ended) {
                return Ok(());
            }
            let history = world.server.history(&session.credentials.session);
            let has: Vec<_> = history.iter().map(|message| message.created_at.as_str()).collect();
            let messages = current.iter().filter_map(|entry| entry.message());
            let shown: Vec<_> =
                messages.filter(|message| message.in_history).map(|message| message.wire.created_at.as_str()).collect();
            if has != shown {
                return broken(ONCE, format!("the server has {} messages, shown are: {}", has.len(), lines(entries)));
            }
            // Everything else that was said by the bot is something that the server never stores.
            let unknown = current.iter().find(|entry| {
                let said = entry.message().filter(|message| message.is_from_bot() && !message.in_history);
                said.is_some_and(|message| message.wire.content != UNSTORED)
            });
            // Without room for the question, its answer may have lost its place among the sessions.
            if let Some(unknown) = unknown.filter(|_| !self.storage_failed) {
                return broken(ONCE, format!("{unknown:?} is not in the history: {}", lines(entries)));
            }
            if let Some(open) = current.iter().find(|entry| entry.outgoing().is_some()) {
                return broken(ONCE, format!("{open:?} is not confirmed: {}", lines(entries)));
            }
        }
        Ok(())
    }
}

fn number_of(effect: &Effect) -> Option<RequestId> {
    match effect {
        Effect::StartSession(request)
        | Effect::UploadFiles { request, .. }
        | Effect::SendMessage { request, .. }
        | Effect::SubmitConsent { request, .. }
        | Effect::PollTask { request, .. }
        | Effect::PollSession { request, .. } => Some(*request),
        _ => None,
    }
}

/// Which request an event answers, and what it failed with if it did.
fn outcome_of(event: &Event) -> Option<(RequestId, Option<&ApiError>)> {
    match event {
        Event::SessionStarted(id, result) => Some((*id, result.as_ref().err())),
        Event::FilesUploaded(id, result) => Some((*id, result.as_ref().err())),
        Event::ConsentSubmitted(id, result) => Some((*id, result.as_ref().err())),
        Event::MessageSent(id, result) => Some((*id, result.as_ref().err())),
        Event::TaskPolled(id, result) => Some((*id, result.as_ref().err())),
        Event::SessionPolled(id, result) => Some((*id, result.as_ref().err())),
        _ => None,
    }
}

/// Orders as the server's timestamps do: a whole second has no fraction.
fn seconds_and_fraction(created_at: &str) -> (String, String) {
    let text = created_at.trim_end_matches('Z');
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    (seconds.to_owned(), fraction.to_owned())
}

fn is_sending(entry: &Arc<Entry>, wanted: &DeliveryStatus) -> bool {
    entry.outgoing().is_some_and(|outgoing| outgoing.status == *wanted)
}

fn is_settled(entry: &Arc<Entry>) -> bool {
    entry.outgoing().is_none_or(|outgoing| matches!(outgoing.status, DeliveryStatus::Sent))
}

/// How often a text of the visitor's is shown.
fn count_own(conversation: &Conversation, text: &str) -> usize {
    let is_own = |entry: &&Arc<Entry>| match &entry.kind {
        EntryKind::Outgoing(outgoing) => outgoing.text == text,
        EntryKind::Message(message) => !message.is_from_bot() && message.wire.content == text,
        EntryKind::Notice(_) => false,
    };
    conversation.entries().iter().filter(is_own).count()
}
