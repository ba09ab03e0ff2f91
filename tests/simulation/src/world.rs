//! Tabs, their browser, the network and the server, in virtual time. One seed, one run.

use super::describe;
use super::plan::{Action, FAULTS_END, Fate, Millis, Plan, TABS};
use super::rules::Rules;
use super::server::Server;
use fastrand::Rng;
use ocs_chat::api::{ApiError, SessionCredentials};
use ocs_chat::chat::{
    AttachedFile, DeliveryStatus, Effect, Entry, EntryId, EntryKind, Event, FileId, Intent, Message, Now, Outgoing,
    Record, Reply, StoredConversation, Tab, TabMessage,
};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::sync::Arc;

/// A rule that does not hold, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// Which of the rules.
    pub rule: &'static str,
    /// What was seen.
    pub what: String,
}

/// What a browser's storage takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Storage {
    Works,
    /// Only what is small.
    Full,
    /// Nothing.
    Dead,
}

impl Storage {
    fn takes(self, record: &Record) -> bool {
        match (self, record) {
            (Self::Works, _) => true,
            (Self::Dead, _) => false,
            (Self::Full, Record::Head(head)) => head.is_degraded(),
            (Self::Full, Record::Chunk(_, entries)) => entries.is_none(),
            (Self::Full, Record::ForwardedIntent(..)) => true,
        }
    }
}

/// A request as the server sees it.
#[derive(Debug, Clone)]
struct Request {
    tab: usize,
    life: u32,
    aborts: u32,
    number: u32,
    effect: Effect,
    fate: Option<Fate>,
    back: Millis,
}

#[derive(Debug, Clone)]
enum Happening {
    Planned(Action),
    Arrives(Box<Request>),
    /// With the number of aborts before the request.
    Answered(usize, u32, u32, Box<Event>),
    Wakes(usize, u32, u32),
    Heard(usize, u32, Box<TabMessage>),
    /// It reads all that is stored.
    Finds(usize, u32),
    MayLead,
    Deposed(usize, u32),
    /// The visitor has read what is to be agreed to.
    Agrees(usize, u32, i64),
    Check,
}

/// A browser's tab.
pub(super) struct SimTab {
    pub(super) tab: Tab,
    /// Counts the pages that have been opened in it.
    pub(super) life: u32,
    pub(super) visible: bool,
    pub(super) open: bool,
    frozen: Option<Vec<Happening>>,
    timer: u32,
    /// How often it gave up waiting for all its requests.
    aborts: u32,
    /// After how many writes and requests it is killed, if it is.
    dies_after: Option<u32>,
    /// What its visitor is asked to agree to.
    asked: Option<i64>,
    /// What this page could not store.
    memory: Vec<Record>,
    /// Whether what storage says of who acts is from its turn or later.
    is_mark_new: bool,
}

pub(super) struct World {
    pub(super) now: Millis,
    rng: Rng,
    plan: Plan,
    queue: BinaryHeap<Reverse<(Millis, u64)>>,
    happenings: BTreeMap<u64, Happening>,
    sequence: u64,
    pub(super) tabs: [Option<SimTab>; TABS],
    lives: u32,
    pub(super) stored: StoredConversation,
    pub(super) storage: Storage,
    held: BTreeSet<FileId>,
    lock: Option<(usize, u32)>,
    lock_queue: Vec<(usize, u32)>,
    /// Who says in storage that they act.
    marked: Option<(usize, u32)>,
    online: bool,
    clock: f64,
    pub(super) server: Server,
    requests: u32,
    files: u64,
    pub(super) rules: Rules,
    pub(super) trace: Option<Vec<String>>,
}

