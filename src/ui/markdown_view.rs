//! Renders parsed Markdown as DOM elements.
//!
//! Without signals or `view!`: rendered text does not change.

use super::buttons::{icon_button, text_button};
use super::icons;
use crate::markdown::{Align, Element, Kind, Node, parse_html};
use leptos::prelude::document;
use web_sys::{Document, Element as DomElement};

/// Paragraphs that are longer have one direction. Browsers need time that grows with the square of the length to find the
/// direction of each line.
pub(super) const LONG_TEXT_BYTES: usize = 10_000;

/// The texts of elements that are added to messages. With empty ones, the elements are left out.
#[derive(Clone, Copy, Default)]
pub(super) struct Labels<'a> {
    /// In place of a picture.
    pub(super) picture: &'a str,
    /// The button that loads a picture; `{host}` is replaced.
    pub(super) show_picture: &'a str,
    /// The button at a code block.
    pub(super) copy_code: &'a str,
}

/// Renders a parsed message into an empty element.
pub(super) fn render(nodes: &[Node], labels: &Labels, parent: &DomElement) {
    Renderer { document: document(), labels }.append(parent, nodes, false);
}

/// Renders HTML from the server, reduced to the elements of Markdown, into an empty element.
pub(super) fn render_html(html: &str, parent: &DomElement) {
    render(&parse_html(html), &Labels::default(), parent);
}

struct Renderer<'a> {
    document: Document,
    labels: &'a Labels<'a>,
}

impl Renderer<'_> {
    /// Appends nodes to an element. Links cannot contain links or buttons: with `is_in_link`, those are left out.
    fn append(&self, parent: &DomElement, nodes: &[Node], is_in_link: bool) {
        for node in nodes {
            match node {
                Node::Text(text) => self.append_text(parent, text),
                Node::Element(element) => {
                    if let Some(child) = self.element(element, is_in_link) {
                        let _ = parent.append_child(&child);
                    }
                }
            }
        }
    }

    fn append_text(&self, parent: &DomElement, text: &str) {
        let _ = parent.append_child(&self.document.create_text_node(text));
    }

    fn element(&self, element: &Element, is_in_link: bool) -> Option<DomElement> {
        let is_nested_link = is_in_link && matches!(element.kind, Kind::Image(_) | Kind::Link(_));
        let rendered = self.document.create_element(if is_nested_link { "span" } else { tag(&element.kind) }).ok()?;
        let set = |name: &str, value: &str| drop(rendered.set_attribute(name, value));
        let mut content = rendered.clone();
        match &element.kind {
            Kind::OrderedList(first) if *first != 1 => set("start", &number(*first)),
            Kind::HeaderCell(align) | Kind::Cell(align) => match align {
                Align::Start => {}
                Align::Left => set("class", "to-left"),
                Align::Center => set("class", "to-center"),
                Align::Right => set("class", "to-right"),
            },
            Kind::CheckBox(is_checked) => {
                set("type", "checkbox");
                set("disabled", "");
                if *is_checked {
                    set("checked", "");
                }
            }
            Kind::CodeBlock => {
                // Scrollable with the keyboard.
                set("tabindex", "0");
                set("part", "code-block");
                content = self.document.create_element("code").ok()?;
                let _ = rendered.append_child(&content);
            }
            Kind::Link(url) | Kind::Image(url) if !is_nested_link => {
                set("part", "link");
                set("href", url);
                set("target", "_blank");
                set("rel", "noopener noreferrer nofollow ugc");
            }
            _ => {}
        }
        if matches!(element.kind, Kind::Image(_)) {
            // Pictures are not loaded by themselves: their URLs could send the conversation to a third party.
            self.append_text(&content, self.labels.picture);
            if !element.children.is_empty() {
                self.append_text(&content, ": ");
            }
        }
        self.append(&content, &element.children, is_in_link || matches!(element.kind, Kind::Link(_)));
        let is_block = matches!(element.kind, Kind::Quote | Kind::BulletList | Kind::OrderedList(_));
        let is_long = element.kind == Kind::Paragraph && text_bytes(&element.children) > LONG_TEXT_BYTES;
        if is_long {
            set("class", "long");
        }
        if is_block || is_long {
            set("dir", "auto");
        }
        if element.kind == Kind::Item
            && let Ok(Some(check_box)) = rendered.query_selector("input")
        {
            let mut label = String::new();
            collect_text(&element.children, &mut label);
            let _ = check_box.set_attribute("aria-label", label.trim());
        }
        self.wrap(&element.kind, rendered, is_nested_link)
    }

    /// Adds the container and the button that some elements have.
    fn wrap(&self, kind: &Kind, rendered: DomElement, is_nested_link: bool) -> Option<DomElement> {
        let (tag, class, button) = match kind {
            Kind::Table => ("div", "scroll", None),
            Kind::CodeBlock if !self.labels.copy_code.is_empty() => {
                let attributes = [("part", "copy-code"), ("class", "quiet small copy-code")];
                ("div", "code", Some(icon_button(&attributes, self.labels.copy_code, icons::COPY)))
            }
            Kind::Image(url) if !self.labels.show_picture.is_empty() && !is_nested_link => {
                let Some(host) = host(url) else { return Some(rendered) };
                let attributes = [("part", "show-picture"), ("class", "link show-picture")];
                let label = self.labels.show_picture.replace("{host}", &host);
                ("span", "offer", Some(text_button(&attributes, &label)))
            }
            _ => return Some(rendered),
        };
        let container = self.document.create_element(tag).ok()?;
        let _ = container.set_attribute("class", class);
        if *kind == Kind::Table {
            // Scrollable with the keyboard.
            let _ = container.set_attribute("tabindex", "0");
        }
        let _ = container.append_child(&rendered);
        if let Some(button) = button {
            let _ = container.append_child(button.element());
        }
        Some(container)
    }
}

