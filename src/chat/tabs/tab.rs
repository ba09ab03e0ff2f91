//! One of the tabs that show the conversation.
//!
//! A conversation can be open in many tabs. One of them is the leader: it runs the [`Conversation`], makes the requests,
//! and writes to storage. The others show a copy and forward the visitor's intents to the leader; an intent is stored
//! until the leader has applied it. Visible tabs replace a hidden leader; any tab replaces one that is gone. The browser's
//! lock decides which tab is the leader. A new leader continues from the stored state.

use super::leadership::Leadership;
use crate::api::{RenewResponse, SessionCredentials};
use crate::chat::conversation::Conversation;
use crate::chat::model::effect::Effect;
use crate::chat::model::event::Event;
use crate::chat::model::intent::{ForwardedIntent, Intent};
use crate::chat::model::record::{Head, Record, StoredConversation};
use crate::chat::model::tab_message::TabMessage;
use crate::chat::model::time::{Millis, Now, earliest};
use std::cmp::Ordering;

/// The page's options for the conversation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ConversationOptions {
    /// The only session to use.
    pub provided_session: Option<SessionCredentials>,
    /// Minutes after which an abandoned conversation is cleared; 0 for never.
    pub expire_after_minutes: f64,
}

/// A tab and its copy of the conversation.
#[derive(Debug)]
pub struct Tab {
    pub(in crate::chat) conversation: Conversation,
    options: ConversationOptions,
    leadership: Leadership,
    /// Whether this page's session token takes precedence over the stored one: until this tab is the leader for the first time, or
    /// the leader stores another token. From then on the stored one is at least as new.
    has_page_token: bool,
    /// Whether the conversation is still as it was loaded, and may have been abandoned for too long.
    may_be_expired: bool,
    /// The newest head that another tab, or an earlier page, has written.
    latest: Box<Head>,
    /// The visitor's intents in this tab that the leader may not have applied.
    intents: Vec<ForwardedIntent>,
    /// The last intent while this tab was the leader. The next event tells whether it was stored.
    unconfirmed: Option<ForwardedIntent>,
    /// Follower: the time that the timer is set to.
    timer: Option<Millis>,
}

impl Tab {
    /// A tab that shows the stored conversation, or its most recent part: then [`Event::StorageLoaded`] has to follow. It does
    /// nothing before it receives [`Event::VisibilityChanged`].
    #[must_use]
    pub fn new(stored: &StoredConversation, options: ConversationOptions, seed: u64, now: Now) -> Self {
        let mut tab = Self {
            conversation: Conversation::new(seed),
            options,
            leadership: Leadership::default(),
            has_page_token: true,
            may_be_expired: true,
            latest: Box::new(Head::empty()),
            intents: Vec::new(),
            unconfirmed: None,
            timer: None,
        };
        tab.conversation.set_session_provided(tab.options.provided_session.is_some());
        tab.load(stored);
        tab.show_latest(now);
        tab.preview(&stored.intents, now);
        tab
    }

    /// Whether a new token for the page's session can be used at once.
    #[must_use]
    pub fn can_take_session_token(&self) -> bool {
        self.conversation.is_session_provided() && self.has_open_session()
    }

    fn has_open_session(&self) -> bool {
        self.conversation.session().is_some_and(|session| !session.ended)
    }

    /// The conversation, as far as this tab knows it.
    #[must_use]
    pub fn conversation(&self) -> &Conversation {
        &self.conversation
    }

    /// Messages from the bot that have arrived since the window was last open in any tab.
    #[must_use]
    pub fn unread(&self) -> u32 {
        if self.conversation.is_open() { 0 } else { self.conversation.unread() }
    }

    /// Whether this tab is the leader.
    #[must_use]
    pub fn is_leader(&self) -> bool {
        self.leadership.is_leader()
    }

