//! The server's state in memory: chatbots, sessions, tasks, files, faults and received requests.

use crate::attachment::{Attachment, Links};
use crate::bot::conversation;
use crate::chatbot::{Chatbot, DEMO_CHATBOT, DEMO_KEY};
use crate::fault::Fault;
use crate::rate_limit::RateLimiter;
use crate::session_token::SessionToken;
use crate::timestamp;
use axum::body::Bytes;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A message of the history.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) role: &'static str,
    pub(crate) content: String,
    pub(crate) metadata: Value,
    pub(crate) tags: Vec<String>,
    pub(crate) attachments: Vec<Attachment>,
}

impl Message {
    pub(crate) fn to_json(&self, links: &Links<'_>) -> Value {
        let attachments: Vec<Value> = self.attachments.iter().map(|attachment| attachment.to_json(links)).collect();
        json!({
            "created_at": timestamp::format(self.created_at),
            "role": self.role,
            "content": self.content,
            "metadata": self.metadata,
            "tags": self.tags,
            "attachments": attachments,
        })
    }
}

/// The outcome of a task.
#[derive(Debug, Clone)]
pub(crate) enum TaskOutcome {
    Answer(Message),
    /// An answer that is not in the history. Each poll returns it with the time of the poll.
    UnstoredAnswer(String),
    Failure {
        status: u16,
        message: String,
        /// Whether the body has the field `status`.
        has_status_field: bool,
    },
}

/// The processing of a message.
#[derive(Debug, Clone)]
pub(crate) struct Task {
    pub(crate) session_id: String,
    pub(crate) started: DateTime<Utc>,
    /// `None` while the task is being processed.
    pub(crate) outcome: Option<TaskOutcome>,
}

/// A file that a visitor has uploaded or the bot has attached.
#[derive(Debug, Clone)]
pub(crate) struct StoredFile {
    pub(crate) session_id: String,
    pub(crate) name: String,
    pub(crate) content_type: Option<String>,
    pub(crate) bytes: Bytes,
    /// Whether a message has it as an attachment.
    pub(crate) is_attached: bool,
    /// Whether a test removed its content.
    pub(crate) is_lost: bool,
}

impl StoredFile {
    pub(crate) fn to_attachment(&self, file_id: i64) -> Attachment {
        Attachment { file_id, name: self.name.clone(), content_type: self.content_type.clone(), size: self.bytes.len() }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) chatbot_id: String,
    /// Whether it belongs to the channel for embedded widgets. All others belong to the team's API channel.
    pub(crate) has_channel: bool,
    /// Whether a member of the chatbot's team started it.
    pub(crate) is_of_member: bool,
    /// Identifier of the participant.
    pub(crate) participant: String,
    /// All tokens so far; empty if the channel required none at the start.
    pub(crate) tokens: Vec<SessionToken>,
    pub(crate) started: DateTime<Utc>,
    pub(crate) has_ended: bool,
    /// Id of the consent form version that the visitor accepted.
    pub(crate) accepted_consent: Option<i64>,
    /// The history, ordered by time.
    pub(crate) messages: Vec<Message>,
}

impl Session {
    /// Sets whether the tokens so far have expired early. Tokens that are issued later are not affected.
    pub(crate) fn set_tokens_expired(&mut self, is_expired: bool) {
        for token in &mut self.tokens {
            token.is_expired = is_expired;
        }
    }

    /// Adds a message to the history, keeping its order.
    pub(crate) fn add_message(&mut self, message: Message) {
        let index = self.messages.partition_point(|other| other.created_at <= message.created_at);
        self.messages.insert(index, message);
    }
}

/// A request, as `/control/received` returns it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ReceivedRequest {
    pub(crate) chatbot: Option<String>,
    /// `start`, `upload`, `message`, `consent`, `token`, `download`, `task`, `poll`, `oauth-token` or `other`;
    /// `preflight` for preflights.
    #[serde(rename = "call")]
    pub(crate) endpoint: &'static str,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: HashMap<String, String>,
    /// The JSON body, or the names and sizes of uploaded files.
    pub(crate) body: Value,
    /// Status of the response; 0 for a dropped connection.
    pub(crate) status: u16,
    /// Milliseconds since 1970.
    pub(crate) at: i64,
}

#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) chatbots: HashMap<String, Chatbot>,
    pub(crate) sessions: HashMap<String, Session>,
    pub(crate) tasks: HashMap<String, Task>,
    pub(crate) files: HashMap<i64, StoredFile>,
    pub(crate) rate_limiter: RateLimiter,
    pub(crate) faults: Vec<Fault>,
    pub(crate) received: Vec<ReceivedRequest>,
    last_file_id: i64,
}

impl State {
    pub(crate) fn next_file_id(&mut self) -> i64 {
        self.last_file_id += 1;
        self.last_file_id
    }
}

/// The server, shared by all connections.
#[derive(Debug, Default)]
pub struct Server {
    state: Mutex<State>,
    /// The key that signs session tokens.
    pub(crate) secret: [u8; 32],
}

impl Server {
    /// A server with the demo's chatbot.
    #[must_use]
    pub fn new() -> Self {
        let mut secret = [0; 32];
        // Without a source of randomness the key is all zeros, which is sufficient for a demo and tests.
        let _ = getrandom::fill(&mut secret);
        let server = Self { state: Mutex::default(), secret };
        server.add_chatbot(Chatbot {
            id: DEMO_CHATBOT.to_owned(),
            name: conversation::chatbot_name(),
            embed_key: DEMO_KEY.to_owned(),
            think_ms: conversation::think_ms(),
            ..Chatbot::default()
        });
        server
    }

    /// Adds a chatbot, or replaces the one with the same id.
    pub fn add_chatbot(&self, chatbot: Chatbot) {
        self.state().chatbots.insert(chatbot.id.clone(), chatbot);
    }

    /// Locks the state.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a message to a session's history, if the session exists.
    pub(crate) fn store_message(&self, session_id: &str, message: Message) {
        if let Some(session) = self.state().sessions.get_mut(session_id) {
            session.add_message(message);
        }
    }
}
