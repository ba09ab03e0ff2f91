//! A model of the Chat API in virtual time.

use super::plan::{Millis, Renewal};
use ocs_chat::api::{
    ApiError, Attachment, Consent, Metadata, PollResponse, RenewResponse, Role, SendResponse, SessionCredentials,
    SessionStatus, StartResponse, TaskPollResponse, TaskStatus, UploadResponse, UploadedFile, WireMessage,
};

/// The text of an answer that the server never stores.
pub(crate) const UNSTORED: &str = "You may not chat to this bot";
/// Messages of one page of the history, and of a page of a long one.
const PAGE_SIZE: usize = 4;
const LONG_PAGE_SIZE: usize = 50;

/// How a task ends.
#[derive(Debug, Clone)]
enum Outcome {
    Answer(WireMessage),
    /// With a timestamp other than the stored one.
    Retimed(WireMessage),
    /// With an error text, and perhaps a note in the history.
    Failure {
        text: &'static str,
        has_note: bool,
    },
    /// With an answer that is never stored.
    Unstored(String),
}

#[derive(Debug, Clone)]
struct Task {
    ready: Millis,
    outcome: Outcome,
}

/// One session.
#[derive(Debug, Clone, Default)]
pub struct Session {
    /// In chronological order, including those of the future.
    messages: Vec<(Millis, WireMessage)>,
    tasks: Vec<Task>,
    files: Vec<(i64, bool)>,
    /// The version of the consent form that the visitor has agreed to.
    agreed: Option<i64>,
    /// Whether the channel required a token when it was started.
    has_token: bool,
    /// Whether its token has expired, or it lacks one that the channel requires.
    pub expired: bool,
    /// Whether it accepts no more messages.
    pub ended: bool,
}

/// The server.
#[derive(Debug, Default)]
pub struct Server {
    /// The sessions, in the order in which they were started.
    pub sessions: Vec<Session>,
    /// Whether the chatbot is switched off.
    pub is_off: bool,
    /// Whether the channel requires session tokens.
    requires_token: bool,
    /// How long session tokens are accepted.
    pub token_lifetime: Option<Millis>,
    /// Whether session tokens can be renewed.
    pub renewal: Renewal,
    /// The version of the consent form, if consent is required.
    pub consent_form: Option<i64>,
    /// The texts of all accepted messages, in order.
    pub accepted: Vec<String>,
    /// The texts of accepted messages that are never stored.
    pub unstored: Vec<String>,
    /// The visitor's current token from the page's own server. Earlier ones have expired.
    pub visitor_token: u32,
    /// How often two messages with the same timestamp were the last of a page and the first of the next one.
    pub split_equal_timestamps: u32,
    timestamps: u64,
    files: i64,
}

fn number(credentials: &SessionCredentials) -> Option<usize> {
    credentials.session.parse().ok()
}

fn clock(seconds: u64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60)
}

impl Server {
    /// A unique timestamp. Whole seconds have no fraction.
    fn timestamp(&mut self, at: Millis) -> String {
        self.timestamps += 1;
        let (seconds, micros) = (at / 1_000, at % 1_000 * 1_000 + self.timestamps % 1_000);
        let clock = clock(seconds);
        if micros == 0 { format!("2026-11-22T{clock}Z") } else { format!("2026-11-22T{clock}.{micros:06}Z") }
    }

    fn message(&mut self, at: Millis, role: Role, content: &str, traced: bool) -> WireMessage {
        WireMessage {
            created_at: self.timestamp(at),
            role,
            content: content.to_owned(),
            metadata: Metadata { traced },
            attachments: Vec::new(),
        }
    }

    /// A token of a session, which contains the session's number and the time of issue, and when it ends.
    fn issue_token(&self, session: usize, now: Millis) -> (String, Option<String>) {
        let seconds = self.token_lifetime.map(|lifetime| (now + lifetime) / 1_000);
        (format!("{session}:{now}"), seconds.map(|seconds| format!("2026-11-22T{}Z", clock(seconds))))
    }

    /// `POST …/token/`, with the access token.
    ///
    /// # Errors
    /// If the page has no access token, or it has expired.
    pub fn renew(&mut self, now: Millis, session: &str, visitor_token: u32) -> Result<RenewResponse, ApiError> {
        match self.renewal {
            Renewal::Works => {}
            Renewal::NoProvider => return Err(ApiError::SessionExpired),
            Renewal::ProviderFails => return Err(ApiError::TokenUnavailable),
            Renewal::NoEndpoint => return Err(ApiError::Rejected(404)),
            Renewal::ServerError => return Err(ApiError::Server(500, None)),
        }
        let number = session.parse::<usize>().ok();
        let session = number.and_then(|number| self.sessions.get_mut(number));
        let session = session.filter(|session| session.has_token && visitor_token == self.visitor_token);
        session.ok_or(ApiError::LoginRequired)?.expired = false;
        let (session_token, expires_at) = self.issue_token(number.unwrap_or_default(), now);
        Ok(RenewResponse { session_token, expires_at })
    }

