//! The load of many open widgets on the server around an outage.
//!
//! Each widget is the real state machine in virtual time. Widgets do not interact, so each runs alone and only its requests
//! are counted.

use fastrand::Rng;
use ocs_chat::api::{
    ApiError, Metadata, PollResponse, Role, SendResponse, SessionStatus, StartResponse, TaskPollResponse, TaskStatus,
    WireMessage,
};
use ocs_chat::chat::{ConversationOptions, Effect, Event, Intent, Now, StoredConversation, Tab};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// The simulated time in seconds.
pub const DURATION_S: usize = 3_600;
/// The outage, in seconds from the start of the simulation.
pub const OUTAGE_S: std::ops::Range<u64> = 1_500..2_100;
/// All pages are opened within this many seconds.
const OPENED_WITHIN_S: u64 = 600;
/// Duration of a request in milliseconds.
const REQUEST_MS: u64 = 150;

/// Requests in each second.
#[derive(Debug)]
pub struct Load(Vec<AtomicU32>);

/// The key figures of a load.
#[derive(Debug, Clone, Copy)]
pub struct Summary {
    /// Requests a second in the ten minutes before the outage, on average.
    pub before: f64,
    /// The most requests in one second of the outage.
    pub peak_during: u32,
    /// The most requests in one second after the outage.
    pub peak_after: u32,
}

impl Load {
    fn new() -> Self {
        Self((0..DURATION_S).map(|_| AtomicU32::new(0)).collect())
    }

    fn count(&self, time: u64) {
        if let Some(second) = usize::try_from(time / 1_000).ok().and_then(|second| self.0.get(second)) {
            second.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Requests in each second.
    #[must_use]
    pub fn seconds(&self) -> Vec<u32> {
        self.0.iter().map(|second| second.load(Ordering::Relaxed)).collect()
    }

    /// The key figures.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let seconds = self.seconds();
        let range = |from: u64, to: u64| seconds.get(from as usize..to as usize).unwrap_or_default();
        let before = range(OUTAGE_S.start - 600, OUTAGE_S.start);
        let peak = |seconds: &[u32]| seconds.iter().copied().max().unwrap_or(0);
        Summary {
            before: before.iter().map(|count| f64::from(*count)).sum::<f64>() / before.len() as f64,
            peak_during: peak(range(OUTAGE_S.start, OUTAGE_S.end)),
            peak_after: peak(range(OUTAGE_S.end, DURATION_S as u64)),
        }
    }
}

/// Runs this many widgets on all cores.
#[must_use]
pub fn run(widgets: u64) -> Load {
    let (load, next) = (Load::new(), AtomicU64::new(1));
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some(seed) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|seed| *seed <= widgets) {
                    Widget::new(seed).run(&load);
                }
            });
        }
    });
    load
}

/// An event that is due at a simulated time.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Scheduled {
    Open,
    /// The timer with this number fires.
    Timer(u32),
    Submit,
    /// The response with this index arrives.
    Response(u32),
}

/// One widget. One in five has an open window; one in twenty has a visitor who writes about every other minute.
struct Widget {
    tab: Tab,
    rng: Rng,
    queue: BinaryHeap<Reverse<(u64, Scheduled)>>,
    timer: u32,
    responses: Vec<Option<Event>>,
    is_open: bool,
    is_active: bool,
    /// Whether connections fail in the outage; otherwise the server responds with errors.
    has_connection_errors: bool,
}

