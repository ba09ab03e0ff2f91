//! The source text of a message with the numbers of its sources in place of the labels of footnotes.

use super::link::{Definitions, footnote_definition};
use super::parse::parse_with_sources;
use crate::text::{concat, split_at_first};

/// A message with the marks of citations as `[1]`, and with the sources on lines that start with their numbers. Marks that cite
/// nothing, and those in code, stay as they are.
#[must_use]
pub fn with_numbered_sources(text: &str) -> String {
    let mut numbered = String::new();
    if split_at_first(text, "[^").is_none() {
        numbered.push_str(text);
        return numbered;
    }
    let (_, definitions, mut sources) = parse_with_sources(text);
    // The length of the backtick run that the current code started with; 0 outside of code.
    let mut code = 0;
    let mut is_line_start = true;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let found = if code == 0 { footnote(rest, is_line_start, &definitions) } else { None };
        let after = if let Some((footnote, space, after)) = found {
            numbered.push_str(&concat(&["[", &(sources.number(footnote) as u64).to_string(), "]", space]));
            after
        } else {
            let length = match first {
                '`' => rest.bytes().take_while(|byte| *byte == b'`').count(),
                // With the character that it escapes.
                '\\' if code == 0 && rest.as_bytes().get(1).is_some_and(u8::is_ascii_punctuation) => 2,
                _ => first.len_utf8(),
            };
            if first == '`' && (code == 0 || code == length) {
                code = length - code;
            } else if code < 3 && rest.starts_with("\n\n") {
                // Only a block of code continues after a blank line.
                code = 0;
            }
            numbered.push_str(rest.get(..length).unwrap_or_default());
            rest.get(length..).unwrap_or_default()
        };
        is_line_start = first == '\n' || (is_line_start && first == ' ');
        rest = after;
    }
    numbered
}

/// The footnote whose mark or definition is at the start of a text, what follows its number, and the text after it.
fn footnote<'a>(
    text: &'a str,
    is_line_start: bool,
    definitions: &Definitions,
) -> Option<(usize, &'static str, &'a str)> {
    if is_line_start && let Some((label, after)) = footnote_definition(text) {
        return Some((definitions.footnote(label)?, " ", after.trim_start_matches([' ', '\t'])));
    }
    let (footnote, after) = definitions.cited_footnote(text)?;
    Some((footnote, "", after))
}

#[cfg(test)]
mod tests {
    use super::with_numbered_sources;

    #[test]
    fn marks_and_sources_have_numbers() {
        for (text, expected) in [
            (
                "Boils [^b]. Freezes[^a], boils[^b].\n\n[^a]: [faq](https://a.example)\n[^b]:[A [1].pdf](/b)",
                "Boils [1]. Freezes[2], boils[1].\n\n[2] [faq](https://a.example)\n[1] [A [1].pdf](/b)",
            ),
            ("Boils [^0].\n\\[^0\\]: A b.pdf", "Boils [1].\n[1] A b.pdf"),
            ("é **Boils**[^ß].\n  [^ß]:  x", "é **Boils**[1].\n  [1] x"),
            ("no marks", "no marks"),
        ] {
            assert_eq!(with_numbered_sources(text), expected, "{text}");
        }
    }

    #[test]
    fn other_brackets_and_code_stay() {
        for text in ["[^1] [^]: a", "[^1", "\\[^1] a `[^1]` ``[^1]` [^1]``\n```\n[^1]: x\n```\n", "`[^1]"] {
            let with_source = text.to_owned() + "\n\n[^2]: y";
            assert_eq!(with_numbered_sources(text), text);
            assert_eq!(with_numbered_sources(&with_source), with_source.replace("[^2]:", "[1]"));
        }
    }
}
