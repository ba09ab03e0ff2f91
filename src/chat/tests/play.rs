//! A conversation, a model of the server, and a clock that jumps from one thing to the next.

use crate::api::{
    ApiError, Consent, Metadata, PollResponse, Role, SendResponse, SessionStatus, StartResponse, TaskPollResponse,
    TaskStatus, UploadResponse, UploadedFile, WireMessage,
};
use crate::chat::*;
use crate::json::{ToJson as _, parse};
use std::collections::BTreeMap;

/// What a test lets become of a request.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Fate {
    Fine,
    /// Lost on the way there.
    LostBefore,
    /// Done, but the answer is lost.
    LostAfter,
    /// This answer instead.
    Refused(ApiError),
}

/// A conversation, a server with one session after another, and a clock that jumps from one thing to the next.
pub(super) struct Play {
    pub(super) chat: Tab,
    pub(super) now: Millis,
    pub(super) wake: Option<Millis>,
    /// Requests under way, with the time at which their answer arrives.
    pub(super) under_way: Vec<(Millis, Effect)>,
    pub(super) history: Vec<WireMessage>,
    /// Where each session's messages begin in the history.
    pub(super) sessions: usize,
    pub(super) session_start: usize,
    pub(super) tasks: BTreeMap<String, (Millis, Result<WireMessage, String>)>,
    /// What to do with the next requests; fine when used up.
    pub(super) fates: Vec<Fate>,
    pub(super) kept: StoredConversation,
    pub(super) sent: Vec<&'static str>,
    pub(super) ended: bool,
    pub(super) uploads: i64,
    /// What has to be agreed to.
    pub(super) consent: Option<Consent>,
    pub(super) told: Vec<PublicEvent>,
    pub(super) contexts: Vec<String>,
}

impl Play {
    pub(super) fn new() -> Self {
        let mut play = Self {
            chat: tab(&StoredConversation::default(), 1_000),
            now: 1_000,
            wake: None,
            under_way: Vec::new(),
            history: Vec::new(),
            sessions: 0,
            session_start: 0,
            tasks: BTreeMap::new(),
            fates: Vec::new(),
            kept: StoredConversation::default(),
            sent: Vec::new(),
            ended: false,
            uploads: 0,
            consent: None,
            told: Vec::new(),
            contexts: Vec::new(),
        };
        play.tell(Event::VisibilityChanged(true));
        play.tell(Event::OpenChanged(true));
        play
    }

    pub(super) fn fated(fates: &[Fate]) -> Self {
        let mut play = Self::new();
        play.fates = fates.to_vec();
        play
    }

    pub(super) fn tell(&mut self, event: Event) {
        let now = Now { monotonic: self.now, wall: self.now as f64 };
        let effects = self.chat.handle(event, now);
        self.take(effects);
    }

