//! Parses HTML that the server renders from Markdown into the tree of safe elements.
//!
//! Used for texts such as consent forms. Elements that the tree does not have are replaced with their content, and all
//! attributes except `href` are ignored.

use super::entity::decode;
use super::tag::{Tag, tag};
use super::tree::{Align, Element, Kind, MAX_DEPTH, Node};
use super::url::safe_url;
use crate::text::{find_byte, is_blank, split_at_first};

/// Parses HTML. Invalid markup is text.
#[must_use]
pub fn parse_html(html: &str) -> Vec<Node> {
    let mut parser =
        Parser { open: vec![Element::new(Kind::Paragraph)], raw_element: None, omitted: 0, starts_line: false };
    let mut rest = html;
    while !rest.is_empty() {
        let (text, markup) = rest.split_at(find_byte(rest, b'<').unwrap_or(rest.len()));
        parser.text(text);
        rest = parser.markup(markup);
    }
    while parser.open.len() > 1 {
        parser.pop();
    }
    parser.open.pop().map(|root| root.children).unwrap_or_default()
}

struct Parser {
    /// The open elements, from the root inwards; never empty.
    open: Vec<Element>,
    /// The name of the open `script` or `style` element. Its content is dropped.
    raw_element: Option<&'static str>,
    /// The number of open elements that are omitted because of their depth.
    omitted: usize,
    /// Whether an element such as `<div>`, which the tree does not have, begins or ends here.
    starts_line: bool,
}

impl Parser {
    fn push(&mut self, node: Node) {
        if let Some(inner) = self.open.last_mut() {
            inner.push(node);
        }
    }

    fn text(&mut self, text: &str) {
        let is_between_lines = text.is_empty() || self.starts_line || !self.follows_text();
        if self.raw_element.is_none() && !(is_blank(text) && is_between_lines) {
            self.start_line();
            self.push(Node::Text(decode(text, false)));
        }
    }

    /// Whether the innermost open element has text or inline elements before this place, or may have.
    fn follows_text(&self) -> bool {
        let Some(inner) = self.open.last() else { return false };
        match inner.children.last() {
            None => !is_block(&inner.kind),
            Some(Node::Text(_)) => true,
            Some(Node::Element(element)) => !is_block(&element.kind) && !is_container(&inner.kind),
        }
    }

    /// Breaks the line before text and inline elements at the start or the end of an element such as `<div>`.
    fn start_line(&mut self) {
        let is_first = self.open.last().is_none_or(|inner| inner.children.is_empty());
        if std::mem::take(&mut self.starts_line) && !is_first && self.follows_text() {
            self.push(Node::Element(Element::new(Kind::LineBreak)));
        }
    }

    /// Parses a comment, a declaration, a tag or a lone `<`. Returns the text after it.
    fn markup<'a>(&mut self, markup: &'a str) -> &'a str {
        if let Some(comment) = markup.strip_prefix("<!--") {
            return split_at_first(comment, "-->").map_or("", |(_, after)| after);
        }
        let is_declaration = markup.starts_with("<!") || markup.starts_with("<?");
        if is_declaration && self.raw_element.is_none() {
            return split_at_first(markup, ">").map_or("", |(_, after)| after);
        }
        match tag(markup) {
            Some((tag, after)) => {
                self.tag(&tag);
                after
            }
            None => {
                let (bracket, after) = markup.split_at(markup.len().min(1));
                self.text(bracket);
                after
            }
        }
    }

    fn tag(&mut self, tag: &Tag<'_>) {
        match self.raw_element {
            Some(open) if tag.is_end && open == tag.name => self.raw_element = None,
            Some(_) => {}
            None if matches!(&*tag.name, "div" | "section" | "dt" | "dd") => {
                if !tag.is_end {
                    self.close_implied("p");
                }
                self.starts_line = true;
            }
            None if tag.is_end => self.end_tag(&tag.name),
            None => self.start_tag(tag),
        }
    }

    fn start_tag(&mut self, tag: &Tag<'_>) {
        let kind = match &*tag.name {
            "script" => return self.raw_element = Some("script"),
            "style" => return self.raw_element = Some("style"),
            "br" => return self.push(Node::Element(Element::new(Kind::LineBreak))),
            "hr" => Kind::ThematicBreak,
            _ => match kind(tag) {
                Some(kind) => kind,
                None => return,
            },
        };
        if kind == Kind::Item {
            self.close_implied("li");
        }
        if is_block(&kind) {
            self.close_implied("p");
            self.starts_line = false;
        } else {
            self.start_line();
        }
        if kind == Kind::ThematicBreak {
            self.push(Node::Element(Element::new(kind)));
        } else if self.open.len() > MAX_DEPTH {
            self.omitted += 1;
        } else {
            self.open.push(Element::new(kind));
        }
    }

    /// Closes an open element whose end tag HTML lets authors omit, unless it is outside of the innermost container.
    fn close_implied(&mut self, name: &str) {
        for element in self.open.iter().rev() {
            if is_container(&element.kind) {
                return;
            }
            if is_named(&element.kind, name) {
                return self.end_tag(name);
            }
        }
    }

    fn end_tag(&mut self, name: &str) {
        if self.omitted > 0 {
            self.omitted -= 1;
            return;
        }
        // An end tag without a start tag is ignored.
        let Some(at) = self.open.iter().rposition(|element| is_named(&element.kind, name)).filter(|at| *at > 0) else {
            return;
        };
        while self.open.len() > at {
            self.pop();
        }
    }

    fn pop(&mut self) {
        if let Some(element) = self.open.pop() {
            self.push(Node::Element(element));
        }
    }
}

