//! Which file of a message a link in its text means.

use super::wire::Attachment;
use crate::text::{concat, split_at_first};

/// The position of the file that an address of the chatbot's means, if the message offers it. `text` is the text of the link.
///
/// Addresses end in the id of the file (`file:TEAM:SESSION:ID`, `assistant_file:TEAM:ASSISTANT:ID`) or in its name
/// (`sandbox:/mnt/data/NAME`). The id may be that of an earlier copy of the file: then the text can still be its name.
#[must_use]
pub fn cited_file(files: &[Attachment], address: &str, text: &str) -> Option<usize> {
    let with_name =
        |name: &str| files.iter().position(|file| !name.is_empty() && file.name == name && file.is_offered());
    let cited = match address.strip_prefix("sandbox:") {
        Some(path) => with_name(path.rsplit('/').next()?),
        None => {
            let id = address.rsplit(':').next()?;
            files.iter().position(|file| file.address().is_some_and(|address| address.id == id))
        }
    };
    cited.or_else(|| with_name(text))
}

/// The position of the file that a URL of the server's means, if it is one of the message. Such URLs
/// (`https://HOST/a/TEAM/experiments/NUMBER/file/ID/`) require no session, but may be unreachable for the visitor.
#[must_use]
pub fn linked_file(files: &[Attachment], url: &str) -> Option<usize> {
    let is_meant =
        |id: &str| url.ends_with(&concat(&["/file/", id, "/"])) && split_at_first(url, "/experiments/").is_some();
    files.iter().position(|file| file.address().is_some_and(|address| is_meant(&address.id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attachment(name: &str, id: Option<&str>) -> Attachment {
        let url = |id: &str| ["https://a.example/api/chat/s/files/", id, "/content/"].concat();
        Attachment { name: name.to_owned(), download_url: id.map(url), ..Attachment::default() }
    }

    #[test]
    fn files_are_found_by_what_the_address_says_before_the_text() {
        let files = [
            attachment("1", Some("7")),
            attachment("b.png", Some("1")),
            attachment("lost.csv", None),
            attachment("", Some("8")),
        ];
        for (address, text, expected) in [
            ("file:demo:12:7", "", Some(0)),
            ("assistant_file:demo:12:1", "1", Some(1)),
            ("sandbox:/mnt/data/b.png", "the chart", Some(1)),
            ("file:demo:12:99", "b.png", Some(1)),
            ("file:demo:12:99", "c.png", None),
            ("sandbox:/mnt/data/lost.csv", "lost.csv", None),
            ("sandbox:/mnt/data/b.png", "1", Some(1)),
            ("sandbox:/mnt/data/7", "", None),
            ("sandbox:/mnt/data/", "", None),
        ] {
            assert_eq!(cited_file(&files, address, text), expected, "{address}");
        }
    }

    #[test]
    fn links_of_the_server_mean_the_file_with_their_id() {
        let files = [attachment("1", Some("7")), attachment("b.png", Some("1"))];
        for (url, expected) in [
            ("https://dead.example/a/demo/experiments/12/file/1/", Some(1)),
            ("https://dead.example/a/demo/experiments/12/file/9/", None),
            ("https://dead.example/a/demo/experiments/12/file/1", None),
            ("https://other.example/a/demo/experiments/12/photo/1/", None),
            ("https://shop.example/file/1/", None),
            ("https://other.example/profile/1/", None),
            ("https://other.example/", None),
            ("/", None),
        ] {
            assert_eq!(linked_file(&files, url), expected, "{url}");
        }
    }
}
