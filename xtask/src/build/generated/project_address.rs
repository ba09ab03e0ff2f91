//! Blocks that name the project's address or its security contact. Without these settings they name none.

use crate::settings::Settings;

/// Name and content of each block.
pub(super) fn blocks(settings: &Settings) -> [(String, String); 3] {
    let address = settings.address.as_deref();
    [
        ("clone".to_owned(), clone(address)),
        ("urls".to_owned(), address.map(urls).unwrap_or_default()),
        ("security-contact".to_owned(), contact(settings.security_contact.as_deref())),
    ]
}

/// The first commands of a contributor.
fn clone(address: Option<&str>) -> String {
    let address = address.unwrap_or("<address of the repository>");
    format!(
        "```sh\ngit clone {address} ocs-chat && cd ocs-chat\ncargo xtask demo            # builds the widget and serves a page \
         with it, without a server of your own\n```\n"
    )
}

/// The table of addresses in `pyproject.toml`.
fn urls(address: &str) -> String {
    format!(
        "[project.urls]\nRepository = \"{address}\"\nIssues = \"{address}/issues\"\nChangelog = \
         \"{address}/blob/main/CHANGELOG.md\"\n\n"
    )
}

fn contact(contact: Option<&str>) -> String {
    match contact {
        Some(address) if address.starts_with("https://") => format!("Report a vulnerability at <{address}>.\n"),
        Some(mail) => format!("Report a vulnerability by e-mail to <{mail}>.\n"),
        None => "No address for reports has been published yet. Until there is one, report a vulnerability in private to the \
                 person or company\nthat gave you this software.\n"
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(settings: &Settings, name: &str) -> String {
        blocks(settings).into_iter().find(|(other, _)| other == name).map(|(_, block)| block).unwrap_or_default()
    }

    #[test]
    fn blocks_name_no_address_as_long_as_none_is_set() {
        let settings = Settings::default();
        assert!(blocks(&settings).iter().all(|(_, block)| !block.contains("http") && !block.contains('@')));
        assert_eq!(content(&settings, "urls"), "");
    }

    #[test]
    fn blocks_name_the_address_and_the_contact() {
        let settings = Settings {
            address: Some("https://example.org/chat".to_owned()),
            security_contact: Some("security@example.org".to_owned()),
        };
        assert!(content(&settings, "clone").contains("git clone https://example.org/chat ocs-chat"));
        assert!(content(&settings, "urls").contains("Issues = \"https://example.org/chat/issues\""));
        assert!(content(&settings, "security-contact").contains("<security@example.org>"));
    }
}