fn kind(tag: &Tag<'_>) -> Option<Kind> {
    if tag.name == "a" {
        return Some(Kind::Link(safe_url(&decode(tag.attribute("href")?, false))?));
    }
    kind_of_name(&tag.name)
}

/// The kind of element with a name other than `a`.
fn kind_of_name(name: &str) -> Option<Kind> {
    Some(match name {
        "p" => Kind::Paragraph,
        "h1" => Kind::Heading(1),
        "h2" => Kind::Heading(2),
        "h3" => Kind::Heading(3),
        "h4" | "h5" | "h6" => Kind::Heading(4),
        "blockquote" => Kind::Quote,
        "pre" => Kind::CodeBlock(String::new()),
        "code" => Kind::Code,
        "ul" => Kind::BulletList,
        "ol" => Kind::OrderedList(1),
        "li" => Kind::Item,
        "table" => Kind::Table,
        "tr" => Kind::Row,
        "th" => Kind::HeaderCell(Align::Start),
        "td" => Kind::Cell(Align::Start),
        "em" | "i" => Kind::Emphasis,
        "strong" | "b" => Kind::Strong,
        "del" | "s" => Kind::Strikethrough,
        _ => return None,
    })
}

fn is_named(kind: &Kind, name: &str) -> bool {
    match kind {
        Kind::Link(_) => name == "a",
        Kind::Heading(_) => name.len() == 2 && name.starts_with('h') && name != "hr",
        other => kind_of_name(name).as_ref() == Some(other),
    }
}

/// Whether the start tag ends an open paragraph.
fn is_block(kind: &Kind) -> bool {
    is_container(kind) || matches!(kind, Kind::Paragraph | Kind::Heading(_) | Kind::CodeBlock(_) | Kind::ThematicBreak)
}

