//! The test oracle: parses a message with pulldown-cmark.

use super::bare_urls::link_bare_urls;
use super::tree::{Align, Element, Kind, Node};
use super::url::safe_url;
use pulldown_cmark::{Alignment, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

const MAX_DEPTH: usize = 24;

/// Parses a message; `None` if it contains HTML, which this project parses as text.
pub(super) fn parse(text: &str) -> Option<Vec<Node>> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_FOOTNOTES;
    let mut builder = Builder::default();
    for event in Parser::new_ext(text, options) {
        match &event {
            Event::Html(_) => return None,
            Event::InlineHtml(html) if !is_line_break(html) => return None,
            _ => builder.add(event),
        }
    }
    Some(builder.finish())
}

/// The address of a link or picture that is not safe to follow. An autolink has it as its text.
fn refused_address(tag: &Tag<'_>) -> Option<String> {
    let (Tag::Link { dest_url, link_type, .. } | Tag::Image { dest_url, link_type, .. }) = tag else { return None };
    let is_refused = !dest_url.is_empty()
        && !matches!(link_type, LinkType::Autolink | LinkType::Email)
        && safe_url(dest_url).is_none();
    is_refused.then(|| dest_url.to_string())
}

/// Builds the tree from pulldown-cmark's events.
struct Builder {
    /// The open elements, outermost first; the first one is the message.
    open: Vec<Element>,
    /// For each open tag, whether it has an element.
    has_element: Vec<bool>,
    /// For each open tag, the address that is not safe to follow, which ocs-chat appends to the text.
    refused: Vec<Option<String>>,
    /// The columns of the current table.
    alignments: Vec<Align>,
    column: usize,
    in_head: bool,
    /// The labels of the citations so far. A citation has the position of its label until the message is complete.
    cited: Vec<String>,
    /// The labels of the open footnotes.
    open_footnotes: Vec<String>,
    /// The footnotes, in the order of their ends, with their labels.
    footnotes: Vec<(String, Vec<Node>)>,
}

impl Default for Builder {
    fn default() -> Self {
        let message = Element::new(Kind::Paragraph);
        Self {
            open: vec![message],
            has_element: Vec::new(),
            refused: Vec::new(),
            alignments: Vec::new(),
            column: 0,
            in_head: false,
            cited: Vec::new(),
            open_footnotes: Vec::new(),
            footnotes: Vec::new(),
        }
    }
}

