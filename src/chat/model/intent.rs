//! Intents: what the visitor asks the conversation to do, in any tab.

use super::entry::{AttachedFile, EntryId, FileId};
use crate::json::{FromJson, ToJson, Value, json_struct, required};

/// Identifies an intent among all tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IntentId(pub u64);

/// An intent of the visitor in a tab that is not the leader.
#[derive(Debug, Clone, PartialEq)]
pub struct ForwardedIntent {
    /// Its id.
    pub id: IntentId,
    /// Time of the intent by the visitor's clock, milliseconds since 1970.
    pub at: f64,
    /// The intent.
    pub intent: Intent,
}

/// Something that the visitor asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Intent {
    /// Send a message. Blank text is ignored.
    Submit {
        /// As typed.
        text: String,
        /// The files to send with it, none of them uploaded.
        files: Vec<AttachedFile>,
        /// The page context at the time of writing: the JSON of an object.
        context: Option<String>,
    },
    /// Agree to this version of the consent form.
    Agree(i64),
    /// Retry a failed message, or one whose task failed.
    Retry(EntryId),
    /// Discard a failed message.
    Discard(EntryId),
    /// Withdraw a message that has failed or has not been sent yet, to edit it. Its files are kept for the visitor.
    Withdraw(EntryId),
    /// Remove one file from a failed message.
    RemoveFile(EntryId, FileId),
    /// Stop waiting for the answers that are due: the session poll finds them.
    StopWaiting,
    /// Start a new chat.
    NewChat,
    /// Mark the bot's messages as read, and look for new ones.
    Read,
}

impl FromJson for IntentId {
    fn from_json(value: &Value) -> Option<Self> {
        FromJson::from_json(value).map(Self)
    }
}

impl ToJson for IntentId {
    fn to_json(&self) -> Value {
        self.0.to_json()
    }
}

json_struct!(ForwardedIntent { id: required, at: required, intent: required });

// These names are fixed by data that 1.0 stored.
impl FromJson for Intent {
    fn from_json(value: &Value) -> Option<Self> {
        let (name, content) = value.as_variant()?;
        Some(match name {
            "Submit" => Self::Submit {
                text: required(content, "text")?,
                files: required(content, "files")?,
                context: required(content, "context")?,
            },
            "Agree" => Self::Agree(FromJson::from_json(content)?),
            "Retry" => Self::Retry(FromJson::from_json(content)?),
            "Discard" => Self::Discard(FromJson::from_json(content)?),
            "TakeBack" => Self::Withdraw(FromJson::from_json(content)?),
            "RemoveFile" => {
                let (entry, file) = FromJson::from_json(content)?;
                Self::RemoveFile(entry, file)
            }
            "StopWaiting" => Self::StopWaiting,
            "NewChat" => Self::NewChat,
            "Read" => Self::Read,
            _ => return None,
        })
    }
}

impl ToJson for Intent {
    fn to_json(&self) -> Value {
        match self {
            Self::Submit { text, files, context } => {
                let content = Value::object()
                    .with("text", text.to_json())
                    .with("files", files.to_json())
                    .with("context", context.to_json());
                Value::variant("Submit", content)
            }
            Self::Agree(form) => Value::variant("Agree", form.to_json()),
            Self::Retry(entry) => Value::variant("Retry", entry.to_json()),
            Self::Discard(entry) => Value::variant("Discard", entry.to_json()),
            Self::Withdraw(entry) => Value::variant("TakeBack", entry.to_json()),
            Self::RemoveFile(entry, file) => {
                Value::variant("RemoveFile", Value::Array(vec![entry.to_json(), file.to_json()]))
            }
            Self::StopWaiting => "StopWaiting".to_json(),
            Self::NewChat => "NewChat".to_json(),
            Self::Read => "Read".to_json(),
        }
    }
}
