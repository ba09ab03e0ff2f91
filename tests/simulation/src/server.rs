//! A model of the Chat API in virtual time.

use super::plan::{Millis, Renewal};
use ocs_chat::api::{
    ApiError, Attachment, Consent, Metadata, PollResponse, RenewResponse, Role, SendResponse, SessionCredentials,
    SessionStatus, StartResponse, TaskPollResponse, TaskStatus, UploadResponse, UploadedFile, WireMessage,
};

/// The text of an answer that the server never stores.
pub(crate) const UNSTORED: &str = "You may not chat to this bot";
/// Messages in a page of the history.
const PAGE_SIZE: usize = 4;
/// Messages in a page if more than these remain.
const LONG_PAGE_SIZE: usize = 50;

/// How a task ends.
#[derive(Debug, Clone)]
enum Outcome {
    Answer(WireMessage),
    /// The answer has a timestamp other than the stored one.
    AnswerWithOtherTimestamp(WireMessage),
    /// The task fails with an error text, and may leave a note in the history.
    Failure {
        text: &'static str,
        has_note: bool,
    },
    /// The answer is never stored.
    Unstored(String),
}

#[derive(Debug, Clone)]
struct Task {
    ready_at: Millis,
    outcome: Outcome,
}

#[derive(Debug, Clone)]
struct SessionFile {
    id: i64,
    /// Whether a message of the visitor or of the bot has the file.
    is_attached: bool,
}

/// One session.
#[derive(Debug, Clone, Default)]
pub struct Session {
    /// In chronological order, including those that are stored only in the future.
    messages: Vec<(Millis, WireMessage)>,
    tasks: Vec<Task>,
    files: Vec<SessionFile>,
    /// The version of the consent form that the visitor has agreed to.
    agreed_form: Option<i64>,
    /// Whether the channel required tokens when the session was started.
    has_token: bool,
    /// Whether the session's token has expired, or the session lacks one that the channel requires.
    pub is_expired: bool,
    /// Whether the session accepts no more messages.
    pub is_ended: bool,
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
    /// The visitor's current access token from the page's own server. Earlier ones have expired.
    pub access_token: u32,
    /// How often two messages with the same timestamp were the last of a page and the first of the next one.
    pub split_equal_timestamps: u32,
    timestamps: u64,
    files: i64,
}

fn session_number(credentials: &SessionCredentials) -> Option<usize> {
    credentials.session.parse().ok()
}

fn format_clock(seconds: u64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60)
}

impl Server {
    /// A timestamp that differs from all earlier ones. Whole seconds have no fraction.
    fn unique_timestamp(&mut self, at: Millis) -> String {
        self.timestamps += 1;
        let (seconds, micros) = (at / 1_000, at % 1_000 * 1_000 + self.timestamps % 1_000);
        let clock = format_clock(seconds);
        if micros == 0 { format!("2026-11-22T{clock}Z") } else { format!("2026-11-22T{clock}.{micros:06}Z") }
    }

    fn new_message(&mut self, at: Millis, role: Role, content: &str, is_traced: bool) -> WireMessage {
        WireMessage {
            created_at: self.unique_timestamp(at),
            role,
            content: content.to_owned(),
            metadata: Metadata { traced: is_traced },
            attachments: Vec::new(),
        }
    }

    /// A session token, which contains the session's number and the time of issue, and the timestamp at which it expires.
    fn issue_token(&self, session: usize, now: Millis) -> (String, Option<String>) {
        let seconds = self.token_lifetime.map(|lifetime| (now + lifetime) / 1_000);
        (format!("{session}:{now}"), seconds.map(|seconds| format!("2026-11-22T{}Z", format_clock(seconds))))
    }

    /// `POST …/token/`, with the access token.
    ///
    /// # Errors
    /// If tokens cannot be renewed, the session has none, or the access token has expired.
    pub fn renew(&mut self, now: Millis, session: &str, access_token: u32) -> Result<RenewResponse, ApiError> {
        match self.renewal {
            Renewal::Works => {}
            Renewal::NoProvider => return Err(ApiError::SessionExpired),
            Renewal::ProviderFails => return Err(ApiError::TokenUnavailable),
            Renewal::NoEndpoint => return Err(ApiError::Rejected(404)),
            Renewal::ServerError => return Err(ApiError::Server(500, None)),
        }
        let number = session.parse::<usize>().ok();
        let session = number.and_then(|number| self.sessions.get_mut(number));
        let session = session.filter(|session| session.has_token && access_token == self.access_token);
        session.ok_or(ApiError::LoginRequired)?.is_expired = false;
        let (session_token, expires_at) = self.issue_token(number.unwrap_or_default(), now);
        Ok(RenewResponse { session_token, expires_at })
    }

