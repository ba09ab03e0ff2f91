//! The widget's messages in the console: the page about troubleshooting must have each of them.

use super::{read, read_files};
use anyhow::{Context as _, Result};

/// Folders with the sources of the console messages that begin with `ocs-chat:`.
const MESSAGE_SOURCES: [&str; 3] = ["www/assets", "www/loader", "www/widget"];

/// Messages that the page does not have.
pub(super) fn missing() -> Result<Vec<String>> {
    let page = read("docs/troubleshooting.md")?;
    let mut problems = missing_sentences(&read("www/widget/diagnosis/sentences.ts")?, &page)?;
    for source in MESSAGE_SOURCES {
        for (_, text) in read_files(source, ".ts")? {
            problems.extend(missing_messages(&text, &page));
        }
    }
    Ok(problems)
}

/// Sentences that explain why the widget does not work, and that the page about troubleshooting lacks. The page may leave out the
/// text after a value, a colon or a full stop.
fn missing_sentences(source: &str, page: &str) -> Result<Vec<String>> {
    /// Shorter texts between quotation marks are code.
    const MIN_LENGTH: usize = 20;
    let (_, rest) = source.split_once("const SENTENCES").context("there are no SENTENCES")?;
    let table = rest.split("\n};").next().unwrap_or_default();
    let texts = table.split(['\'', '`']).filter(|text| text.len() > MIN_LENGTH && !text.contains('\n'));
    let beginnings = texts.filter_map(|text| text.split("${").next()?.split(": ").next()?.split(". ").next());
    let missing = beginnings.filter(|beginning| !page.contains(beginning));
    Ok(missing.map(|beginning| format!("docs/troubleshooting.md lacks the sentence \"{beginning}…\"")).collect())
}

/// Messages in the console that the page about troubleshooting lacks. The text after a value may differ.
fn missing_messages(source: &str, page: &str) -> Vec<String> {
    let texts = source.split("'ocs-chat: ").flat_map(|rest| rest.split("`ocs-chat: ")).skip(1);
    let beginnings = texts.filter_map(|text| text.split(['\'', '`', '"', '$']).next()).map(str::trim_end);
    let missing = beginnings.filter(|text| !text.is_empty() && !page.contains(&format!("ocs-chat: {text}")));
    missing.map(|text| format!("docs/troubleshooting.md lacks the message \"ocs-chat: {text}\"")).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn sentences_without_explanation_are_found() {
        let source = "const SENTENCES = {\n  a: 'the first sentence: it has an end.',\n  b:\n    test\n      ? `the second \
                      sentence (${x}) has, too.`\n      : '',\n};\nconst OTHER = 'another text of the script';\n";
        let missing = missing_sentences(source, "| `the first sentence: …` |").unwrap();
        assert_eq!(missing, ["docs/troubleshooting.md lacks the sentence \"the second sentence (…\""]);
    }

    #[test]
    fn messages_without_explanation_are_found() {
        let source = "warn(`ocs-chat: the chat could not be loaded: ${error}`); info('ocs-chat: no chatbot'); f(`ocs-chat: ${x} y`)";
        let page = "| `ocs-chat: the chat could not be loaded: …` |";
        assert_eq!(
            missing_messages(source, page),
            ["docs/troubleshooting.md lacks the message \"ocs-chat: no chatbot\""]
        );
    }
}