    pub(super) fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Store(records) => self.kept.apply(records),
                Effect::ForwardIntent(mail) => {
                    self.kept.apply(vec![Record::ForwardedIntent(mail.id, Some(Box::new(mail)))])
                }
                Effect::AcquireLeadership { .. } => self.tell(Event::LeadershipAcquired(Box::new(self.kept.clone()))),
                Effect::SetTimer(at) => self.wake = at,
                Effect::AbortAll => self.under_way.clear(),
                Effect::AbortUpload => {
                    self.under_way.retain(|(_, request)| !matches!(request, Effect::UploadFiles { .. }));
                }
                Effect::Emit(told) => self.told.push(told),
                Effect::ReleaseFiles(_)
                | Effect::Warn(_)
                | Effect::Broadcast(_)
                | Effect::ForwardedIntentsHandled(_)
                | Effect::ReleaseLeadership => {}
                request => {
                    self.sent.push(match &request {
                        Effect::StartSession(_) => "start",
                        Effect::UploadFiles { .. } => "upload",
                        Effect::SendMessage { .. } => "send",
                        Effect::PollTask { .. } => "task",
                        Effect::SubmitConsent { .. } => "consent",
                        _ => "poll",
                    });
                    self.under_way.push((self.now + 40, request));
                }
            }
        }
    }

    /// Lets the next thing happen, if it happens before `until`.
    pub(super) fn step(&mut self, until: Millis) -> bool {
        let answer = self.under_way.iter().map(|(at, _)| *at).min();
        let Some(at) = answer.into_iter().chain(self.wake).min().filter(|at| *at <= until) else { return false };
        self.now = self.now.max(at);
        if let Some(index) = self.under_way.iter().position(|(due, _)| *due <= self.now) {
            let (_, request) = self.under_way.remove(index);
            self.serve(request);
        } else {
            self.wake = None;
            self.tell(Event::TimerFired);
        }
        true
    }

    pub(super) fn run(&mut self, time: Millis) {
        let until = self.now + time;
        let (mut moment, mut steps) = (self.now, 0);
        while self.step(until) {
            (moment, steps) = if self.now == moment { (moment, steps + 1) } else { (self.now, 0) };
            assert!(steps < 100, "it spins: {:?}", self.shown());
        }
        self.now = until;
    }

    pub(super) fn stamp(&self) -> String {
        let seconds = self.now / 1_000;
        let micros = self.now % 1_000 * 1_000 + self.history.len() as u64 % 1_000;
        format!("2026-11-22T{:02}:{:02}:{:02}.{micros:06}Z", seconds / 3_600, seconds / 60 % 60, seconds % 60)
    }

    pub(super) fn write(&mut self, role: Role, content: &str, traced: bool) -> WireMessage {
        let message = WireMessage {
            created_at: self.stamp(),
            role,
            content: content.to_owned(),
            metadata: Metadata { traced },
            attachments: Vec::new(),
        };
        self.history.push(message.clone());
        message
    }

    pub(super) fn serve(&mut self, request: Effect) {
        let fate = if self.fates.is_empty() { Fate::Fine } else { self.fates.remove(0) };
        let outcome = match &fate {
            Fate::Fine => Ok(()),
            Fate::LostBefore | Fate::LostAfter => Err(ApiError::Network),
            Fate::Refused(error) => Err(error.clone()),
        };
        let done = matches!(fate, Fate::Fine | Fate::LostAfter);
        let event = match request {
            Effect::StartSession(id) => {
                if done {
                    self.sessions += 1;
                    self.session_start = self.history.len();
                    self.ended = false;
                }
                let session_id = format!("session-{}", self.sessions);
                Event::SessionStarted(
                    id,
                    outcome.map(|()| StartResponse {
                        session_id,
                        session_token: Some("token".into()),
                        chatbot: Default::default(),
                        consent: self.consent.clone(),
                    }),
                )
            }
            Effect::UploadFiles { request, files, .. } => {
                let stored = files.iter().map(|_| {
                    self.uploads += 1;
                    UploadedFile { id: self.uploads }
                });
                let stored = UploadResponse { files: stored.collect() };
                Event::FilesUploaded(request, outcome.map(|()| stored))
            }
            Effect::SendMessage { request, text, context, .. } => {
                self.contexts.extend(context);
                let task_id = format!("task-{}", self.tasks.len());
                if done {
                    self.write(Role::User, &text, true);
                    // Each answer becomes ready a while after its question.
                    let ready = self.now + 700;
                    let answer = match text.as_str() {
                        "fail" => Err("It failed".to_owned()),
                        _ => Ok(self.write(Role::Assistant, &format!("re {text}"), true)),
                    };
                    if answer.is_err() {
                        self.write(Role::Assistant, "Sorry, it failed", false);
                    }
                    self.tasks.insert(task_id.clone(), (ready, answer));
                }
                Event::MessageSent(request, outcome.map(|()| SendResponse { task_id, error: None }))
            }
            Effect::SubmitConsent { request, form, .. } => {
                let wanted = self.consent.clone().and_then(|consent| consent.form_version_id);
                let agreed =
                    if wanted == Some(form) { Ok(()) } else { Err(ApiError::ConsentRequired(self.consent.clone())) };
                Event::ConsentSubmitted(request, outcome.and(agreed))
            }
            Effect::PollTask { request, task, .. } => {
                let (ready, answer) = self.tasks[&task].clone();
                let response = |message, status| Ok(TaskPollResponse { message, status, error: None });
                let result = match answer {
                    _ if self.now < ready => response(None, TaskStatus::Processing),
                    Ok(message) => response(Some(message), TaskStatus::Complete),
                    Err(words) => Err(ApiError::TaskFailed(Some(words))),
                };
                Event::TaskPolled(request, outcome.and(result))
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
                    outcome.map(|()| PollResponse { messages, has_more, session_status, consent: None }),
                )
            }
            other => panic!("{other:?} is no request"),
        };
        self.tell(event);
    }

    pub(super) fn say(&mut self, text: &str) {
        self.tell(Event::Intent(Intent::Submit { text: text.to_owned(), files: Vec::new(), context: None }));
    }

    /// The tab is closed and the page opened again.
    pub(super) fn reload(&mut self) {
        self.under_way.clear();
        self.wake = None;
        let json = serde_json::to_string(&self.kept.head.to_json()).unwrap();
        self.kept.head = parse(&json).unwrap();
        self.chat = tab(&self.kept, self.now);
        self.tell(Event::VisibilityChanged(true));
        self.tell(Event::OpenChanged(true));
    }

    /// The transcript, a line each.
    pub(super) fn shown(&self) -> Vec<String> {
        self.chat
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

    pub(super) fn count(&self, call: &str) -> usize {
        self.sent.iter().filter(|sent| **sent == call).count()
    }

    /// The server's history in the form of [`Play::shown`].
    pub(super) fn told(&self) -> Vec<String> {
        let line = |message: &WireMessage| match message.role {
            Role::User => format!("> {}", message.content),
            _ => format!("< {}", message.content),
        };
        self.history.iter().map(line).collect()
    }
}

pub(super) fn tab(stored: &StoredConversation, time: Millis) -> Tab {
    Tab::new(stored, ConversationOptions::default(), 7, Now { monotonic: time, wall: time as f64 })
}

pub(super) fn picked(file: u64, name: &str) -> AttachedFile {
    AttachedFile { file: FileId(file), name: name.into(), size: 3.0, uploaded: None, error: None }
}