/// The host of an absolute URL.
fn host(url: &str) -> Option<String> {
    web_sys::Url::new(url).ok().map(|url| url.host()).filter(|host| !host.is_empty())
}

/// The length of a text in bytes.
fn text_bytes(nodes: &[Node]) -> usize {
    let bytes = |node: &Node| match node {
        Node::Text(text) => text.len(),
        Node::Element(element) => text_bytes(&element.children),
    };
    nodes.iter().map(bytes).sum()
}

/// Collects the text of a list item, without the lists in it.
fn collect_text(nodes: &[Node], text: &mut String) {
    for node in nodes {
        match node {
            Node::Text(part) => text.push_str(part),
            Node::Element(Element { kind: Kind::BulletList | Kind::OrderedList(_), .. }) => {}
            Node::Element(element) => collect_text(&element.children, text),
        }
    }
}

fn tag(kind: &Kind) -> &'static str {
    match kind {
        Kind::Paragraph => "p",
        // The page uses the first two levels.
        Kind::Heading(1) => "h3",
        Kind::Heading(2) => "h4",
        Kind::Heading(3) => "h5",
        Kind::Heading(_) => "h6",
        Kind::Quote => "blockquote",
        Kind::CodeBlock => "pre",
        Kind::Code => "code",
        Kind::BulletList => "ul",
        Kind::OrderedList(_) => "ol",
        Kind::Item => "li",
        Kind::CheckBox(_) => "input",
        Kind::Table => "table",
        Kind::Row => "tr",
        Kind::HeaderCell(_) => "th",
        Kind::Cell(_) => "td",
        Kind::ThematicBreak => "hr",
        Kind::Emphasis => "em",
        Kind::Strong => "strong",
        Kind::Strikethrough => "del",
        Kind::LineBreak => "br",
        Kind::Link(_) | Kind::Image(_) => "a",
    }
}

fn number(value: u64) -> String {
    js_sys::Number::from(value as f64).to_string_with_radix(10).map(String::from).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Labels, render};
    use crate::markdown::parse;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn rendered(text: &str) -> String {
        let document = web_sys::window().unwrap().document().unwrap();
        let parent = document.create_element("div").unwrap();
        let labels = Labels { picture: "Picture", show_picture: "Show picture from {host}", copy_code: "Copy code" };
        render(&parse(text), &labels, &parent);
        parent.inner_html()
    }

    #[wasm_bindgen_test]
    fn markdown_is_rendered_as_elements() {
        assert_eq!(rendered("a *b*\nc"), "<p>a <em>b</em><br>c</p>");
        assert_eq!(rendered("2. x"), r#"<ol dir="auto" start="2"><li>x</li></ol>"#);
        let code = rendered("```\n<b>\n```");
        assert!(
            code.starts_with(
                "<div class=\"code\"><pre tabindex=\"0\" part=\"code-block\"><code>&lt;b&gt;\n</code></pre><button"
            ),
            "{code}"
        );
        assert!(code.contains("aria-label=\"Copy code\""), "{code}");
        assert_eq!(
            rendered("- [x] a\n  - b"),
            "<ul dir=\"auto\"><li><input type=\"checkbox\" disabled=\"\" checked=\"\" aria-label=\"a\">a<ul dir=\"auto\"><li>b</li></ul></li></ul>"
        );
        assert_eq!(
            rendered("|a|\n|-:|\n|1|"),
            "<div class=\"scroll\" tabindex=\"0\"><table><tr><th class=\"to-right\">a</th></tr>\
             <tr><td class=\"to-right\">1</td></tr></table></div>"
        );
        assert_eq!(
            rendered("![alt](https://a.example/p.png)"),
            "<p><span class=\"offer\"><a part=\"link\" href=\"https://a.example/p.png\" target=\"_blank\" \
             rel=\"noopener noreferrer nofollow ugc\">Picture: alt</a><button type=\"button\" part=\"show-picture\" \
             class=\"link show-picture\">Show picture from a.example</button></span></p>"
        );
        assert_eq!(
            rendered("[![alt](https://a.example/p.png)](https://b.example)"),
            "<p><a part=\"link\" href=\"https://b.example\" target=\"_blank\" rel=\"noopener noreferrer nofollow ugc\">\
             <span>Picture: alt</span></a></p>"
        );
    }

    #[wasm_bindgen_test]
    fn html_in_the_text_stays_text() {
        assert_eq!(rendered("<img src=x onerror=alert(1)>"), "<p>&lt;img src=x onerror=alert(1)&gt;</p>");
    }
}
