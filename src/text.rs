//! Small functions for strings: those of the standard library for searching, splitting, replacing and writing numbers would add
//! 4 KB to the download.

/// The position of an ASCII character.
pub(crate) fn find_byte(text: &str, byte: u8) -> Option<usize> {
    text.bytes().position(|other| other == byte)
}

/// The last position of an ASCII character.
pub(crate) fn find_last_byte(text: &str, byte: u8) -> Option<usize> {
    text.bytes().rposition(|other| other == byte)
}

/// The position of the first byte that satisfies the predicate. Takes `&dyn Fn`: a generic function would be compiled for each closure.
pub(crate) fn position_where(text: &str, predicate: &dyn Fn(u8) -> bool) -> Option<usize> {
    text.bytes().position(predicate)
}

/// The position of the first character that satisfies the predicate.
pub(crate) fn find_char(text: &str, predicate: &dyn Fn(char) -> bool) -> Option<usize> {
    let mut at = 0;
    for character in text.chars() {
        if predicate(character) {
            return Some(at);
        }
        at += character.len_utf8();
    }
    None
}

/// Whether the text is empty or white space.
pub(crate) fn is_blank(text: &str) -> bool {
    find_char(text, &|character| !character.is_whitespace()).is_none()
}

/// Whether a character has no glyph and no width, or only the width of a space, but is no white space. Without joiners, which change the
/// letters beside them.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(character,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{200b}'
        | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{feff}'
        | '\u{ffa0}' | '\u{e0000}'..='\u{e007f}')
}

/// The text without characters that satisfy the predicate at both ends.
pub(crate) fn trim_where<'a>(text: &'a str, predicate: &dyn Fn(char) -> bool) -> &'a str {
    let (mut start, mut end, mut at) = (None, 0, 0);
    for character in text.chars() {
        let next = at + character.len_utf8();
        if !predicate(character) {
            start = start.or(Some(at));
            end = next;
        }
        at = next;
    }
    text.get(start.unwrap_or(0)..end).unwrap_or_default()
}

/// The text without white space at both ends.
pub(crate) fn trim_whitespace(text: &str) -> &str {
    trim_where(text, &char::is_whitespace)
}

/// Whether all bytes satisfy the predicate.
pub(crate) fn all_bytes(text: &str, predicate: &dyn Fn(u8) -> bool) -> bool {
    position_where(text, &|byte| !predicate(byte)).is_none()
}

/// The first position of one of these ASCII characters.
pub(crate) fn find_any(text: &str, bytes: &[u8]) -> Option<usize> {
    position_where(text, &|byte| bytes.contains(&byte))
}

/// The text without these ASCII characters at its start.
pub(crate) fn trim_start<'a>(text: &'a str, bytes: &[u8]) -> &'a str {
    let start = position_where(text, &|byte| !bytes.contains(&byte));
    text.get(start.unwrap_or(text.len())..).unwrap_or_default()
}

/// The text without these ASCII characters at its end.
pub(crate) fn trim_end<'a>(text: &'a str, bytes: &[u8]) -> &'a str {
    let last = text.bytes().rposition(|byte| !bytes.contains(&byte));
    text.get(..last.map_or(0, |last| last + 1)).unwrap_or_default()
}

/// The text without these ASCII characters at both ends.
pub(crate) fn trim<'a>(text: &'a str, bytes: &[u8]) -> &'a str {
    trim_end(trim_start(text, bytes), bytes)
}

/// How often an ASCII character occurs.
pub(crate) fn count_byte(text: &str, byte: u8) -> usize {
    text.bytes().filter(|other| *other == byte).count()
}

/// The texts between the occurrences of a separator, which must not be empty.
pub(crate) fn split<'a>(text: &'a str, separator: &str) -> impl Iterator<Item = &'a str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let (part, after) = split_at_first(text, separator).map_or((text, None), |(part, after)| (part, Some(after)));
        rest = after;
        Some(part)
    })
}

/// A text repeated this many times.
pub(crate) fn repeat(text: &str, times: usize) -> String {
    let mut repeated = String::new();
    for _ in 0..times {
        repeated.push_str(text);
    }
    repeated
}

/// A number in decimal.
pub(crate) fn decimal(number: u64) -> String {
    let mut text = if number < 10 { String::new() } else { decimal(number / 10) };
    text.push(char::from(b'0' + (number % 10) as u8));
    text
}

/// A number in the digits of a radix from 2 to 36, without a sign. `None` if the text is empty, has other characters, or
/// the number is too large.
pub(crate) fn parse_digits(text: &str, radix: u32) -> Option<u64> {
    let mut number = 0_u64;
    for byte in text.bytes() {
        let digit = char::from(byte).to_digit(radix)?;
        number = number.checked_mul(radix.into())?.checked_add(digit.into())?;
    }
    (!text.is_empty()).then_some(number)
}

