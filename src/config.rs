//! The options of one widget, as the loader hands them over.
//!
//! The loader reads attributes, so it is the loader that tells the page's owner about a missing or bad one, at once and
//! before anything is downloaded. What arrives here is typed; what does not fit is an error all the same.
use crate::json::{from_json, json_enum};

/// How long a conversation is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Persistence {
    /// Beyond this page and tab, for all of the site's.
    #[default]
    Site,
    /// For as long as the tab is open, and for this tab only.
    Tab,
    /// Not beyond this page.
    Page,
}

/// What a widget is: a change of any of these is another widget.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// UUID of the chatbot.
    pub chatbot_id: String,
    /// Where the conversation is kept: a key of the browser's storage that no other widget of the page uses.
    pub storage_key: String,
    /// Key of the chatbot's channel for embedded widgets.
    pub embed_key: Option<String>,
    /// Where the Chat API is: an origin, perhaps with a path, without a slash at the end.
    pub api_base_url: String,
    /// The page's own id for the visitor.
    pub user_id: Option<String>,
    /// The visitor's name.
    pub user_name: Option<String>,
    /// Version of the chatbot, if not the published one.
    pub version_number: Option<i64>,
    /// How long the conversation is kept.
    pub persistence: Persistence,
    /// Minutes after which a conversation that was left alone is forgotten; 0 for never.
    pub persistent_session_expire: f64,
    /// Id of the one session to use.
    pub session_id: Option<String>,
    /// Its token, where the channel wants one.
    pub session_token: Option<String>,
    /// What the visitor had begun to write when the widget was last taken off the page.
    pub draft: String,
    /// Whether the window is open from the start.
    pub open: bool,
    /// Language of the texts, as a BCP 47 tag.
    pub language: Option<String>,
    /// Texts of that language with their keys; what is missing is shown in English.
    pub texts: Vec<(String, String)>,
    /// What it looks like, for now.
    pub appearance: Appearance,
}

/// What can be changed while a widget runs, and nothing is lost.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Appearance {
    /// Title of the window.
    pub header_text: Option<String>,
    /// Whether the visitor may send files.
    pub allow_attachments: bool,
    /// Whether the window can fill the screen.
    pub allow_full_screen: bool,
    /// Whether the conversation can only be read.
    pub disabled: bool,
    /// Whether the window fills the place that the page gives it, and is always open.
    pub kiosk: bool,
    /// What the bot says before anybody has said anything. Markdown.
    pub welcome_messages: Vec<String>,
    /// What the visitor may want to ask first.
    pub starter_questions: Vec<String>,
    /// The question before everything is cleared.
    pub new_chat_confirmation_message: Option<String>,
    /// What is shown while the bot works.
    pub typing_indicator_text: Option<String>,
    /// A message of the page's own.
    pub banner_message: Option<String>,
    /// How it looks.
    pub banner_style: BannerStyle,
    /// Whether it is above the field rather than at the top.
    pub banner_at_bottom: bool,
    /// Whether the arrival of messages can be heard; `None` where the page does not offer it.
    pub sound: Option<bool>,
}

/// How a banner looks, and whether it is read out at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BannerStyle {
    /// As the window.
    #[default]
    Default,
    /// A piece of information.
    Info,
    /// A warning.
    Warning,
    /// Something is wrong.
    Error,
}

impl BannerStyle {
    /// Its name, as in the option.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

json_enum!(Persistence { "site" Site, "tab" Tab, "page" Page });
json_enum!(BannerStyle { "default" Default, "info" Info, "warning" Warning, "error" Error });
from_json!(Options {
    chatbot_id: optional = "chatbotId",
    storage_key: optional = "storageKey",
    embed_key: optional = "embedKey",
    api_base_url: optional = "apiBaseUrl",
    user_id: optional = "userId",
    user_name: optional = "userName",
    version_number: optional = "versionNumber",
    persistence: optional,
    persistent_session_expire: optional = "persistentSessionExpire",
    session_id: optional = "sessionId",
    session_token: optional = "sessionToken",
    draft: optional,
    open: optional,
    language: optional,
    texts: optional,
    appearance: optional,
});
from_json!(Appearance {
    header_text: optional = "headerText",
    allow_attachments: optional = "allowAttachments",
    allow_full_screen: optional = "allowFullScreen",
    disabled: optional,
    kiosk: optional,
    welcome_messages: optional = "welcomeMessages",
    starter_questions: optional = "starterQuestions",
    new_chat_confirmation_message: optional = "newChatConfirmationMessage",
    typing_indicator_text: optional = "typingIndicatorText",
    banner_message: optional = "bannerMessage",
    banner_style: optional = "bannerStyle",
    banner_at_bottom: optional = "bannerAtBottom",
    sound: optional,
});