impl Builder {
    fn add(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => {
                self.refused.push(refused_address(&tag));
                let kind = self.kind(tag).filter(|_| self.open.len() < MAX_DEPTH);
                self.has_element.push(kind.is_some());
                self.open.extend(kind.map(Element::new));
            }
            Event::End(tag) => {
                match tag {
                    TagEnd::TableHead => self.in_head = false,
                    TagEnd::TableCell => self.column += 1,
                    _ => {}
                }
                if self.has_element.pop() == Some(true) {
                    self.close();
                }
                if let Some(Some(address)) = self.refused.pop() {
                    self.text(&[" (", &address, ")"].concat());
                }
            }
            Event::Text(text) => self.text(&text),
            Event::Html(text) | Event::InlineHtml(text) => {
                // Models use `<br>` for line breaks in tables.
                if is_line_break(&text) {
                    self.push(Node::Element(Element::new(Kind::LineBreak)));
                } else {
                    self.text(&text);
                }
            }
            Event::Code(text) => {
                let mut code = Element::new(Kind::Code);
                code.push_text(&text);
                self.push(Node::Element(code));
            }
            Event::SoftBreak | Event::HardBreak => self.push(Node::Element(Element::new(Kind::LineBreak))),
            Event::Rule => self.push(Node::Element(Element::new(Kind::ThematicBreak))),
            Event::TaskListMarker(is_checked) => self.push(Node::Element(Element::new(Kind::CheckBox(is_checked)))),
            // These extensions are not enabled.
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text),
            Event::FootnoteReference(label) => {
                self.push(Node::Element(Element::new(Kind::Citation(self.cited.len()))));
                self.cited.push(label.to_lowercase());
            }
        }
    }

    fn kind(&mut self, tag: Tag<'_>) -> Option<Kind> {
        Some(match tag {
            Tag::Paragraph | Tag::HtmlBlock => Kind::Paragraph,
            Tag::Heading { level, .. } => Kind::Heading(level as u8),
            Tag::BlockQuote(_) => Kind::Quote,
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => Kind::CodeBlock(String::new()),
            Tag::List(None) => Kind::BulletList,
            Tag::List(Some(first)) => Kind::OrderedList(first),
            Tag::Item => Kind::Item,
            Tag::Table(alignments) => {
                self.alignments = alignments.into_iter().map(align).collect();
                Kind::Table
            }
            Tag::TableHead => {
                self.column = 0;
                self.in_head = true;
                Kind::Row
            }
            Tag::TableRow => {
                self.column = 0;
                Kind::Row
            }
            Tag::TableCell => {
                let align = self.alignments.get(self.column).copied().unwrap_or(Align::Start);
                if self.in_head { Kind::HeaderCell(align) } else { Kind::Cell(align) }
            }
            Tag::Emphasis => Kind::Emphasis,
            Tag::Strong => Kind::Strong,
            Tag::Strikethrough => Kind::Strikethrough,
            Tag::Link { dest_url, .. } => Kind::Link(safe_url(&dest_url)?),
            Tag::Image { dest_url, .. } => Kind::Image(safe_url(&dest_url)?),
            // Removed from its place when it is complete.
            Tag::FootnoteDefinition(label) => {
                self.open_footnotes.push(label.to_lowercase());
                Kind::Sources
            }
            _ => return None,
        })
    }

    fn text(&mut self, text: &str) {
        if let Some(element) = self.open.last_mut() {
            element.push_text(text);
        }
    }

    fn push(&mut self, node: Node) {
        if let Some(element) = self.open.last_mut() {
            element.push(node);
        }
    }

    /// Closes the innermost element and links the bare URLs in it.
    fn close(&mut self) {
        let Some(mut element) = self.open.pop() else { return };
        let is_verbatim = matches!(element.kind, Kind::CodeBlock(_) | Kind::Code);
        let in_link = |element: &Element| matches!(element.kind, Kind::Link(_) | Kind::Image(_));
        if !is_verbatim && !in_link(&element) && !self.open.iter().any(in_link) {
            element.children = link_bare_urls(element.children);
        }
        // The description of an image contains no links and images.
        let in_image = self.open.iter().any(|open| matches!(open.kind, Kind::Image(_)));
        if in_image && in_link(&element) {
            return element.children.into_iter().for_each(|child| self.push(child));
        }
        if element.kind == Kind::Sources {
            let content = match &mut *element.children {
                [Node::Element(Element { kind: Kind::Paragraph, children })] => std::mem::take(children),
                _ => element.children,
            };
            return self.footnotes.push((self.open_footnotes.pop().unwrap_or_default(), content));
        }
        self.push(Node::Element(element));
    }

    fn finish(mut self) -> Vec<Node> {
        while self.open.len() > 1 {
            self.close();
        }
        let mut body = self.open.pop().map(|message| link_bare_urls(message.children)).unwrap_or_default();
        let mut order = Vec::new();
        self.number_citations(&mut body, &mut order);
        let mut list = Element::new(Kind::Sources);
        let mut uncited = 0..self.footnotes.len();
        loop {
            let listed = list.children.len();
            let is_cited = order.len() > listed;
            if !is_cited {
                let Some(next) = uncited.next() else { break };
                self.number(next, &mut order);
                if order.len() == listed {
                    continue;
                }
            }
            let mut children = order.get(listed).and_then(|at| self.footnotes.get(*at)).cloned().unwrap_or_default().1;
            self.number_citations(&mut children, &mut order);
            let kind = Kind::Source { number: listed + 1, is_cited };
            list.push(Node::Element(Element { kind, children }));
        }
        body.extend((!list.children.is_empty()).then_some(Node::Element(list)));
        body
    }

    /// The number of a footnote, from 1. Footnotes with the same label, and those that consist of the same link, have
    /// the same number.
    fn number(&self, footnote: usize, order: &mut Vec<usize>) -> usize {
        let label = self.footnotes.get(footnote).map(|(label, _)| label);
        let with_label = self.footnotes.iter().position(|(other, _)| Some(other) == label);
        let link = |content: &[Node]| match content {
            [Node::Element(Element { kind: Kind::Link(url), .. })] => Some(url.clone()),
            _ => None,
        };
        let url = with_label.and_then(|at| self.footnotes.get(at)).and_then(|(_, content)| link(content));
        let with_url = self.footnotes.iter().position(|(_, content)| url.is_some() && link(content) == url);
        let first = with_url.or(with_label).unwrap_or(footnote);
        order.iter().position(|other| *other == first).map_or_else(
            || {
                order.push(first);
                order.len()
            },
            |at| at + 1,
        )
    }

    fn number_citations(&self, nodes: &mut [Node], order: &mut Vec<usize>) {
        for node in nodes {
            let Node::Element(element) = node else { continue };
            if let Kind::Citation(at) = element.kind {
                let label = self.cited.get(at);
                let footnote = self.footnotes.iter().position(|(other, _)| Some(other) == label);
                let number = self.number(footnote.unwrap_or_default(), order);
                element.kind = Kind::Citation(number);
                element.push_text(&format!("[{number}]"));
            }
            self.number_citations(&mut element.children, order);
        }
    }
}

fn is_line_break(html: &str) -> bool {
    let inner = html.trim().strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    inner.is_some_and(|inner| inner.trim_end_matches('/').trim().eq_ignore_ascii_case("br"))
}

fn align(alignment: Alignment) -> Align {
    match alignment {
        Alignment::None => Align::Start,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}
