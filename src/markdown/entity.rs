//! Characters written by name or number, as in HTML.

/// The names that people and models write. HTML has two thousand more, which would be a third of this widget's download.
const NAMED: [(&str, char); 26] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("hellip", '…'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("bull", '•'),
    ("middot", '·'),
    ("times", '×'),
    ("deg", '°'),
    ("euro", '€'),
    ("larr", '←'),
    ("rarr", '→'),
    ("check", '✓'),
];

/// The character that a text begins with (`&name;`, `&#number;`), and how many bytes that takes.
pub(super) fn entity(text: &str) -> Option<(char, usize)> {
    let (name, _) = text.strip_prefix('&')?.split_once(';').filter(|(name, _)| name.len() < 10)?;
    let character = match name.strip_prefix('#') {
        None => NAMED.iter().find(|(known, _)| *known == name)?.1,
        Some(number) => {
            let (digits, radix) = number.strip_prefix(['x', 'X']).map_or((number, 10), |digits| (digits, 16));
            let most = if radix == 16 { 6 } else { 7 };
            if digits.is_empty() || digits.len() > most || !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return None;
            }
            let code = u32::from_str_radix(digits, radix).ok()?;
            char::from_u32(code).filter(|character| *character != '\0').unwrap_or(char::REPLACEMENT_CHARACTER)
        }
    };
    Some((character, name.len() + 2))
}

/// A text with its characters in place of their names; with `escapes`, also of those behind a backslash.
pub(super) fn decode(text: &str, escapes: bool) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', '\\']) {
        let (before, found) = rest.split_at(at);
        decoded.push_str(before);
        let next = found.as_bytes().get(1).filter(|byte| byte.is_ascii_punctuation());
        let (character, length) = match (entity(found), next) {
            (Some(known), _) => known,
            (None, Some(next)) if escapes && found.starts_with('\\') => (char::from(*next), 2),
            _ => (if found.starts_with('&') { '&' } else { '\\' }, 1),
        };
        decoded.push(character);
        rest = found.get(length..).unwrap_or_default();
    }
    decoded.push_str(rest);
    decoded
}
