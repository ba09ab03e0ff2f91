//! From text to tree.

use super::address::safe_address;
use super::autolink::{self, Part};
use super::tree::{Align, Element, Kind, Node};
use pulldown_cmark::{Alignment, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// Elements deeper than this are left out, their text is not: nobody reads a hundred nested quotes, and what shows the
/// tree calls itself for each level.
const DEEPEST: usize = 24;

/// Reads a message.
#[must_use]
pub fn parse(text: &str) -> Vec<Node> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut builder = Builder::default();
    for event in Parser::new_ext(text, options) {
        builder.take(event);
    }
    builder.finish()
}

/// Builds the tree while pulldown-cmark walks through the text.
struct Builder {
    /// The elements that are open, outermost first; the first one stands for the message.
    open: Vec<Element>,
    /// For each open tag of the parser, whether it opened an element.
    opened: Vec<bool>,
    /// Of the table under way.
    aligns: Vec<Align>,
    column: usize,
    in_head: bool,
}

impl Default for Builder {
    fn default() -> Self {
        let message = Element::new(Kind::Paragraph);
        Self { open: vec![message], opened: Vec::new(), aligns: Vec::new(), column: 0, in_head: false }
    }
}

impl Builder {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => {
                let kind = self.kind(tag).filter(|_| self.open.len() < DEEPEST);
                self.opened.push(kind.is_some());
                self.open.extend(kind.map(Element::new));
            }
            Event::End(tag) => {
                match tag {
                    TagEnd::TableHead => self.in_head = false,
                    TagEnd::TableCell => self.column += 1,
                    _ => {}
                }
                if self.opened.pop() == Some(true) {
                    self.close();
                }
            }
            Event::Text(text) => self.text(&text),
            Event::Html(text) | Event::InlineHtml(text) => {
                // The one tag that models use where Markdown has no other way: a line break in a table.
                if is_line_break(&text) {
                    self.push(Node::Element(Element::new(Kind::Break)));
                } else {
                    self.text(&text);
                }
            }
            Event::Code(text) => {
                let mut code = Element::new(Kind::Code);
                code.push_text(&text);
                self.push(Node::Element(code));
            }
            Event::SoftBreak | Event::HardBreak => self.push(Node::Element(Element::new(Kind::Break))),
            Event::Rule => self.push(Node::Element(Element::new(Kind::Rule))),
            Event::TaskListMarker(ticked) => self.push(Node::Element(Element::new(Kind::CheckBox(ticked)))),
            // Not among the options asked for.
            Event::FootnoteReference(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text),
        }
    }

    fn kind(&mut self, tag: Tag<'_>) -> Option<Kind> {
        Some(match tag {
            Tag::Paragraph | Tag::HtmlBlock => Kind::Paragraph,
            Tag::Heading { level, .. } => Kind::Heading(level as u8),
            Tag::BlockQuote(_) => Kind::Quote,
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => Kind::CodeBlock,
            Tag::List(None) => Kind::Bullets,
            Tag::List(Some(first)) => Kind::Numbers(first),
            Tag::Item => Kind::Item,
            Tag::Table(alignments) => {
                self.aligns = alignments.into_iter().map(align).collect();
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
                let align = self.aligns.get(self.column).copied().unwrap_or(Align::Natural);
                if self.in_head { Kind::HeadCell(align) } else { Kind::Cell(align) }
            }
            Tag::Emphasis => Kind::Emphasis,
            Tag::Strong => Kind::Strong,
            Tag::Strikethrough => Kind::Strikethrough,
            Tag::Link { dest_url, .. } => Kind::Link(safe_address(&dest_url)?),
            Tag::Image { dest_url, .. } => Kind::Picture(safe_address(&dest_url)?),
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

    /// Ends the innermost element: its text is complete, so the addresses in it can be found.
    fn close(&mut self) {
        let Some(mut element) = self.open.pop() else { return };
        let is_verbatim = matches!(element.kind, Kind::CodeBlock | Kind::Code);
        let in_link = |element: &Element| matches!(element.kind, Kind::Link(_) | Kind::Picture(_));
        if !is_verbatim && !in_link(&element) && !self.open.iter().any(in_link) {
            element.children = link_addresses(element.children);
        }
        self.push(Node::Element(element));
    }

    fn finish(mut self) -> Vec<Node> {
        while self.open.len() > 1 {
            self.close();
        }
        self.open.pop().map(|message| link_addresses(message.children)).unwrap_or_default()
    }
}

fn link_addresses(children: Vec<Node>) -> Vec<Node> {
    let mut linked = Vec::with_capacity(children.len());
    for child in children {
        match child {
            Node::Text(text) => linked.extend(autolink::split(&text).into_iter().map(|part| match part {
                Part::Text(text) => Node::Text(text.to_owned()),
                Part::Link(text, address) => {
                    let mut link = Element::new(Kind::Link(address));
                    link.push_text(text);
                    Node::Element(link)
                }
            })),
            element @ Node::Element(_) => linked.push(element),
        }
    }
    linked
}

fn is_line_break(html: &str) -> bool {
    let inner = html.trim().strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    inner.is_some_and(|inner| inner.trim_end_matches('/').trim().eq_ignore_ascii_case("br"))
}

fn align(alignment: Alignment) -> Align {
    match alignment {
        Alignment::None => Align::Natural,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The tree in one line, for reading.
    fn sketch(nodes: &[Node]) -> String {
        let mut line = String::new();
        for node in nodes {
            match node {
                Node::Text(text) => line.push_str(text),
                Node::Element(Element { kind, children }) => {
                    line.push_str(&format!("<{kind:?}>{}</>", sketch(children)));
                }
            }
        }
        line
    }

    #[test]
    fn every_kind_of_markdown_has_its_element() {
        let cases = [
            ("a\nb", "<Paragraph>a<Break></>b</>"),
            ("## T", "<Heading(2)>T</>"),
            ("**s** *e* ~~d~~ `c`", "<Paragraph><Strong>s</> <Emphasis>e</> <Strikethrough>d</> <Code>c</></>"),
            ("> q", "<Quote><Paragraph>q</></>"),
            ("- a\n- b", "<Bullets><Item>a</><Item>b</></>"),
            ("3. a", "<Numbers(3)><Item>a</></>"),
            ("- [x] a\n- [ ] b", "<Bullets><Item><CheckBox(true)></>a</><Item><CheckBox(false)></>b</></>"),
            ("```rust\nlet x;\n```", "<CodeBlock>let x;\n</>"),
            ("---", "<Rule></>"),
            (
                "|a|b|\n|--|:-:|\n|1|2|",
                "<Table><Row><HeadCell(Natural)>a</><HeadCell(Center)>b</></>\
                 <Row><Cell(Natural)>1</><Cell(Center)>2</></></>",
            ),
            ("[t](https://a.example)", "<Paragraph><Link(\"https://a.example\")>t</></>"),
            ("https://a.example/b_c_d", "<Paragraph><Link(\"https://a.example/b_c_d\")>https://a.example/b_c_d</></>"),
            ("![alt](https://a.example/p.png)", "<Paragraph><Picture(\"https://a.example/p.png\")>alt</></>"),
            ("|a|\n|-|\n|x<br>y|", "<Table><Row><HeadCell(Natural)>a</></><Row><Cell(Natural)>x<Break></>y</></></>"),
        ];
        for (text, expected) in cases {
            assert_eq!(sketch(&parse(text)), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_safe_stays_text() {
        let cases = [
            ("<script>alert(1)</script>", "<Paragraph><script>alert(1)</script></>"),
            ("a <img src=x onerror=alert(1)>", "<Paragraph>a <img src=x onerror=alert(1)></>"),
            ("[t](javascript:alert(1))", "<Paragraph>t</>"),
            ("![t](data:image/svg+xml,x)", "<Paragraph>t</>"),
            ("[t](<java\\\nscript:x>)", "<Paragraph>[t](<java<Break></>script:x>)</>"),
        ];
        for (text, expected) in cases {
            assert_eq!(sketch(&parse(text)), expected, "{text}");
        }
    }

    #[test]
    fn no_text_is_lost_in_depths() {
        let deep = format!("{} bottom", ">".repeat(500));
        assert!(sketch(&parse(&deep)).contains("bottom"));
    }

    fn depth(nodes: &[Node]) -> usize {
        let of = |node: &Node| if let Node::Element(element) = node { 1 + depth(&element.children) } else { 0 };
        nodes.iter().map(of).max().unwrap_or(0)
    }

    fn addresses(nodes: &[Node], found: &mut Vec<String>) {
        for node in nodes {
            if let Node::Element(element) = node {
                if let Kind::Link(address) | Kind::Picture(address) = &element.kind {
                    found.push(address.clone());
                }
                addresses(&element.children, found);
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_gives_a_shallow_tree_with_safe_addresses(
            text in r"([\[\]()<>!*_~`|:#\-.@/ \n]|www\.|https?://|javascript:|data:|a|é|[0-9]){0,80}"
        ) {
            let tree = parse(&text);
            // One level more for a link that was found in the deepest text.
            prop_assert!(depth(&tree) <= DEEPEST + 1);
            let mut found = Vec::new();
            addresses(&tree, &mut found);
            for address in found {
                prop_assert_eq!(safe_address(&address), Some(address));
            }
        }
    }
}
