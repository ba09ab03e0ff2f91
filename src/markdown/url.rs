//! Which addresses a message may link to.

/// The address as it may be followed, or `None` if it must not be.
///
/// Allowed are `http`, `https`, `mailto`, `tel`, and paths on the page's own site. Browsers drop tabs and line breaks
/// from addresses, and control characters and spaces around them, before they look at the scheme; so do we.
pub(super) fn safe_address(address: &str) -> Option<String> {
    let address: String =
        address.trim_matches(|c: char| c <= ' ').chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let scheme_end = address.find([':', '/', '?', '#'])?;
    let (scheme, rest) = address.split_at(scheme_end);
    let allowed = if rest.starts_with(':') {
        ["http", "https", "mailto", "tel"].iter().any(|allowed| scheme.eq_ignore_ascii_case(allowed))
    } else {
        scheme.is_empty() && rest.starts_with('/')
    };
    allowed.then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_schemes_pass() {
        for good in
            ["https://a.example/x?y#z", "HTTP://A.example", "mailto:a@b.example", "tel:+49-1", "/help", "//a.example/x"]
        {
            assert_eq!(safe_address(good).as_deref(), Some(good));
        }
        for bad in [
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
            assert_eq!(safe_address(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_a_browser_would_drop_is_dropped() {
        assert_eq!(safe_address(" \u{2}ht\ntps://a.example\t/x ").as_deref(), Some("https://a.example/x"));
    }
}
