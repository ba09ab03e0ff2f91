//! Finds the file of a message that a link in its text refers to.

use super::bodies::Attachment;
use super::file_address::FileAddress;
use crate::text::{concat, percent_decoded, split_at_first, split_at_last};

/// Returns the position of the file that a link written by the chatbot refers to, if the message offers it. `text` is
/// the text of the link.
///
/// Addresses end in the id of the file (`file:TEAM:SESSION:ID`, `assistant_file:TEAM:ASSISTANT:ID`) or in its name
/// (`sandbox:/mnt/data/NAME`). If nothing matches, the text of the link is compared with the names of the files.
#[must_use]
pub fn file_by_reference(files: &[Attachment], reference: &str, text: &str) -> Option<usize> {
    let position_by_name =
        |name: &str| files.iter().position(|file| !name.is_empty() && file.name == name && file.is_offered());
    let cited = match reference.strip_prefix("sandbox:") {
        Some(path) => {
            let name = split_at_last(path, "/").map_or(path, |(_, name)| name);
            position_by_name(name).or_else(|| position_by_name(&percent_decoded(name)?))
        }
        None => {
            let (_, id) = split_at_last(reference, ":")?;
            files.iter().position(|file| file.address().is_some_and(|address| address.id == id))
        }
    };
    cited.or_else(|| position_by_name(text))
}

/// Returns the position of the file of the message that a URL of the server refers to. Recognizes the URLs of the Chat API, and the
/// team's page of a file (`https://HOST/a/TEAM/experiments/NUMBER/file/ID/`), which the visitor may be unable to open.
#[must_use]
pub fn file_by_url(files: &[Attachment], url: &str) -> Option<usize> {
    let linked = FileAddress::parse(url).filter(|address| address.session.is_some());
    let is_team_page_of =
        |id: &str| url.ends_with(&concat(&["/file/", id, "/"])) && split_at_first(url, "/experiments/").is_some();
    files.iter().position(|file| {
        let is_same = |address: FileAddress| is_team_page_of(&address.id) || linked.as_ref() == Some(&address);
        file.content_url.as_deref() == Some(url) || file.address().is_some_and(is_same)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attachment(name: &str, id: Option<&str>) -> Attachment {
        let url = |id: &str| ["https://a.example/api/chat/s/files/", id, "/content/"].concat();
        Attachment { name: name.to_owned(), download_url: id.map(url), ..Attachment::default() }
    }

    #[test]
    fn address_takes_precedence_over_the_text_of_the_link() {
        let files = [
            attachment("1", Some("7")),
            attachment("b.png", Some("1")),
            attachment("lost.csv", None),
            attachment("", Some("8")),
            attachment("Bericht für März.pdf", Some("9")),
            attachment("100%.csv", Some("10")),
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
            ("sandbox:/mnt/data/Bericht%20f%C3%BCr%20M%C3%A4rz.pdf", "", Some(4)),
            ("sandbox:100%25.csv", "", Some(5)),
            ("sandbox:/mnt/data/100%.csv", "", Some(5)),
            ("sandbox:/mnt/data/", "", None),
        ] {
            assert_eq!(file_by_reference(&files, address, text), expected, "{address}");
        }
    }

    #[test]
    fn server_urls_refer_to_the_file_with_their_id() {
        let content_url = Some("https://a.example/api/files/1/content".to_owned());
        let no_session = Attachment {
            content_url: Some("https://a.example/api/files/5/content".to_owned()),
            ..Attachment::default()
        };
        let files = [
            attachment("1", Some("7")),
            attachment("b.png", Some("1")),
            Attachment { content_url, ..attachment("c", Some("4")) },
            no_session,
        ];
        for (url, expected) in [
            ("https://dead.example/a/demo/experiments/12/file/1/", Some(1)),
            ("https://dead.example/a/demo/experiments/12/file/9/", None),
            ("https://dead.example/a/demo/experiments/12/file/1", None),
            ("https://other.example/a/demo/experiments/12/photo/1/", None),
            ("https://a.example/api/chat/s/files/1/content/", Some(1)),
            ("https://old.example/api/chat/s/files/7/content/", Some(0)),
            ("https://a.example/api/chat/s/files/9/content/", None),
            ("https://a.example/api/files/1/content", Some(2)),
            ("https://a.example/api/files/5/content", Some(3)),
            ("https://drive.example/files/5/content-guide", None),
            ("https://a.example/api/chat/other/files/1/content/", None),
            ("https://shop.example/file/1/", None),
            ("https://other.example/profile/1/", None),
            ("https://other.example/", None),
            ("/", None),
        ] {
            assert_eq!(file_by_url(&files, url), expected, "{url}");
        }
    }
}