    /// The number of a session, or why it cannot be used.
    fn authorize(&self, now: Millis, credentials: &SessionCredentials, writes: bool) -> Result<usize, ApiError> {
        let number =
            number(credentials).filter(|number| *number < self.sessions.len()).ok_or(ApiError::SessionUnknown)?;
        let session = self.sessions.get(number).ok_or(ApiError::SessionUnknown)?;
        let issued = credentials.token.as_ref().and_then(|token| token.split_once(':')?.1.parse::<Millis>().ok());
        // A token is valid to the end of the second in which it expires.
        let end = issued.zip(self.token_lifetime).map(|(issued, lifetime)| (issued + lifetime) / 1_000);
        if session.expired || end.is_some_and(|end| now / 1_000 > end) {
            Err(if session.has_token { ApiError::SessionExpired } else { ApiError::SessionUnknown })
        } else if writes && session.ended {
            Err(ApiError::SessionEnded)
        } else {
            Ok(number)
        }
    }

    fn consent(&self, number: usize) -> Option<Consent> {
        let agreed = self.sessions.get(number).and_then(|session| session.agreed);
        let required = self.consent_form.is_some() && agreed != self.consent_form;
        Some(Consent {
            required,
            form_version_id: self.consent_form,
            text: required.then(|| "<p>Agree</p>".to_owned()),
        })
    }

    /// `POST …/consent/`
    ///
    /// # Errors
    /// As the real server's.
    pub fn agree(&mut self, now: Millis, credentials: &SessionCredentials, form: i64) -> Result<(), ApiError> {
        let number = self.authorize(now, credentials, true)?;
        if self.consent_form != Some(form) {
            return Err(ApiError::ConsentRequired(self.consent(number)));
        }
        if let Some(session) = self.sessions.get_mut(number) {
            session.agreed = Some(form);
        }
        Ok(())
    }

    fn check_consent(&self, number: usize) -> Result<(), ApiError> {
        let consent = self.consent(number).filter(|consent| consent.required);
        consent.map_or(Ok(()), |consent| Err(ApiError::ConsentRequired(Some(consent))))
    }

    /// `POST /api/chat/start/`
    ///
    /// # Errors
    /// If the access token has expired or the chatbot is switched off.
    pub fn start(&mut self, now: Millis, visitor_token: u32) -> Result<StartResponse, ApiError> {
        if visitor_token != self.visitor_token {
            return Err(ApiError::LoginRequired);
        }
        if self.is_off {
            return Err(ApiError::Unavailable(Some("Back soon.".to_owned())));
        }
        let has_token = self.requires_token || self.token_lifetime.is_some();
        self.sessions.push(Session { has_token, ..Session::default() });
        let (token, expires_at) = self.issue_token(self.sessions.len() - 1, now);
        Ok(StartResponse {
            session_id: (self.sessions.len() - 1).to_string(),
            session_token: has_token.then_some(token),
            expires_at: expires_at.filter(|_| has_token),
            chatbot: Default::default(),
            consent: self.consent(self.sessions.len() - 1),
        })
    }

    /// `POST …/upload/`
    ///
    /// # Errors
    /// As the real server's.
    pub fn upload(
        &mut self,
        now: Millis,
        credentials: &SessionCredentials,
        count: usize,
    ) -> Result<UploadResponse, ApiError> {
        let number = self.authorize(now, credentials, true)?;
        self.check_consent(number)?;
        let mut files = Vec::new();
        for _ in 0..count {
            self.files += 1;
            files.push(UploadedFile { id: self.files });
            if let Some(session) = self.sessions.get_mut(number) {
                session.files.push((self.files, false));
            }
        }
        Ok(UploadResponse { files })
    }