    /// Handles an event and returns the effects to carry out.
    pub fn handle(&mut self, event: Event, now: Now) -> Vec<Effect> {
        let mut effects = Vec::new();
        let unconfirmed = self.unconfirmed.take();
        self.conversation.expire_rate_limit(now.monotonic);
        if self.leadership.expire_handover(now.monotonic) {
            self.conversation.set_visible(self.leadership.is_visible());
            // A tab that still waits asks again.
            effects.push(Effect::Broadcast(TabMessage::LeaderHidden));
        }
        match event {
            Event::Intent(intent) => self.on_intent(intent, now, &mut effects),
            Event::StorageLoaded(stored) => self.on_storage_loaded(&stored, now),
            Event::LeadershipAcquired(stored) => self.on_leadership_acquired(*stored, now, &mut effects),
            Event::LeadershipLost => {
                if !self.is_leader() && !self.leadership.is_queued() {
                    // The effects of a handover were not carried out.
                    effects.push(Effect::ReleaseLeadership);
                }
                self.follow(&mut effects);
                // Whatever the other tab writes is newer.
                self.latest.revision = 0;
                self.conversation.reset_revision();
                if let Some(intent) = unconfirmed {
                    self.forward(intent, &mut effects);
                }
            }
            Event::TabMessageReceived(message) => self.on_tab_message(message, now, &mut effects),
            Event::VisibilityChanged(is_visible) => {
                let is_handing_over = self.leadership.is_handing_over();
                self.pass_on(Event::VisibilityChanged(is_visible || is_handing_over), now, &mut effects);
                self.leadership.set_visible(is_visible, now.monotonic, &mut effects);
                if self.conversation.unread() > 0 {
                    self.mark_read(now, &mut effects);
                }
            }
            Event::OpenChanged(is_open) => {
                let unread = self.conversation.unread();
                self.pass_on(Event::OpenChanged(is_open), now, &mut effects);
                if unread > 0 || (self.has_open_session() && self.leadership.has_live_leader()) {
                    // The leader polls the session at once, as it does when its own window is opened.
                    self.mark_read(now, &mut effects);
                }
            }
            event => {
                self.has_page_token |= matches!(event, Event::SessionTokenProvided(_));
                if let Event::SessionTokenProvided(token)
                | Event::SessionTokenRenewed(_, Ok(RenewResponse { session_token: token, .. })) = &event
                    && let Some(provided) = &mut self.options.provided_session
                {
                    provided.token = Some(token.clone());
                }
                self.pass_on(event, now, &mut effects);
            }
        }
        if self.leadership.should_hand_over() && self.conversation.can_hand_over() {
            self.follow(&mut effects);
        }
        self.leadership.request(!self.intents.is_empty(), now.monotonic, &mut effects);
        if !self.is_leader() {
            effects.extend(self.conversation.flush_downloads(now));
            let due = [self.leadership.leader_deadline(), self.conversation.downloads_due()];
            self.set_timer(earliest(&due), &mut effects);
        }
        effects
    }

    /// Passes an event on to the conversation if this tab is the leader; otherwise only notes the state of this tab.
    fn pass_on(&mut self, event: Event, now: Now, effects: &mut Vec<Effect>) {
        if self.is_leader() {
            effects.extend(self.conversation.handle(event, now));
            return;
        }
        if matches!(event, Event::TimerFired) {
            self.timer = None;
        }
        self.conversation.track_local_state(event, now.monotonic);
    }

    fn on_intent(&mut self, intent: Intent, now: Now, effects: &mut Vec<Effect>) {
        // Intents are ordered by time. Clocks count milliseconds, and a page can express two intents within one.
        let after = self.intents.last().map_or(0.0, |last| last.at + 0.001);
        let intent = ForwardedIntent { id: self.conversation.new_intent_id(), at: now.wall.max(after), intent };
        if self.is_leader() {
            effects.extend(self.conversation.handle_own_intent(&intent, now));
            self.unconfirmed = Some(intent);
        } else {
            self.conversation.preview(&intent, now);
            self.forward(intent, effects);
            self.leadership.expect_response(now.monotonic);
        }
    }

    fn forward(&mut self, intent: ForwardedIntent, effects: &mut Vec<Effect>) {
        effects.push(Effect::ForwardIntent(intent.clone()));
        self.intents.push(intent);
    }

    fn preview(&mut self, intents: &[ForwardedIntent], now: Now) {
        for intent in intents {
            self.conversation.preview(intent, now);
        }
    }

    /// Follower: if the visitor sees the conversation in this tab, its messages are read, and the leader looks for new ones.
    fn mark_read(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.conversation.is_open() && self.leadership.is_visible() && !self.is_leader() {
            self.on_intent(Intent::Read, now, effects);
        }
    }

    /// Adopts everything that is stored, unless this tab is the leader, which has read it already.
    fn on_storage_loaded(&mut self, stored: &StoredConversation, now: Now) {
        if !self.is_leader() {
            self.load(stored);
            self.show_latest(now);
            let own = std::mem::take(&mut self.intents);
            for intent in with_own(&stored.intents, &own) {
                self.conversation.preview(intent, now);
            }
            self.intents = own;
        }
    }

    fn on_leadership_acquired(&mut self, stored: StoredConversation, now: Now, effects: &mut Vec<Effect>) {
        if stored.has_newer_version {
            return self.leadership.set_outdated();
        }
        if !self.leadership.acquire() {
            return;
        }
        self.load(&stored);
        self.show_latest(now);
        (self.may_be_expired, self.has_page_token) = (false, false);
        self.conversation.take_over(now);
        self.timer = None;
        let own = std::mem::take(&mut self.intents);
        for intent in with_own(&stored.intents, &own) {
            self.conversation.apply_forwarded(intent.clone(), now.monotonic);
        }
        self.conversation.announce();
        effects.extend(self.conversation.flush(now));
        if !self.leadership.is_visible() {
            effects.push(Effect::Broadcast(TabMessage::LeaderHidden));
        }
    }

    /// Stops being the leader, because another tab is.
    fn follow(&mut self, effects: &mut Vec<Effect>) {
        if self.leadership.lose() {
            *self.latest = self.conversation.step_down(self.leadership.is_visible());
            // It may not have been set: effects are not carried out once another tab is the leader.
            self.timer = None;
            effects.extend([Effect::AbortAllButDownloads, Effect::ReleaseLeadership]);
        }
    }