/// The texts before and after the first occurrence of `part`, which must not be empty.
pub(crate) fn split_at_first<'a>(text: &'a str, part: &str) -> Option<(&'a str, &'a str)> {
    let at = text.as_bytes().windows(part.len()).position(|bytes| bytes == part.as_bytes())?;
    Some((text.get(..at)?, text.get(at + part.len()..)?))
}

/// The texts before and after the last occurrence of `part`, which must not be empty.
pub(crate) fn split_at_last<'a>(text: &'a str, part: &str) -> Option<(&'a str, &'a str)> {
    let at = text.as_bytes().windows(part.len()).rposition(|bytes| bytes == part.as_bytes())?;
    Some((text.get(..at)?, text.get(at + part.len()..)?))
}

/// Decodes percent-encoded UTF-8. `None` if the text is invalid.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn percent_decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        // Rust would parse "+a" as a number.
        let digits = part.get(..2).filter(|digits| !digits.starts_with('+'))?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend_from_slice(part.get(2..)?.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

/// Calls the browser, because the validation of UTF-8 would be part of the download.
#[cfg(target_arch = "wasm32")]
pub(crate) fn percent_decoded(text: &str) -> Option<String> {
    js_sys::decode_uri_component(text).ok().map(String::from)
}

/// A text with a placeholder such as `{name}` replaced.
pub(crate) fn fill(text: &str, placeholder: &str, value: &str) -> String {
    let (mut filled, mut rest) = (String::new(), text);
    while let Some((before, after)) = split_at_first(rest, placeholder) {
        filled.push_str(before);
        filled.push_str(value);
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// The texts joined without a separator.
pub(crate) fn concat(parts: &[&str]) -> String {
    let mut all = String::new();
    for part in parts {
        all.push_str(part);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_split_at_the_first_occurrence() {
        assert_eq!(split_at_first("a–→b–→c", "–→"), Some(("a", "b–→c")));
        assert_eq!(split_at_first("→", "→"), Some(("", "")));
        assert_eq!(split_at_first("-", "--"), None);
    }

    #[test]
    fn texts_are_split_at_the_last_occurrence() {
        assert_eq!(split_at_last("a–→b–→c", "–→"), Some(("a–→b", "c")));
        assert_eq!((split_at_last("a", "a"), split_at_last("-", "--")), (Some(("", "")), None));
    }

    #[test]
    fn bytes_are_found_and_counted() {
        assert_eq!((find_byte("a–b–", b'b'), find_byte("a–b", b'-')), (Some(4), None));
        assert_eq!((find_last_byte("a.b.c", b'.'), find_last_byte("", b'.')), (Some(3), None));
        assert_eq!((count_byte("a(b(", b'('), count_byte("", b'(')), (2, 0));
    }

    #[test]
    fn ends_are_trimmed() {
        for text in ["", " ", " \t–a –\t ", "a"] {
            assert_eq!(trim(text, b" \t"), text.trim_matches([' ', '\t']));
            assert_eq!(trim_start(text, b" \t"), text.trim_start_matches([' ', '\t']));
            assert_eq!(trim_end(text, b" \t"), text.trim_end_matches([' ', '\t']));
            assert_eq!(find_any(text, b"a\t"), text.find(['a', '\t']));
        }
        for text in ["", "\u{3000} ", " –\u{a0}–\n", "–"] {
            assert_eq!((trim_whitespace(text), is_blank(text)), (text.trim(), text.trim().is_empty()));
            assert_eq!(find_char(text, &|character| character == '–'), text.find('–'));
        }
    }

    #[test]
    fn texts_are_split_at_each_separator() {
        for (text, separator) in [("a\nb\n\n", "\n"), ("", ","), ("–,é", ","), ("a--b-c", "--")] {
            assert!(split(text, separator).eq(text.split(separator)), "{text:?}");
        }
    }

    #[test]
    fn texts_are_repeated() {
        assert_eq!((repeat("ab", 3), repeat("a", 0)), ("ababab".to_owned(), String::new()));
    }

    #[test]
    fn numbers_are_written_in_decimal() {
        for number in [0, 9, 10, 405, u64::MAX] {
            assert_eq!(decimal(number), number.to_string());
        }
    }

    #[test]
    fn digits_are_parsed() {
        for text in ["0", "405", "18446744073709551615", "18446744073709551616", "", "-1", "1a", "１"] {
            assert_eq!(parse_digits(text, 10), text.parse().ok(), "{text:?}");
        }
        assert_eq!((parse_digits("+1", 10), parse_digits("fF", 16), parse_digits("g", 16)), (None, Some(255), None));
    }

    #[test]
    fn placeholders_are_filled_wherever_they_occur() {
        assert_eq!(fill("Remove {name}.", "{name}", "a.txt"), "Remove a.txt.");
        assert_eq!(fill("{count} ({count} new)", "{count}", "2"), "2 (2 new)");
        assert_eq!(fill("Remove", "{name}", "a.txt"), "Remove");
    }
}
