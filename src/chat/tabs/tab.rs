//! One of the tabs that show the conversation.
//!
//! A conversation can be open in many tabs, but one of them acts: it runs the [`Conversation`], speaks to the server, and
//! stores. The others show a copy. What the visitor asks for in one of those is mail to the one that acts, kept until it
//! is known to have been taken note of. Tabs that can be seen take over from one that cannot; any takes over from one that
//! is gone. The browser decides whose turn it is; what is stored decides where to go on.

use crate::api::SessionCredentials;
use crate::chat::conversation::sessions::Session;
use crate::chat::conversation::state_machine::Conversation;
use crate::chat::model::entry::{EntryKind, Notice};
use crate::chat::model::protocol::{Effect, Event, Millis, Now, Post};
use crate::chat::model::record::{Archive, Head, Intent, Mail, MailId, Record, Stored};
use std::cmp::Ordering;

/// How long the tab that acts may take to say that it is there.
const PATIENCE: Millis = 3_000;
/// How long a tab that cannot be seen acts for one that can, for want of a moment to give way: as long as a request takes.
const CLAIM: Millis = 35_000;
/// Entries that only this tab shows have numbers from here on.
pub(in crate::chat) const PROVISIONAL: u32 = 1 << 31;

/// What the page says about its conversation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rules {
    /// The session to use, and no other.
    pub given: Option<SessionCredentials>,
    /// Minutes after which a conversation that was left alone is forgotten; 0 for never.
    pub expire_after: f64,
}

/// A tab and what it knows of the conversation.
#[derive(Debug)]
pub struct Tab {
    pub(in crate::chat) conversation: Conversation,
    rules: Rules,
    /// Whether this is the tab that acts.
    leads: bool,
    /// Whether this tab waits for its turn.
    queues: bool,
    visible: bool,
    /// While this tab acts: until when another, that can be seen, waits for it to give way.
    claimed_until: Option<Millis>,
    /// Whether the conversation was found as it is, and may have been left alone for too long.
    is_found: bool,
    /// The newest head that another tab, or an earlier page, has written.
    heard: Box<Head>,
    /// What the visitor asked for here and the tab that acts may not have taken note of.
    mail: Vec<Mail>,
    /// What was asked for last while this tab acted. Whether it was stored is known with the next event.
    unconfirmed: Option<Mail>,
    /// When the tab that acts counts as dead, unless it says something.
    patience: Option<Millis>,
    wake: Option<Millis>,
}

impl Tab {
    /// A tab that shows what is stored, or its most recent part: then [`Event::Found`] has to follow. It does nothing before
    /// it hears of [`Event::Visible`].
    #[must_use]
    pub fn new(stored: &Stored, rules: Rules, seed: u64, now: Now) -> Self {
        let mut tab = Self {
            conversation: Conversation::new(seed),
            rules,
            leads: false,
            queues: false,
            visible: false,
            claimed_until: None,
            is_found: true,
            heard: Box::new(Head::current()),
            mail: Vec::new(),
            unconfirmed: None,
            patience: None,
            wake: None,
        };
        tab.conversation.is_given = tab.rules.given.is_some();
        tab.load(stored);
        tab.copy(now);
        for mail in &stored.mail {
            tab.show_as_done(mail, now);
        }
        tab
    }

    /// The conversation, as far as this tab knows.
    #[must_use]
    pub fn conversation(&self) -> &Conversation {
        &self.conversation
    }

    /// Messages from the bot that have come since a window was last open.
    #[must_use]
    pub fn unread(&self) -> u32 {
        if self.conversation.open { 0 } else { self.conversation.unread() }
    }

    /// Whether this is the tab that acts.
    #[must_use]
    pub fn leads(&self) -> bool {
        self.leads
    }

