//! The options of one widget, as the scripts pass them to the application.
//!
//! The scripts read and validate what the page sets (`www/widget/options/`), and report errors. Here a value of the wrong
//! type is replaced with the default. The options are declared in `www/widget/options/schema.json`, which a test
//! compares with the fields in this file.
use crate::json::{Value, from_json, json_enum};

/// How long a conversation is stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Persistence {
    /// For the whole site, in all its pages and tabs.
    #[default]
    Site,
    /// For this tab, as long as it is open.
    Tab,
    /// For this page only.
    Page,
}

/// Options of a widget. A change to any of them restarts the widget, except to `appearance`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// UUID of the chatbot.
    pub chatbot_id: String,
    /// The storage key of the conversation. No other widget of the page uses it.
    pub storage_key: String,
    /// Key of the chatbot's channel for embedded widgets.
    pub embed_key: Option<String>,
    /// Base URL of the Chat API: an origin and an optional path, without a trailing slash.
    pub api_base_url: String,
    /// The page's own id for the visitor.
    pub user_id: Option<String>,
    /// The visitor's name.
    pub user_name: Option<String>,
    /// Whether the address of the page that is sent with a new session includes its query.
    pub send_page_query: bool,
    /// Version of the chatbot; `None` for the published one.
    pub version_number: Option<i64>,
    /// How long the conversation is stored.
    pub persistence: Persistence,
    /// Minutes after which an idle conversation is removed; 0 for never.
    pub persistent_session_expire: f64,
    /// Id of the session that the page provides.
    pub session_id: Option<String>,
    /// Token of that session, if the channel requires one.
    pub session_token: Option<String>,
    /// What the visitor was writing when the widget was last removed from the page.
    pub draft: String,
    /// Whether formulas in the bot's messages are recognized.
    pub formulas: bool,
    /// Whether the window is open at first.
    pub open: bool,
    /// The hosts whose pictures in messages are shown at once, in the form that
    /// [`PictureRule`](crate::markdown::PictureRule) parses; `None` if the visitor has to ask for each picture.
    pub images: Option<String>,
    /// Language of the texts, as a BCP 47 tag.
    pub language: Option<String>,
    /// The texts of that language.
    pub texts: Value,
    /// Options that can change while the widget runs.
    pub appearance: Appearance,
}

/// Options that can change while the widget runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Appearance {
    /// Title of the window.
    pub header_text: Option<String>,
    /// Whether the visitor may send files.
    pub allow_attachments: bool,
    /// Whether the window can fill the screen.
    pub allow_full_screen: bool,
    /// Whether the conversation is read-only.
    pub disabled: bool,
    /// Whether the window fills its place in the page and is always open.
    pub kiosk: bool,
    /// The bot's first messages, in Markdown.
    pub welcome_messages: Vec<String>,
    /// Questions to choose from before the first message.
    pub starter_questions: Vec<String>,
    /// Whether the newest answer may end in buttons that send a reply.
    pub quick_replies: bool,
    /// The question that the visitor confirms before the conversation is cleared.
    pub new_chat_confirmation_message: Option<String>,
    /// Text that is shown while the bot prepares an answer.
    pub typing_indicator_text: Option<String>,
    /// Placeholder of the text field; `None` for the text of the language.
    pub placeholder: Option<String>,
    /// Whether the Enter key breaks the line, as the page may choose for on-screen keyboards. Otherwise it sends.
    pub enter_breaks_line: bool,
    /// The message of the option `banner-message`.
    pub banner_message: Option<String>,
    /// Style of that message.
    pub banner_style: BannerStyle,
    /// Whether it is above the text field, not at the top.
    pub banner_at_bottom: bool,
    /// Whether a sound announces messages; `None` if the page does not offer that.
    pub sound: Option<bool>,
    /// Label of the menu item that turns reading new answers aloud on or off; `None` if the page or the browser does not offer it.
    pub read_aloud: Option<String>,
}

/// Style of the banner. Screen readers announce warnings and errors at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BannerStyle {
    /// The colours of the window.
    #[default]
    Default,
    /// Information.
    Info,
    /// A warning.
    Warning,
    /// An error.
    Error,
}