    /// `POST …/message/`. `chance` determines the outcome of the task, `pickup` the delay until the message is stored, and
    /// `think` the delay until the answer is ready.
    ///
    /// # Errors
    /// As the real server's.
    pub fn send(
        &mut self,
        now: Millis,
        credentials: &SessionCredentials,
        text: &str,
        files: &[i64],
        (chance, pickup, think): (u32, Millis, Millis),
    ) -> Result<SendResponse, ApiError> {
        let number = self.authorize(now, credentials, true)?;
        self.check_consent(number)?;
        let session = self.sessions.get_mut(number).ok_or(ApiError::SessionUnknown)?;
        for id in files {
            match session.files.iter_mut().find(|(other, used)| other == id && !used) {
                Some((_, used)) => *used = true,
                None => return Err(ApiError::AttachmentsGone),
            }
        }
        let task_id = format!("{number}-{}", session.tasks.len());
        self.accepted.push(text.to_owned());
        let stored = now + pickup;
        let ready = stored + think;
        let question = self.message(stored, Role::User, text, true);
        let mut answer = self.message(ready, Role::Assistant, &format!("re {text} ({task_id})"), true);
        answer.attachments.push(self.attach(number));
        let (outcome, reply) = match chance {
            _ if self.is_off => (Outcome::Failure { text: "It broke.", has_note: false }, None),
            21..=23 => (Outcome::Failure { text: "It broke.", has_note: false }, None),
            0..=5 => (
                Outcome::Failure { text: "It failed.", has_note: true },
                Some(self.message(ready, Role::Assistant, "Sorry", false)),
            ),
            6..=9 => {
                let mut retimed = answer.clone();
                retimed.created_at = self.timestamp(ready + 1_034);
                (Outcome::Retimed(retimed), Some(answer))
            }
            10..=12 => (Outcome::Unstored(UNSTORED.to_owned()), None),
            13..=20 => {
                let same = WireMessage { content: "The same to everybody".to_owned(), ..answer };
                (Outcome::Answer(same.clone()), Some(same))
            }
            _ => (Outcome::Answer(answer.clone()), Some(answer)),
        };
        let session = self.sessions.get_mut(number).ok_or(ApiError::SessionUnknown)?;
        if self.is_off {
            // Accepted, but not stored.
            self.unstored.push(text.to_owned());
        } else {
            session.messages.push((stored, question));
        }
        session.messages.extend(reply.map(|reply| (ready, reply)));
        session.messages.sort_by_key(|(at, _)| *at);
        session.tasks.push(Task { ready, outcome });
        Ok(SendResponse { task_id, error: None })
    }

    /// A file of the bot in a session, at a URL of another host.
    fn attach(&mut self, number: usize) -> Attachment {
        self.files += 1;
        if let Some(session) = self.sessions.get_mut(number) {
            session.files.push((self.files, true));
        }
        let url = format!("https://proxy.example/api/chat/{number}/files/{}/content/", self.files);
        Attachment { name: "answer.csv".to_owned(), download_url: Some(url), ..Attachment::default() }
    }

    /// The id of the session that a file belongs to.
    pub(crate) fn owner_of(&self, file: &str) -> Option<String> {
        let has_file = |session: &Session| session.files.iter().any(|(id, _)| id.to_string() == file);
        self.sessions.iter().position(has_file).map(|number| number.to_string())
    }

    /// `GET …/files/{file_id}/content/`
    ///
    /// # Errors
    /// As the real server's.
    pub fn download(&mut self, now: Millis, credentials: &SessionCredentials, file: &str) -> Result<(), ApiError> {
        let number = self.authorize(now, credentials, false)?;
        let session = self.sessions.get(number).ok_or(ApiError::SessionUnknown)?;
        if session.has_token && credentials.token.is_none() {
            return Err(ApiError::SessionUnknown);
        }
        let is_attached = session.files.iter().any(|(id, is_sent)| *is_sent && id.to_string() == file);
        if is_attached { Ok(()) } else { Err(ApiError::Rejected(404)) }
    }

    /// `GET …/{task_id}/poll/`
    ///
    /// # Errors
    /// As the real server's.
    pub fn poll_task(
        &mut self,
        now: Millis,
        credentials: &SessionCredentials,
        task: &str,
    ) -> Result<TaskPollResponse, ApiError> {
        let number = self.authorize(now, credentials, false)?;
        let mut parts = task.split('-').map(|part| part.parse::<usize>().ok());
        let (of, at) = (parts.next().flatten(), parts.next().flatten());
        if of != Some(number) {
            return Err(ApiError::TaskUnknown);
        }
        let known = at.and_then(|at| self.sessions.get(number)?.tasks.get(at)).filter(|task| task.ready <= now);
        let response = |message, status| Ok(TaskPollResponse { message, status, error: None });
        match known.map(|task| task.outcome.clone()) {
            None => response(None, TaskStatus::Processing),
            Some(Outcome::Answer(message) | Outcome::Retimed(message)) => response(Some(message), TaskStatus::Complete),
            Some(Outcome::Failure { text, .. }) => Err(ApiError::TaskFailed(Some(text.to_owned()))),
            Some(Outcome::Unstored(text)) => {
                let message = self.message(now, Role::Assistant, &text, false);
                response(Some(message), TaskStatus::Complete)
            }
        }
    }

