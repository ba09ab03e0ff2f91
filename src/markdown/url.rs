//! The URLs that a message may link to.

use crate::text::{find_any, trim_end, trim_where};

/// The normalized URL, or `None` if it is not safe to follow.
///
/// URLs with the schemes `http`, `https`, `mailto`, `tel`, `sms` and `whatsapp`, and URLs that start with a slash, are
/// safe. Like the URL parser of browsers, this removes tabs and line breaks, and control characters and spaces at both
/// ends, before it looks at the scheme. Browsers treat a backslash as a slash, so `/\\host` would leave the page's
/// origin: backslashes are encoded.
pub(super) fn safe_url(url: &str) -> Option<String> {
    let mut cleaned = String::new();
    for character in trim_where(url, &|c| c <= ' ').chars() {
        match character {
            '\t' | '\n' | '\r' => {}
            '\\' => cleaned.push_str("%5C"),
            _ => cleaned.push(character),
        }
    }
    let url = cleaned;
    let scheme_end = find_any(&url, b":/?#")?;
    let (scheme, rest) = url.split_at(scheme_end);
    let is_safe = if rest.starts_with(':') {
        ["http", "https", "mailto", "tel", "sms", "whatsapp"].iter().any(|allowed| scheme.eq_ignore_ascii_case(allowed))
    } else {
        scheme.is_empty() && rest.starts_with('/')
    };
    is_safe.then_some(url)
}

pub(super) const REPLY_SCHEME: &str = "reply:";

/// Whether an address has the scheme of quick replies. Such an address is not a URL.
pub(super) fn is_reply_address(address: &str) -> bool {
    address.get(..REPLY_SCHEME.len()).is_some_and(|scheme| scheme.eq_ignore_ascii_case(REPLY_SCHEME))
}

/// Whether an address names a file of the chatbot: `file:TEAM:SESSION:ID`, `assistant_file:TEAM:ASSISTANT:ID` or
/// `sandbox:PATH`. Such an address is not a URL.
pub(super) fn is_file_address(address: &str) -> bool {
    let is_scheme = |scheme: &str| address.starts_with(scheme);
    if is_scheme("sandbox:") {
        return true;
    }
    let before_id = trim_end(address, b"0123456789");
    (is_scheme("file:") || is_scheme("assistant_file:"))
        && before_id.len() < address.len()
        && before_id.ends_with(':')
        && address.bytes().filter(|byte| *byte == b':').count() == 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_files_have_four_parts_or_a_path() {
        for address in ["file:team:12:345", "assistant_file:team:7:345", "sandbox:/mnt/data/a (1).csv"] {
            assert!(is_file_address(address), "{address}");
        }
        for address in
            ["file:///etc/passwd", "file:a:b:c", "file:a:b:", "file:a:b:1:2", "file:a:1", "x", "javascript:a:b:1"]
        {
            assert!(!is_file_address(address), "{address}");
        }
    }

    #[test]
    fn only_safe_schemes_are_accepted() {
        for safe in
            ["https://a.example/x?y#z", "HTTP://A.example", "mailto:a@b.example", "tel:+49-1", "/help", "//a.example/x"]
        {
            assert_eq!(safe_url(safe).as_deref(), Some(safe));
        }
        for unsafe_url in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            " javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "blob:https://a.example/1",
            "file:///etc/passwd",
            "intent://x",
            "x",
            "",
            "#top",
            ":",
        ] {
            assert_eq!(safe_url(unsafe_url), None, "{unsafe_url}");
        }
    }

    #[test]
    fn backslashes_do_not_lead_to_another_origin() {
        assert_eq!(safe_url("/\\a.example/x").as_deref(), Some("/%5Ca.example/x"));
        assert_eq!(safe_url("\\\\a.example/x"), None);
        assert_eq!(safe_url("https:\\\\a.example").as_deref(), Some("https:%5C%5Ca.example"));
    }

    #[test]
    fn characters_that_browsers_remove_are_removed() {
        assert_eq!(safe_url(" \u{2}ht\ntps://a.example\t/x ").as_deref(), Some("https://a.example/x"));
    }
}
