//! Chatbots and their channels for embedded widgets, as tests configure them.

use crate::oauth_token::ClientCredentials;
use crate::rate_limit::RateLimit;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Id of the demo's chatbot.
pub const DEMO_CHATBOT: &str = "11111111-1111-4111-8111-111111111111";
/// Embed key of the demo's chatbot.
pub const DEMO_KEY: &str = "01AbCdEfGhIjKlMnOpQrStUvWxYz0123";

/// The number of a chatbot's published version.
pub(crate) const PUBLISHED_VERSION: i64 = 1;
/// The number of the version that its authors work on.
pub(crate) const WORKING_VERSION: i64 = 2;

/// The credentials that a channel requires for requests within a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthLevel {
    /// The session token.
    #[default]
    SessionToken,
    /// The embed key.
    EmbedKey,
    /// None.
    None,
}

/// An endpoint that servers have only since September 2026.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptionalEndpoint {
    /// `POST …/token/`, and `expires_at` of a start response.
    Token,
    /// `GET …/files/{id}/content/`, and `download_url` of attachments.
    Download,
    /// `POST …/consent/`, and `consent` of start and poll responses.
    Consent,
}

/// Bearer tokens that a channel in OAuth mode accepts: one, or a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum BearerTokens {
    /// One token.
    One(String),
    /// Any of several tokens.
    Several(Vec<String>),
}

impl BearerTokens {
    /// These tokens and another one.
    pub(crate) fn with(self, token: String) -> Self {
        Self::Several(match self {
            Self::One(only) => vec![only, token],
            Self::Several(mut tokens) => {
                tokens.push(token);
                tokens
            }
        })
    }

    pub(crate) fn contains(&self, token: &str) -> bool {
        match self {
            Self::One(only) => only == token,
            Self::Several(tokens) => tokens.iter().any(|one| one == token),
        }
    }
}

/// A chatbot and its channel for embedded widgets. `/control/chatbots` accepts every field.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Chatbot {
    /// UUID; a random one by default.
    pub id: String,
    /// Display name.
    pub name: String,
    /// The channel's embed key; a random one by default.
    pub embed_key: String,
    /// Hosts that may embed the widget: exact, `*.example.com`, or `*`. A channel in OAuth mode with an empty list accepts only
    /// session starts without an origin, which are those of servers.
    pub allowed_domains: Vec<String>,
    /// See [`AuthLevel`].
    pub auth_level: AuthLevel,
    /// The bearer tokens that starting a session and renewing its token require. The channel is in OAuth mode if this is set,
    /// and in embed key mode otherwise.
    pub bearer: Option<BearerTokens>,
    /// The tokens in `bearer` that have expired. The fault `stale_bearer` adds to them.
    pub expired_bearers: Vec<String>,
    /// The OAuth application that issues the bearer tokens. Its renewals share a rate limit. By default it is
    /// that of `client_credentials`, or else one for this chatbot alone.
    pub application: Option<String>,
    /// The credentials with which the page's backend gets bearer tokens. They imply OAuth mode.
    pub client_credentials: Option<ClientCredentials>,
    /// The user of the server whose requests have a `sessionid` cookie, as on pages of the same site.
    pub login: Option<Login>,
    /// Whether the channel is a public link, where the widget is on a page of the server itself. Its sessions always require
    /// the embed key at the start and the session token later, and its visitors get the published version.
    pub public_link: bool,
    /// The host of the server's own pages, the only one that a public link accepts.
    pub canonical_host: String,
    /// Whether the chatbot has a published version.
    pub published: bool,
    /// Name of the published version, if it differs.
    pub published_name: Option<String>,
    /// Whether the chatbot is archived. Its sessions do not exist then.
    pub archived: bool,
    /// The longest JSON body that is accepted.
    pub max_body_bytes: usize,
    /// Whether the channel is enabled.
    pub enabled: bool,
    /// The message of a disabled channel; empty for the server's own.
    pub disabled_message: String,
    /// The rate limit of session starts, of renewals, and of each session.
    pub rate: RateLimit,
    /// Lifetime of a session token in seconds, from its issue.
    pub token_lifetime: u64,
    /// Endpoints that the server does not have yet, as in August 2026. Their requests are 404 HTML pages, and the fields that
    /// belong to them are absent from other responses.
    pub missing_endpoints: Vec<OptionalEndpoint>,
    /// The origin of the absolute URLs in responses, as behind a proxy; the host of the request by default.
    pub public_url: Option<String>,
    /// Whether task polls return progress messages.
    pub progress: bool,
    /// Milliseconds until a worker stores a new message.
    pub pickup_ms: u64,
    /// Minimum time in milliseconds that the bot takes to answer.
    pub think_ms: u64,
    /// Whether visitors are on the chatbot's allowlist. Otherwise their messages and the answers are not stored.
    pub visitor_allowed: bool,
    /// The form that visitors must accept first.
    pub consent: Option<ConsentForm>,
    /// Whether every version of the widget is treated as outdated.
    pub deprecated: bool,
}

/// A user of the server who is logged in in the visitor's browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// E-mail address.
    pub email: String,
    /// Whether the user belongs to the chatbot's team.
    pub is_member: bool,
}

/// One version of a consent form.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentForm {
    /// Id of this version.
    pub id: i64,
    /// HTML.
    pub text: String,
}

impl Chatbot {
    /// Whether sessions are started with a bearer token instead of the embed key.
    pub(crate) fn uses_oauth(&self) -> bool {
        (self.bearer.is_some() || self.client_credentials.is_some()) && !self.public_link
    }

    /// Identifies the OAuth application that issues the bearer tokens.
    pub(crate) fn application(&self) -> &str {
        let client = self.client_credentials.as_ref().map(|credentials| &credentials.client_id);
        self.application.as_ref().or(client).unwrap_or(&self.id)
    }

    /// The level that requests within a session require. Channels in OAuth mode and public links always require the session token.
    pub(crate) fn required_level(&self) -> AuthLevel {
        if self.uses_oauth() || self.public_link { AuthLevel::SessionToken } else { self.auth_level }
    }

    /// Whether a version of the chatbot can answer. Visitors of a public link get only the published one.
    pub(crate) fn is_available(&self, is_member: bool) -> bool {
        self.published || !self.public_link || is_member
    }

    pub(crate) fn has_endpoint(&self, endpoint: OptionalEndpoint) -> bool {
        !self.missing_endpoints.contains(&endpoint)
    }
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
            expired_bearers: Vec::new(),
            application: None,
            client_credentials: None,
            login: None,
            public_link: false,
            canonical_host: "localhost".to_owned(),
            published: true,
            published_name: None,
            archived: false,
            max_body_bytes: 10 * 1024 * 1024,
            enabled: true,
            disabled_message: String::new(),
            rate: RateLimit::default(),
            token_lifetime: 7 * 24 * 3_600,
            missing_endpoints: Vec::new(),
            public_url: None,
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