    /// `GET …/poll/`
    ///
    /// # Errors
    /// As the real server's.
    pub fn poll(
        &mut self,
        now: Millis,
        credentials: &SessionCredentials,
        since: Option<&str>,
    ) -> Result<PollResponse, ApiError> {
        let number = self.authorize(now, credentials, false)?;
        let session = self.sessions.get(number).ok_or(ApiError::SessionUnknown)?;
        let past = session.messages.iter().filter(|(at, _)| *at <= now).map(|(_, message)| message);
        // The cursor is one of the server's own timestamps. Other messages with the same one are not repeated.
        let known = since.and_then(|since| session.messages.iter().rposition(|(_, one)| one.created_at == since));
        let mut messages: Vec<_> = past.skip(known.map_or(0, |at| at + 1)).cloned().collect();
        let page_size = if messages.len() > LONG_PAGE_SIZE { LONG_PAGE_SIZE } else { PAGE_SIZE };
        let has_more = messages.len() > page_size;
        let is_edge = |last: &WireMessage, next: &WireMessage| last.created_at == next.created_at;
        if has_more
            && messages.get(page_size - 1).zip(messages.get(page_size)).is_some_and(|(one, other)| is_edge(one, other))
        {
            self.split_equal_timestamps += 1;
        }
        messages.truncate(page_size);
        let session_status = if session.ended { SessionStatus::Ended } else { SessionStatus::Active };
        Ok(PollResponse { messages, has_more, session_status, consent: self.consent(number) })
    }

    /// The bot sends a message by itself.
    pub fn speak(&mut self, now: Millis, text: &str) {
        let message = self.message(now, Role::Assistant, text, true);
        if let Some(session) = self.sessions.last_mut() {
            session.messages.push((now, message));
            session.messages.sort_by_key(|(at, _)| *at);
        }
    }

    /// The bot sends three messages with the same timestamp.
    pub fn speak_thrice(&mut self, now: Millis, text: &str) {
        let first = self.message(now, Role::Assistant, text, true);
        let second = WireMessage { content: format!("{text}, again"), ..first.clone() };
        let third = WireMessage { content: format!("{text}, once more"), ..first.clone() };
        if let Some(session) = self.sessions.last_mut() {
            session.messages.extend([(now, first), (now, second), (now, third)]);
            session.messages.sort_by_key(|(at, _)| *at);
        }
    }

    /// The channel requires session tokens from now on. Returns whether a session lacks one.
    pub fn raise_level(&mut self) -> bool {
        self.requires_token = true;
        let mut is_any_affected = false;
        for session in self.sessions.iter_mut().filter(|session| !session.has_token) {
            is_any_affected |= !session.expired;
            session.expired = true;
        }
        is_any_affected
    }

    /// How many sessions are over, or may be over because their tokens expire and cannot be renewed.
    #[must_use]
    pub fn lost_sessions(&self) -> usize {
        let is_short = self.token_lifetime.is_some() && self.renewal != Renewal::Works;
        self.sessions.iter().filter(|session| session.expired || session.ended || is_short).count()
    }

    /// How many tasks of a session fail without leaving a note in the history.
    #[must_use]
    pub fn failures_without_note(&self, session: &str) -> usize {
        let session = session.parse::<usize>().ok().and_then(|number| self.sessions.get(number));
        let is_without_note = |task: &&Task| matches!(task.outcome, Outcome::Failure { has_note: false, .. });
        session.map_or(0, |session| session.tasks.iter().filter(is_without_note).count())
    }

    /// The history of a session, oldest first.
    #[must_use]
    pub fn history(&self, session: &str) -> Vec<WireMessage> {
        let session = session.parse::<usize>().ok().and_then(|number| self.sessions.get(number));
        session.map(|session| session.messages.iter().map(|(_, message)| message.clone()).collect()).unwrap_or_default()
    }

    /// When the last message is stored.
    #[must_use]
    pub fn settled_at(&self) -> Millis {
        self.sessions.iter().flat_map(|session| &session.messages).map(|(at, _)| *at).max().unwrap_or(0)
    }
}
