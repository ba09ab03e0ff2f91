//! HTML character references such as `&amp;` and `&#38;`.

use crate::text::{find_any, parse_digits, split};

/// The names of the characters from U+00A0 to U+00FF, in their order.
const LATIN_1: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 \
    acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil \
    Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc \
    Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml \
    eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

/// Other named references in common use. All two thousand of HTML would be a third of the download.
/// Each name is followed by its character.
const OTHERS: &str = "amp& lt< gt> quot\" apos' trade™ hellip… ndash– mdash— lsquo‘ rsquo’ sbquo‚ ldquo“ rdquo” bdquo„ lsaquo‹ \
    rsaquo› bull• euro€ larr← rarr→ check✓ le≤ ge≥ ne≠ asymp≈ minus− infin∞";

/// The longest name or number of a reference.
const MAX_NAME_BYTES: usize = 9;

fn named_character(name: &str) -> Option<char> {
    let character_after = |known: &str| known.strip_prefix(name)?.chars().next().filter(|c| !c.is_ascii_alphanumeric());
    let latin_1 = || {
        let position = split(LATIN_1, " ").position(|known| known == name)?;
        char::from_u32(0xa0 + u32::try_from(position).ok()?)
    };
    split(OTHERS, " ").find_map(character_after).or_else(latin_1)
}

/// The character reference at the start of a text: its character and its length in bytes.
pub(super) fn entity(text: &str) -> Option<(char, usize)> {
    let name = text.strip_prefix('&')?;
    let end = name.bytes().take(MAX_NAME_BYTES + 1).position(|byte| byte == b';')?;
    let name = name.get(..end)?;
    let character = match name.strip_prefix('#') {
        None => named_character(name)?,
        Some(number) => {
            let (digits, radix) = match number.as_bytes().first() {
                Some(b'x' | b'X') => (number.get(1..)?, 16),
                _ => (number, 10),
            };
            let max_digits = if radix == 16 { 6 } else { 7 };
            if digits.len() > max_digits {
                return None;
            }
            let code = parse_digits(digits, radix)? as u32;
            char::from_u32(code).filter(|character| *character != '\0').unwrap_or(char::REPLACEMENT_CHARACTER)
        }
    };
    Some((character, name.len() + 2))
}

/// Replaces character references and, with `escapes`, backslash escapes.
pub(super) fn decode(text: &str, escapes: bool) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = find_any(rest, b"&\\") {
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