    /// The number of a session that accepts the credentials and, for a write, has not ended.
    fn authorize(&self, now: Millis, credentials: &SessionCredentials, is_write: bool) -> Result<usize, ApiError> {
        let number = session_number(credentials)
            .filter(|number| *number < self.sessions.len())
            .ok_or(ApiError::SessionUnknown)?;
        let session = self.sessions.get(number).ok_or(ApiError::SessionUnknown)?;
        let issued = credentials.token.as_ref().and_then(|token| token.split_once(':')?.1.parse::<Millis>().ok());
        // A token is valid to the end of the second in which it expires.
        let end = issued.zip(self.token_lifetime).map(|(issued, lifetime)| (issued + lifetime) / 1_000);
        if session.is_expired || end.is_some_and(|end| now / 1_000 > end) {
            Err(if session.has_token { ApiError::SessionExpired } else { ApiError::SessionUnknown })
        } else if is_write && session.is_ended {
            Err(ApiError::SessionEnded)
        } else {
            Ok(number)
        }
    }

    fn consent(&self, number: usize) -> Option<Consent> {
        let agreed_form = self.sessions.get(number).and_then(|session| session.agreed_form);
        let is_required = self.consent_form.is_some() && agreed_form != self.consent_form;
        Some(Consent {
            required: is_required,
            form_version_id: self.consent_form,
            text: is_required.then(|| "<p>Agree</p>".to_owned()),
        })
    }