impl Widget {
    fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let opened_at = rng.u64(0..OPENED_WITHIN_S * 1_000);
        let now = Now { monotonic: opened_at, wall: 0.0 };
        Self {
            tab: Tab::new(&StoredConversation::default(), ConversationOptions::default(), rng.u64(1..u64::MAX), now),
            queue: BinaryHeap::from([Reverse((opened_at, Scheduled::Open))]),
            timer: 0,
            responses: Vec::new(),
            is_open: rng.u32(0..5) == 0,
            is_active: rng.u32(0..20) == 0,
            has_connection_errors: rng.bool(),
            rng,
        }
    }

    fn run(mut self, load: &Load) {
        while let Some(Reverse((time, next))) = self.queue.pop() {
            if time >= DURATION_S as u64 * 1_000 {
                break;
            }
            match next {
                Scheduled::Open => {
                    self.handle(time, Event::VisibilityChanged(true), load);
                    self.handle(time, Event::OpenChanged(self.is_open), load);
                    // The first message starts a session in every widget.
                    self.queue.push(Reverse((time + 1, Scheduled::Submit)));
                }
                Scheduled::Timer(timer) if timer == self.timer => self.handle(time, Event::TimerFired, load),
                Scheduled::Timer(_) => {}
                Scheduled::Submit => {
                    let intent = Intent::Submit { text: "hello".to_owned(), files: Vec::new(), context: None };
                    self.handle(time, Event::Intent(intent), load);
                    if self.is_active {
                        let again = time + self.rng.u64(60_000..180_000);
                        self.queue.push(Reverse((again, Scheduled::Submit)));
                    }
                }
                Scheduled::Response(number) => {
                    if let Some(event) = self.responses.get_mut(number as usize).and_then(Option::take) {
                        self.handle(time, event, load);
                    }
                }
            }
        }
    }

    fn handle(&mut self, time: u64, event: Event, load: &Load) {
        let effects = self.tab.handle(event, Now { monotonic: time, wall: time as f64 });
        for effect in effects {
            let is_down = OUTAGE_S.contains(&(time / 1_000));
            let failure = if self.has_connection_errors { ApiError::Network } else { ApiError::Server(503, None) };
            let outcome = if is_down { Err(failure) } else { Ok(()) };
            let event = match effect {
                Effect::AcquireLeadership { .. } => {
                    // The only tab becomes the leader before it stores anything, and stays the leader.
                    self.handle(time, Event::LeadershipAcquired(Box::default()), load);
                    continue;
                }
                Effect::SetTimer(at) => {
                    self.timer += 1;
                    self.queue.extend(at.map(|at| Reverse((at, Scheduled::Timer(self.timer)))));
                    continue;
                }
                Effect::StartSession(id) => Event::SessionStarted(
                    id,
                    outcome.map(|()| StartResponse {
                        consent: None,
                        session_id: "session".to_owned(),
                        expires_at: None,
                        session_token: None,
                        chatbot: Default::default(),
                    }),
                ),
                Effect::SendMessage { request, .. } => {
                    // The answer takes three seconds: the task's id is the time at which it is complete.
                    let task_id = (time + 3_000).to_string();
                    Event::MessageSent(request, outcome.map(|()| SendResponse { task_id, error: None }))
                }
                Effect::PollTask { request, task, .. } => {
                    let is_done = task.parse::<u64>().is_ok_and(|done| done <= time);
                    let status = if is_done { TaskStatus::Complete } else { TaskStatus::Processing };
                    let answer = WireMessage {
                        created_at: String::new(),
                        role: Role::Assistant,
                        content: format!("answer {task}"),
                        metadata: Metadata { traced: true },
                        attachments: Vec::new(),
                    };
                    let message = is_done.then_some(answer);
                    Event::TaskPolled(request, outcome.map(|()| TaskPollResponse { message, status, error: None }))
                }
                Effect::PollSession { request, .. } => {
                    let page = PollResponse {
                        messages: Vec::new(),
                        has_more: false,
                        session_status: SessionStatus::Active,
                        consent: None,
                    };
                    Event::SessionPolled(request, outcome.map(|()| page))
                }
                _ => continue,
            };
            load.count(time);
            self.queue.push(Reverse((time + REQUEST_MS, Scheduled::Response(self.responses.len() as u32))));
            self.responses.push(Some(event));
        }
    }
}
