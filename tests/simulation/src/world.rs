//! The simulated world: tabs, their browser, the network and the server in virtual time.

use super::describe;
use super::leases::{Leases, PageLease};
use super::plan::{Action, FAULTS_END_MS, FIRST_DOWNLOAD, Fault, MAX_TABS, Millis, Plan};
use super::rules::Rules;
use super::state::{Page, PageId, State};
use super::storage::{StorageStatus, Version, to_newer};
use super::violation::{SERVER_LOAD, Violation, broken};
use fastrand::Rng;
use ocs_chat::api::ApiError;
use ocs_chat::chat::{DownloadOutcome, Effect, Event, FileId, Intent, Now, Record, TabMessage};
use ocs_chat::json;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::ops::Range;

/// A request under way.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) page: PageId,
    pub(super) aborts: u32,
    pub(super) number: u32,
    pub(super) effect: Effect,
    /// The access token of the page.
    pub(super) access_token: u32,
    pub(super) fault: Option<Fault>,
    /// How long the response takes.
    pub(super) response_delay: Millis,
}

/// Something that happens at a scheduled time.
#[derive(Debug, Clone)]
pub(super) enum ScheduledEvent {
    Planned(Action),
    RequestArrives(Box<Request>),
    /// With the page's number of aborts at the time of the request.
    ResponseArrives(PageId, u32, Box<Event>),
    /// With the timer's identity.
    TimerFires(PageId, u32),
    TabMessageArrives(PageId, Box<TabMessage>),
    /// The page has loaded everything that is stored.
    StorageLoads(PageId),
    /// The leader lock may be free.
    LockFrees,
    /// Another page has taken the leader lock.
    LockLost(PageId),
    /// A page that shares its conversation with no other one becomes its leader.
    LeadsAlone(PageId),
    /// The next step of a page's lease is due.
    LeaseStep(PageId, PageLease),
    /// The visitor agrees to this version of the consent form.
    VisitorAgrees(PageId, i64),
    /// Only advances the clock.
    Check,
}

pub(super) struct World {
    pub(super) state: State,
    pub(super) rules: Rules,
    pub(super) plan: Plan,
    rng: Rng,
    queue: BinaryHeap<Reverse<(Millis, u64)>>,
    scheduled: BTreeMap<u64, ScheduledEvent>,
    sequence: u64,
    /// Events that a frozen page has not handled, by page.
    pub(super) frozen: BTreeMap<PageId, Vec<ScheduledEvent>>,
    /// Pages opened so far.
    pub(super) pages: u32,
    /// Files that the browser retains.
    pub(super) files: BTreeSet<FileId>,
    pub(super) next_file: u64,
    /// The page that has the leader lock.
    pub(super) lock: Option<PageId>,
    pub(super) lock_queue: Vec<PageId>,
    /// Replace the lock in browsers without Web Locks.
    pub(super) leases: Leases,
    pub(super) is_online: bool,
    /// The visitor's clock at the start of the run.
    pub(super) wall_clock: f64,
    pub(super) requests: u32,
    /// The number of the next request for a download.
    pub(super) downloads: u32,
    /// Identifies the last download.
    pub(super) next_download: u32,
    /// How often rare events have occurred, by kind.
    occurred: BTreeMap<&'static str, u32>,
    trace: Option<Vec<String>>,
}

impl World {
    fn new(plan: &Plan, is_traced: bool) -> Self {
        let mut state = State::default();
        if plan.older_tab.is_some() {
            state.storage = state.storage.as_seen_by(Version::Newer);
        }
        (state.server.token_lifetime, state.server.renewal) = (plan.token_lifetime, plan.renewal);
        let mut world = Self {
            rules: Rules::new(&state.storage),
            state,
            rng: Rng::with_seed(plan.seed ^ 0x5eed),
            plan: plan.clone(),
            queue: BinaryHeap::new(),
            scheduled: BTreeMap::new(),
            sequence: 0,
            frozen: BTreeMap::new(),
            pages: 0,
            files: BTreeSet::new(),
            next_file: 0,
            lock: None,
            lock_queue: Vec::new(),
            leases: Leases::default(),
            is_online: true,
            wall_clock: 1_790_000_000_000.0,
            requests: 0,
            downloads: FIRST_DOWNLOAD,
            next_download: 0,
            occurred: BTreeMap::new(),
            trace: is_traced.then(Vec::new),
        };
        for (at, action) in &plan.actions {
            world.schedule(*at, ScheduledEvent::Planned(*action));
        }
        world
    }

