//! Files of the bot: generated ones, and those that an answer cites.

use super::sample_files;
use crate::attachment::Attachment;
use crate::endpoints::files::content_type_of_name;
use crate::state::{Message, Server, StoredFile};
use axum::body::Bytes;
use serde_json::json;

/// A file that the bot attaches to an answer.
#[derive(Debug, Clone)]
pub(super) struct BotFile {
    name: String,
    content_type: Option<String>,
    bytes: Bytes,
}

impl BotFile {
    /// A file with content for the extension of its name.
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            content_type: Some(content_type_of_name(name).to_owned()),
            bytes: sample_files::content(name).into(),
        }
    }

    pub(super) fn with_content(name: &str, content: &'static [u8]) -> Self {
        Self { bytes: Bytes::from_static(content), ..Self::new(name) }
    }

    /// A file of this many bytes.
    pub(super) fn with_size(name: &str, size: usize) -> Self {
        Self { bytes: vec![b'x'; size].into(), ..Self::new(name) }
    }

    /// Attachments may have an empty content type or none.
    pub(super) fn with_content_type(self, content_type: Option<&str>) -> Self {
        Self { content_type: content_type.map(str::to_owned), ..self }
    }

    /// Attaches the file to the session's chat.
    fn store(self, server: &Server, session_id: &str) -> Attachment {
        let mut state = server.state();
        let file_id = state.next_file_id();
        let file = StoredFile {
            session_id: session_id.to_owned(),
            name: self.name,
            content_type: self.content_type,
            bytes: self.bytes,
            is_attached: true,
            is_lost: false,
        };
        let attachment = file.to_attachment(file_id);
        state.files.insert(file_id, file);
        attachment
    }
}

/// An answer with files. In its text, `{0}` stands for the id of the first file, and so on.
#[derive(Debug, Clone)]
pub(super) struct FileAnswer {
    text: String,
    files: Vec<BotFile>,
    /// Whether the answer cites the files. Otherwise it generated them.
    is_citing: bool,
}

impl FileAnswer {
    /// An answer that cites the files, or else has generated them.
    pub(super) fn new(text: String, files: Vec<BotFile>, is_citing: bool) -> Self {
        Self { text, files, is_citing }
    }

    /// An answer with generated files, which its text does not mention.
    pub(super) fn generating(files: Vec<BotFile>) -> Self {
        Self { text: "I have made what you asked for.".to_owned(), files, is_citing: false }
    }

    pub(super) fn citing(text: String, files: Vec<BotFile>) -> Self {
        Self { text, files, is_citing: true }
    }

    /// Replaces `{base}` in the text by the origin of the server.
    pub(super) fn with_base_url(self, url: &str) -> Self {
        Self { text: self.text.replace("{base}", url), ..self }
    }

    /// Stores the files, and returns a message with them as attachments and with their ids in its `metadata`.
    pub(super) fn into_message(self, server: &Server, session_id: &str) -> Message {
        let attachments: Vec<_> = self.files.into_iter().map(|file| file.store(server, session_id)).collect();
        let ids: Vec<i64> = attachments.iter().map(|attachment| attachment.file_id).collect();
        let mut text = self.text;
        for (index, id) in ids.iter().enumerate() {
            text = text.replace(&format!("{{{index}}}"), &id.to_string());
        }
        let mut metadata = super::run_metadata();
        if let Some(fields) = metadata.as_object_mut() {
            fields.insert(if self.is_citing { "cited_files" } else { "generated_files" }.to_owned(), json!(ids));
        }
        Message { attachments, ..super::bot_message(text, metadata) }
    }
}