fn is_container(kind: &Kind) -> bool {
    matches!(kind, Kind::BulletList | Kind::OrderedList(_) | Kind::Table | Kind::Row | Kind::Quote)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn outline(nodes: &[Node]) -> String {
        let parts = nodes.iter().map(|node| match node {
            Node::Text(text) => text.clone(),
            Node::Element(element) => format!("{:?}({})", element.kind, outline(&element.children)),
        });
        parts.collect()
    }

    #[test]
    fn rendered_markdown_is_parsed() {
        for (html, expected) in [
            ("<p>Please <strong>agree</strong></p>", "Paragraph(Please Strong(agree))"),
            (
                "<h2>Terms</h2>\n<ul>\n<li>a</li>\n<li>b<br />c</li>\n</ul>\n",
                "Heading(2)(Terms)BulletList(Item(a)Item(bLineBreak()c))",
            ),
            ("<p>a &amp;lt; b &#39;c&#x27; &unknown; &</p>", "Paragraph(a &lt; b 'c' &unknown; &)"),
            (
                r#"<a class="x" href="https://a.example/?b&amp;c" target=_blank>d</a>"#,
                r#"Link("https://a.example/?b&c")(d)"#,
            ),
            ("plain", "plain"),
            ("<div>a</div><div>b</div>", "aLineBreak()b"),
            ("<div>a</div>\n<div><b>b</b></div>\nc", "aLineBreak()Strong(b)LineBreak()\nc"),
            ("<div>\n<p>a</p>\n<p>b</p>\n</div>c", "Paragraph(a)Paragraph(b)c"),
            ("<div><div>a</div>b</div>c", "aLineBreak()bLineBreak()c"),
            ("<p>a<div>b</div>", "Paragraph(a)b"),
            ("<div><a href=/a><div>b</div></a></div>c", "Link(\"/a\")(b)LineBreak()c"),
            ("<ul><li><div>a</div><div>b</div></li></ul>", "BulletList(Item(aLineBreak()b))"),
            ("<dl><dt>a</dt><dd>b</dd></dl>", "aLineBreak()b"),
            ("<b>a</b> <i>b</i>\n<p>c</p>", "Strong(a) Emphasis(b)\nParagraph(c)"),
            (
                "<p>a<p>b<ul><li>c<li>d<p>e<h2>f</h2></ul>g",
                "Paragraph(a)Paragraph(b)BulletList(Item(c)Item(dParagraph(e)Heading(2)(f)))g",
            ),
            ("<ul><li>a<ul><li>b</ul><li>c</ul>", "BulletList(Item(aBulletList(Item(b)))Item(c))"),
        ] {
            assert_eq!(outline(&parse_html(html)), expected, "{html}");
        }
    }

    #[test]
    fn other_markup_is_removed() {
        for (html, expected) in [
            ("<a href=\"javascript:alert(1)\">d</a>", "d"),
            ("<p onclick=alert(1)>a</p>", "Paragraph(a)"),
            ("a<script>alert(1)</script>b<style>x{}</style>c", "abc"),
            ("<img src=x onerror=alert(1)>", ""),
            ("<!-- <p>no</p> -->a<!-- never ends", "a"),
            ("<script>if (a <!b) x</script>c", "c"),
            ("<!DOCTYPE html>a<?xml:namespace prefix = \"o\" />b", "ab"),
            ("1 < 2 <3", "1 < 2 <3"),
            ("</p>a</div>", "a"),
            ("<p>a<em>b</p>c", "Paragraph(aEmphasis(b))c"),
            ("<", "<"),
            ("<p", "<p"),
        ] {
            assert_eq!(outline(&parse_html(html)), expected, "{html}");
        }
    }

    #[test]
    fn links_are_parsed_as_in_browsers() {
        for (html, expected) in [
            ("<a HREF='/a'>b</a>", r#"Link("/a")(b)"#),
            ("<a href = \"/a\">b</a>", r#"Link("/a")(b)"#),
            ("<a title='>' href=/a>b</a>", r#"Link("/a")(b)"#),
            ("<a data-href=/x href=/a>b</a>", r#"Link("/a")(b)"#),
            ("<a data-href=/x>b</a>", "b"),
            ("<a title=\"href=/x\">b</a>", "b"),
            ("<a href=/a href=/b>c</a>", r#"Link("/a")(c)"#),
        ] {
            assert_eq!(outline(&parse_html(html)), expected, "{html}");
        }
    }

    #[test]
    fn deep_markup_becomes_a_shallow_tree_with_all_text() {
        let depth = |text: &str| text.matches('(').count();
        for tag in ["b", "blockquote", "ul", "div"] {
            let html = format!("{}a{}b", format!("<{tag}>").repeat(100_000), format!("</{tag}>").repeat(100_000));
            let outline = outline(&parse_html(&html));
            assert!(depth(&outline) <= MAX_DEPTH, "{outline}");
            assert!(outline.contains('a') && outline.ends_with('b'), "{outline}");
        }
        assert_eq!(outline(&parse_html(&"<b".repeat(100_000))).len(), 200_000);
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn parsing_never_panics(html in "[<>/&;#a-z \"'=!-]{0,60}") {
            let _ = parse_html(&html);
        }
    }
}
