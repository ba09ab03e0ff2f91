//! Decides which pictures of a message are shown at once, before the visitor asks for them.

use crate::text::{all_bytes, find_any, split};

/// At most this many pictures of one message are shown at once. Further ones wait for the visitor.
const MAX_SHOWN: usize = 20;

/// The pictures of one message that are shown at once: those of the page's own origin and of trusted hosts.
pub struct PictureRule {
    hosts: String,
    page_origin: String,
    shown: usize,
}

impl PictureRule {
    /// `hosts` is the option `images` as `www/widget/options/parsers.ts` writes it: `always` for all hosts, or hosts in lower
    /// case with a space between them. A host that starts with `*.` stands for its subdomains.
    #[must_use]
    pub fn new(hosts: String, page_origin: String) -> Self {
        Self { hosts, page_origin, shown: 0 }
    }

    /// Whether to show the next picture of the message at once. Call it once for each picture, in order.
    ///
    /// The address is a URL as browsers write it (`URL.href`), or starts with a slash. Addresses in another form are not
    /// accepted, so that no two parsers can disagree about the host.
    pub fn accepts(&mut self, address: &str) -> bool {
        let is_accepted = self.shown < MAX_SHOWN && self.is_trusted(address);
        self.shown += usize::from(is_accepted);
        is_accepted
    }

