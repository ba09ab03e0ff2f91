//! Renders parsed Markdown as DOM elements, long messages in steps between which the browser can paint.
//!
//! Uses neither signals nor `view!`, because rendered text does not change.

use super::buttons::{icon_button, text_button};
use super::dom::{create_element, create_text_node};
use super::headings::HeadingTags;
use super::icons;
use super::trusted_pictures::TrustedPictures;
use super::user_interface::Ui;
use crate::api::{Attachment, file_by_reference, file_by_url};
use crate::event_loop::run_after;
use crate::markdown::{Align, Element, Kind, Node, parse_html};
use crate::text::{concat, decimal, fill, trim_whitespace};
use std::rc::Rc;
use web_sys::Element as DomElement;

/// Longer paragraphs have the direction of the message: the time in which browsers find the direction of each line
/// grows with the square of the length.
pub(super) const LONG_PARAGRAPH_BYTES: usize = 10_000;
/// Bytes of text that are rendered in the first step.
const STEP_BYTES: usize = 40_000;
/// The rendered bytes divided by this are added to each step, because browsers lay out all of them again.
const STEP_GROWTH: usize = 4;
/// What an element counts for in a step, in bytes of text.
const ELEMENT_BYTES: usize = 64;
/// The `rel` of links, also for the script that shows pictures.
const LINK_REL: &str = "noopener noreferrer nofollow ugc";

/// The texts of elements that are added to messages. Elements whose text is empty are left out.
#[derive(Default)]
pub(super) struct Labels {
    /// The text in place of a picture.
    pub(super) picture: String,
    /// The button that loads a picture; `{host}` is replaced.
    pub(super) show_picture: String,
    /// The button at a code block.
    pub(super) copy_code: String,
    /// The mark of a citation; `{number}` is replaced.
    pub(super) source: String,
    /// The list of sources.
    pub(super) sources: String,
    /// The button that leads from a source to its mark.
    pub(super) back: String,
}

/// Renders a parsed message with these files into an empty element. The rest of a long message follows in later tasks,
/// as long as the element is in the document. With `ui`, trusted pictures are shown, code is highlighted and formulas
/// are typeset.
pub(super) fn render(
    nodes: Rc<Vec<Node>>,
    files: Vec<Attachment>,
    labels: Labels,
    parent: &DomElement,
    ui: Option<Ui>,
) {
    let root = OpenElement { element: parent.clone(), content: parent.clone(), next: 0, is_in_link: false };
    Rendering {
        labels,
        pictures: ui.and_then(TrustedPictures::new),
        files,
        nodes,
        open: vec![root],
        headings: HeadingTags::default(),
        offset: 0,
        rendered_bytes: 0,
        ui,
    }
    .advance(parent.clone());
}

/// Renders HTML from the server, reduced to the elements of Markdown, into an empty element.
pub(super) fn render_html(html: &str, parent: &DomElement) {
    render(Rc::new(parse_html(html)), Vec::new(), Labels::default(), parent, None);
}

/// An element whose children are being rendered.
struct OpenElement {
    element: DomElement,
    /// The element that gets the children.
    content: DomElement,
    /// The index of the next child.
    next: usize,
    /// Whether it is in a link. Links cannot contain links or buttons: those are left out.
    is_in_link: bool,
}

struct Rendering {
    labels: Labels,
    /// `None` if all pictures wait for the visitor.
    pictures: Option<TrustedPictures>,
    /// The files of the message: links to them are buttons.
    files: Vec<Attachment>,
    nodes: Rc<Vec<Node>>,
    /// From the message to the innermost element.
    open: Vec<OpenElement>,
    /// The number of bytes of the next text that are rendered already.
    offset: usize,
    headings: HeadingTags,
    /// The bytes of the steps so far.
    rendered_bytes: usize,
    ui: Option<Ui>,
}

impl Rendering {
    /// Renders a step now, and the others in later tasks.
    fn advance(mut self, root: DomElement) {
        // With `dir`, browsers search for the direction again for each child that is appended.
        let _ = root.remove_attribute("dir");
        let has_more = self.step();
        let _ = root.set_attribute("dir", "auto");
        if has_more {
            let next = move || {
                if root.is_connected() {
                    self.advance(root);
                }
            };
            run_after(0, Box::new(next)).forget();
        } else if let Some(ui) = self.ui {
            ui.enrich(&root);
        }
    }

