//! A test harness: a tab, a model of the server, and a virtual clock.

use crate::api::{
    ApiError, Consent, Metadata, PollResponse, RenewResponse, Role, SendResponse, SessionCredentials, SessionStatus,
    StartResponse, TaskPollResponse, TaskStatus, UploadResponse, UploadedFile, WireMessage,
};
use crate::chat::*;
use crate::json::{ToJson as _, parse};
use std::collections::BTreeMap;

/// The outcome of a request.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outcome {
    /// The server handles the request and responds.
    Success,
    /// The request does not reach the server.
    RequestLost,
    /// The server handles the request, but the response is lost.
    ResponseLost,
    /// The server responds with this error.
    Error(ApiError),
}

/// A tab, a server with one session after another, and a clock that advances to the next event.
pub(super) struct Harness {
    pub(super) tab: Tab,
    pub(super) now: Millis,
    pub(super) timer: Option<Millis>,
    /// Requests under way, with the time of their response.
    pub(super) in_flight: Vec<(Millis, Effect)>,
    /// The messages of all sessions, oldest first.
    pub(super) history: Vec<WireMessage>,
    /// Sessions that were started.
    pub(super) sessions: usize,
    /// The index in `history` at which the current session begins.
    pub(super) session_start: usize,
    /// By id: when each task is complete, and its answer or error text.
    pub(super) tasks: BTreeMap<String, (Millis, Result<WireMessage, String>)>,
    /// The outcomes of the next requests. Later requests succeed.
    pub(super) outcomes: Vec<Outcome>,
    pub(super) stored: StoredConversation,
    /// The kinds of all requests, in order.
    pub(super) requests: Vec<&'static str>,
    /// Whether the current session has ended.
    pub(super) ended: bool,
    /// The lifetime of session tokens; `None` if they never expire.
    pub(super) token_lifetime: Option<Millis>,
    /// When renewals of the session token began.
    pub(super) renewals: Vec<Millis>,
    /// The response to renewals.
    pub(super) renewal: Result<(), ApiError>,
    /// How long the response to a renewal takes.
    pub(super) renewal_time: Millis,
    /// How far the visitor's clock differs from `now`, in milliseconds.
    pub(super) clock_offset: f64,
    /// Files that were uploaded.
    pub(super) uploads: i64,
    /// The consent that the server requires.
    pub(super) consent: Option<Consent>,
    /// Downloads that have ended.
    pub(super) downloads: Vec<(DownloadId, DownloadOutcome)>,
    /// The sessions, tokens and files of the requests for downloads.
    pub(super) download_requests: Vec<(String, Option<String>, String)>,
    /// Messages to the other tabs, except for changes of the state.
    pub(super) posted: Vec<TabMessage>,
    /// The events for the page.
    pub(super) emitted: Vec<PublicEvent>,
    /// The page contexts that were sent with messages.
    pub(super) contexts: Vec<String>,
}

impl Harness {
    pub(super) fn new() -> Self {
        let mut harness = Self {
            tab: tab(&StoredConversation::default(), 1_000),
            now: 1_000,
            timer: None,
            in_flight: Vec::new(),
            history: Vec::new(),
            sessions: 0,
            session_start: 0,
            tasks: BTreeMap::new(),
            outcomes: Vec::new(),
            stored: StoredConversation::default(),
            requests: Vec::new(),
            ended: false,
            token_lifetime: None,
            renewals: Vec::new(),
            renewal: Err(ApiError::SessionExpired),
            renewal_time: 40,
            clock_offset: 0.0,
            uploads: 0,
            consent: None,
            downloads: Vec::new(),
            download_requests: Vec::new(),
            posted: Vec::new(),
            emitted: Vec::new(),
            contexts: Vec::new(),
        };
        harness.handle(Event::VisibilityChanged(true));
        harness.handle(Event::OpenChanged(true));
        harness
    }

