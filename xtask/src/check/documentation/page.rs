//! A document in Markdown: its links, the anchors of its headings, its code and its sections.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::mem::take;

/// A code block.
#[derive(Debug, Default)]
pub(super) struct Fence {
    pub(super) language: String,
    pub(super) code: String,
    pub(super) source: Source,
}

/// Where the code of a block comes from, according to the comment directly before it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Source {
    /// It is only in the document.
    #[default]
    Document,
    /// `<!-- snippet:name -->`: tests read it from the document by this name.
    Snippet(String),
    /// `<!-- generated:path -->`: it is a copy of this file.
    File(String),
}

/// A heading, and whether a code block follows before the next one.
#[derive(Debug)]
struct Section {
    title: String,
    has_example: bool,
}

/// A parsed document.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Addresses of links and images.
    pub(super) links: Vec<String>,
    /// The anchors of the headings.
    pub(super) anchors: Vec<String>,
    /// Code within paragraphs, tables and headings.
    pub(super) code_spans: Vec<String>,
    pub(super) fences: Vec<Fence>,
    sections: Vec<Section>,
}

impl Page {
    pub(super) fn parse(text: &str) -> Self {
        let mut page = Self::default();
        let mut heading: Option<String> = None;
        let mut fence: Option<Fence> = None;
        let mut source = Source::Document;
        for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    page.links.push(dest_url.to_string());
                }
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => page.end_heading(heading.take().unwrap_or_default()),
                Event::Start(Tag::CodeBlock(kind)) => {
                    let language = match kind {
                        CodeBlockKind::Fenced(language) => language.to_string(),
                        CodeBlockKind::Indented => String::new(),
                    };
                    fence = Some(Fence { language, code: String::new(), source: take(&mut source) });
                }
                Event::End(TagEnd::CodeBlock) => {
                    page.fences.extend(fence.take());
                    if let Some(section) = page.sections.last_mut() {
                        section.has_example = true;
                    }
                }
                Event::Html(html) => source = source_of(&html),
                Event::Start(Tag::Paragraph) => source = Source::Document,
                Event::Code(code) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&code);
                    }
                    page.code_spans.push(code.to_string());
                }
                Event::Text(text) => {
                    if let Some(fence) = &mut fence {
                        fence.code.push_str(&text);
                    } else if let Some(heading) = &mut heading {
                        heading.push_str(&text);
                    }
                }
                _ => {}
            }
        }
        page
    }

    fn end_heading(&mut self, title: String) {
        let anchor = anchor_of(&title);
        let repeated = self.anchors.iter().filter(|other| **other == anchor).count();
        self.anchors.push(if repeated == 0 { anchor } else { format!("{anchor}-{repeated}") });
        self.sections.push(Section { title, has_example: false });
    }

    pub(super) fn has_code_span(&self, name: &str) -> bool {
        self.code_spans.iter().any(|span| span == name)
    }

    /// Whether a section has this name in its title, and an example.
    pub(super) fn has_section_with_example(&self, name: &str) -> bool {
        let names = |title: &str| title.split([' ', ',']).any(|word| word == name);
        self.sections.iter().any(|section| section.has_example && names(&section.title))
    }
}

/// The source that a comment gives for the block after it.
fn source_of(html: &str) -> Source {
    let comment = html.trim().strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->"));
    match comment.and_then(|comment| comment.split_once(':')) {
        Some(("snippet", name)) => Source::Snippet(name.to_owned()),
        // Other generated blocks are tables and lists.
        Some(("generated", path)) if path.contains('/') => Source::File(path.to_owned()),
        _ => Source::Document,
    }
}

/// The anchor of a heading, as mdBook and GitHub generate it.
fn anchor_of(title: &str) -> String {
    let lower = title.trim().to_lowercase();
    let kept = lower.chars().filter_map(|letter| match letter {
        ' ' => Some('-'),
        _ => (letter.is_alphanumeric() || letter == '-' || letter == '_').then_some(letter),
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_everywhere_but_in_code() {
        let page =
            Page::parse("[a](a.md) ![b](b.png)\n\n| [c](c.md) |\n|---|\n| `[d](d.md)` |\n\n```\n[e](e.md)\n```\n");
        assert_eq!(page.links, ["a.md", "b.png", "c.md"]);
        assert!(page.has_code_span("[d](d.md)"));
    }

    #[test]
    fn repeated_headings_have_numbered_anchors() {
        let page = Page::parse("# `ocs:open` and more\n\n## Of, it\n\n## Of, it\n");
        assert_eq!(page.anchors, ["ocsopen-and-more", "of-it", "of-it-1"]);
    }

    #[test]
    fn section_has_an_example_only_if_it_contains_one() {
        let page = Page::parse("## `open`, `close`\n\n```js\nopen();\n```\n\n## `send`\n\nText.\n");
        assert!(page.has_section_with_example("open") && page.has_section_with_example("close"));
        assert!(!page.has_section_with_example("send") && !page.has_section_with_example("clos"));
    }

    #[test]
    fn name_belongs_to_the_code_block_directly_after_it() {
        let page = Page::parse("<!-- snippet:one -->\n\n```html\n<p>\n```\n\n```html\n<b>\n```\n");
        let sources: Vec<_> = page.fences.into_iter().map(|fence| fence.source).collect();
        assert_eq!(sources, [Source::Snippet("one".to_owned()), Source::Document]);
        let page = Page::parse("<!-- snippet:one -->\n\nText.\n\n```html\n<p>\n```\n");
        assert!(page.fences.iter().all(|fence| fence.source == Source::Document));
        let page =
            Page::parse("<!-- generated:examples/a.js -->\n\n```js\na\n```\n\n<!-- /generated:examples/a.js -->\n");
        assert!(page.fences.iter().all(|fence| fence.source == Source::File("examples/a.js".to_owned())));
    }
}
