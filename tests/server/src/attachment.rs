//! Attachments of messages, as responses describe them.

use crate::chatbot::{Chatbot, OptionalEndpoint};
use crate::request::header;
use axum::http::HeaderMap;
use serde_json::{Value, json};

/// A file that is attached to a message.
#[derive(Debug, Clone)]
pub(crate) struct Attachment {
    pub(crate) file_id: i64,
    pub(crate) name: String,
    /// May be empty. `None` omits the field.
    pub(crate) content_type: Option<String>,
    pub(crate) size: usize,
}

/// The parts of a session's download URLs.
#[derive(Debug, Clone)]
pub(crate) struct Links<'a> {
    base: String,
    session_id: &'a str,
    has_download_urls: bool,
}

/// The origin in absolute URLs: the chatbot's `public_url`, as with a proxy in front of the server, otherwise the host of the request.
pub(crate) fn base_url(chatbot: &Chatbot, headers: &HeaderMap) -> String {
    let host = header(headers, "host").unwrap_or("127.0.0.1");
    chatbot.public_url.clone().unwrap_or_else(|| format!("http://{host}"))
}

impl<'a> Links<'a> {
    pub(crate) fn new(chatbot: &Chatbot, session_id: &'a str, headers: &HeaderMap) -> Self {
        let has_download_urls = chatbot.has_endpoint(OptionalEndpoint::Download);
        Self { base: base_url(chatbot, headers), session_id, has_download_urls }
    }
}

impl Attachment {
    /// `content_url` requires an API key; `download_url` the credentials of the session. Both are absolute.
    pub(crate) fn to_json(&self, links: &Links<'_>) -> Value {
        let Links { base, session_id, has_download_urls } = links;
        let id = self.file_id;
        let mut fields = json!({
            "name": self.name,
            "content_type": self.content_type,
            "size": self.size,
            "content_url": format!("{base}/api/files/{id}/content"),
            "download_url": format!("{base}/api/chat/{session_id}/files/{id}/content/"),
        });
        if let Some(fields) = fields.as_object_mut() {
            if self.content_type.is_none() {
                fields.shift_remove("content_type");
            }
            if !has_download_urls {
                fields.shift_remove("download_url");
            }
        }
        fields
    }
}