    /// Renders the next nodes. Returns whether there are more.
    fn step(&mut self) -> bool {
        let nodes = self.nodes.clone();
        let mut bytes_left = STEP_BYTES + self.rendered_bytes / STEP_GROWTH;
        self.rendered_bytes += bytes_left;
        while let Some((innermost, outer)) = self.open.split_last_mut() {
            if bytes_left == 0 {
                return true;
            }
            let mut siblings = &**nodes;
            let mut owner = None;
            for level in outer {
                if let Some(Node::Element(element)) = siblings.get(level.next - 1) {
                    siblings = &element.children;
                    owner = Some(element);
                }
            }
            match siblings.get(innermost.next) {
                None => {
                    if let Some(element) = owner {
                        finish(element, &self.labels, &innermost.element);
                        // A picture that is a file of the message is a button. Other pictures have no class.
                        if let (Kind::Image(url), Some(pictures)) = (&element.kind, &mut self.pictures)
                            && innermost.element.get_attribute("class").is_none()
                        {
                            pictures.show(url, &innermost.element);
                        }
                    }
                    self.open.pop();
                }
                Some(Node::Text(text)) => {
                    let end = text.floor_char_boundary(self.offset + bytes_left.max(4));
                    let part = text.get(self.offset..end).unwrap_or_default();
                    append_text(&innermost.content, part);
                    bytes_left = bytes_left.saturating_sub(part.len().max(1));
                    self.offset = if end < text.len() { end } else { 0 };
                    if self.offset > 0 {
                        return true;
                    }
                    innermost.next += 1;
                }
                Some(Node::Element(element)) => {
                    bytes_left = bytes_left.saturating_sub(ELEMENT_BYTES);
                    innermost.next += 1;
                    let (parent, is_in_link) = (innermost.content.clone(), innermost.is_in_link);
                    self.open.extend(self.open_element(element, &parent, is_in_link));
                }
            }
        }
        false
    }

    /// Appends an element without its children.
    fn open_element(&self, element: &Element, parent: &DomElement, is_in_link: bool) -> Option<OpenElement> {
        let is_nested_link = is_in_link && matches!(element.kind, Kind::Image(_) | Kind::Link(_) | Kind::File(_));
        let tag = match element.kind {
            _ if is_nested_link => "span",
            Kind::Heading(level) => self.headings.next_tag(level),
            _ => tag(&element.kind),
        };
        let file = if is_nested_link { None } else { self.cited_file(element) };
        let rendered = create_element(if file.is_some() { "button" } else { tag });
        let set = |name: &str, value: &str| drop(rendered.set_attribute(name, value));
        let mut content = rendered.clone();
        if let Some((position, name)) = file {
            set("type", "button");
            set("part", "cited-file");
            set("class", "cited-file");
            // From 1, as items are counted in selectors.
            set("value", &decimal(position as u64 + 1));
            if element.children.is_empty() {
                append_text(&content, name);
            }
        }
        match &element.kind {
            Kind::OrderedList(first) if *first != 1 => set("start", &decimal(*first)),
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
            Kind::Formula => set("class", "formula"),
            Kind::CodeBlock(language) => {
                // Scrollable with the keyboard.
                set("tabindex", "0");
                set("part", "code-block");
                content = create_element("code");
                if !language.is_empty() {
                    let _ = content.set_attribute("class", &concat(&["language-", language]));
                }
                let _ = rendered.append_child(&content);
            }
            Kind::Link(url) | Kind::Image(url) if !is_nested_link && file.is_none() => {
                set("part", "link");
                set("href", url);
                set("target", "_blank");
                set("rel", LINK_REL);
            }
            // A file that the message does not have.
            Kind::File(address) if file.is_none() && element.children.is_empty() => append_text(&content, address),
            Kind::Paragraph if is_long(element) => set("class", "long"),
            Kind::Citation(source) => {
                let number = decimal(*source as u64);
                set("type", "button");
                set("part", "citation");
                set("class", "citation");
                set("value", &number);
                set("aria-label", &fill(&self.labels.source, "{number}", &number));
            }
            Kind::Sources => {
                set("part", "sources");
                set("class", "sources");
                set("aria-label", &self.labels.sources);
            }
            Kind::Source { number: source, .. } => {
                set("value", &decimal(*source as u64));
                set("tabindex", "-1");
            }
            _ => {}
        }
        if matches!(element.kind, Kind::Image(_)) && file.is_none() {
            // Pictures are not loaded automatically unless the page trusts their host: their URLs could send the
            // conversation to a third party.
            append_text(&content, &self.labels.picture);
            if !element.children.is_empty() {
                append_text(&content, ": ");
            }
        }
        let outer = self.wrap(&element.kind, rendered.clone(), !is_nested_link && file.is_none())?;
        let _ = parent.append_child(&outer);
        let is_in_link = is_in_link || matches!(element.kind, Kind::Link(_) | Kind::File(_) | Kind::Reply(_));
        Some(OpenElement { element: rendered, content, next: 0, is_in_link })
    }

