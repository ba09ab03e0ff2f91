//! The version that a widget reports, and the deprecation headers for outdated ones.

use crate::response;
use axum::response::Response;

/// The oldest release that is not deprecated.
const MIN_RELEASE: [u64; 3] = [0, 6, 0];

/// Adds deprecation headers for a widget that is older than [`MIN_RELEASE`] or whose version is invalid, and for one that
/// reports no version if `is_widget`.
pub(crate) fn add_deprecation_headers(response: &mut Response, version: Option<&str>, is_widget: bool) {
    let is_deprecated = match version {
        Some(version) => parse_release(version).is_none_or(|release| release < MIN_RELEASE),
        None => is_widget,
    };
    if is_deprecated {
        response::set_header(response, "deprecation", "true");
        response::set_header(response, "sunset", "Thu, 01 Oct 2026 00:00:00 GMT");
        response::set_header(
            response,
            "link",
            "<https://docs.openchatstudio.com/chat_widget/>; rel=\"successor-version\"",
        );
    }
}

/// The release segment of a PEP 440 version, padded with zeros.
pub(crate) fn parse_release(version: &str) -> Option<[u64; 3]> {
    let version = version.trim().trim_start_matches(['v', 'V']);
    let end = version.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(version.len());
    let (numbers, suffix) = version.split_at(end);
    let known = ["", "a", "b", "rc", ".dev", "dev", ".post", "post", "+", "-"];
    let suffix = suffix.trim_end_matches(|c: char| c.is_ascii_digit());
    if !known.contains(&suffix) && !suffix.starts_with('+') {
        return None;
    }
    let mut release = [0; 3];
    for (index, number) in numbers.trim_end_matches('.').split('.').enumerate() {
        let number = number.parse().ok()?;
        if let Some(component) = release.get_mut(index) {
            *component = number;
        }
    }
    Some(release)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn release_is_parsed_as_python_parses_it() {
        assert_eq!(parse_release("1.0.0"), Some([1, 0, 0]));
        assert_eq!(parse_release("0.11"), Some([0, 11, 0]));
        assert_eq!(parse_release("1.0.0rc1"), Some([1, 0, 0]));
        assert_eq!(parse_release("my-widget/1.0"), None);
        assert_eq!(parse_release(""), None);
    }
}
