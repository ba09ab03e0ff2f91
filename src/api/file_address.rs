//! The address of a message's file, parsed from the URLs that the server sends, which may have another host.
//!
//! No request goes to these URLs, because credentials are sent only to the configured server. The URL of the request is
//! built from the session and the id of the file.

use super::bodies::Attachment;
use crate::text::{all_bytes, find_any, split_at_first, split_at_last};

/// A file on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileAddress {
    /// The session that the file belongs to, if the URL contains it.
    pub session: Option<String>,
    /// The id of the file, in digits.
    pub id: String,
}

impl FileAddress {
    /// The address in a URL such as `/chat/{session}/files/{id}/content/` or `/files/{id}/content`.
    pub(super) fn parse(url: &str) -> Option<Self> {
        // The address of the API may contain the same folders.
        let path = url.get(..find_any(url, b"?#").unwrap_or(url.len()))?;
        let (folder, rest) = split_at_last(path, "/files/")?;
        let (id, _) = split_at_first(rest, "/content")?;
        let session = split_at_last(folder, "/chat/").map(|(_, session)| session.to_owned());
        let is_number = !id.is_empty() && all_bytes(id, &|byte| byte.is_ascii_digit());
        is_number.then(|| Self { session, id: id.to_owned() })
    }
}

impl Attachment {
    /// The address for downloading the file; `None` if neither URL contains one.
    #[must_use]
    pub fn address(&self) -> Option<FileAddress> {
        let parse = |url: &Option<String>| url.as_deref().and_then(FileAddress::parse);
        parse(&self.download_url).or_else(|| parse(&self.content_url))
    }

    /// Whether the server offers the file for download, even if its URL contains no address.
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
    fn content_url_is_used_if_download_url_has_no_address() {
        assert_eq!(address("", "https://chat.example/api/files/7/content"), Some((None, "7".into())));
        assert_eq!(
            address("https://cdn.example/7", "https://chat.example/api/files/8/content"),
            Some((None, "8".into()))
        );
    }

    #[test]
    fn urls_without_an_id_have_no_address() {
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
