//! The options of one widget, as the loader hands them over.
//!
//! The loader reads attributes, so it is the loader that tells the page's owner about a missing or bad one, at once and
//! before anything is downloaded. What arrives here is typed; what does not fit is an error all the same.

use serde::Deserialize;

/// How long a conversation is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Persistence {
    /// Beyond this page and tab, for all of the site's.
    #[default]
    Site,
    /// For as long as the tab is open, and for this tab only.
    Tab,
    /// Not beyond this page.
    Page,
}

/// Options of one widget.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Options {
    /// UUID of the chatbot.
    pub chatbot_id: String,
    /// Where the conversation is kept: a key of the browser's storage that no other widget of the page uses.
    pub storage_key: String,
    /// Key of the chatbot's channel for embedded widgets.
    #[serde(default)]
    pub embed_key: Option<String>,
    /// Where the Chat API is: an origin, perhaps with a path, without a slash at the end.
    pub api_base_url: String,
    /// The page's own id for the visitor.
    #[serde(default)]
    pub user_id: Option<String>,
    /// The visitor's name.
    #[serde(default)]
    pub user_name: Option<String>,
    /// Title of the window.
    #[serde(default)]
    pub header_text: Option<String>,
    /// How long the conversation is kept.
    #[serde(default)]
    pub persistence: Persistence,
    /// Minutes after which a conversation that was left alone is forgotten; 0 for never.
    #[serde(default)]
    pub persistent_session_expire: f64,
    /// Id of the one session to use.
    #[serde(default)]
    pub session_id: Option<String>,
    /// Its token, where the channel wants one.
    #[serde(default)]
    pub session_token: Option<String>,
    /// What the visitor had begun to write when the widget was last taken off the page.
    #[serde(default)]
    pub draft: String,
    /// Whether the visitor may send files.
    #[serde(default)]
    pub allow_attachments: bool,
    /// Language of the texts, as a BCP 47 tag.
    #[serde(default)]
    pub language: Option<String>,
    /// Texts of that language with their keys; what is missing is shown in English.
    #[serde(default)]
    pub texts: Vec<(String, String)>,
}
