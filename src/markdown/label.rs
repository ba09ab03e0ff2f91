//! Labels: of links (`[label]`), and of footnotes (the mark `[^label]` and the definition `[^label]:`).

use crate::text::trim_end;

/// The longest label; CommonMark limits labels to 999 characters.
const MAX_LABEL_BYTES: usize = 999;

/// Parses a label in brackets at the start of a text. Returns the label and the text after it.
pub(super) fn label(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('[')?;
    let (end, _) = unescaped_bracket(inner).filter(|(_, bracket)| *bracket == b']')?;
    Some((inner.get(..end)?, inner.get(end + 1..)?))
}

/// Parses the mark `[^label]` at the start of a text. Returns the label and the text after the mark.
pub(super) fn footnote_label(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix("[^")?;
    let ends = |byte: u8| byte <= b' ' || matches!(byte, b'[' | b']');
    let end = inner.bytes().take(MAX_LABEL_BYTES).position(ends).filter(|end| *end > 0)?;
    Some((inner.get(..end)?, inner.get(end..)?.strip_prefix(']')?))
}

/// Parses the start of a footnote, `[^label]:`. Returns the label and the text after the colon. The server escapes the brackets
/// (`\[^label\]:`) of sources that must not be downloaded.
pub(super) fn footnote_definition(text: &str) -> Option<(&str, &str)> {
    let (label, rest) = footnote_label(text.strip_prefix('\\').unwrap_or(text))?;
    Some((trim_end(label, b"\\"), rest.strip_prefix(':')?))
}

/// Whether a text between brackets can be a label.
pub(super) fn is_label(text: &str) -> bool {
    text.len() <= MAX_LABEL_BYTES && unescaped_bracket(text).is_none()
}

/// The position of the first bracket without a backslash before it, and the bracket, as far as a label can reach.
fn unescaped_bracket(text: &str) -> Option<(usize, u8)> {
    let mut is_escaped = false;
    text.bytes().enumerate().take(MAX_LABEL_BYTES + 1).find(|(_, byte)| {
        let is_bracket = matches!(byte, b'[' | b']') && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        is_bracket
    })
}

/// Normalizes a label for comparison: case and the amount of white space are irrelevant.
pub(super) fn normalize_label(label: &str) -> String {
    let mut words = String::new();
    for word in label.split_whitespace() {
        words.push_str(word);
        words.push(' ');
    }
    fold_case(&words)
}

/// The upper case of the lower case: "ẞ", "ß" and "SS" are equal.
#[cfg(not(target_arch = "wasm32"))]
fn fold_case(label: &str) -> String {
    label.to_lowercase().to_uppercase()
}

/// Calls the browser, because Rust's Unicode tables would be part of the download.
#[cfg(target_arch = "wasm32")]
fn fold_case(label: &str) -> String {
    js_sys::JsString::from(label).to_lower_case().to_upper_case().into()
}
