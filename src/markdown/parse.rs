//! From text to tree.

use super::block::{self, Block, cells};
use super::inline;
use super::link::Definitions;
use super::tree::{Align, Element, Kind, Node};

/// Elements deeper than this are left out, their text is not: nobody reads a hundred nested quotes, and what shows the
/// tree calls itself for each level.
const DEEPEST: usize = 24;

/// Reads a message.
#[must_use]
pub fn parse(text: &str) -> Vec<Node> {
    let (blocks, definitions) = block::read(&text.replace('\0', "\u{fffd}"));
    let mut message = Element::new(Kind::Paragraph);
    for block in &blocks {
        add(block, &definitions, false, &mut message);
    }
    limit(message.children, DEEPEST)
}

/// Adds a block to the one that it is in. In a list without blank lines, paragraphs are no elements of their own.
fn add(block: &Block, definitions: &Definitions, is_tight: bool, parent: &mut Element) {
    let read = |text: &str| inline::read(text, definitions);
    let mut element = Element::new(match &block.kind {
        block::Kind::Paragraph if is_tight => {
            return read(&block.text).into_iter().for_each(|node| parent.push(node));
        }
        block::Kind::Paragraph | block::Kind::Message => Kind::Paragraph,
        block::Kind::Quote => Kind::Quote,
        block::Kind::List { number: None, .. } => Kind::Bullets,
        block::Kind::List { number: Some(first), .. } => Kind::Numbers(*first),
        block::Kind::Item(_) => Kind::Item,
        block::Kind::Heading(level) => Kind::Heading(*level),
        block::Kind::Code(_) => Kind::CodeBlock,
        block::Kind::Rule => Kind::Rule,
        block::Kind::Table(_) => Kind::Table,
    });
    match &block.kind {
        block::Kind::Paragraph | block::Kind::Heading(_) => element.children = read(&block.text),
        block::Kind::Code(_) if block.text.is_empty() => {}
        block::Kind::Code(_) => element.push_text(&block.text),
        block::Kind::Table(aligns) => add_rows(&block.text, aligns, definitions, &mut element),
        block::Kind::List { .. } => {
            for item in &block.children {
                add_item(item, definitions, !block.is_loose, &mut element);
            }
        }
        _ => {
            for child in &block.children {
                add(child, definitions, false, &mut element);
            }
        }
    }
    parent.push(Node::Element(element));
}

fn add_item(item: &Block, definitions: &Definitions, is_tight: bool, list: &mut Element) {
    let mut element = Element::new(Kind::Item);
    for (number, child) in item.children.iter().enumerate() {
        let is_line = number == 0 && child.kind == block::Kind::Paragraph && child.first_line == item.first_line;
        let task = task(&child.text).filter(|_| is_line);
        let Some((ticked, text)) = task else {
            add(child, definitions, is_tight, &mut element);
            continue;
        };
        let mut line = Element::new(Kind::Paragraph);
        line.push(Node::Element(Element::new(Kind::CheckBox(ticked))));
        inline::read(text, definitions).into_iter().for_each(|node| line.push(node));
        if is_tight {
            line.children.into_iter().for_each(|node| element.push(node));
        } else {
            element.push(Node::Element(line));
        }
    }
    list.push(Node::Element(element));
}

/// Whether the box in front of a text is ticked, and what follows it.
fn task(text: &str) -> Option<(bool, &str)> {
    let (mark, rest) = text.strip_prefix('[')?.split_once(']')?;
    let ticked = match mark {
        "x" | "X" => true,
        " " => false,
        _ => return None,
    };
    rest.starts_with([' ', '\t', '\n']).then_some((ticked, rest))
}

fn add_rows(text: &str, aligns: &[Align], definitions: &Definitions, table: &mut Element) {
    for (number, line) in text.lines().enumerate() {
        let mut row = Element::new(Kind::Row);
        let mut cells = cells(line).into_iter();
        for align in aligns {
            let mut cell = Element::new(if number == 0 { Kind::HeadCell(*align) } else { Kind::Cell(*align) });
            cell.children = inline::read(&cells.next().unwrap_or_default(), definitions);
            row.push(Node::Element(cell));
        }
        table.push(Node::Element(row));
    }
}