impl BannerStyle {
    /// The option's value.
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
    send_page_query: optional = "sendPageQuery",
    version_number: optional = "versionNumber",
    persistence: optional,
    persistent_session_expire: optional = "persistentSessionExpire",
    session_id: optional = "sessionId",
    session_token: optional = "sessionToken",
    formulas: optional,
    draft: optional,
    open: optional,
    images: optional,
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
    quick_replies: optional = "quickReplies",
    new_chat_confirmation_message: optional = "newChatConfirmationMessage",
    typing_indicator_text: optional = "typingIndicatorText",
    placeholder: optional,
    enter_breaks_line: optional = "enterBreaksLine",
    banner_message: optional = "bannerMessage",
    banner_style: optional = "bannerStyle",
    banner_at_bottom: optional = "bannerAtBottom",
    sound: optional,
    read_aloud: optional = "readAloud",
});

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::json::{FromJson, parse};
    use serde_json::{Value, json};
    use std::collections::BTreeSet;

    /// Fields of [`Options`] that are not options.
    const INTERNAL: [&str; 2] = ["storageKey", "draft"];

    /// The options: attribute, path of the Rust field, schema entry.
    fn schema() -> Vec<(String, Option<String>, Value)> {
        let schema: Value = serde_json::from_str(include_str!("../www/widget/options/schema.json")).unwrap();
        let options = schema.pointer("/options").and_then(Value::as_object).unwrap();
        let entry = |(name, entry): (&String, &Value)| {
            let text = |key: &str| entry.get(key).and_then(Value::as_str);
            let mut words = name.split('-');
            let first = words.next().unwrap().to_owned();
            let key =
                words.fold(first, |key, word| key + &word.get(..1).unwrap().to_uppercase() + word.get(1..).unwrap());
            let field = match (text("field"), text("affects").unwrap()) {
                (Some(field), _) => Some(field.to_owned()),
                (None, "conversation") => Some(key),
                (None, "appearance") => Some(format!("appearance.{key}")),
                _ => None,
            };
            (name.clone(), field, entry.clone())
        };
        options.iter().map(entry).collect()
    }

    #[test]
    fn every_field_is_an_option_and_every_option_has_a_field() {
        let fields: BTreeSet<_> = schema().into_iter().filter_map(|(_, field, _)| field).collect();
        let of_options = Options::FIELDS.iter().filter(|field| **field != "appearance" && !INTERNAL.contains(field));
        let of_appearance = Appearance::FIELDS.iter().map(|field| format!("appearance.{field}"));
        let declared: BTreeSet<_> = of_options.map(|field| (*field).to_owned()).chain(of_appearance).collect();
        assert_eq!(fields, declared);
    }

    #[test]
    fn fields_accept_the_values_of_the_schema() {
        for (name, field, entry) in schema() {
            let Some(field) = field.filter(|_| entry.get("field").is_none()) else { continue };
            let samples = match entry.get("type").and_then(Value::as_str).unwrap() {
                "boolean" => vec![json!(true)],
                "whole-number" | "minutes" => vec![json!(3)],
                "string-list" => vec![json!(["one", "two"])],
                "enum" => entry.get("values").and_then(Value::as_array).unwrap().clone(),
                _ => vec![json!("text")],
            };
            let parsed: Vec<_> = samples
                .into_iter()
                .map(|sample| {
                    let options = match field.strip_prefix("appearance.") {
                        Some(key) => json!({ "appearance": { key: sample } }),
                        None => json!({ &*field: sample }),
                    };
                    parse::<Options>(&options.to_string()).unwrap_or_else(|| panic!("{name}: {options}"))
                })
                .collect();
            let is_default = |options: &&Options| **options == Options::default();
            // One value of an enum is the default.
            let defaults = parsed.iter().filter(is_default).count();
            assert!(defaults == usize::from(parsed.len() > 1), "{name} is ignored");
            let has_duplicate =
                parsed.iter().enumerate().any(|(at, one)| parsed.iter().skip(at + 1).any(|other| one == other));
            assert!(!has_duplicate, "two values of {name} are the same");
        }
    }
}
