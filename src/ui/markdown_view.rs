//! A message's tree as DOM nodes.
//!
//! Made by hand rather than with `view!`: the set of elements is fixed, nothing in them ever changes, and this way each
//! costs one call.

use super::dom::{button, icon_button};
use super::icons;
use crate::chat::{Entry, EntryId};
use crate::markdown::{Align, Element, Kind, Node, parse, parse_html};
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element as DomElement, HtmlImageElement};

/// Messages that have been read: each is read once, however often its row comes and goes.
#[derive(Default)]
pub(super) struct Parsed(Vec<(EntryId, String, Rc<Vec<Node>>)>);

impl Parsed {
    /// Lets go of what is in the conversation no more.
    pub(super) fn keep(&mut self, entries: &[Arc<Entry>]) {
        if self.0.len() > entries.len() {
            self.0.retain(|(id, ..)| entries.iter().any(|entry| entry.id == *id));
        }
    }

    /// What an entry says.
    pub(super) fn get(&mut self, id: EntryId, text: &str) -> Rc<Vec<Node>> {
        let at = self.0.binary_search_by_key(&id, |(id, ..)| *id);
        if let Some((_, before, nodes)) = at.ok().and_then(|at| self.0.get(at))
            && before == text
        {
            return nodes.clone();
        }
        let nodes = Rc::new(parse(text));
        let entry = (id, text.to_owned(), nodes.clone());
        match at {
            Ok(at) => drop(self.0.splice(at..=at, [entry])),
            Err(at) => self.0.insert(at, entry),
        }
        nodes
    }
}

/// What is said within messages.
pub(super) struct Words<'a> {
    pub(super) picture: &'a str,
    pub(super) show_picture: &'a str,
    pub(super) copy_code: &'a str,
    /// Whether it is in a link, which nothing else that can be pressed may be in.
    pub(super) is_in_link: bool,
}

/// Puts a message into an element of the page.
pub(super) fn show(nodes: &[Node], words: &Words, into: &DomElement) {
    let Some(document) = into.owner_document() else { return };
    // An element may be used again for something else.
    into.set_text_content(None);
    append(&document, into, nodes, words);
}

/// The same with the HTML that a server has rendered.
pub(super) fn show_html(html: &str, into: &DomElement) {
    let Some(document) = into.owner_document() else { return };
    into.set_text_content(None);
    append(
        &document,
        into,
        &parse_html(html),
        &Words { picture: "", show_picture: "", copy_code: "", is_in_link: false },
    );
}

fn append(document: &Document, parent: &DomElement, nodes: &[Node], words: &Words) {
    for node in nodes {
        match node {
            Node::Text(text) => drop(parent.append_child(&document.create_text_node(text))),
            Node::Element(element) => {
                if let Some(made) = make(document, element, words) {
                    let _ = parent.append_child(&made);
                }
            }
        }
    }
}

