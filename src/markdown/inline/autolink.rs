//! Autolinks: URLs and email addresses in angle brackets.

use crate::text::{all_bytes, concat, find_byte, split, split_at_first};

/// The URL that the content of angle brackets links to; `None` if it is not an autolink.
pub(super) fn autolink(text: &str) -> Option<String> {
    if is_absolute_url(text) { Some(text.to_owned()) } else { is_email(text).then(|| concat(&["mailto:", text])) }
}

fn is_absolute_url(text: &str) -> bool {
    let Some((scheme, rest)) = split_at_first(text, ":") else { return false };
    (2..=32).contains(&scheme.len())
        && scheme.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
        && all_bytes(scheme, &|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-'))
        && all_bytes(rest, &|byte| byte > b' ' && byte != b'<')
}

fn is_email(text: &str) -> bool {
    let Some((name, domain)) = split_at_first(text, "@") else { return false };
    let is_in_name = |byte: u8| byte.is_ascii_alphanumeric() || find_byte(".!#$%&'*+/=?^_`{|}~-", byte).is_some();
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && all_bytes(label, &|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    !name.is_empty() && all_bytes(name, &is_in_name) && split(domain, ".").all(is_label)
}