    /// The position and the name of the file that an element links to, if the message has it.
    fn cited_file(&self, element: &Element) -> Option<(usize, &str)> {
        let position = match &element.kind {
            Kind::Link(url) | Kind::Image(url) => file_by_url(&self.files, url)?,
            Kind::File(address) => {
                let mut text = String::new();
                collect_text(&element.children, &mut text);
                file_by_reference(&self.files, address, &text)?
            }
            _ => return None,
        };
        Some((position, &self.files.get(position)?.name))
    }

    /// Adds the container and the button that some elements have. `has_offer`: whether a picture has a button that shows it.
    fn wrap(&self, kind: &Kind, rendered: DomElement, has_offer: bool) -> Option<DomElement> {
        let (tag, class, button) = match kind {
            Kind::Table => ("div", "scroll", None),
            Kind::CodeBlock(_) if !self.labels.copy_code.is_empty() => {
                let attributes = [("part", "copy-code"), ("class", "quiet small copy-code")];
                ("div", "code", Some(icon_button(&attributes, &self.labels.copy_code, icons::COPY)))
            }
            Kind::Image(url) if !self.labels.show_picture.is_empty() && has_offer => {
                let Some(host) = host(url) else { return Some(rendered) };
                let attributes = [("part", "show-picture"), ("class", "link show-picture")];
                let label = fill(&self.labels.show_picture, "{host}", &host);
                ("span", "offer", Some(text_button(&attributes, &label)))
            }
            _ => return Some(rendered),
        };
        let container = create_element(tag);
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

/// Completes an element whose children are rendered.
fn finish(element: &Element, labels: &Labels, rendered: &DomElement) {
    let set = |name: &str, value: &str| drop(rendered.set_attribute(name, value));
    if matches!(element.kind, Kind::Quote | Kind::BulletList | Kind::OrderedList(_)) {
        set("dir", "auto");
    }
    if let Kind::Source { number: source, is_cited: true } = element.kind {
        let source = decimal(source as u64);
        let attributes = [("part", "citation-back"), ("class", "quiet small back"), ("value", &source)];
        let _ = rendered.append_child(icon_button(&attributes, &labels.back, icons::RETURN).element());
    }
    if element.kind == Kind::Item
        && let Ok(Some(check_box)) = rendered.query_selector("input")
    {
        let mut label = String::new();
        collect_text(&element.children, &mut label);
        let _ = check_box.set_attribute("aria-label", trim_whitespace(&label));
    }
}

fn append_text(parent: &DomElement, text: &str) {
    let _ = parent.append_child(&create_text_node(text));
}

/// The host of an absolute URL.
fn host(url: &str) -> Option<String> {
    web_sys::Url::new(url).ok().map(|url| url.host()).filter(|host| !host.is_empty())
}

/// Whether a paragraph is too long for browsers to find the direction of each line.
fn is_long(element: &Element) -> bool {
    let bytes = |node: &Node| if let Node::Text(text) = node { text.len() } else { ELEMENT_BYTES };
    element.children.iter().map(bytes).sum::<usize>() > LONG_PARAGRAPH_BYTES
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
        Kind::Quote => "blockquote",
        Kind::CodeBlock(_) => "pre",
        Kind::Code => "code",
        Kind::BulletList => "ul",
        Kind::OrderedList(_) | Kind::Sources => "ol",
        Kind::Item | Kind::Source { .. } => "li",
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
        Kind::Citation(_) => "button",
        // Files that the message does not have, and quick replies in the text, are only text.
        Kind::File(_) | Kind::Reply(_) | Kind::Heading(_) | Kind::Formula => "span",
    }
}