fn make(document: &Document, element: &Element, words: &Words) -> Option<DomElement> {
    let is_named_only = words.is_in_link && matches!(element.kind, Kind::Picture(_) | Kind::Link(_));
    let made = document.create_element(if is_named_only { "span" } else { tag(&element.kind) }).ok()?;
    let set = |name: &str, value: &str| drop(made.set_attribute(name, value));
    let mut inner = made.clone();
    let mut outer = made.clone();
    if matches!(element.kind, Kind::Quote | Kind::Bullets | Kind::Numbers(_)) {
        set("dir", "auto");
    }
    match &element.kind {
        Kind::Numbers(first) if *first != 1 => set("start", &number(*first)),
        Kind::HeadCell(align) | Kind::Cell(align) => match align {
            Align::Natural => {}
            Align::Left => set("class", "to-left"),
            Align::Center => set("class", "to-center"),
            Align::Right => set("class", "to-right"),
        },
        Kind::CheckBox(ticked) => {
            set("type", "checkbox");
            set("disabled", "");
            if *ticked {
                set("checked", "");
            }
        }
        Kind::CodeBlock => {
            // Reached by keyboard, so that it can be scrolled.
            set("tabindex", "0");
            set("part", "code-block");
            inner = document.create_element("code").ok()?;
            let _ = made.append_child(&inner);
        }
        Kind::Table => {
            outer = document.create_element("div").ok()?;
            let _ = outer.set_attribute("class", "scroll");
            let _ = outer.set_attribute("tabindex", "0");
            let _ = outer.append_child(&made);
        }
        Kind::Link(address) | Kind::Picture(address) if !is_named_only => {
            set("part", "link");
            set("href", address);
            set("target", "_blank");
            set("rel", "noopener noreferrer nofollow ugc");
        }
        _ => {}
    }
    if matches!(element.kind, Kind::Picture(_)) {
        // A picture is only named: its address may carry the conversation to whoever made the bot write it.
        let _ = inner.append_child(&document.create_text_node(words.picture));
        if !element.children.is_empty() {
            let _ = inner.append_child(&document.create_text_node(": "));
        }
    }
    let is_in_link = words.is_in_link || matches!(element.kind, Kind::Link(_));
    append(document, &inner, &element.children, &Words { is_in_link, ..*words });
    if element.kind == Kind::CodeBlock && !words.copy_code.is_empty() {
        outer = document.create_element("div").ok()?;
        let _ = outer.set_attribute("class", "code");
        let _ = outer.append_child(&made);
        let copy = icon_button("part=copy-code; class=quiet small copy-code", words.copy_code, icons::COPY);
        let _ = outer.append_child(copy.element());
    }
    if let Kind::Picture(address) = &element.kind
        && !words.show_picture.is_empty()
        && !is_named_only
        && let Some(host) = host(address)
    {
        outer = document.create_element("span").ok()?;
        let _ = outer.set_attribute("class", "offer");
        let _ = outer.append_child(&made);
        let label = words.show_picture.replace("{host}", &host);
        let show = button("part=show-picture; class=link show-picture", &label);
        let _ = outer.append_child(show.element());
    }
    if element.kind == Kind::Item
        && let Ok(Some(check_box)) = made.query_selector("input")
    {
        // What it stands for is what is written beside it.
        let mut label = String::new();
        gather_text(&element.children, &mut label);
        let _ = check_box.set_attribute("aria-label", label.trim());
    }
    Some(outer)
}

/// Where a picture comes from.
fn host(address: &str) -> Option<String> {
    web_sys::Url::new(address).ok().map(|address| address.host()).filter(|host| !host.is_empty())
}

/// Shows the picture beside a button, in its place. Where it cannot be shown, the link stays.
pub(super) fn show_picture(button: &DomElement) {
    let Some(link) = button.parent_element().and_then(|around| around.query_selector("a").ok().flatten()) else {
        return;
    };
    let Ok(picture) =
        button.owner_document().ok_or(()).and_then(|document| document.create_element("img").map_err(drop))
    else {
        return;
    };
    let picture: HtmlImageElement = picture.unchecked_into();
    // The host learns that somebody looks, not where from.
    let _ = picture.set_attribute("referrerpolicy", "no-referrer");
    picture.set_alt(&link.text_content().unwrap_or_default());
    picture.set_class_name("picture");
    picture.set_src(&link.get_attribute("href").unwrap_or_default());
    // The button had the focus.
    let _ = link.unchecked_ref::<web_sys::HtmlElement>().focus();
    let inside = picture.clone();
    let shown = Closure::once_into_js(move || {
        link.set_text_content(None);
        let _ = link.append_child(&inside);
    });
    let _ = picture.add_event_listener_with_callback("load", shown.unchecked_ref());
    button.remove();
}