impl World {
    pub(super) fn new(plan: &Plan, traced: bool) -> Self {
        let mut world = Self {
            now: 0,
            rng: Rng::with_seed(plan.seed ^ 0x5eed),
            plan: plan.clone(),
            queue: BinaryHeap::new(),
            happenings: BTreeMap::new(),
            sequence: 0,
            tabs: std::array::from_fn(|_| None),
            lives: 0,
            stored: StoredConversation::default(),
            storage: Storage::Works,
            held: BTreeSet::new(),
            lock: None,
            lock_queue: Vec::new(),
            marked: None,
            online: true,
            clock: 1_790_000_000_000.0,
            server: Server::default(),
            requests: 0,
            files: 0,
            rules: Rules::default(),
            trace: traced.then(Vec::new),
        };
        for (at, action) in &plan.actions {
            world.schedule(*at, Happening::Planned(*action));
        }
        world
    }

    pub(super) fn note(&mut self, what: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{:>9.3} s  {}", self.now as f64 / 1_000.0, what()));
        }
    }

    fn schedule(&mut self, at: Millis, happening: Happening) {
        self.sequence += 1;
        self.happenings.insert(self.sequence, happening);
        self.queue.push(Reverse((at, self.sequence)));
    }

    fn soon(&mut self, within: std::ops::Range<Millis>, happening: Happening) {
        let at = self.now + self.rng.u64(within);
        self.schedule(at, happening);
    }

    /// Numbers that depend on the seed and a request alone, so that leaving something out changes nothing else.
    fn chances(&self, request: u32) -> Rng {
        Rng::with_seed(self.plan.seed.wrapping_mul(31).wrapping_add(u64::from(request)))
    }

    /// The whole run: trouble, then calm, then a last look.
    pub(super) fn run(&mut self) -> Result<(), Violation> {
        self.run_until(FAULTS_END)?;
        self.calm_down()?;
        for _ in 0..8 {
            let until = self.now.max(self.server.settled_at()) + 700_000;
            self.run_until(until)?;
            if !self.retry_failed()? {
                break;
            }
        }
        self.rules.clone().at_the_end(self)
    }

    fn run_until(&mut self, end: Millis) -> Result<(), Violation> {
        let (mut moment, mut steps) = (self.now, 0);
        while let Some(Reverse((at, id))) = self.queue.peek().copied() {
            if at > end {
                break;
            }
            self.queue.pop();
            (moment, steps) = if at == moment { (moment, steps + 1) } else { (at, 0) };
            if steps > 2_000 {
                return Err(Violation { rule: "4: kind to the server", what: "it spins".to_owned() });
            }
            self.now = self.now.max(at);
            if let Some(happening) = self.happenings.remove(&id) {
                self.happen(happening)?;
            }
        }
        self.now = end;
        Ok(())
    }

    fn clock(&self) -> Now {
        Now { monotonic: self.now + 1_000, wall: self.clock + self.now as f64 }
    }

    fn happen(&mut self, happening: Happening) -> Result<(), Violation> {
        match happening {
            Happening::Planned(action) => self.act(action),
            Happening::Arrives(request) => self.serve(*request),
            Happening::Answered(tab, life, aborts, event) => {
                let heard = (*event).clone();
                self.reach(tab, life, Happening::Answered(tab, life, aborts, event), |one| {
                    (one.aborts == aborts).then_some(heard)
                })
            }
            Happening::Wakes(tab, life, timer) => self.reach(tab, life, Happening::Wakes(tab, life, timer), |one| {
                (one.timer == timer).then_some(Event::TimerFired)
            }),
            Happening::Heard(tab, life, post) => {
                let heard = (*post).clone();
                self.reach(tab, life, Happening::Heard(tab, life, post), |_| Some(Event::TabMessageReceived(heard)))
            }
            Happening::Finds(tab, life) => {
                let Some(stored) = self.stored_for(tab, life) else { return Ok(()) };
                self.reach(tab, life, Happening::Finds(tab, life), |one| {
                    (!one.tab.is_leader()).then(|| Event::StorageLoaded(Box::new(stored)))
                })
            }
            Happening::Deposed(tab, life) => {
                self.reach(tab, life, Happening::Deposed(tab, life), |_| Some(Event::LeadershipLost))
            }
            Happening::Agrees(tab, life, form) => self.reach(tab, life, Happening::Agrees(tab, life, form), |one| {
                (asks(one) == Some(form)).then_some(Event::Intent(Intent::Agree(form)))
            }),
            Happening::MayLead => self.pass_lock(),
            Happening::Check => Ok(()),
        }
    }

    /// Tells a page something, unless it is gone; later, if it is frozen.
    fn reach(
        &mut self,
        tab: usize,
        life: u32,
        again: Happening,
        event: impl FnOnce(&SimTab) -> Option<Event>,
    ) -> Result<(), Violation> {
        let Some(one) = self.tab(tab, life) else { return Ok(()) };
        if let Some(waiting) = &mut one.frozen {
            waiting.push(again);
            return Ok(());
        }
        match event(one) {
            Some(event) => self.tell(tab, event),
            None => Ok(()),
        }
    }

    /// What a page finds: what is stored, and what it could not store.
    fn stored_for(&mut self, tab: usize, life: u32) -> Option<StoredConversation> {
        let memory = self.tab(tab, life)?.memory.clone();
        let mut stored = self.stored.clone();
        stored.apply(memory);
        Some(stored)
    }

    fn tab(&mut self, tab: usize, life: u32) -> Option<&mut SimTab> {
        self.tabs.get_mut(tab)?.as_mut().filter(|one| one.life == life)
    }

    fn here(&self, tab: usize) -> Option<&SimTab> {
        self.tabs.get(tab)?.as_ref().filter(|one| one.frozen.is_none())
    }

    pub(super) fn tell(&mut self, tab: usize, event: Event) -> Result<(), Violation> {
        self.note(|| format!("tab {tab} hears {}", describe::event(&event)));
        let now = self.clock();
        let Some(one) = self.tabs.get_mut(tab).and_then(Option::as_mut) else { return Ok(()) };
        let life = one.life;
        // A tab that was frozen hears late of one that could be seen, and cannot know that it is there no longer.
        let seen = self.tabs.iter().flatten().any(|one| one.visible)
            || matches!(event, Event::TabMessageReceived(TabMessage::LeadershipRequested));
        let mut rules = std::mem::take(&mut self.rules);
        rules.look(self.now, seen);
        if self.lock == Some((tab, life)) {
            rules.hears(self.now, life, &event);
        }
        self.rules = rules;
        let Some(one) = self.tabs.get_mut(tab).and_then(Option::as_mut) else { return Ok(()) };
        let effects = one.tab.handle(event, now);
        let asks_now = asks(one);
        let asked = std::mem::replace(&mut one.asked, asks_now);
        if let Some(form) = one.asked.filter(|_| asked != one.asked) {
            self.schedule(self.now + 2_000, Happening::Agrees(tab, life, form));
        }
        self.carry_out(tab, life, effects)?;
        self.check(tab)
    }

    fn check(&mut self, tab: usize) -> Result<(), Violation> {
        let mut rules = std::mem::take(&mut self.rules);
        let result = rules.after_step(self, tab);
        self.rules = rules;
        result
    }

    fn carry_out(&mut self, tab: usize, life: u32, effects: Vec<Effect>) -> Result<(), Violation> {
        if effects.iter().any(Effect::requires_leadership) && !self.may_act(tab, life) {
            return self.tell(tab, Event::LeadershipLost);
        }
        for effect in effects {
            if self.dies_now(tab, life) {
                self.note(|| format!("# tab {tab} is killed"));
                self.rules.half_done();
                self.kill(tab);
                return Ok(());
            }
            self.note(|| format!("tab {tab}     {}", describe::effect(&effect)));
            match effect {
                Effect::Store(records) => {
                    // What comes after it is not done before what is needed for it is written.
                    if self.keep(tab, &records) {
                        self.tell(tab, Event::StorageWriteFailed)?;
                        if self.tab(tab, life).is_none() {
                            return Ok(());
                        }
                    }
                }
                Effect::ForwardIntent(mail) => {
                    self.keep(tab, &[Record::ForwardedIntent(mail.id, Some(Box::new(mail.clone())))]);
                    self.post(tab, &TabMessage::IntentForwarded(mail));
                }
                Effect::ForwardedIntentsHandled(ids) => {
                    for id in ids {
                        self.keep(tab, &[Record::ForwardedIntent(id, None)]);
                    }
                }
                Effect::Broadcast(post) => self.post(tab, &post),
                Effect::AcquireLeadership { steal: false } => {
                    self.lock_queue.push((tab, life));
                    self.soon(1..10, Happening::MayLead);
                }
                Effect::AcquireLeadership { steal: true } => {
                    self.lock_queue.retain(|one| *one != (tab, life));
                    if let Some((old, old_life)) = self.lock.take() {
                        self.soon(1..10, Happening::Deposed(old, old_life));
                    }
                    self.lock_queue.insert(0, (tab, life));
                    self.soon(1..10, Happening::MayLead);
                }
                Effect::ReleaseLeadership => {
                    if let Some(one) = self.tab(tab, life) {
                        // Only the tab that acts may write what it could not store; this one has it in mind.
                        one.memory.clear();
                    }
                    self.lock_queue.retain(|one| *one != (tab, life));
                    if self.lock == Some((tab, life)) {
                        self.lock = None;
                        self.soon(1..10, Happening::MayLead);
                    }
                }
                Effect::ReleaseFiles(files) => self.held.retain(|held| !files.contains(held)),
                Effect::SetTimer(at) => {
                    if let Some(one) = self.tab(tab, life) {
                        one.timer += 1;
                        let timer = one.timer;
                        if let Some(at) = at {
                            self.schedule(at.saturating_sub(1_000).max(self.now), Happening::Wakes(tab, life, timer));
                        }
                    }
                }
                Effect::AbortAll => {
                    // What is on its way reaches the server all the same.
                    if let Some(one) = self.tab(tab, life) {
                        one.aborts += 1;
                    }
                }
                Effect::Warn(_) | Effect::Emit(_) | Effect::AbortUpload => {}
                request => self.send(tab, life, request)?,
            }
        }
        Ok(())
    }

    /// Whether this is the write or request before which the page is killed.
    fn dies_now(&mut self, tab: usize, life: u32) -> bool {
        let Some(left) = self.tab(tab, life).and_then(|one| one.dies_after.as_mut()) else { return false };
        *left = left.saturating_sub(1);
        *left == 0
    }

    /// Writes records, or keeps them in the page if that fails. `true` if it fails.
    fn keep(&mut self, tab: usize, records: &[Record]) -> bool {
        let Some(one) = self.tabs.get_mut(tab).and_then(Option::as_mut) else { return false };
        let mut failed = false;
        for record in std::mem::take(&mut one.memory).into_iter().chain(records.iter().cloned()) {
            if matches!(record, Record::ForwardedIntent(_, None)) && failed {
                // What was asked for is taken away only where what came of it is written.
            } else if self.storage.takes(&record) {
                self.stored.apply(vec![record]);
            } else {
                one.memory.push(record);
                failed = true;
            }
        }
        failed
    }

    /// Says that a page acts from now on, if any has acted yet.
    fn take_turn(&mut self, tab: usize, life: u32) {
        let works = self.storage != Storage::Dead;
        if let Some(one) = self.tab(tab, life) {
            one.is_mark_new = works;
        }
        if works && self.marked.is_some() {
            self.marked = Some((tab, life));
        }
    }

    /// Whether no other page has said in storage that it acts.
    fn may_act(&mut self, tab: usize, life: u32) -> bool {
        let (works, marked) = (self.storage != Storage::Dead, self.marked);
        let Some(one) = self.tab(tab, life).filter(|_| works) else { return true };
        if std::mem::replace(&mut one.is_mark_new, true) && marked.is_some() {
            return marked == Some((tab, life));
        }
        self.marked = Some((tab, life));
        true
    }

    fn post(&mut self, from: usize, post: &TabMessage) {
        let others: Vec<_> = self
            .tabs
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != from)
            .filter_map(|(at, one)| Some((at, one.as_ref()?.life)))
            .collect();
        // In order: every message takes as long as the one before it.
        let at = self.now + 5;
        for (tab, life) in others {
            self.schedule(at, Happening::Heard(tab, life, Box::new(post.clone())));
        }
    }

    fn pass_lock(&mut self) -> Result<(), Violation> {
        if self.lock.is_some() {
            return Ok(());
        }
        // A frozen page does not take part.
        let runs = |(tab, life): &(usize, u32)| self.here(*tab).is_some_and(|one| one.life == *life);
        let Some(at) = self.lock_queue.iter().position(runs) else { return Ok(()) };
        let (tab, life) = self.lock_queue.remove(at);
        let Some(stored) = self.stored_for(tab, life) else { return Ok(()) };
        self.lock = Some((tab, life));
        self.take_turn(tab, life);
        self.tell(tab, Event::LeadershipAcquired(Box::new(stored)))
    }

    fn send(&mut self, tab: usize, life: u32, effect: Effect) -> Result<(), Violation> {
        let number = self.requests;
        self.requests += 1;
        let fate = self.plan.fates.get(&number).copied().filter(|_| self.now < FAULTS_END);
        if let Some(fate) = fate {
            self.note(|| format!("            fate: {fate:?}"));
        }
        let mut rules = std::mem::take(&mut self.rules);
        let result = rules.before_request(self, tab, &effect);
        self.rules = rules;
        result?;
        let mut chances = self.chances(number);
        let mut slow = if let Some(Fate::Slow(more)) = fate { u64::from(more) } else { 0 };
        if matches!(effect, Effect::UploadFiles { .. }) && chances.u32(0..4) == 0 {
            // Large files take as long as they take.
            slow += chances.u64(10_000..60_000);
        }
        let (there, back) = (chances.u64(5..200) + slow, chances.u64(5..200) + slow);
        let aborts = self.tab(tab, life).map_or(0, |one| one.aborts);
        let request = Box::new(Request { tab, life, aborts, number, effect, fate, back });
        if !self.online || fate == Some(Fate::LostBefore) {
            let event = fails(&request.effect, ApiError::Network);
            self.soon(5..300, Happening::Answered(tab, life, aborts, Box::new(event)));
        } else {
            self.schedule(self.now + there, Happening::Arrives(request));
        }
        Ok(())
    }

    fn serve(&mut self, request: Request) -> Result<(), Violation> {
        let refused = match request.fate {
            Some(Fate::Stumbles) => Some(ApiError::Server(503)),
            Some(Fate::Limited(seconds)) => Some(ApiError::RateLimited(Some(u64::from(seconds) * 1_000))),
            Some(Fate::Refused) => Some(ApiError::Rejected(400)),
            _ => None,
        };
        let mut event = match refused {
            Some(error) => fails(&request.effect, error),
            None => self.do_it(&request),
        };
        match request.fate {
            Some(Fate::LostAfter) => event = fails(&request.effect, ApiError::Network),
            Some(Fate::TimesOut) => event = fails(&request.effect, ApiError::Timeout),
            Some(Fate::StumblesAfter) => event = fails(&request.effect, ApiError::Server(502)),
            Some(Fate::Malformed) => event = fails(&request.effect, ApiError::Malformed),
            _ => {}
        }
        let back = if request.fate == Some(Fate::TimesOut) { 30_000 } else { request.back };
        if !self.online {
            event = fails(&request.effect, ApiError::Network);
        }
        let answered = Happening::Answered(request.tab, request.life, request.aborts, Box::new(event));
        self.schedule(self.now + back, answered);
        Ok(())
    }

    fn do_it(&mut self, request: &Request) -> Event {
        let now = self.now;
        let mut chances = self.chances(request.number + 10_000);
        match request.effect.clone() {
            Effect::StartSession(id) => Event::SessionStarted(id, self.server.start()),
            Effect::UploadFiles { request: id, credentials, files } => {
                let result = if files.iter().all(|file| self.held.contains(file)) {
                    self.server.upload(&credentials, files.len())
                } else {
                    Err(ApiError::AttachmentsGone)
                };
                Event::FilesUploaded(id, result)
            }
            Effect::SubmitConsent { request: id, credentials, form } => {
                Event::ConsentSubmitted(id, self.server.agree(&credentials, form))
            }
            Effect::SendMessage { request: id, credentials, text, attachment_ids, .. } => {
                let think = match chances.u32(0..8) {
                    0 => chances.u64(20_000..90_000),
                    1..=3 => chances.u64(3_000..12_000),
                    _ => chances.u64(200..3_000),
                };
                let luck = (chances.u32(0..60), chances.u64(5..2_500), think);
                let result = self.server.send(now, &credentials, &text, &attachment_ids, luck);
                self.note(|| format!("      server takes {text:?}: {:?}", result.as_ref().map(|taken| &taken.task_id)));
                Event::MessageSent(id, result)
            }
            Effect::PollTask { request: id, credentials, task } => {
                Event::TaskPolled(id, self.server.poll_task(now, &credentials, &task))
            }
            Effect::PollSession { request: id, credentials, since } => {
                Event::SessionPolled(id, self.server.poll(now, &credentials, since.as_deref()))
            }
            _ => Event::TimerFired,
        }
    }

    fn act(&mut self, action: Action) -> Result<(), Violation> {
        self.note(|| format!("# {action:?}"));
        match action {
            Action::OpenTab(tab) => self.open_tab(tab),
            Action::KillTab(tab) => {
                self.kill(tab);
                Ok(())
            }
            Action::KillDuring(tab, steps) => {
                if let Some(one) = self.tabs.get_mut(tab).and_then(Option::as_mut) {
                    one.dies_after = Some(steps + 1);
                }
                Ok(())
            }
            Action::Hide(tab) | Action::Show(tab) => {
                let visible = matches!(action, Action::Show(_));
                let changed = self.here(tab).is_some_and(|one| one.visible != visible);
                if let Some(one) = self.tabs.get_mut(tab).and_then(Option::as_mut).filter(|_| changed) {
                    one.visible = visible;
                    return self.tell(tab, Event::VisibilityChanged(visible));
                }
                Ok(())
            }
            Action::Freeze(tab) => {
                if let Some(one) = self.tabs.get_mut(tab).and_then(Option::as_mut) {
                    one.frozen.get_or_insert_default();
                }
                Ok(())
            }
            Action::Thaw(tab) => self.thaw(tab),
            Action::Open(tab) | Action::Close(tab) => {
                let open = matches!(action, Action::Open(_));
                let changed = self.here(tab).is_some_and(|one| one.open != open);
                if let Some(one) = self.tabs.get_mut(tab).and_then(Option::as_mut).filter(|_| changed) {
                    one.open = open;
                    return self.tell(tab, Event::OpenChanged(open));
                }
                Ok(())
            }
            Action::Say(tab, number) => self.say(tab, number, Vec::new()),
            Action::SayWithFile(tab, number) => {
                if self.here(tab).is_none() {
                    return Ok(());
                }
                self.files += 1;
                let file = FileId(self.files);
                self.held.insert(file);
                let name = format!("{number}.txt");
                self.say(tab, number, vec![AttachedFile { file, name, size: 3.0, uploaded: None, error: None }])
            }
            Action::Retry(tab) => match self.first_failed(tab) {
                Some(entry) => self.retry(tab, &entry),
                None => Ok(()),
            },
            Action::Discard(tab) => {
                let failed = self.first_failed(tab);
                self.give_up(tab, failed, Intent::Discard)
            }
            Action::TakeBack(tab) => {
                let can_be = |entry: &&Arc<Entry>| {
                    !entry.id.is_provisional() && entry.outgoing().is_some_and(Outgoing::can_be_taken_back)
                };
                let mut entries = self.here(tab).into_iter().flat_map(|one| one.tab.conversation().entries());
                let first = entries.find(can_be).map(|entry| Entry::clone(entry));
                self.give_up(tab, first, Intent::TakeBack)
            }
            Action::NewChat(tab) => {
                if self.here(tab).is_none() {
                    return Ok(());
                }
                self.rules.started_over(self.now);
                self.tell(tab, Event::Intent(Intent::NewChat))
            }
            Action::Offline | Action::Online => {
                self.online = action == Action::Online;
                for tab in 0..TABS {
                    if self.here(tab).is_some() {
                        self.tell(tab, Event::OnlineChanged(self.online))?;
                    }
                }
                Ok(())
            }
            Action::BotSpeaks(number) => {
                self.server.speak(self.now, &format!("By the way {number}"));
                Ok(())
            }
            Action::Expire | Action::End => {
                if let Some(session) = self.server.sessions.last_mut() {
                    session.expired |= action == Action::Expire;
                    session.ended |= action == Action::End;
                }
                Ok(())
            }
            Action::Reword => {
                self.server.wording = Some(self.server.wording.unwrap_or(0) + 1);
                Ok(())
            }
            Action::SwitchOff | Action::SwitchOn => {
                self.server.is_off = action == Action::SwitchOff;
                Ok(())
            }
            Action::StorageFills | Action::StorageDies | Action::StorageWorks => {
                self.storage = match action {
                    Action::StorageFills => Storage::Full,
                    Action::StorageDies => Storage::Dead,
                    _ => Storage::Works,
                };
                self.rules.storage_failed |= self.storage != Storage::Works;
                self.rules.storage_died |= self.storage == Storage::Dead;
                Ok(())
            }
            Action::SetClock(seconds) => {
                self.clock += f64::from(seconds) * 1_000.0;
                self.rules.clock_jumped = true;
                Ok(())
            }
        }
    }

    fn open_tab(&mut self, tab: usize) -> Result<(), Violation> {
        if self.tabs.get(tab).is_none_or(Option::is_some) {
            return Ok(());
        }
        self.lives += 1;
        let seed = self.plan.seed.wrapping_mul(1_000_003).wrapping_add(u64::from(self.lives));
        let one = SimTab {
            tab: Tab::new(&self.stored.recent(), ocs_chat::chat::ConversationOptions::default(), seed, self.clock()),
            life: self.lives,
            visible: true,
            is_mark_new: false,
            open: false,
            frozen: None,
            timer: 0,
            aborts: 0,
            dies_after: None,
            asked: None,
            memory: Vec::new(),
        };
        if let Some(place) = self.tabs.get_mut(tab) {
            *place = Some(one);
        }
        if !self.online {
            self.tell(tab, Event::OnlineChanged(false))?;
        }
        // The rest of what is stored is read after the first sight, and much can happen meanwhile.
        self.soon(0..500, Happening::Finds(tab, self.lives));
        self.tell(tab, Event::VisibilityChanged(true))
    }

    fn kill(&mut self, tab: usize) {
        let Some(one) = self.tabs.get_mut(tab).and_then(Option::take) else { return };
        let own = (tab, one.life);
        if !one.memory.is_empty() {
            // What could not be stored goes with the page.
            self.rules.forgot();
        }
        self.lock_queue.retain(|other| *other != own);
        if self.lock == Some(own) {
            self.lock = None;
        }
        self.soon(1..50, Happening::MayLead);
    }

    fn thaw(&mut self, tab: usize) -> Result<(), Violation> {
        let Some(one) = self.tabs.get_mut(tab).and_then(Option::as_mut) else { return Ok(()) };
        for happening in one.frozen.take().unwrap_or_default() {
            self.happen(happening)?;
        }
        self.soon(1..10, Happening::MayLead);
        // What the page did not hear while it was frozen.
        let online = self.online;
        self.tell(tab, Event::OnlineChanged(online))
    }

    fn say(&mut self, tab: usize, number: u32, files: Vec<AttachedFile>) -> Result<(), Violation> {
        if self.here(tab).is_none() {
            return Ok(());
        }
        // Now and then visitors repeat themselves.
        let text = if number % 4 == 3 { "ok".to_owned() } else { format!("message {number}") };
        self.rules.said(self.now, &text, self.storage == Storage::Works);
        self.tell(tab, Event::Intent(Intent::Submit { text, files, context: None }))
    }

    fn first_failed(&self, tab: usize) -> Option<Entry> {
        let entries = self.here(tab)?.tab.conversation().entries();
        entries.iter().find(|entry| is_failed(entry)).map(|entry| Entry::clone(entry))
    }

    fn give_up(&mut self, tab: usize, entry: Option<Entry>, how: fn(EntryId) -> Intent) -> Result<(), Violation> {
        let Some(entry) = entry else { return Ok(()) };
        let Some(outgoing) = entry.outgoing() else { return Ok(()) };
        self.rules.gave_up(&outgoing.text);
        self.tell(tab, Event::Intent(how(entry.id)))
    }

    fn retry(&mut self, tab: usize, entry: &Entry) -> Result<(), Violation> {
        match &entry.kind {
            EntryKind::Outgoing(outgoing) => self.rules.tried_again(&outgoing.text),
            EntryKind::Message(Message { reply: Reply::Failure(question), .. }) => {
                self.rules.asked_again(self.now, &question.text, self.storage == Storage::Works);
            }
            _ => {}
        }
        self.tell(tab, Event::Intent(Intent::Retry(entry.id)))
    }

    /// Faults stop, and the visitor looks at the conversation in one tab.
    fn calm_down(&mut self) -> Result<(), Violation> {
        self.note(|| "# no more faults".to_owned());
        self.server.is_off = false;
        self.storage = Storage::Works;
        for one in self.tabs.iter_mut().flatten() {
            one.dies_after = None;
        }
        for tab in 0..TABS {
            self.thaw(tab)?;
        }
        self.act(Action::Online)?;
        for tab in 1..TABS {
            self.act(Action::Hide(tab))?;
        }
        self.act(Action::OpenTab(0))?;
        self.act(Action::Show(0))?;
        self.act(Action::Open(0))?;
        self.schedule(self.now, Happening::Check);
        Ok(())
    }

    /// The visitor tries again whatever failed to be sent. `false` if nothing did.
    fn retry_failed(&mut self) -> Result<bool, Violation> {
        let Some(one) = self.here(0) else { return Ok(false) };
        let entries = one.tab.conversation().entries().to_vec();
        let failed: Vec<_> = entries
            .iter()
            .filter(|entry| {
                entry.outgoing().is_some_and(|outgoing| matches!(outgoing.status, DeliveryStatus::Failed(_)))
            })
            .collect();
        for entry in &failed {
            self.retry(0, entry)?;
        }
        Ok(!failed.is_empty())
    }
}

