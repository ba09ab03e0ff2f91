//! The sources of a message: the footnotes that its marks cite, numbered in the order of the first marks.

use super::entity::decode;
use super::inline::link_kind;
use super::label_index::LabelIndex;
use super::link::inline_destination;
use super::tree::{Element, Kind, Node};
use crate::text::split_at_first;

/// The footnotes of a message.
#[derive(Default)]
pub(super) struct Sources {
    /// By their positions in the message.
    all: Vec<Source>,
    /// The links of footnotes that are nothing else.
    links: LabelIndex,
    /// The positions of the footnotes that have a number, by number.
    order: Vec<usize>,
    /// The position of the next footnote to list that has no mark.
    next_uncited: usize,
}

/// A footnote.
struct Source {
    /// What it contains, until it is listed.
    content: Vec<Node>,
    /// The position of the first footnote with the same label or the same link. Only that one is listed.
    first: usize,
    /// 0 before it has one.
    number: usize,
}

impl Sources {
    /// Adds the content of the next footnote.
    pub(super) fn add(&mut self, content: Vec<Node>) {
        self.links.add(link(&content).to_owned(), String::new());
        self.all.push(Source { content, first: self.all.len(), number: 0 });
    }

    /// Finds the footnotes that are one source, by their labels and their links.
    pub(super) fn merge(&mut self, labels: &LabelIndex) {
        self.links.sort();
        for (label, position, _) in labels.entries() {
            let mut first = labels.position(label).unwrap_or_default();
            if let Some(Source { content, .. }) = self.all.get(first)
                && !link(content).is_empty()
            {
                first = self.links.position(link(content)).unwrap_or_default();
            }
            if let Some(source) = self.all.get_mut(*position) {
                source.first = first;
            }
        }
    }

    /// The number of a footnote. Gives it the next one if it has none.
    pub(super) fn number(&mut self, footnote: usize) -> usize {
        let first = self.all.get(footnote).map_or(0, |source| source.first);
        let Some(source) = self.all.get_mut(first) else { return 0 };
        if source.number == 0 {
            self.order.push(first);
            source.number = self.order.len();
        }
        source.number
    }

    /// The kind and the content of the source after the first `listed` ones. Sources without a mark follow the others.
    pub(super) fn next(&mut self, listed: usize) -> Option<(Kind, Vec<Node>)> {
        let is_cited = self.order.len() > listed;
        while self.order.len() == listed && self.next_uncited < self.all.len() {
            self.number(self.next_uncited);
            self.next_uncited += 1;
        }
        let source = self.all.get_mut(*self.order.get(listed)?)?;
        Some((Kind::Source { number: listed + 1, is_cited }, std::mem::take(&mut source.content)))
    }
}

/// The address of a footnote that is a link and nothing else; empty if it is not.
fn link(content: &[Node]) -> &str {
    match content {
        [Node::Element(Element { kind: Kind::Link(address) | Kind::File(address), .. })] => address,
        _ => "",
    }
}

/// The link of a footnote with the text `[name](address)`. The server does not escape names and addresses: both may contain
/// brackets, parentheses and spaces, and emphasis markers in a name are text. `None` if the text has another meaning.
pub(super) fn source_link(text: &str) -> Option<Element> {
    let text = text.trim();
    let inner = text.strip_prefix('[')?.strip_suffix(')')?;
    let end = inner.as_bytes().windows(2).rposition(|pair| pair == b"](")?;
    let (name, address, destination) = (inner.get(..end)?, inner.get(end + 2..)?, text.get(end + 2..)?);
    // Between two links is a bracket or a parenthesis that closes the first one.
    let is_name = closes_only_what_it_opens(name, b'[', b']') || split_at_first(name, "](").is_none();
    if !is_name {
        return None;
    }
    let address = match inline_destination(destination) {
        Some((address, "")) => address,
        _ if closes_only_what_it_opens(address, b'(', b')') => address.to_owned(),
        _ => return None,
    };
    let text = if name.is_empty() { address.clone() } else { decode(name, true) };
    let mut link = Element::new(link_kind(address, false)?);
    link.push_text(&text);
    Some(link)
}