/// The text of an item without that of the lists in it.
fn gather_text(nodes: &[Node], text: &mut String) {
    for node in nodes {
        match node {
            Node::Text(part) => text.push_str(part),
            Node::Element(Element { kind: Kind::Bullets | Kind::Numbers(_), .. }) => {}
            Node::Element(element) => gather_text(&element.children, text),
        }
    }
}

fn tag(kind: &Kind) -> &'static str {
    match kind {
        Kind::Paragraph => "p",
        // The page has the first two levels to itself.
        Kind::Heading(1) => "h3",
        Kind::Heading(2) => "h4",
        Kind::Heading(3) => "h5",
        Kind::Heading(_) => "h6",
        Kind::Quote => "blockquote",
        Kind::CodeBlock => "pre",
        Kind::Code => "code",
        Kind::Bullets => "ul",
        Kind::Numbers(_) => "ol",
        Kind::Item => "li",
        Kind::CheckBox(_) => "input",
        Kind::Table => "table",
        Kind::Row => "tr",
        Kind::HeadCell(_) => "th",
        Kind::Cell(_) => "td",
        Kind::Rule => "hr",
        Kind::Emphasis => "em",
        Kind::Strong => "strong",
        Kind::Strikethrough => "del",
        Kind::Break => "br",
        Kind::Link(_) | Kind::Picture(_) => "a",
    }
}

fn number(value: u64) -> String {
    js_sys::Number::from(value as f64).to_string_with_radix(10).map(String::from).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use wasm_bindgen_test::wasm_bindgen_test;

    fn shown(text: &str) -> String {
        let document = web_sys::window().unwrap().document().unwrap();
        let into = document.create_element("div").unwrap();
        let words = super::Words {
            picture: "Picture",
            show_picture: "Show picture from {host}",
            copy_code: "Copy code",
            is_in_link: false,
        };
        super::show(&super::parse(text), &words, &into);
        into.inner_html()
    }

    #[wasm_bindgen_test]
    fn markdown_becomes_elements() {
        assert_eq!(shown("a *b*\nc"), "<p>a <em>b</em><br>c</p>");
        assert_eq!(shown("2. x"), r#"<ol dir="auto" start="2"><li>x</li></ol>"#);
        let code = shown("```\n<b>\n```");
        assert!(
            code.starts_with(
                "<div class=\"code\"><pre tabindex=\"0\" part=\"code-block\"><code>&lt;b&gt;\n</code></pre><button"
            ),
            "{code}"
        );
        assert!(code.contains("aria-label=\"Copy code\""), "{code}");
        assert_eq!(
            shown("- [x] a\n  - b"),
            "<ul dir=\"auto\"><li><input type=\"checkbox\" disabled=\"\" checked=\"\" aria-label=\"a\">a<ul dir=\"auto\"><li>b</li></ul></li></ul>"
        );
        assert_eq!(
            shown("|a|\n|-:|\n|1|"),
            "<div class=\"scroll\" tabindex=\"0\"><table><tr><th class=\"to-right\">a</th></tr>\
             <tr><td class=\"to-right\">1</td></tr></table></div>"
        );
        assert_eq!(
            shown("![alt](https://a.example/p.png)"),
            "<p><span class=\"offer\"><a part=\"link\" href=\"https://a.example/p.png\" target=\"_blank\" \
             rel=\"noopener noreferrer nofollow ugc\">Picture: alt</a><button type=\"button\" part=\"show-picture\" \
             class=\"link show-picture\">Show picture from a.example</button></span></p>"
        );
        assert_eq!(
            shown("[![alt](https://a.example/p.png)](https://b.example)"),
            "<p><a part=\"link\" href=\"https://b.example\" target=\"_blank\" rel=\"noopener noreferrer nofollow ugc\">\
             <span>Picture: alt</span></a></p>"
        );
    }

    #[wasm_bindgen_test]
    fn markup_in_the_text_is_text() {
        assert_eq!(shown("<img src=x onerror=alert(1)>"), "<p>&lt;img src=x onerror=alert(1)&gt;</p>");
    }
}