/// Whether the visitor can try an entry again.
fn is_failed(entry: &Entry) -> bool {
    match &entry.kind {
        EntryKind::Outgoing(outgoing) => matches!(outgoing.status, DeliveryStatus::Failed(_)),
        EntryKind::Message(message) => matches!(message.reply, Reply::Failure(_)),
        EntryKind::Notice(_) => false,
    }
}

/// The request fails.
fn fails(effect: &Effect, error: ApiError) -> Event {
    match effect {
        Effect::StartSession(id) => Event::SessionStarted(*id, Err(error)),
        Effect::UploadFiles { request, .. } => Event::FilesUploaded(*request, Err(error)),
        Effect::SendMessage { request, .. } => Event::MessageSent(*request, Err(error)),
        Effect::SubmitConsent { request, .. } => Event::ConsentSubmitted(*request, Err(error)),
        Effect::PollTask { request, .. } => Event::TaskPolled(*request, Err(error)),
        Effect::PollSession { request, .. } => Event::SessionPolled(*request, Err(error)),
        _ => Event::TimerFired,
    }
}

/// The session that a request is for, if it is for one.
pub(super) fn session_of(effect: &Effect) -> Option<&SessionCredentials> {
    match effect {
        Effect::UploadFiles { credentials, .. }
        | Effect::SendMessage { credentials, .. }
        | Effect::SubmitConsent { credentials, .. }
        | Effect::PollTask { credentials, .. }
        | Effect::PollSession { credentials, .. } => Some(credentials),
        _ => None,
    }
}

/// What a page asks its visitor to agree to.
fn asks(one: &SimTab) -> Option<i64> {
    one.tab.conversation().consent_prompt().and_then(|consent| consent.form_version_id)
}
