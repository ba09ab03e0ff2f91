//! What the server knows.

use super::faults::Fault;
use super::rate_limit::{Limits, Rate};
use super::timestamp;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// Chatbot of the demo.
pub const DEMO_CHATBOT: &str = "11111111-1111-4111-8111-111111111111";
/// Embed key of the demo.
pub const DEMO_KEY: &str = "01AbCdEfGhIjKlMnOpQrStUvWxYz0123";

/// How a channel lets clients into sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthLevel {
    /// The session's token is wanted.
    #[default]
    SessionToken,
    /// The embed key is wanted.
    EmbedKey,
    /// Nothing is wanted.
    None,
}

/// A chatbot and its channel for embedded widgets. Every field can be set through `/control/chatbots`.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Chatbot {
    /// UUID; a new one unless given.
    pub id: String,
    /// Display name.
    pub name: String,
    /// The channel's key; a new one unless given.
    pub embed_key: String,
    /// Hosts that may embed the widget: exact, `*.example.com`, or `*`.
    pub allowed_domains: Vec<String>,
    /// See [`AuthLevel`].
    pub auth_level: AuthLevel,
    /// Whether start wants a bearer token (this one) instead.
    pub bearer: Option<String>,
    /// Whether the channel is switched on.
    pub enabled: bool,
    /// What is said while it is off; empty for the server's own words.
    pub disabled_message: String,
    /// Requests allowed.
    pub rate: Rate,
    /// Seconds that a session token is valid from the start of the session.
    pub token_lifetime: u64,
    /// Whether progress messages are written.
    pub progress: bool,
    /// Milliseconds until a worker picks a message up and stores it.
    pub pickup_ms: u64,
    /// Milliseconds that the bot thinks at least.
    pub think_ms: u64,
    /// Whether visitors are on the list of those who may chat; else answers are not stored.
    pub visitor_allowed: bool,
    /// What visitors have to agree to first.
    pub consent: Option<ConsentForm>,
    /// Whether every version of the widget counts as old.
    pub deprecated: bool,
}

/// What visitors have to agree to, in one wording.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentForm {
    /// Another wording has another id.
    pub id: i64,
    /// HTML.
    pub text: String,
}

impl Default for Chatbot {
    fn default() -> Self {
        Self {
            id: Uuid::new_v4().to_string(),
            name: "Echo".to_owned(),
            embed_key: random_key(),
            allowed_domains: vec!["*".to_owned()],
            auth_level: AuthLevel::default(),
            bearer: None,
            enabled: true,
            disabled_message: String::new(),
            rate: Rate::default(),
            token_lifetime: 7 * 24 * 3_600,
            progress: true,
            pickup_ms: 20,
            think_ms: 300,
            visitor_allowed: true,
            consent: None,
            deprecated: false,
        }
    }
}

fn random_key() -> String {
    let key = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    key.chars().take(32).collect()
}

/// A message of the history.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) role: &'static str,
    pub(crate) content: String,
    pub(crate) metadata: Value,
    pub(crate) tags: Vec<String>,
    pub(crate) attachments: Vec<Value>,
}

impl Message {
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "created_at": timestamp::format(self.created_at),
            "role": self.role,
            "content": self.content,
            "metadata": self.metadata,
            "tags": self.tags,
            "attachments": self.attachments,
        })
    }
}

/// How a task ended.
#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    /// With this answer.
    Answer(Message),
    /// With an answer that is not stored: its time is that of each poll.
    Unstored(String),
    /// With this status and words; `false` leaves the word `error` out of the body.
    Failure(u16, String, bool),
}

/// Work on an answer.
#[derive(Debug, Clone)]
pub(crate) struct Task {
    pub(crate) session: String,
    pub(crate) started: DateTime<Utc>,
    pub(crate) outcome: Option<Outcome>,
}

/// An uploaded file.
#[derive(Debug, Clone)]
pub(crate) struct StoredFile {
    pub(crate) session: String,
    pub(crate) name: String,
    pub(crate) size: usize,
    pub(crate) content_type: String,
    /// Whether a message has used it.
    pub(crate) used: bool,
}

/// A session.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) chatbot: String,
    /// Whether it was started with a key; sessions without one belong to the team's API channel.
    pub(crate) keyed: bool,
    pub(crate) token: Option<String>,
    pub(crate) started: DateTime<Utc>,
    /// Whether a test has let its token expire before its time.
    pub(crate) expired: bool,
    pub(crate) ended: bool,
    /// What the visitor has agreed to.
    pub(crate) agreed: Option<i64>,
    pub(crate) messages: Vec<Message>,
}

impl Session {
    /// Stores a message where its time belongs.
    pub(crate) fn add(&mut self, message: Message) {
        let at = self.messages.partition_point(|other| other.created_at <= message.created_at);
        self.messages.insert(at, message);
    }
}

/// What a client sent.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Received {
    pub(crate) chatbot: Option<String>,
    /// `start`, `upload`, `message`, `consent`, `task`, `poll` or `other`; preflights are `preflight`.
    pub(crate) call: &'static str,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: HashMap<String, String>,
    /// JSON where it was JSON, else the names and sizes of its parts.
    pub(crate) body: Value,
    /// What was answered; 0 for a dropped connection.
    pub(crate) status: u16,
    /// Milliseconds since 1970.
    pub(crate) at: i64,
}

/// Everything.
#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) chatbots: HashMap<String, Chatbot>,
    pub(crate) sessions: HashMap<String, Session>,
    pub(crate) tasks: HashMap<String, Task>,
    pub(crate) files: HashMap<i64, StoredFile>,
    pub(crate) limits: Limits,
    pub(crate) faults: Vec<Fault>,
    pub(crate) received: Vec<Received>,
    next_file: i64,
}

impl World {
    pub(crate) fn next_file(&mut self) -> i64 {
        self.next_file += 1;
        self.next_file
    }
}

/// The server's state, shared by all connections.
#[derive(Debug, Default)]
pub struct Server {
    world: Mutex<World>,
    /// Signs session tokens.
    pub(crate) secret: [u8; 32],
}

impl Server {
    /// A server with the demo's chatbot.
    #[must_use]
    pub fn new() -> Self {
        let mut secret = [0; 32];
        // Without a source of randomness the tokens are signed with zeros, which is good enough for a demo.
        let _ = getrandom::fill(&mut secret);
        let server = Self { world: Mutex::default(), secret };
        server.add(Chatbot {
            id: DEMO_CHATBOT.to_owned(),
            name: "Echo, the demo bot".to_owned(),
            embed_key: DEMO_KEY.to_owned(),
            think_ms: 900,
            ..Chatbot::default()
        });
        server
    }

    /// Adds a chatbot, or replaces the one with its id.
    pub fn add(&self, chatbot: Chatbot) {
        self.world().chatbots.insert(chatbot.id.clone(), chatbot);
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