    /// Counts a rare event.
    pub(super) fn count(&mut self, kind: &'static str) {
        *self.occurred.entry(kind).or_default() += 1;
    }

    /// Adds a line to the trace, if there is one.
    pub(super) fn note(&mut self, line: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{:>9.3} s  {}", self.state.now as f64 / 1_000.0, line()));
        }
    }

    pub(super) fn schedule(&mut self, at: Millis, event: ScheduledEvent) {
        self.sequence += 1;
        self.scheduled.insert(self.sequence, event);
        self.queue.push(Reverse((at, self.sequence)));
    }

    /// How much later the browser calls a timer of a hidden page.
    pub(super) fn throttling_delay(&mut self) -> Millis {
        if self.rng.u32(0..10) == 0 { 60_000 } else { self.rng.u64(1..1_000) }
    }

    /// Schedules an event after a random delay.
    pub(super) fn schedule_within(&mut self, delay: Range<Millis>, event: ScheduledEvent) {
        let at = self.state.now + self.rng.u64(delay);
        self.schedule(at, event);
    }

    /// Runs the plan with its faults, then a time without faults, then the final check.
    fn run(&mut self) -> Result<(), Violation> {
        self.run_until(FAULTS_END_MS)?;
        self.end_faults()?;
        for _ in 0..8 {
            let until = self.state.now.max(self.state.server.settled_at()) + 700_000;
            self.run_until(until)?;
            if !self.retry_failed()? {
                break;
            }
        }
        self.rules.check_end(&self.state)
    }

    fn run_until(&mut self, end: Millis) -> Result<(), Violation> {
        let (mut moment, mut steps) = (self.state.now, 0);
        while let Some(Reverse((at, id))) = self.queue.peek().copied() {
            if at > end {
                break;
            }
            self.queue.pop();
            (moment, steps) = if at == moment { (moment, steps + 1) } else { (at, 0) };
            if steps > 2_000 {
                return broken(SERVER_LOAD, "it does not settle".to_owned());
            }
            self.state.now = self.state.now.max(at);
            if let Some(event) = self.scheduled.remove(&id) {
                self.process(event)?;
            }
        }
        self.state.now = end;
        Ok(())
    }

    pub(super) fn clock(&self) -> Now {
        Now { monotonic: self.state.now + 1_000, wall: self.wall_clock + self.state.now as f64 }
    }

    pub(super) fn process(&mut self, scheduled: ScheduledEvent) -> Result<(), Violation> {
        match scheduled {
            ScheduledEvent::Planned(action) => self.act(action),
            ScheduledEvent::RequestArrives(request) => self.respond(*request),
            ScheduledEvent::ResponseArrives(page, aborts, ref event) => {
                let event = Event::clone(event);
                let is_download = matches!(event, Event::FileDownloaded(..));
                self.deliver(page, scheduled, |page| (is_download || page.aborts == aborts).then_some(event))
            }
            ScheduledEvent::TimerFires(page, timer) => {
                self.deliver(page, scheduled, |page| (page.timer == timer).then_some(Event::TimerFired))
            }
            ScheduledEvent::TabMessageArrives(page, ref message) => {
                let message = TabMessage::clone(message);
                self.deliver(page, scheduled, |_| Some(Event::TabMessageReceived(message)))
            }
            ScheduledEvent::StorageLoads(page) => self.deliver(page, scheduled, |page| {
                (!page.tab.is_leader()).then(|| Event::StorageLoaded(Box::new(page.store.load())))
            }),
            ScheduledEvent::LockLost(page) => self.deliver(page, scheduled, |_| Some(Event::LeadershipLost)),
            ScheduledEvent::VisitorAgrees(page, form) => self.deliver(page, scheduled, |page| {
                (page.requested_consent() == Some(form)).then_some(Event::Intent(Intent::Agree(form)))
            }),
            ScheduledEvent::LockFrees => self.grant_lock(),
            ScheduledEvent::LeadsAlone(page) => self.lead(page),
            ScheduledEvent::LeaseStep(page, lease) => self.step_lease(page, lease),
            ScheduledEvent::Check => Ok(()),
        }
    }

    /// Delivers an event to a page, or defers it while the page is frozen. Does nothing if the page is gone.
    fn deliver(
        &mut self,
        id: PageId,
        scheduled: ScheduledEvent,
        event: impl FnOnce(&Page) -> Option<Event>,
    ) -> Result<(), Violation> {
        let Some(page) = self.state.page(id) else { return Ok(()) };
        if page.is_frozen {
            self.frozen.entry(id).or_default().push(scheduled);
            return Ok(());
        }
        match event(page) {
            Some(event) => self.handle(id.tab, event),
            None => Ok(()),
        }
    }

    /// Passes an event to the page in a tab, carries out the effects, and checks the rules.
    pub(super) fn handle(&mut self, tab: usize, event: Event) -> Result<(), Violation> {
        self.note(|| format!("tab {tab} handles {}", describe::event(&event)));
        let now = self.clock();
        let Some(page) = self.state.page_in(tab) else { return Ok(()) };
        let id = page.id;
        if let Event::SessionStarted(_, Err(ApiError::Rejected(_))) = &event {
            self.rules.on_start_refused(page.tab.conversation());
        }
        // A tab that was frozen receives the request of a visible tab late, and cannot know that the tab is gone.
        let is_requested = matches!(event, Event::TabMessageReceived(TabMessage::LeadershipRequested));
        let is_any_visible = self.state.tabs.iter().flatten().any(|page| page.is_visible);
        if is_any_visible || is_requested {
            self.rules.note_visible(self.state.now);
        }
        if self.has_lock(id) && self.is_marked_as_leader(id) {
            self.rules.before_event(self.state.now, id, &event);
        }
        let Some(page) = self.state.page_in_mut(tab) else { return Ok(()) };
        let effects = page.tab.handle(event, now);
        let prompt = page.requested_consent();
        let previous = std::mem::replace(&mut page.consent_prompt, prompt);
        if let Some(form) = prompt.filter(|_| previous != prompt) {
            self.schedule(self.state.now + 2_000, ScheduledEvent::VisitorAgrees(id, form));
        }
        self.carry_out(id, effects)?;
        self.rules.after_event(&self.state, tab)
    }

    fn carry_out(&mut self, id: PageId, mut effects: Vec<Effect>) -> Result<(), Violation> {
        let tab = id.tab;
        let is_leadership_lost = effects.iter().any(Effect::requires_leadership) && !self.is_marked_as_leader(id);
        if is_leadership_lost {
            effects.retain(Effect::is_download);
        }
        for effect in effects {
            if self.dies_now(id) {
                self.note(|| format!("# tab {tab} is killed"));
                self.rules.on_interrupted();
                self.kill(tab);
                return Ok(());
            }
            self.note(|| format!("tab {tab}     {}", describe::effect(&effect)));
            match effect {
                Effect::Store(records) => {
                    // Effects that depend on the write are not carried out before it has succeeded.
                    if !self.write(id, &records) {
                        self.handle(tab, Event::StorageWriteFailed)?;
                        if self.state.page(id).is_none() {
                            return Ok(());
                        }
                    }
                }
                Effect::ForwardIntent(intent) => {
                    self.write(id, &[Record::ForwardedIntent(intent.id, Some(Box::new(intent.clone())))]);
                    self.broadcast(tab, &TabMessage::IntentForwarded(intent));
                }
                Effect::RemoveForwardedIntents(ids) => {
                    let records: Vec<_> = ids.into_iter().map(|id| Record::ForwardedIntent(id, None)).collect();
                    self.write(id, &records);
                }
                Effect::Broadcast(message) => self.broadcast(tab, &message),
                Effect::AcquireLeadership { steal } => self.request_lock(id, steal)?,
                Effect::ReleaseLeadership => self.release_lock(id),
                Effect::ReleaseFiles(files) => self.files.retain(|file| !files.contains(file)),
                Effect::SetTimer(at) => self.set_timer(id, at),
                Effect::AbortAllButDownloads => {
                    // Requests under way still reach the server.
                    if let Some(page) = self.state.page(id) {
                        page.aborts += 1;
                    }
                }
                Effect::ReportDownloadEnd(download, outcome) => {
                    self.rules.on_download_ended(id, download);
                    if outcome == DownloadOutcome::Complete {
                        self.count("file is downloaded");
                    }
                }
                Effect::Warn(_) | Effect::Emit(_) | Effect::AbortUpload => {}
                request => self.send(id, request)?,
            }
        }
        if is_leadership_lost { self.handle(tab, Event::LeadershipLost) } else { Ok(()) }
    }

    fn is_marked_as_leader(&mut self, id: PageId) -> bool {
        self.state.page(id).is_none_or(|page| page.store.is_leader())
    }

    /// Returns whether all records are stored.
    fn write(&mut self, id: PageId, records: &[Record]) -> bool {
        self.state.page(id).is_none_or(|page| page.store.write(records))
    }

    /// Counts an effect, and returns whether the page is killed before it.
    fn dies_now(&mut self, id: PageId) -> bool {
        let Some(left) = self.state.page(id).and_then(|page| page.dies_after.as_mut()) else { return false };
        *left = left.saturating_sub(1);
        *left == 0
    }

    fn set_timer(&mut self, id: PageId, at: Option<Millis>) {
        let now = self.state.now;
        let Some(page) = self.state.page(id) else { return };
        page.timer += 1;
        let timer = page.timer;
        if let Some(at) = at {
            self.schedule(at.saturating_sub(1_000).max(now), ScheduledEvent::TimerFires(id, timer));
        }
    }

    fn broadcast(&mut self, from: usize, message: &TabMessage) {
        let Some(sender) = self.state.page_in(from).filter(|page| page.is_shared) else { return };
        let is_newer = sender.version == Version::Newer;
        let others = self.state.tabs.iter().flatten().filter(|page| page.is_shared && page.id.tab != from);
        let others: Vec<_> = others.map(|page| (page.id, is_newer && page.version != Version::Newer)).collect();
        // Messages arrive in order: each takes the same time.
        let at = self.state.now + 5;
        for (page, is_older) in others {
            let message =
                if is_older { json::parse(&to_newer(&json::stringify(message))) } else { Some(message.clone()) };
            if let Some(message) = message {
                self.schedule(at, ScheduledEvent::TabMessageArrives(page, Box::new(message)));
            }
        }
    }

    /// Faults stop, and the visitor looks at the conversation in one tab.
    fn end_faults(&mut self) -> Result<(), Violation> {
        self.note(|| "# no more faults".to_owned());
        self.state.server.is_off = false;
        self.state.storage.set_status(StorageStatus::Works);
        for page in self.state.tabs.iter_mut().flatten() {
            page.dies_after = None;
        }
        for tab in 0..MAX_TABS {
            self.resume(tab)?;
        }
        for tab in 0..MAX_TABS {
            // Such a page stores nothing, so no other page can continue from it.
            if self.state.page_in(tab).is_some_and(|page| page.is_isolated) {
                self.kill(tab);
            }
        }
        self.act(Action::Online)?;
        for tab in 1..MAX_TABS {
            self.act(Action::Hide(tab))?;
        }
        self.act(Action::OpenTab(0))?;
        self.act(Action::Show(0))?;
        self.act(Action::OpenWindow(0))?;
        self.schedule(self.state.now, ScheduledEvent::Check);
        Ok(())
    }
}