/// Whether each closing bracket in a text has an opening one before it.
fn closes_only_what_it_opens(text: &str, open: u8, close: u8) -> bool {
    let mut depth = 0_usize;
    text.bytes().all(|byte| {
        if byte == open {
            depth += 1;
        } else if byte == close {
            let Some(outer) = depth.checked_sub(1) else { return false };
            depth = outer;
        }
        true
    })
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::super::parse::parse;
    use super::super::tests::outline;

    /// The body of a message and its sources, each as a line.
    fn parts(text: &str) -> (String, Vec<String>) {
        let outline = outline(&parse(text));
        let (body, list) = outline.split_once("<Sources>").unwrap_or((&outline, ""));
        let items = list.strip_suffix("</>").unwrap_or(list).split("<Source ").skip(1);
        (body.to_owned(), items.map(str::to_owned).collect())
    }

    /// The sources as `number name address`; `-` before those without a mark.
    fn listed(text: &str) -> Vec<String> {
        let line = |item: String| {
            let item = item
                .replace("{ number: ", "")
                .replace(", is_cited: true }>", " ")
                .replace(", is_cited: false }>", "- ");
            item.replace("<Link(\"", "").replace("<File(\"", "").replace("\")>", " ").replace("</>", "")
        };
        parts(text).1.into_iter().map(line).collect()
    }

    #[test]
    fn marks_are_numbered_by_first_use_and_sources_listed_once() {
        let text = "Boils[^b][^a]. Freezes [^b]; melts[^c].\n\n[^a]: [A](https://a.example)\n[^b]: b\n[^c]: [Again](https://a.example)";
        let (body, _) = parts(text);
        let mark = |number| format!("<Citation({number})>[{number}]</>");
        assert_eq!(body, format!("<Paragraph>Boils{}{}. Freezes {}; melts{}.</>", mark(1), mark(2), mark(1), mark(2)));
        assert_eq!(listed(text), ["1 b", "2 https://a.example A"]);
    }

    #[test]
    fn every_form_of_source_is_listed() {
        for (text, expected) in [
            (
                "a [^1].\n\n[^1]: [Physics handbook.pdf](https://a.example/1/)",
                "1 https://a.example/1/ Physics handbook.pdf",
            ),
            ("a [^1].\n\n[^1]: [faq](https://a.example/faq)", "1 https://a.example/faq faq"),
            ("a [^1].\n[^1]: [faq](https://a.example/faq)", "1 https://a.example/faq faq"),
            ("a [^1].\n\n[^1]:[faq](https://a.example/faq)", "1 https://a.example/faq faq"),
            ("a [^1].\n\n[^1]: [R [final].pdf](/r)", "1 /r R [final].pdf"),
            ("a [^1].\n\n[^1]: [R [v1](final).pdf](/r)", "1 /r R [v1](final).pdf"),
            ("a [^1].\n\n[^1]: [a]b.pdf](/r)", "1 /r a]b.pdf"),
            ("a [^1].\n\n[^1]: [a[b.pdf](/r)", "1 /r a[b.pdf"),
            ("a [^1].\n\n[^1]: [P (2026).csv](/p_(2026))", "1 /p_(2026) P (2026).csv"),
            ("a [^1].\n\n[^1]: [P) (.csv](/p_(2026)", "1 /p_(2026 P) (.csv"),
            (
                "a [^1].\n\n[^1]: [my doc](https://a.example/my doc (1).pdf)",
                "1 https://a.example/my doc (1).pdf my doc",
            ),
            ("a [^1].\n\n[^1]: [__init__.py, *a*](/i)", "1 /i __init__.py, *a*"),
            ("a [^1].\n\n[^1]: [a\\_b.pdf](/i \"A title\")", "1 /i a_b.pdf"),
            ("a [^1].\n\n[^1]: [](/i)", "1 /i /i"),
            ("a [^1].\n\n[^1]: https://a.example/faq", "1 https://a.example/faq https://a.example/faq"),
            ("a [^0].\n[^0]: [h.pdf](file:demo:12:345)", "1 file:demo:12:345 h.pdf"),
            ("a [^0].\n[^0]: [f l.md](assistant_file:demo:7:345)", "1 assistant_file:demo:7:345 f l.md"),
            ("a [^1].\n\n[^1]: [d](sandbox:/mnt/data/d (1).csv)", "1 sandbox:/mnt/data/d (1).csv d"),
            ("a [^0].\n\\[^0\\]: A handbook.pdf", "1 A handbook.pdf"),
            ("a.\n\n[^1]: [h.pdf](/h)", "1- /h h.pdf"),
            ("a [^1].\n\n[^1]: [h.pdf](javascript:alert)", "1 h.pdf"),
            ("a [^ß].\n\n[^ẞ]: b", "1 b"),
            ("a [^1].\n\n[^1]: b\n[^1]: c", "1 b"),
            ("> a [^1]\n>\n> - [^1]: b", "1 b"),
            ("a [^1].\n\n[^1]:\n    b", "1 b"),
        ] {
            assert_eq!(listed(text), [expected], "{text}");
        }
    }

    #[test]
    fn text_with_several_links_is_no_name() {
        for text in ["[A](/a) and [b](/b)", "[A](/a) (see p. 4)", "[A](/a) [b](/b (c)"] {
            let (_, sources) = parts(&format!("a [^1]\n\n[^1]: {text}"));
            assert!(sources.concat().contains("<Link(\"/a\")>A</>"), "{sources:?}");
        }
    }

    #[test]
    fn footnotes_have_blocks_and_cite_each_other() {
        let text = "a[^1]\n\n[^1]: *b*[^2]\n\n    - c\n[^2]: d[^1] [^3]\n\ne";
        let (body, sources) = parts(text);
        assert_eq!(body, "<Paragraph>a<Citation(1)>[1]</></><Paragraph>e</>");
        assert_eq!(
            sources,
            [
                "{ number: 1, is_cited: true }><Paragraph><Emphasis>b</><Citation(2)>[2]</></>\
                 <BulletList><Item>c</></></>",
                "{ number: 2, is_cited: true }>d<Citation(1)>[1]</> [^3]</>",
            ]
        );
    }

    #[test]
    fn lists_of_footnotes_are_moved() {
        let (body, sources) = parts("a [^1]\n\n> - [^1]: b\n> - [^2]: c\n\nd");
        assert_eq!(body, "<Paragraph>a <Citation(1)>[1]</></><Paragraph>d</>");
        assert_eq!(sources.len(), 2, "{sources:?}");
    }

    #[test]
    fn marks_without_a_source_stay_text() {
        for text in ["a [^1] b", "[^1]:", "a [^1]: b", "`[^1]`", "\\[^1]", "[^]", "[^a b]", "[^1"] {
            let (body, _) = parts(text);
            assert!(!body.contains("Citation"), "{body}");
        }
        assert_eq!(parts("a [^1] b\n\n[^2]: c").0, "<Paragraph>a [^1] b</>");
        assert_eq!(parts("`[^1]`[^1](/u)\n\n[^1]: c").0, "<Paragraph><Code>[^1]</><Citation(1)>[1]</>(/u)</>");
    }

    #[test]
    fn files_of_the_chatbot_are_no_links() {
        assert_eq!(
            parts("[a](file:t:1:2) ![b](sandbox:/mnt/data/b.png) [c](sandbox:/mnt/data/c (1).csv) ![](file:t:1:3)").0,
            "<Paragraph><File(\"file:t:1:2\")>a</> <File(\"sandbox:/mnt/data/b.png\")>b</> \
             <File(\"sandbox:/mnt/data/c (1).csv\")>c</> <File(\"file:t:1:3\")></></>"
        );
        assert_eq!(
            parts("[a](file:///etc/passwd) [b](sandbox:c\nd)").0,
            "<Paragraph>a [b](sandbox:c<LineBreak></>d)</>"
        );
    }

    #[test]
    fn many_marks_and_sources_take_linear_time() {
        // With a quadratic algorithm this takes minutes.
        const COUNT: usize = 50_000;
        let marks = (0..COUNT).map(|number| format!("a[^{number}][^x{number}] "));
        let sources = (0..COUNT).map(|number| format!("\n[^{number}]: [{}]](/{})", "[".repeat(20), number % 100));
        let text: String = marks.chain(sources).collect();
        assert_eq!(parts(&text).1.len(), 100);
    }
}