    /// Takes note of what happened and says what is to be done about it.
    pub fn handle(&mut self, event: Event, now: Now) -> Vec<Effect> {
        let mut effects = Vec::new();
        let unconfirmed = self.unconfirmed.take();
        self.conversation.end_limit(now.monotonic);
        if self.claimed_until.is_some_and(|until| until <= now.monotonic) {
            self.claimed_until = None;
            self.conversation.visible = self.visible;
            // Whoever still waits will say so again.
            effects.push(Effect::Post(Post::Away));
        }
        match event {
            Event::Intends(intent) => self.intend(intent, now, &mut effects),
            Event::Found(stored) => self.find(&stored, now),
            Event::Leads(stored) => self.lead(*stored, now, &mut effects),
            Event::Deposed => {
                self.follow(&mut effects);
                // Whatever the other tab writes counts.
                (self.heard.revision, self.conversation.revision) = (0, 0);
                if let Some(mail) = unconfirmed {
                    self.post_mail(mail, &mut effects);
                }
            }
            Event::Heard(post) => self.hear(post, now, &mut effects),
            Event::Visible(visible) => {
                self.visible = visible;
                self.pass_on(Event::Visible(visible || self.claimed_until.is_some()), now, &mut effects);
                if self.leads && !visible {
                    effects.push(Effect::Post(Post::Away));
                }
                if self.queues && visible {
                    self.patience = Some(now.monotonic + PATIENCE);
                    effects.push(Effect::Post(Post::Claim));
                }
            }
            Event::Open(open) => {
                let unread = self.conversation.unread();
                self.pass_on(Event::Open(open), now, &mut effects);
                self.mark_read(unread, now, &mut effects);
            }
            event => self.pass_on(event, now, &mut effects),
        }
        self.give_way(&mut effects);
        self.ask_to_lead(now, &mut effects);
        if !self.leads {
            self.wake_at(self.patience, &mut effects);
        }
        effects
    }

    /// Lets the conversation handle an event if this tab acts; otherwise only notes what is true of this tab.
    fn pass_on(&mut self, event: Event, now: Now, effects: &mut Vec<Effect>) {
        if self.leads {
            effects.extend(self.conversation.handle(event, now));
            return;
        }
        match event {
            Event::Open(open) => self.conversation.open = open,
            Event::Visible(visible) => self.conversation.visible = visible,
            Event::Online(online) => self.conversation.online = online,
            Event::Tick => self.wake = None,
            _ => {}
        }
    }

    fn intend(&mut self, intent: Intent, now: Now, effects: &mut Vec<Effect>) {
        // Mail is put in order by its time. Clocks count in milliseconds, and a page can ask for two things within one.
        let after = self.mail.last().map_or(0.0, |mail| mail.at + 0.001);
        let mail = Mail { id: MailId(self.conversation.jitter.number()), at: now.wall.max(after), intent };
        if self.leads {
            // Should it turn out that another tab acts by now, it is mail after all.
            self.conversation.applied.push(mail.id);
            effects.extend(self.conversation.handle(Event::Intends(mail.intent.clone()), now));
            self.unconfirmed = Some(mail);
        } else {
            self.show_as_done(&mail, now);
            self.post_mail(mail, effects);
            self.patience.get_or_insert(now.monotonic + PATIENCE);
        }
    }

    fn post_mail(&mut self, mail: Mail, effects: &mut Vec<Effect>) {
        effects.push(Effect::Mail(mail.clone()));
        self.mail.push(mail);
    }

    /// Shows in the copy what the tab that acts will make of it.
    fn show_as_done(&mut self, mail: &Mail, now: Now) {
        if self.conversation.applied.contains(&mail.id) {
            return;
        }
        // A number that the tab that acts gives to nothing else.
        let next = std::mem::replace(&mut self.conversation.next_entry, PROVISIONAL | mail.id.0 as u32);
        self.conversation.intend(mail.intent.clone(), mail.at, now.monotonic);
        self.conversation.next_entry = next;
        self.conversation.effects.clear();
        self.conversation.changed = false;
    }

