//! Small functions for strings: `str::find`, `str::replace` and `concat` of the standard library would add 1 KB to the
//! download.

/// The texts before and after the first occurrence of `part`, which is not empty.
pub(crate) fn split_at_first<'a>(text: &'a str, part: &str) -> Option<(&'a str, &'a str)> {
    let at = text.as_bytes().windows(part.len()).position(|bytes| bytes == part.as_bytes())?;
    Some((text.get(..at)?, text.get(at + part.len()..)?))
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

/// The texts one after the other.
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
    fn placeholders_are_filled_where_they_exist() {
        assert_eq!(fill("Remove {name}.", "{name}", "a.txt"), "Remove a.txt.");
        assert_eq!(fill("{count} ({count} new)", "{count}", "2"), "2 (2 new)");
        assert_eq!(fill("Remove", "{name}", "a.txt"), "Remove");
    }
}
