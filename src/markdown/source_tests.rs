//! Citations and the list of sources.

use super::parse::parse;
use super::tests::outline;

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
        let item =
            item.replace("{ number: ", "").replace(", is_cited: true }>", " ").replace(", is_cited: false }>", "- ");
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
        ("a [^1].\n\n[^1]: [my doc](https://a.example/my doc (1).pdf)", "1 https://a.example/my doc (1).pdf my doc"),
        ("a [^1].\n\n[^1]: [__init__.py, *a*](/i)", "1 /i __init__.py, *a*"),
        ("a [^1].\n\n[^1]: [a\\_b.pdf](/i \"A title\")", "1 /i a_b.pdf"),
        ("a [^1].\n\n[^1]: [](/i)", "1 /i /i"),
        ("a [^1].\n\n[^1]: https://a.example/faq", "1 https://a.example/faq https://a.example/faq"),
        ("a [^0].\n[^0]: [h.pdf](file:demo:12:345)", "1 file:demo:12:345 h.pdf"),
        ("a [^0].\n[^0]: [f l.md](assistant_file:demo:7:345)", "1 assistant_file:demo:7:345 f l.md"),
        ("a [^1].\n\n[^1]: [d](sandbox:/mnt/data/d (1).csv)", "1 sandbox:/mnt/data/d (1).csv d"),
        ("a [^0].\n\\[^0\\]: A handbook.pdf", "1 A handbook.pdf"),
        ("a.\n\n[^1]: [h.pdf](/h)", "1- /h h.pdf"),
        ("a [^1].\n\n[^1]: [h.pdf](javascript:alert)", "1 h.pdf (javascript:alert)"),
        ("a [^ß].\n\n[^ẞ]: b", "1 b"),
        ("a [^1].\n\n[^1]: b\n[^1]: c", "1 b"),
        ("> a [^1]\n>\n> - [^1]: b", "1 b"),
        ("a [^1].\n\n[^1]:\n    b", "1 b"),
    ] {
        assert_eq!(listed(text), [expected], "{text}");
    }
}

#[test]
fn text_with_several_links_is_not_a_name() {
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
fn files_of_the_chatbot_are_not_links() {
    assert_eq!(
        parts("[a](file:t:1:2) ![b](sandbox:/mnt/data/b.png) [c](sandbox:/mnt/data/c (1).csv) ![](file:t:1:3)").0,
        "<Paragraph><File(\"file:t:1:2\")>a</> <File(\"sandbox:/mnt/data/b.png\")>b</> \
         <File(\"sandbox:/mnt/data/c (1).csv\")>c</> <File(\"file:t:1:3\")></></>"
    );
    assert_eq!(
        parts("[a](file:///etc/passwd) [b](sandbox:c\nd)").0,
        "<Paragraph>a (file:///etc/passwd) [b](sandbox:c<LineBreak></>d)</>"
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