    fn mark_read(&mut self, unread: u32, now: Now, effects: &mut Vec<Effect>) {
        if self.conversation.open && unread > 0 && !self.leads {
            self.intend(Intent::Read, now, effects);
        }
    }

    /// All that is stored is known now. The tab that acts has read it when its turn came.
    fn find(&mut self, stored: &Stored, now: Now) {
        if !self.leads {
            self.load(stored);
            self.copy(now);
            let own = std::mem::take(&mut self.mail);
            for mail in with_own(&stored.mail, &own) {
                self.show_as_done(mail, now);
            }
            self.mail = own;
        }
    }

    /// This tab's turn has come.
    fn lead(&mut self, stored: Stored, now: Now, effects: &mut Vec<Effect>) {
        self.queues = false;
        if self.leads {
            return;
        }
        self.leads = true;
        self.claimed_until = None;
        self.patience = None;
        self.load(&stored);
        self.copy(now);
        self.is_found = false;
        self.conversation.take_over(now);
        self.wake = None;
        let own = std::mem::take(&mut self.mail);
        for mail in with_own(&stored.mail, &own) {
            self.apply(mail.clone(), now.monotonic);
        }
        // Even where nothing has changed: the others have to hear whose copy counts.
        self.conversation.is_stale |= self.conversation.revision > 0;
        self.conversation.advance(now.monotonic);
        effects.extend(self.conversation.finish(now.wall));
        if !self.visible {
            effects.push(Effect::Post(Post::Away));
        }
    }

    /// Takes note of mail, once.
    fn apply(&mut self, mail: Mail, time: Millis) {
        self.conversation.mail_done.push(mail.id);
        if !self.conversation.applied.contains(&mail.id) {
            self.conversation.applied.push(mail.id);
            self.conversation.intend(mail.intent, mail.at, time);
        }
        self.conversation.is_stale = true;
    }

    /// Another tab acts.
    fn follow(&mut self, effects: &mut Vec<Effect>) {
        if !self.leads {
            return;
        }
        self.leads = false;
        self.claimed_until = None;
        self.conversation.pending.clear();
        self.conversation.effects.clear();
        self.conversation.calm();
        self.conversation.visible = self.visible;
        let mut head = self.conversation.new_head();
        self.conversation.archive.divide(&self.conversation.entries, &mut head);
        *self.heard = head;
        self.wake = self.conversation.wake.take();
        effects.extend([Effect::AbortAll, Effect::Follow]);
    }

    /// Lets another tab act, as soon as no request is under way that it would have to look for.
    fn give_way(&mut self, effects: &mut Vec<Effect>) {
        if self.leads && self.claimed_until.is_some() && !self.visible && self.conversation.is_quiet() {
            self.follow(effects);
        }
    }

    fn ask_to_lead(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.leads || (!self.visible && self.mail.is_empty()) {
            self.patience = None;
            if std::mem::take(&mut self.queues) {
                effects.push(Effect::Follow);
            }
            return;
        }
        if !self.queues {
            self.queues = true;
            self.patience = Some(now.monotonic + PATIENCE);
            effects.push(Effect::Lead(false));
            if self.visible {
                effects.push(Effect::Post(Post::Claim));
            }
        } else if self.patience.is_some_and(|patience| patience <= now.monotonic) {
            self.patience = Some(now.monotonic + PATIENCE);
            effects.push(Effect::Lead(true));
        }
    }

    fn hear(&mut self, post: Post, now: Now, effects: &mut Vec<Effect>) {
        match post {
            Post::Changed(records) => self.hear_change(records, now, effects),
            Post::Mail(mail) if self.leads => {
                self.apply(mail, now.monotonic);
                self.conversation.advance(now.monotonic);
                effects.extend(self.conversation.finish(now.wall));
            }
            Post::Claim if self.leads => {
                self.tell_state(now, effects);
                if !self.visible {
                    self.claimed_until = Some(now.monotonic + CLAIM);
                    if !self.conversation.is_quiet() {
                        self.pass_on(Event::Visible(true), now, effects);
                    }
                }
            }
            Post::Here if !self.leads => self.trust(now),
            Post::Away if !self.leads && self.visible => effects.push(Effect::Post(Post::Claim)),
            Post::Mail(_) | Post::Claim | Post::Here | Post::Away => {}
        }
    }

