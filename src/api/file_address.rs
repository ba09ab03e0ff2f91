//! Where a file of a message can be downloaded: read from the URLs that the server sends, which may be those of another host.
//!
//! No request is made to these URLs: credentials are sent to the configured server only. Its URL for a file is built from the
//! session and the id of the file.

use super::wire::Attachment;
use crate::text::{all_bytes, split_at_first};

/// A file on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileAddress {
    /// The session whose file it is, if the URL contains it.
    pub session: Option<String>,
    /// The id of the file: digits.
    pub id: String,
}

impl FileAddress {
    /// The address in a URL such as `/chat/{session}/files/{id}/content/` or `/files/{id}/content`.
    fn parse(url: &str) -> Option<Self> {
        let (mut folder, rest) = split_at_first(url, "/files/")?;
        let (id, _) = split_at_first(rest, "/content")?;
        let mut session = None;
        while let Some((_, rest)) = split_at_first(folder, "/chat/") {
            (folder, session) = (rest, Some(rest.to_owned()));
        }
        let is_number = !id.is_empty() && all_bytes(id, &|byte| byte.is_ascii_digit());
        is_number.then(|| Self { session, id: id.to_owned() })
    }
}

impl Attachment {
    /// Where it can be downloaded; `None` if that is unknown.
    #[must_use]
    pub fn address(&self) -> Option<FileAddress> {
        let parse = |url: &Option<String>| url.as_deref().and_then(FileAddress::parse);
        parse(&self.download_url).or_else(|| parse(&self.content_url))
    }

    /// Whether the server offers it as a download, though perhaps at an address that is refused.
    #[must_use]
    pub fn is_offered(&self) -> bool {
        self.download_url.is_some() || self.address().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attachment(download_url: &str, content_url: &str) -> Attachment {
        let url = |url: &str| Some(url.to_owned()).filter(|url| !url.is_empty());
        Attachment { download_url: url(download_url), content_url: url(content_url), ..Attachment::default() }
    }

    fn address(download_url: &str, content_url: &str) -> Option<(Option<String>, String)> {
        attachment(download_url, content_url).address().map(|address| (address.session, address.id))
    }

    #[test]
    fn only_session_and_id_of_a_url_are_used() {
        for url in [
            "https://chat.example/api/chat/abc/files/7/content/",
            "https://evil.example/api/chat/abc/files/7/content/",
            "//evil.example/chat/abc/files/7/content",
            "https://chat.example/chat/api/chat/abc/files/7/content",
            "/prefix/api/chat/abc/files/7/content/?x=/files/8/content/#/files/9/content/",
            "javascript:/chat/abc/files/7/content/",
        ] {
            assert_eq!(address(url, ""), Some((Some("abc".into()), "7".into())), "{url}");
        }
    }

    #[test]
    fn id_is_read_from_the_url_for_api_keys_where_there_is_no_other() {
        assert_eq!(address("", "https://chat.example/api/files/7/content"), Some((None, "7".into())));
        assert_eq!(
            address("https://cdn.example/7", "https://chat.example/api/files/8/content"),
            Some((None, "8".into()))
        );
    }

    #[test]
    fn urls_without_an_id_are_refused() {
        for url in [
            "",
            "https://chat.example/api/chat/abc/files/7/",
            "https://chat.example/api/chat/abc/files//content/",
            "https://chat.example/api/chat/abc/files/7a/content/",
            "https://chat.example/api/chat/abc/files/../content/",
            "https://chat.example/api/chat/abc/files/%37/content/",
            "https://chat.example/7/content",
            "content",
        ] {
            assert_eq!(address(url, url), None, "{url}");
            assert_eq!(attachment(url, "").is_offered(), !url.is_empty(), "{url}");
            assert!(!attachment("", url).is_offered(), "{url}");
        }
    }
}