/// Runs a plan.
///
/// # Errors
/// The first rule that is broken.
pub fn run(plan: &Plan) -> Result<(), Violation> {
    World::new(plan, false).run()
}

/// Runs a plan and returns how often rare events have occurred, by kind.
#[must_use]
pub fn occurrences(plan: &Plan) -> BTreeMap<&'static str, u32> {
    let mut world = World::new(plan, false);
    let _ = world.run();
    let mut occurred = world.occurred;
    let is_long = |page: &Page| page.tab.conversation().entries().len() > 500;
    if world.state.storage.has_chunks() && world.state.page_in(0).is_some_and(is_long) {
        occurred.insert("conversation of more than 500 entries in chunks", 1);
    }
    occurred.insert("single call of storage fails", world.state.storage.refused());
    occurred.insert("page of the history ends between identical timestamps", world.state.server.split_equal_timestamps);
    occurred
}

/// Runs a plan and returns a trace, one line for each event and effect.
#[must_use]
pub fn trace(plan: &Plan) -> Vec<String> {
    let mut world = World::new(plan, true);
    let result = world.run();
    let mut lines = world.trace.unwrap_or_default();
    lines.push(match result {
        Ok(()) => "all rules hold".to_owned(),
        Err(violation) => format!("broken: {}: {}", violation.rule, violation.detail),
    });
    lines
}