    /// Tells those who may have heard of nothing yet: not everything can be stored.
    fn tell_state(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.conversation.revision == 0 {
            effects.push(Effect::Post(Post::Here));
        } else {
            self.conversation.is_stale = true;
            effects.extend(self.conversation.finish(now.wall));
        }
    }

    /// The tab that acts is alive. With mail on its way to it, it has to prove so again.
    fn trust(&mut self, now: Now) {
        self.patience = (!self.mail.is_empty()).then_some(now.monotonic + PATIENCE);
    }

    fn hear_change(&mut self, records: Vec<Record>, now: Now, effects: &mut Vec<Effect>) {
        let head = records.iter().find_map(|record| match record {
            Record::Head(head) => Some(head.clone()),
            Record::Chunk(..) | Record::Mail(..) => None,
        });
        let Some(head) = head.filter(|head| head.revision > self.conversation.revision) else { return };
        // Whoever stores after us has taken our place.
        self.follow(effects);
        for record in records {
            if let Record::Chunk(id, entries) = record {
                self.conversation.archive.hear(id, entries);
            }
        }
        let (done, mail): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.mail).into_iter().partition(|mail| head.applied.contains(&mail.id));
        self.mail = mail;
        if !done.is_empty() {
            // Its record may be in this page only.
            effects.push(Effect::MailDone(done.into_iter().map(|mail| mail.id).collect()));
        }
        self.heard = head;
        self.is_found = false;
        self.copy(now);
        for mail in self.mail.clone() {
            self.show_as_done(&mail, now);
        }
        self.trust(now);
        self.mark_read(self.conversation.unread(), now, effects);
    }

    /// Takes what is stored for what was heard last, unless more has been heard since: not everything can be stored.
    fn load(&mut self, stored: &Stored) {
        let is_newer = |head: &Head| match head.revision.cmp(&self.heard.revision) {
            Ordering::Less => false,
            Ordering::Equal => !head.is_lean,
            Ordering::Greater => true,
        };
        let head = stored.head.as_ref().filter(|head| head.is_readable() && is_newer(head));
        if let Some(head) = head {
            self.heard = head.clone();
            self.conversation.archive = Archive::new(stored.chunks.clone());
        }
    }

    /// Shows what was heard last.
    fn copy(&mut self, now: Now) {
        self.conversation.copy(&self.heard, now);
        if self.is_found && Conversation::is_expired(&self.heard, self.rules.expire_after, now) {
            self.conversation.forget();
        }
        if let Some(access) = &self.rules.given {
            let session = self.conversation.session.take().filter(|session| session.access.session == access.session);
            let cursor = session.and_then(|session| session.cursor);
            self.conversation.session = Some(Session { cursor, ..Session::new(access.clone()) });
            // Whether it is over is for the server to say anew: the page may have got another token for it.
            self.conversation.entries.retain(|entry| entry.kind != EntryKind::Notice(Notice::Over));
        }
    }

    fn wake_at(&mut self, due: Option<Millis>, effects: &mut Vec<Effect>) {
        if self.wake != due {
            self.wake = due;
            effects.push(Effect::Wake(due));
        }
    }
}

/// The mail that is stored and, after it, this tab's own where it is not.
fn with_own<'a>(stored: &'a [Mail], own: &'a [Mail]) -> impl Iterator<Item = &'a Mail> {
    stored.iter().chain(own.iter().filter(|own| stored.iter().all(|mail| mail.id != own.id)))
}