    pub(super) fn with_outcomes(outcomes: &[Outcome]) -> Self {
        let mut harness = Self::new();
        harness.outcomes = outcomes.to_vec();
        harness
    }

    pub(super) fn handle(&mut self, event: Event) {
        let effects = self.tab.handle(event, self.clock());
        self.carry_out(effects);
    }

    pub(super) fn clock(&self) -> Now {
        Now { monotonic: self.now, wall: self.now as f64 + self.clock_offset }
    }

    pub(super) fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut has_lock = false;
        for effect in effects {
            match effect {
                Effect::Store(records) => self.stored.apply(records),
                Effect::ForwardIntent(intent) => {
                    self.stored.apply(vec![Record::ForwardedIntent(intent.id, Some(Box::new(intent)))])
                }
                Effect::AcquireLeadership { .. } => has_lock = true,
                Effect::SetTimer(at) => self.timer = at,
                Effect::AbortAllButDownloads => self.in_flight.retain(|(_, request)| request.is_download()),
                Effect::AbortUpload => {
                    self.in_flight.retain(|(_, request)| !matches!(request, Effect::UploadFiles { .. }));
                }
                Effect::Emit(event) => self.emitted.push(event),
                Effect::ReportDownloadEnd(download, outcome) => self.downloads.push((download, outcome)),
                Effect::Broadcast(TabMessage::StateChanged(_)) => {}
                Effect::Broadcast(message) => self.posted.push(message),
                Effect::ReleaseFiles(_)
                | Effect::Warn(_)
                | Effect::RemoveForwardedIntents(_)
                | Effect::ReleaseLeadership => {}
                request => {
                    let is_renewal = matches!(request, Effect::RenewSessionToken { .. });
                    if is_renewal {
                        self.renewals.push(self.now);
                    }
                    if let Effect::DownloadFile { credentials, file, .. } = &request {
                        let SessionCredentials { session, token } = credentials.clone();
                        self.download_requests.push((session, token, file.clone()));
                    }
                    self.requests.push(match &request {
                        Effect::StartSession(_) => "start",
                        Effect::UploadFiles { .. } => "upload",
                        Effect::SendMessage { .. } => "send",
                        Effect::PollTask { .. } => "task",
                        Effect::SubmitConsent { .. } => "consent",
                        Effect::RenewSessionToken { .. } => "renew",
                        Effect::DownloadFile { .. } => "download",
                        _ => "poll",
                    });
                    let response_time = if is_renewal { self.renewal_time } else { 40 };
                    self.in_flight.push((self.now + response_time, request));
                }
            }
        }
        if has_lock {
            self.handle(Event::LeadershipAcquired(Box::new(self.stored.clone())));
        }
    }

    /// Advances to the next response or timer, if one is due by `until`. `false` if not.
    pub(super) fn step(&mut self, until: Millis) -> bool {
        let response = self.in_flight.iter().map(|(at, _)| *at).min();
        let Some(at) = response.into_iter().chain(self.timer).min().filter(|at| *at <= until) else { return false };
        self.now = self.now.max(at);
        if let Some(index) = self.in_flight.iter().position(|(due, _)| *due <= self.now) {
            let (_, request) = self.in_flight.remove(index);
            self.respond(request);
        } else {
            self.timer = None;
            self.handle(Event::TimerFired);
        }
        true
    }

    pub(super) fn advance(&mut self, time: Millis) {
        let until = self.now + time;
        let (mut moment, mut steps) = (self.now, 0);
        while self.step(until) {
            (moment, steps) = if self.now == moment { (moment, steps + 1) } else { (self.now, 0) };
            assert!(steps < 100, "the state machine does not settle: {:?}", self.lines());
        }
        self.now = until;
    }

    pub(super) fn timestamp(&self) -> String {
        let micros = self.now % 1_000 * 1_000 + self.history.len() as u64 % 1_000;
        format!("{}.{micros:06}Z", seconds_of(self.now))
    }

    pub(super) fn store_message(&mut self, role: Role, content: &str, traced: bool) -> WireMessage {
        let message = WireMessage {
            created_at: self.timestamp(),
            role,
            content: content.to_owned(),
            metadata: Metadata { traced },
            attachments: Vec::new(),
        };
        self.history.push(message.clone());
        message
    }

    /// A new session token, which contains its expiry time, and that time as a timestamp.
    fn new_token(&self) -> (String, Option<String>) {
        let end = (self.now + self.token_lifetime.unwrap_or(1 << 40)) / 1_000 * 1_000;
        (end.to_string(), self.token_lifetime.map(|_| format!("{}Z", seconds_of(end))))
    }

    /// Whether a request has an expired session token.
    fn has_expired(&self, request: &Effect) -> bool {
        let (Effect::UploadFiles { credentials, .. }
        | Effect::SendMessage { credentials, .. }
        | Effect::SubmitConsent { credentials, .. }
        | Effect::DownloadFile { credentials, .. }
        | Effect::PollTask { credentials, .. }
        | Effect::PollSession { credentials, .. }) = request
        else {
            return false;
        };
        credentials.token.as_ref().is_some_and(|token| self.now > token.parse().unwrap())
    }

    pub(super) fn respond(&mut self, request: Effect) {
        let mut outcome = if self.outcomes.is_empty() { Outcome::Success } else { self.outcomes.remove(0) };
        if outcome == Outcome::Success && self.has_expired(&request) {
            outcome = Outcome::Error(ApiError::SessionExpired);
        }
        let reply = match &outcome {
            Outcome::Success => Ok(()),
            Outcome::RequestLost | Outcome::ResponseLost => Err(ApiError::Network),
            Outcome::Error(error) => Err(error.clone()),
        };
        let is_handled = matches!(outcome, Outcome::Success | Outcome::ResponseLost);
        let event = match request {
            Effect::StartSession(id) => {
                if is_handled {
                    self.sessions += 1;
                    self.session_start = self.history.len();
                    self.ended = false;
                }
                let session_id = format!("session-{}", self.sessions);
                let (token, expires_at) = self.new_token();
                Event::SessionStarted(
                    id,
                    reply.map(|()| StartResponse {
                        session_id,
                        session_token: Some(token),
                        expires_at,
                        chatbot: Default::default(),
                        consent: self.consent.clone(),
                    }),
                )
            }
            Effect::RenewSessionToken { request, .. } => {
                let (session_token, expires_at) = self.new_token();
                let renewed = self.renewal.clone().map(|()| RenewResponse { session_token, expires_at });
                Event::SessionTokenRenewed(request, reply.and(renewed))
            }
            Effect::UploadFiles { request, files, .. } => {
                let stored = files.iter().map(|_| {
                    self.uploads += 1;
                    UploadedFile { id: self.uploads }
                });
                let stored = UploadResponse { files: stored.collect() };
                Event::FilesUploaded(request, reply.map(|()| stored))
            }
            Effect::SendMessage { request, text, context, .. } => {
                self.contexts.extend(context);
                let task_id = format!("task-{}", self.tasks.len());
                if is_handled {
                    self.store_message(Role::User, &text, true);
                    // Each answer is ready some time after its question.
                    let ready = self.now + 700;
                    let answer = match text.as_str() {
                        "fail" => Err("It failed".to_owned()),
                        // Leaves no note in the history.
                        "break" => Err("It broke".to_owned()),
                        _ => Ok(self.store_message(Role::Assistant, &format!("re {text}"), true)),
                    };
                    if text == "fail" {
                        self.store_message(Role::Assistant, "Sorry, it failed", false);
                    }
                    self.tasks.insert(task_id.clone(), (ready, answer));
                }
                Event::MessageSent(request, reply.map(|()| SendResponse { task_id, error: None }))
            }
            Effect::SubmitConsent { request, form_version_id, .. } => {
                let wanted = self.consent.clone().and_then(|consent| consent.form_version_id);
                let agreed = if wanted == Some(form_version_id) {
                    Ok(())
                } else {
                    Err(ApiError::ConsentRequired(self.consent.clone()))
                };
                Event::ConsentSubmitted(request, reply.and(agreed))
            }
            Effect::DownloadFile { request, .. } => Event::FileDownloaded(request, reply),
            Effect::PollTask { request, task, .. } => {
                let (ready, answer) = self.tasks[&task].clone();
                let response = |message, status| Ok(TaskPollResponse { message, status, error: None });
                let result = match answer {
                    _ if self.now < ready => response(None, TaskStatus::Processing),
                    Ok(message) => response(Some(message), TaskStatus::Complete),
                    Err(text) => Err(ApiError::TaskFailed(Some(text))),
                };
                Event::TaskPolled(request, reply.and(result))
            }
            Effect::PollSession { request, since, .. } => {
                let session = &self.history[self.session_start..];
                let after =
                    session.iter().filter(|message| since.as_ref().is_none_or(|since| message.created_at > *since));
                let mut messages: Vec<_> = after.cloned().collect();
                let has_more = messages.len() > 5;
                messages.truncate(5);
                let session_status = if self.ended { SessionStatus::Ended } else { SessionStatus::Active };
                Event::SessionPolled(
                    request,
                    reply.map(|()| PollResponse { messages, has_more, session_status, consent: None }),
                )
            }
            other => panic!("{other:?} is not a request"),
        };
        self.handle(event);
    }

    pub(super) fn submit(&mut self, text: &str) {
        self.handle(Event::Intent(Intent::Submit { text: text.to_owned(), files: Vec::new(), context: None }));
    }

    /// Closes the tab and opens the page again.
    pub(super) fn reload(&mut self) {
        self.in_flight.clear();
        self.timer = None;
        let json = serde_json::to_string(&self.stored.head.to_json()).unwrap();
        self.stored.head = parse(&json).unwrap();
        self.tab = Tab::new(&self.stored, ConversationOptions::default(), 7, self.clock());
        self.handle(Event::VisibilityChanged(true));
        self.handle(Event::OpenChanged(true));
    }

    /// The transcript, one line for each entry.
    pub(super) fn lines(&self) -> Vec<String> {
        self.tab
            .conversation()
            .entries()
            .iter()
            .map(|entry| match &entry.kind {
                EntryKind::Message(message) if message.is_from_bot() => match message.reply {
                    Reply::Failure(_) | Reply::FailureRetried => format!("! {}", message.wire.content),
                    _ => format!("< {}", message.wire.content),
                },
                EntryKind::Message(message) => format!("> {}", message.wire.content),
                EntryKind::Outgoing(outgoing) => format!("{:?} {}", outgoing.status, outgoing.text),
                EntryKind::Notice(notice) => format!("-- {notice:?}"),
            })
            .collect()
    }

    pub(super) fn request_count(&self, kind: &str) -> usize {
        self.requests.iter().filter(|request| **request == kind).count()
    }

    /// The server's history in the form of [`Harness::lines`].
    pub(super) fn history_lines(&self) -> Vec<String> {
        let line = |message: &WireMessage| match message.role {
            Role::User => format!("> {}", message.content),
            _ => format!("< {}", message.content),
        };
        self.history.iter().map(line).collect()
    }
}

/// A timestamp of the server without fraction and time zone.
fn seconds_of(time: Millis) -> String {
    let seconds = time / 1_000;
    format!("2026-11-22T{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

pub(super) fn tab(stored: &StoredConversation, time: Millis) -> Tab {
    Tab::new(stored, ConversationOptions::default(), 7, Now { monotonic: time, wall: time as f64 })
}

pub(super) fn attached_file(id: u64, name: &str) -> AttachedFile {
    AttachedFile { id: FileId(id), name: name.into(), size: 3.0, uploaded: None, error: None }
}
