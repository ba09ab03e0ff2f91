//! Parses HTML that the server renders from Markdown into the tree of safe elements.
//!
//! For texts such as consent forms. Elements that the tree does not have are replaced by their content, and all attributes
//! are ignored except `href`.

use super::entity::decode;
use super::tree::{Align, Element, Kind, Node};
use super::url::safe_url;

/// Parses HTML. Invalid markup is text.
#[must_use]
pub fn parse_html(html: &str) -> Vec<Node> {
    let mut parser = Parser { open: vec![Element::new(Kind::Paragraph)], raw_element: None };
    let mut rest = html;
    while !rest.is_empty() {
        let (text, markup) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
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
}

impl Parser {
    fn push(&mut self, node: Node) {
        if let Some(inner) = self.open.last_mut() {
            inner.push(node);
        }
    }

    fn text(&mut self, text: &str) {
        let is_between_blocks = self.open.len() == 1 || self.open.last().is_some_and(|inner| is_container(&inner.kind));
        if self.raw_element.is_none() && !(is_between_blocks && text.trim().is_empty()) {
            self.push(Node::Text(decode(text, false)));
        }
    }

    /// Parses a comment, a tag or a lone `<`. Returns the text after it.
    fn markup<'a>(&mut self, markup: &'a str) -> &'a str {
        if let Some(comment) = markup.strip_prefix("<!--") {
            return comment.split_once("-->").map_or("", |(_, after)| after);
        }
        let Some(inner) = markup.strip_prefix('<') else { return "" };
        let is_tag = inner.starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '/' | '!'));
        match inner.split_once('>').filter(|_| is_tag) {
            Some((tag, after)) => {
                self.tag(tag);
                after
            }
            None => {
                self.text("<");
                inner
            }
        }
    }

    fn tag(&mut self, tag: &str) {
        let is_end_tag = tag.starts_with('/');
        let name = tag.trim_start_matches('/').split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or("");
        let name = name.to_ascii_lowercase();
        match self.raw_element {
            Some(open) if is_end_tag && open == name => self.raw_element = None,
            Some(_) => {}
            None if is_end_tag => self.end_tag(&name),
            None => self.start_tag(&name, tag),
        }
    }

    fn start_tag(&mut self, name: &str, tag: &str) {
        match name {
            "script" => self.raw_element = Some("script"),
            "style" => self.raw_element = Some("style"),
            "br" => self.push(Node::Element(Element::new(Kind::LineBreak))),
            "hr" => self.push(Node::Element(Element::new(Kind::ThematicBreak))),
            _ => self.open.extend(kind(name, tag).map(Element::new)),
        }
    }

    fn end_tag(&mut self, name: &str) {
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

fn kind(name: &str, tag: &str) -> Option<Kind> {
    Some(match name {
        "p" => Kind::Paragraph,
        "h1" => Kind::Heading(1),
        "h2" => Kind::Heading(2),
        "h3" => Kind::Heading(3),
        "h4" | "h5" | "h6" => Kind::Heading(4),
        "blockquote" => Kind::Quote,
        "pre" => Kind::CodeBlock,
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
        "a" => Kind::Link(safe_url(&decode(attribute(tag, "href")?, false))?),
        _ => return None,
    })
}

fn is_named(kind: &Kind, name: &str) -> bool {
    match kind {
        Kind::Link(_) => name == "a",
        Kind::Heading(_) => name.len() == 2 && name.starts_with('h') && name != "hr",
        other => self::kind(name, "").as_ref() == Some(other),
    }
}

fn is_container(kind: &Kind) -> bool {
    matches!(kind, Kind::BulletList | Kind::OrderedList(_) | Kind::Table | Kind::Row | Kind::Quote)
}

/// The value of an attribute, quoted or not.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let at = tag.find(&[name, "="].concat())?;
    let value = tag.get(at + name.len() + 1..)?;
    match value.chars().next()? {
        quote @ ('"' | '\'') => value.get(1..)?.split(quote).next(),
        _ => value.split_whitespace().next(),
    }
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
            ("1 < 2 <3", "1 < 2 <3"),
            ("</p>a</div>", "a"),
            ("<p>a<em>b</p>c", "Paragraph(aEmphasis(b))c"),
            ("<", "<"),
            ("<p", "<p"),
        ] {
            assert_eq!(outline(&parse_html(html)), expected, "{html}");
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn parsing_never_panics(html in "[<>/&;#a-z \"'=!-]{0,60}") {
            let _ = parse_html(&html);
        }
    }
}
