//! Files of the bot: generated ones, and those that an answer cites.

use super::sample_files;
use crate::attachment::Attachment;
use crate::endpoints::files::content_type_of_name;
use crate::state::{Server, StoredFile};
use axum::body::Bytes;

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

/// Stores the files of an answer.
pub(super) fn store_all(server: &Server, session_id: &str, files: Vec<BotFile>) -> Vec<Attachment> {
    files.into_iter().map(|file| file.store(server, session_id)).collect()
}
