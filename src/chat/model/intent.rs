//! What the visitor can ask for, in whichever tab.

use super::entry::{Attached, EntryId, FileId};
use crate::json::{FromJson, ToJson, Value, json_struct, required};

/// Names what a visitor asked for, among all tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MailId(pub u64);

/// What a visitor asked for in a tab that is not the one that acts.
#[derive(Debug, Clone, PartialEq)]
pub struct Mail {
    /// Its name.
    pub id: MailId,
    /// Visitor's clock when it was asked, milliseconds since 1970.
    pub at: f64,
    /// What was asked.
    pub intent: Intent,
}

/// What the visitor asks for, in whichever tab.
#[derive(Debug, Clone, PartialEq)]
pub enum Intent {
    /// Send a message. Blank text is ignored.
    Submit {
        /// As typed.
        text: String,
        /// Files that go with it, none of them uploaded.
        files: Vec<Attached>,
        /// What the page says about where it was written: the JSON of an object.
        context: Option<String>,
    },
    /// Agree to this wording of what has to be agreed to.
    Agree(i64),
    /// Send a failed message, or one whose task failed, again.
    Retry(EntryId),
    /// Give a failed message up.
    Discard(EntryId),
    /// Take back a message that failed or has not been sent yet, to change it. Its files are the visitor's again.
    TakeBack(EntryId),
    /// Take one file off a failed message.
    RemoveFile(EntryId, FileId),
    /// Start over.
    NewChat,
    /// What the bot has said has been seen.
    Read,
}

impl FromJson for MailId {
    fn from_json(value: &Value) -> Option<Self> {
        FromJson::from_json(value).map(Self)
    }
}

impl ToJson for MailId {
    fn to_json(&self) -> Value {
        self.0.to_json()
    }
}

json_struct!(Mail { id: required, at: required, intent: required });

impl FromJson for Intent {
    fn from_json(value: &Value) -> Option<Self> {
        let (name, about) = value.as_variant()?;
        Some(match name {
            "Submit" => Self::Submit {
                text: required(about, "text")?,
                files: required(about, "files")?,
                context: required(about, "context")?,
            },
            "Agree" => Self::Agree(FromJson::from_json(about)?),
            "Retry" => Self::Retry(FromJson::from_json(about)?),
            "Discard" => Self::Discard(FromJson::from_json(about)?),
            "TakeBack" => Self::TakeBack(FromJson::from_json(about)?),
            "RemoveFile" => {
                let (entry, file) = FromJson::from_json(about)?;
                Self::RemoveFile(entry, file)
            }
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
                let about = [("text", text.to_json()), ("files", files.to_json()), ("context", context.to_json())];
                Value::variant("Submit", Value::object(about))
            }
            Self::Agree(form) => Value::variant("Agree", form.to_json()),
            Self::Retry(entry) => Value::variant("Retry", entry.to_json()),
            Self::Discard(entry) => Value::variant("Discard", entry.to_json()),
            Self::TakeBack(entry) => Value::variant("TakeBack", entry.to_json()),
            Self::RemoveFile(entry, file) => {
                Value::variant("RemoveFile", Value::Array(vec![entry.to_json(), file.to_json()]))
            }
            Self::NewChat => "NewChat".to_json(),
            Self::Read => "Read".to_json(),
        }
    }
}
