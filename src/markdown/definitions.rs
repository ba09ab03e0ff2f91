//! The link reference definitions and footnotes of a message.

use super::label::{footnote_label, is_label, label, normalize_label};
use super::label_index::LabelIndex;
use super::line::BLANKS;
use super::link::{destination, skip_spaces_and_line_ending, skip_title};
use crate::text::{is_blank, split_at_first, trim};
use std::cell::Cell;

/// The total length of the destinations that the references of a message are replaced with. Without a limit, many references to a long
/// destination would take quadratic space.
const MAX_EXPANDED_BYTES: usize = 100_000;

/// The link reference definitions and footnotes of a message.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    /// Normalized labels with their destinations.
    links: LabelIndex,
    /// The normalized labels of footnotes.
    pub(super) footnotes: LabelIndex,
    /// Whether formulas are recognized: an option of the parser, here because both parsers share this struct.
    pub(super) formulas_enabled: bool,
    /// The total length of the destinations that references have been replaced with.
    expanded_bytes: Cell<usize>,
}

impl Definitions {
    /// The destination of a label. `None` also once the destinations returned for this message exceed [`MAX_EXPANDED_BYTES`]. The first
    /// of several definitions takes precedence. Call [`sort`](Self::sort) first.
    pub(super) fn get(&self, label: &str) -> Option<&str> {
        // Most messages have no definitions. Normalizing is skipped for text that cannot be a label, because it may be long.
        if self.links.is_empty() || !is_label(label) {
            return None;
        }
        let (.., destination) = self.links.find(&normalize_label(label))?;
        self.expanded_bytes.set(self.expanded_bytes.get() + destination.len());
        (self.expanded_bytes.get() <= MAX_EXPANDED_BYTES).then_some(destination)
    }

    /// Resolves the footnote reference (`[^label]`) at the start of a text. Returns the position of the footnote, and the text after the
    /// reference. The first of several footnotes with the same label takes precedence. Call [`sort`](Self::sort) first.
    pub(super) fn cited_footnote<'a>(&self, text: &'a str) -> Option<(usize, &'a str)> {
        if self.footnotes.is_empty() {
            return None;
        }
        let (label, rest) = footnote_label(text)?;
        Some((self.footnote(label)?, rest))
    }

    /// The position of the footnote with a label.
    pub(super) fn footnote(&self, label: &str) -> Option<usize> {
        self.footnotes.position(&normalize_label(label))
    }

    /// Adds the label of a footnote.
    pub(super) fn add_footnote(&mut self, label: &str) {
        self.footnotes.add(normalize_label(label), String::new());
    }

    /// Removes the definitions from the start of a paragraph, and collects them. `true` if there are any.
    pub(super) fn extract(&mut self, paragraph: &mut String) -> bool {
        let mut rest = &**paragraph;
        while let Some((label, destination, after)) = definition(rest) {
            self.links.add(normalize_label(label), destination);
            rest = after;
        }
        let extracted = paragraph.len() - rest.len();
        if extracted > 0 {
            *paragraph = rest.to_owned();
        }
        extracted > 0
    }

    /// Prepares the definitions for searching.
    pub(super) fn sort(&mut self) {
        self.links.sort();
        self.footnotes.sort();
    }
}

/// Parses the definition `[label]: destination "title"` at the start of a text. Returns its label, its destination and the
/// text after it.
fn definition(text: &str) -> Option<(&str, String, &str)> {
    let (label, rest) = label(text)?;
    if is_blank(label) {
        return None;
    }
    let rest = skip_spaces_and_line_ending(rest.strip_prefix(':')?);
    let (destination, rest) = destination(rest)?;
    // The length of the rest of the line, if that is blank.
    let blank_line_length = |rest: &'_ str| -> Option<usize> {
        let line = split_at_first(rest, "\n").map_or(rest, |(line, _)| line);
        trim(line, BLANKS).is_empty().then_some(line.len())
    };
    let spaced = skip_spaces_and_line_ending(rest);
    let after_title = (spaced.len() < rest.len()).then(|| skip_title(spaced)).flatten();
    // With more text behind it, it is no title. Then the line has to end after the destination.
    let end = after_title.and_then(|rest| Some((rest, blank_line_length(rest)?)));
    let (rest, line_length) = end.or_else(|| Some((rest, blank_line_length(rest)?)))?;
    let rest = rest.get(line_length..).unwrap_or_default();
    Some((label, destination, rest.strip_prefix('\n').unwrap_or(rest)))
}
