//! The address of the server, and the key of the widget's channel.

/// The server and the channel.
#[derive(Debug, Clone, Default)]
pub struct ApiConfig {
    /// Origin of the server and an optional path prefix, without a trailing slash.
    pub base_url: String,
    /// The channel's key, sent as `X-Embed-Key`.
    pub embed_key: Option<String>,
}

impl ApiConfig {
    /// The URL of a path below `/api/chat/`.
    pub(super) fn url(&self, path: &str) -> String {
        let mut url = self.base_url.clone();
        url.push_str("/api/chat/");
        url.push_str(path);
        url
    }
}