/// A tree without the elements that are too deep, but with what is in them.
fn limit(nodes: Vec<Node>, room: usize) -> Vec<Node> {
    let mut kept = Element::new(Kind::Paragraph);
    for node in nodes {
        match node {
            Node::Element(mut element) => {
                let children = limit(element.children, room.saturating_sub(1));
                if room > 1 {
                    element.children = children;
                    kept.push(Node::Element(element));
                } else {
                    children.into_iter().for_each(|child| kept.push(child));
                }
            }
            text @ Node::Text(_) => kept.push(text),
        }
    }
    kept.children
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::super::oracle;
    use super::super::url::safe_address;
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

    /// Where we differ from CommonMark on purpose, by the numbers of the specification's examples. (Those with HTML in
    /// them, which is text here, are left out by the oracle.)
    const DIFFERENT: [(&str, &[u32]); 2] = [
        ("of HTML's named characters, those that people and models write are known", &[25, 32, 33]),
        ("labels are compared in lower case: ẞ is not SS", &[540]),
    ];

    #[test]
    fn the_examples_of_the_specification_are_read_as_pulldown_cmark_reads_them() {
        let examples = include_str!("../../tests/commonmark/examples.txt");
        let (mut same, mut differ) = (0, Vec::new());
        for example in examples.split("==== ").skip(1) {
            let (number, text) = example.split_once('\n').unwrap_or_default();
            let Some(expected) = oracle::parse(text) else { continue };
            let (ours, theirs) = (sketch(&parse(text)), sketch(&expected));
            if ours == theirs {
                same += 1;
            } else {
                println!("{number}: {text:?}\n  ours   {ours}\n  theirs {theirs}");
                differ.extend(number.parse::<u32>());
            }
        }
        let mut expected: Vec<u32> = DIFFERENT.iter().flat_map(|(_, numbers)| *numbers).copied().collect();
        expected.sort_unstable();
        assert_eq!(differ, expected, "{same} are the same");
        assert!(same > 500, "{same}");
    }

    #[test]
    fn no_text_is_lost_in_depths() {
        let deep = format!("{} bottom", ">".repeat(500));
        assert!(sketch(&parse(&deep)).contains("bottom"));
    }

    #[test]
    fn no_text_takes_for_ever() {
        // Each of these takes minutes where each of its letters is compared with each other.
        for piece in [
            "*a ", "a* ", "_", "**a", "[", "![", "[a](", "[a](<b", "`", "``` ", "<", "<a:", "&", "> ", "- ", "|a",
            "~~a ", "[a]: ",
        ] {
            let text = piece.repeat(10_000);
            assert!(!parse(&text).is_empty(), "{piece}");
        }
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

    /// Text of what Markdown is made of, on a few lines.
    fn markdown() -> impl Strategy<Value = String> {
        let token = prop_oneof![
            6 => prop::sample::select(vec![
                "a", "b c", " ", "  ", "    ", "é", "“", "字", "1", ".", "!", "\\", "&amp;", "x@y.example", "https://a.example",
            ]),
            6 => prop::sample::select(vec!["*", "**", "***", "_", "__", "~", "~~", "`", "``", "[", "]", "![", "](", "](/u)", ")", "|"]),
            4 => prop::sample::select(vec!["\n", "\n", "\n\n", "\n  ", "\n    ", "\n\t", "\n> ", "\n- ", "\n* ", "\n1. ", "\n2) ", "\n   "]),
            3 => prop::sample::select(vec![
                "\n# ", "\n---\n", "\n===\n", "\n```\n", "\n~~~~\n", "\n|-|\n", "\n|a|b|\n|-|:-:|\n", "- [ ] t", "[x] t", "\n[a]: /u\n",
                "<https://b.example>", "<br>", " #", "\n+\n", "\n>", "[a][]",
            ]),
        ];
        prop::collection::vec(token, 0..30).prop_map(|tokens| tokens.concat() + "\n")
    }

    /// What else is read differently, on purpose or because nobody writes it.
    fn is_different(text: &str) -> bool {
        // A bar alone is an empty row of a table here.
        text.lines().any(|line| line.trim() == "|")
            // A line far to the right is a row of the table above it here, whatever it begins with.
            // Runs of one and of two tildes have nothing to do with each other here.
            || text.contains("\\~")
            || (text.contains("~~") && text.replace("~~", "").contains('~'))
            // A backslash at the end of a line of a table, or of a picture's description.
            || (text.contains("\\\n") && (text.contains("|-") || text.contains("![")))
            || (text.contains("|-") && text.lines().any(|line| line.starts_with("    ") || line.contains('\t')))
    }

    /// The tree as it is seen: without spaces at the end of a line, and with spaces that follow each other as one, also in
    /// code within a line, where pulldown-cmark keeps those at the start of a line.
    fn comparable(nodes: Vec<Node>) -> String {
        fn merge(node: Node, is_code: bool) -> Node {
            match node {
                Node::Text(text) if is_code => Node::Text(text.split_whitespace().collect::<Vec<_>>().join(" ")),
                Node::Element(Element { kind, children }) => {
                    let is_code = kind == Kind::Code;
                    Node::Element(Element {
                        kind,
                        children: children.into_iter().map(|node| merge(node, is_code)).collect(),
                    })
                }
                text => text,
            }
        }
        let mut line = sketch(&nodes.into_iter().map(|node| merge(node, false)).collect::<Vec<_>>());
        // What nobody sees: spaces at the end of a line.
        for end in ["<Break>", "</>"] {
            while line.contains(&[" ", end].concat()) {
                line = line.replace(&[" ", end].concat(), end);
            }
        }
        line
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: std::env::var("CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(10_000),
            rng_seed: proptest::test_runner::RngSeed::Fixed(2026),
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn any_text_is_read_as_pulldown_cmark_reads_it(text in markdown()) {
            if let Some(expected) = oracle::parse(&text).filter(|_| !is_different(&text)) {
                prop_assert_eq!(comparable(parse(&text)), comparable(expected), "{:?}", text);
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