    /// `POST …/consent/`
    ///
    /// # Errors
    /// If the session cannot be used or `form` is not the current version.
    pub fn agree(&mut self, now: Millis, credentials: &SessionCredentials, form: i64) -> Result<(), ApiError> {
        let number = self.authorize(now, credentials, true)?;
        if self.consent_form != Some(form) {
            return Err(ApiError::ConsentRequired(self.consent(number)));
        }
        if let Some(session) = self.sessions.get_mut(number) {
            session.agreed_form = Some(form);
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
    pub fn start(&mut self, now: Millis, access_token: u32) -> Result<StartResponse, ApiError> {
        if access_token != self.access_token {
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
    /// If the session cannot be used or consent is missing.
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
                session.files.push(SessionFile { id: self.files, is_attached: false });
            }
        }
        Ok(UploadResponse { files })
    }

    /// `POST …/message/`. `outcome_roll` determines the outcome of the task, `pickup_delay` when the message is stored, and
    /// `answer_delay` the time from then until the answer is ready.
    ///
    /// # Errors
    /// If the session cannot be used, consent is missing, or a file is unknown or already attached.
    pub fn send(
        &mut self,
        now: Millis,
        credentials: &SessionCredentials,
        text: &str,
        files: &[i64],
        (outcome_roll, pickup_delay, answer_delay): (u32, Millis, Millis),
    ) -> Result<SendResponse, ApiError> {
        let number = self.authorize(now, credentials, true)?;
        self.check_consent(number)?;
        let session = self.sessions.get_mut(number).ok_or(ApiError::SessionUnknown)?;
        for id in files {
            match session.files.iter_mut().find(|file| file.id == *id && !file.is_attached) {
                Some(file) => file.is_attached = true,
                None => return Err(ApiError::AttachmentsGone),
            }
        }
        let task_id = format!("{number}-{}", session.tasks.len());
        self.accepted.push(text.to_owned());
        let stored_at = now + pickup_delay;
        let ready_at = stored_at + answer_delay;
        let question = self.new_message(stored_at, Role::User, text, true);
        let mut answer = self.new_message(ready_at, Role::Assistant, &format!("re {text} ({task_id})"), true);
        answer.attachments.push(self.attach_file(number));
        let (outcome, reply) = match outcome_roll {
            _ if self.is_off => (Outcome::Failure { text: "It broke.", has_note: false }, None),
            21..=23 => (Outcome::Failure { text: "It broke.", has_note: false }, None),
            0..=5 => (
                Outcome::Failure { text: "It failed.", has_note: true },
                Some(self.new_message(ready_at, Role::Assistant, "Sorry", false)),
            ),
            6..=9 => {
                let mut other = answer.clone();
                other.created_at = self.unique_timestamp(ready_at + 1_034);
                (Outcome::AnswerWithOtherTimestamp(other), Some(answer))
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
            session.messages.push((stored_at, question));
        }
        session.messages.extend(reply.map(|reply| (ready_at, reply)));
        session.messages.sort_by_key(|(at, _)| *at);
        session.tasks.push(Task { ready_at, outcome });
        Ok(SendResponse { task_id, error: None })
    }

    /// Attaches a file to a message of the bot. Its URL has another host.
    fn attach_file(&mut self, number: usize) -> Attachment {
        self.files += 1;
        if let Some(session) = self.sessions.get_mut(number) {
            session.files.push(SessionFile { id: self.files, is_attached: true });
        }
        let url = format!("https://proxy.example/api/chat/{number}/files/{}/content/", self.files);
        Attachment { name: "answer.csv".to_owned(), download_url: Some(url), ..Attachment::default() }
    }

    /// The id of the session that a file belongs to.
    pub(crate) fn owner_of(&self, file: &str) -> Option<String> {
        let has_file = |session: &Session| session.files.iter().any(|other| other.id.to_string() == file);
        self.sessions.iter().position(has_file).map(|number| number.to_string())
    }

    /// `GET …/files/{file_id}/content/`
    ///
    /// # Errors
    /// If the session cannot be used or no message in it has the file.
    pub fn download(&mut self, now: Millis, credentials: &SessionCredentials, file: &str) -> Result<(), ApiError> {
        let number = self.authorize(now, credentials, false)?;
        let session = self.sessions.get(number).ok_or(ApiError::SessionUnknown)?;
        if session.has_token && credentials.token.is_none() {
            return Err(ApiError::SessionUnknown);
        }
        let is_attached = session.files.iter().any(|other| other.is_attached && other.id.to_string() == file);
        if is_attached { Ok(()) } else { Err(ApiError::Rejected(404)) }
    }

    /// `GET …/{task_id}/poll/`
    ///
    /// # Errors
    /// If the session cannot be used, or the task belongs to another session or has failed.
    pub fn poll_task(
        &mut self,
        now: Millis,
        credentials: &SessionCredentials,
        task: &str,
    ) -> Result<TaskPollResponse, ApiError> {
        let number = self.authorize(now, credentials, false)?;
        let mut parts = task.split('-').map(|part| part.parse::<usize>().ok());
        let (session, at) = (parts.next().flatten(), parts.next().flatten());
        if session != Some(number) {
            return Err(ApiError::TaskUnknown);
        }
        let ended = at.and_then(|at| self.sessions.get(number)?.tasks.get(at)).filter(|task| task.ready_at <= now);
        let response = |message, status| Ok(TaskPollResponse { message, status, error: None });
        match ended.map(|task| task.outcome.clone()) {
            None => response(None, TaskStatus::Processing),
            Some(Outcome::Answer(message) | Outcome::AnswerWithOtherTimestamp(message)) => {
                response(Some(message), TaskStatus::Complete)
            }
            Some(Outcome::Failure { text, .. }) => Err(ApiError::TaskFailed(Some(text.to_owned()))),
            Some(Outcome::Unstored(text)) => {
                let message = self.new_message(now, Role::Assistant, &text, false);
                response(Some(message), TaskStatus::Complete)
            }
        }
    }

    /// `GET …/poll/`
    ///
    /// # Errors
    /// If the session cannot be used.
    pub fn poll(
        &mut self,
        now: Millis,
        credentials: &SessionCredentials,
        since: Option<&str>,
    ) -> Result<PollResponse, ApiError> {
        let number = self.authorize(now, credentials, false)?;
        let session = self.sessions.get(number).ok_or(ApiError::SessionUnknown)?;
        let past = session.messages.iter().filter(|(at, _)| *at <= now).map(|(_, message)| message);
        // The cursor is one of the server's own timestamps. Other messages with the same timestamp are not returned again.
        let last_seen = since.and_then(|since| session.messages.iter().rposition(|(_, one)| one.created_at == since));
        let mut messages: Vec<_> = past.skip(last_seen.map_or(0, |at| at + 1)).cloned().collect();
        let page_size = if messages.len() > LONG_PAGE_SIZE { LONG_PAGE_SIZE } else { PAGE_SIZE };
        let has_more = messages.len() > page_size;
        let last_and_next = messages.get(page_size - 1).zip(messages.get(page_size));
        if has_more && last_and_next.is_some_and(|(last, next)| last.created_at == next.created_at) {
            self.split_equal_timestamps += 1;
        }
        messages.truncate(page_size);
        let session_status = if session.is_ended { SessionStatus::Ended } else { SessionStatus::Active };
        Ok(PollResponse { messages, has_more, session_status, consent: self.consent(number) })
    }

    /// The bot sends a message by itself.
    pub fn speak(&mut self, now: Millis, text: &str) {
        let message = self.new_message(now, Role::Assistant, text, true);
        if let Some(session) = self.sessions.last_mut() {
            session.messages.push((now, message));
            session.messages.sort_by_key(|(at, _)| *at);
        }
    }

    /// The bot sends three messages with the same timestamp.
    pub fn speak_thrice(&mut self, now: Millis, text: &str) {
        let first = self.new_message(now, Role::Assistant, text, true);
        let second = WireMessage { content: format!("{text}, again"), ..first.clone() };
        let third = WireMessage { content: format!("{text}, once more"), ..first.clone() };
        if let Some(session) = self.sessions.last_mut() {
            session.messages.extend([(now, first), (now, second), (now, third)]);
            session.messages.sort_by_key(|(at, _)| *at);
        }
    }

    /// The channel requires session tokens from now on. Returns whether this has invalidated a session.
    pub fn require_tokens(&mut self) -> bool {
        self.requires_token = true;
        let mut is_any_affected = false;
        for session in self.sessions.iter_mut().filter(|session| !session.has_token) {
            is_any_affected |= !session.is_expired;
            session.is_expired = true;
        }
        is_any_affected
    }

    /// How many sessions have expired or ended, or may have expired because their tokens cannot be renewed.
    #[must_use]
    pub fn lost_sessions(&self) -> usize {
        let may_expire = self.token_lifetime.is_some() && self.renewal != Renewal::Works;
        self.sessions.iter().filter(|session| session.is_expired || session.is_ended || may_expire).count()
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