    fn is_trusted(&self, address: &str) -> bool {
        let path = address.strip_prefix(&*self.page_origin).unwrap_or(address);
        // Two slashes lead to another host. Browsers read a backslash as a slash, and skip tabs and line breaks.
        if path.starts_with('/') && !matches!(path.as_bytes().get(1), Some(..=b' ' | b'/' | b'\\')) {
            return true;
        }
        let Some(rest) = address.strip_prefix("https://") else { return false };
        let host = rest.get(..find_any(rest, b"/?#").unwrap_or(rest.len())).unwrap_or_default();
        // No credentials, percent-encoding, backslashes or IPv6 addresses.
        let is_plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b':');
        if host.is_empty() || !all_bytes(host, &is_plain) {
            return false;
        }
        self.hosts == "always"
            || split(&self.hosts, " ").any(|trusted| match trusted.strip_prefix('*') {
                Some(domain) => host.len() > domain.len() && host.ends_with(domain),
                None => host == trusted,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(hosts: &str) -> PictureRule {
        PictureRule::new(hosts.to_owned(), "https://site.example".to_owned())
    }

    fn accepts(hosts: &str, address: &str) -> bool {
        rule(hosts).accepts(address)
    }

    const HOSTS: &str = "media.example.org *.cdn.example xn--bcher-kva.example files.example:8443";

    #[test]
    fn pictures_of_listed_hosts_are_accepted() {
        for address in [
            "https://media.example.org/a.png",
            "https://media.example.org",
            "https://media.example.org?a",
            "https://media.example.org#a",
            "https://media.example.org/@/https://other.example/",
            "https://a.cdn.example/x",
            "https://a.b.cdn.example/x",
            "https://xn--bcher-kva.example/x",
            "https://files.example:8443/x",
        ] {
            assert!(accepts(HOSTS, address), "{address}");
        }
    }

    #[test]
    fn pictures_of_other_hosts_are_not_accepted() {
        for address in [
            "https://example.org/x",
            "https://a.media.example.org/x",
            "https://media.example.org.evil.example/x",
            "https://evilmedia.example.org/x",
            "https://media.example.or",
            "https://cdn.example/x",
            "https://.cdn.example/x",
            "https://evilcdn.example/x",
            "https://evil.example/media.example.org",
            "https://evil.example/?.cdn.example",
            "https://evil.example#.cdn.example",
        ] {
            assert!(!accepts(HOSTS, address), "{address}");
        }
    }

    #[test]
    fn disguised_hosts_are_not_accepted() {
        for address in [
            // Credentials.
            "https://media.example.org@evil.example/x",
            "https://media.example.org:1@evil.example/x",
            "https://a:b@media.example.org/x",
            "https://evil.example@a.cdn.example/x",
            "https://@media.example.org/x",
            // Ports.
            "https://media.example.org:8443/x",
            "https://media.example.org:443/x",
            "https://a.cdn.example:8443/x",
            "https://files.example/x",
            // Forms that browsers normalize.
            "https://MEDIA.example.org/x",
            "HTTPS://media.example.org/x",
            "https://media.example.org./x",
            "https://a.cdn.example./x",
            "https://bücher.example/x",
            "https://b\u{fc}cher.example/x",
            "https://media.example\u{3002}org/x",
            "https://media%2eexample.org/x",
            "https://evil.example%2f.cdn.example/x",
            // Backslashes and characters that browsers skip.
            "https://evil.example\\.cdn.example/x",
            "https://media.example.org\\@evil.example/x",
            "https:\\\\media.example.org/x",
            "https:/media.example.org/x",
            "https:media.example.org/x",
            "https://media.example.org\t/x",
            "https://\tmedia.example.org/x",
            " https://media.example.org/x",
            "https:///media.example.org/x",
            "https://",
            "https://[::1]/x",
            // Other schemes.
            "http://media.example.org/x",
            "data:image/png;base64,AAAA",
            "javascript:alert('https://media.example.org')",
            "blob:https://media.example.org/1",
            "ftp://media.example.org/x",
            "//media.example.org/x",
            "",
        ] {
            assert!(!accepts(HOSTS, address), "{address}");
        }
    }

    #[test]
    fn all_hosts_can_be_trusted_but_not_all_addresses() {
        for address in ["https://any.example/x", "https://localhost/x", "https://10.0.0.1:8443/x"] {
            assert!(accepts("always", address), "{address}");
        }
        for address in [
            "http://any.example/x",
            "https://trusted@any.example/x",
            "https://any.example\\x",
            "https://ANY.example/x",
            "data:image/png;base64,AAAA",
            "javascript:alert(1)",
            "//any.example/x",
            "https:///x",
        ] {
            assert!(!accepts("always", address), "{address}");
        }
    }

    #[test]
    fn pictures_of_the_page_are_accepted() {
        for address in ["/a.png", "/a/b.png?c#d", "/", "https://site.example/a.png"] {
            assert!(accepts(HOSTS, address), "{address}");
        }
        for address in [
            "//site.example/a.png",
            "/\\evil.example/a.png",
            "/\t/evil.example/a.png",
            "/\n/evil.example",
            "https://site.example.evil.example/a.png",
            "https://site.example@evil.example/a.png",
            "https://site.example:8443/a.png",
            "http://site.example/a.png",
            "a.png",
        ] {
            assert!(!accepts(HOSTS, address), "{address}");
        }
        // Pages of development servers.
        let mut local = PictureRule::new(HOSTS.to_owned(), "http://localhost:8080".to_owned());
        assert!(local.accepts("http://localhost:8080/a.png"));
        assert!(!local.accepts("http://localhost:80801/a.png"));
        // Documents without an origin.
        for origin in ["null", ""] {
            let mut opaque = PictureRule::new(HOSTS.to_owned(), origin.to_owned());
            assert!(!opaque.accepts("//evil.example/x"), "{origin}");
            assert!(!opaque.accepts("https://evil.example/x"), "{origin}");
        }
    }

    #[test]
    fn number_of_pictures_that_a_message_shows_at_once_is_limited() {
        let mut rule = rule(HOSTS);
        let others = (0..1_000).filter(|_| rule.accepts("https://evil.example/x")).count();
        assert_eq!(others, 0);
        let shown = (0..1_000).filter(|_| rule.accepts("https://media.example.org/x")).count();
        assert_eq!(shown, MAX_SHOWN);
        assert!(!rule.accepts("/a.png"));
    }
}