    fn on_tab_message(&mut self, message: TabMessage, now: Now, effects: &mut Vec<Effect>) {
        match message {
            TabMessage::StateChanged(records) => self.on_state_changed(records, now, effects),
            TabMessage::IntentForwarded(intent) if self.is_leader() => {
                self.conversation.apply_forwarded(intent, now.monotonic);
                effects.extend(self.conversation.flush(now));
            }
            TabMessage::LeadershipRequested if self.is_leader() => {
                self.publish(now, effects);
                if !self.leadership.is_visible() {
                    self.leadership.start_handover(now.monotonic);
                    if !self.conversation.can_hand_over() {
                        self.pass_on(Event::VisibilityChanged(true), now, effects);
                    }
                }
            }
            TabMessage::TokenRefused(token) if self.is_leader() => {
                self.conversation.on_token_refused(&token);
                effects.extend(self.conversation.flush(now));
            }
            TabMessage::LeaderAlive if !self.is_leader() => self.on_leader_alive(now),
            TabMessage::LeaderHidden if !self.is_leader() && self.leadership.is_visible() => {
                effects.push(Effect::Broadcast(TabMessage::LeadershipRequested))
            }
            TabMessage::IntentForwarded(_)
            | TabMessage::TokenRefused(_)
            | TabMessage::LeadershipRequested
            | TabMessage::LeaderAlive
            | TabMessage::LeaderHidden => {}
        }
    }

    /// Leader: sends the state to tabs that may not have it: storage may not contain everything.
    fn publish(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.conversation.revision() == 0 {
            effects.push(Effect::Broadcast(TabMessage::LeaderAlive));
        } else {
            effects.extend(self.conversation.publish(now));
        }
    }

    fn on_leader_alive(&mut self, now: Now) {
        self.leadership.on_leader_alive(!self.intents.is_empty(), now.monotonic);
    }

    fn on_state_changed(&mut self, records: Vec<Record>, now: Now, effects: &mut Vec<Effect>) {
        let head = records.iter().find_map(|record| match record {
            Record::Head(head) => Some(head.clone()),
            Record::Chunk(..) | Record::ForwardedIntent(..) => None,
        });
        let has_higher_revision = |head: &Head| head.is_readable() && head.revision > self.conversation.revision();
        let Some(head) = head.filter(|head| has_higher_revision(head)) else { return };
        // A tab that writes after this one has replaced it as the leader.
        self.follow(effects);
        for record in records {
            if let Record::Chunk(id, entries) = record {
                self.conversation.replace_chunk(id, entries);
            }
        }
        let (mut applied, mut waiting) = (Vec::new(), Vec::new());
        for intent in std::mem::take(&mut self.intents) {
            if head.applied.contains(&intent.id) {
                applied.push(intent.id);
            } else {
                waiting.push(intent);
            }
        }
        if !applied.is_empty() {
            // Their records may be in this page only.
            effects.push(Effect::RemoveForwardedIntents(applied));
        }
        self.has_page_token &= !head.token_differs_from(&self.latest);
        self.latest = head;
        self.may_be_expired = false;
        self.show_latest(now);
        self.preview(&waiting, now);
        self.intents = waiting;
        self.on_leader_alive(now);
        if self.conversation.unread() > 0 {
            self.mark_read(now, effects);
        }
    }

    /// Adopts the stored head as the latest one, unless a newer one is known: not everything can be stored.
    fn load(&mut self, stored: &StoredConversation) {
        let supersedes_latest = |head: &Head| match head.revision.cmp(&self.latest.revision) {
            Ordering::Less => false,
            Ordering::Equal => !head.is_truncated,
            Ordering::Greater => true,
        };
        if let Some(head) = stored.head.as_ref().filter(|head| head.is_readable() && supersedes_latest(head)) {
            self.latest = head.clone();
            self.conversation.replace_chunks(stored.chunks.clone());
        }
    }

    /// Shows the latest head. A session of the page uses the head's token, which the leader renews, unless this page
    /// has provided a newer one.
    fn show_latest(&mut self, now: Now) {
        self.conversation.adopt(&self.latest, now);
        if self.may_be_expired && self.latest.is_expired(self.options.expire_after_minutes, now) {
            self.conversation.clear();
        }
        if let Some(credentials) = &self.options.provided_session
            && (self.may_be_expired || self.is_leader() && self.has_page_token)
        {
            self.conversation.provide_session(credentials);
        }
    }

    fn set_timer(&mut self, due: Option<Millis>, effects: &mut Vec<Effect>) {
        if self.timer != due {
            self.timer = due;
            effects.push(Effect::SetTimer(due));
        }
    }
}

/// The stored intents and, after them, this tab's own ones that are not stored.
fn with_own<'a>(
    stored: &'a [ForwardedIntent],
    own: &'a [ForwardedIntent],
) -> impl Iterator<Item = &'a ForwardedIntent> {
    stored.iter().chain(own.iter().filter(|own| stored.iter().all(|intent| intent.id != own.id)))
}
