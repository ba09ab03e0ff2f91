//! Tests of formulas: which text is a formula, and how other text is parsed.

use super::parse::parse_with;
use super::plain_text::{TextForm, plain_text};
use super::tests::outline;
use super::tree::{Element, Kind, Node};

/// The formulas in a message.
fn formulas(text: &str) -> Vec<String> {
    fn collect(nodes: &[Node], found: &mut Vec<String>) {
        for node in nodes {
            match node {
                Node::Element(Element { kind: Kind::Formula, children }) => {
                    found.push(plain_text(children, TextForm::Text))
                }
                Node::Element(element) => collect(&element.children, found),
                Node::Text(_) => {}
            }
        }
    }
    let mut found = Vec::new();
    collect(&parse_with(text, true), &mut found);
    found
}

#[test]
fn all_delimiters_are_recognized_and_kept() {
    for (text, expected) in [
        ("a $x_1 * y_1$ b", vec!["$x_1 * y_1$"]),
        ("$a$, $b$-axis and the $n$th", vec!["$a$", "$b$", "$n$"]),
        ("设$x$为", vec!["$x$"]),
        ("($x$)", vec!["$x$"]),
        (r"$\$5 + x$", vec![r"$\$5 + x$"]),
        (r"a \( x_1 \) b", vec![r"\( x_1 \)"]),
        (r"a \[ x \] b", vec![r"\[ x \]"]),
        ("a $$ x $$ b", vec!["$$ x $$"]),
        ("$$x$$", vec!["$$x$$"]),
        ("**$x$** and [$y$](/z)", vec!["$x$", "$y$"]),
        ("|$x$|\n|-|\n|$y$|", vec!["$x$", "$y$"]),
        ("# $x$", vec!["$x$"]),
    ] {
        assert_eq!(formulas(text), expected, "{text}");
    }
}

#[test]
fn amounts_variables_and_code_stay_text() {
    for text in [
        "$5 and $10",
        "It costs $5. Or US$6, or A$B and C$D.",
        "$ x$",
        "$x $",
        "$",
        "$$",
        "$$ $$",
        "$$$$",
        "$20,000 and USD$30,000",
        "$HOME and $PATH",
        "$HOME/$USER and $PATH:$HOME/bin",
        "It costs $5 a month; set `$KEY` first.",
        "[from $5](https://a.example/?p=$x)",
        "**$5** or **$** sign",
        "$$–$$$",
        "$ – cheap\n$$ – medium\n$$$ – expensive",
        "$a\nb$",
        r"\$a$",
        "`$x$`",
        "```\n$x$\n```",
        "    $$x$$",
        r"\(  \)",
        r"\(x",
        r"\\(x\\)",
        "[^1] \n\n\\[^1\\]: a",
    ] {
        assert_eq!(formulas(text), Vec::<String>::new(), "{text}");
    }
    assert_eq!(outline(&parse_with("a_b $5_ and $1", true)), "<Paragraph>a_b $5_ and $1</>");
}

#[test]
fn nothing_is_a_formula_without_the_option() {
    assert_eq!(outline(&parse_with(r"$*a*$ \(b\)", false)), "<Paragraph>$<Emphasis>a</>$ (b)</>");
    assert_eq!(outline(&parse_with("$$\n- a\n$$", false)), "<Paragraph>$$</><BulletList><Item>a<LineBreak></>$$</></>");
}

#[test]
fn lines_of_a_block_are_one_formula() {
    for (text, expected) in [
        ("$$\na\n= b\n$$", vec!["$$\na\n= b\n$$"]),
        ("Text:\n$$\n- a\n+ b\n# c\n1. d\n$$\nmore $x$", vec!["$$\n- a\n+ b\n# c\n1. d\n$$", "$x$"]),
        ("\\[\na\n\\]", vec!["\\[\na\n\\]"]),
        ("$$ a\n- b $$", vec!["$$ a\n- b $$"]),
        ("- item\n\n  $$\n  a\n  $$", vec!["$$\na\n$$"]),
        ("> $$\n> - a\n> $$", vec!["$$\n- a\n$$"]),
        ("$$\nx\n$$.", vec!["$$\nx\n$$"]),
        ("\\[\na\n\\], and $b$", vec!["\\[\na\n\\]", "$b$"]),
        ("$$\nx\n$$ where *x* is\ngiven", vec!["$$\nx\n$$"]),
        ("$$\nx\n$$ and\ny $$", vec!["$$\nx\n$$"]),
    ] {
        assert_eq!(formulas(text), expected, "{text}");
    }
}

#[test]
fn text_after_a_block_is_not_part_of_the_formula() {
    assert_eq!(
        outline(&parse_with("$$\nx\n$$ where *x* is given", true)),
        "<Paragraph><Formula>$$\nx\n$$</> where <Emphasis>x</> is given</>"
    );
}

#[test]
fn unclosed_blocks_are_paragraphs_up_to_a_blank_line() {
    assert_eq!(
        outline(&parse_with("$$ is *the* PID\n\n- a", true)),
        "<Paragraph>$$ is <Emphasis>the</> PID</><BulletList><Item>a</></>"
    );
    assert_eq!(outline(&parse_with("$$\n\n$$", true)), "<Paragraph>$$</><Paragraph>$$</>");
    assert_eq!(outline(&parse_with("\\[\na\n\n\\]", true)), "<Paragraph>[<LineBreak></>a</><Paragraph>]</>");
}

#[test]
fn plain_text_has_the_source_of_formulas() {
    for text in ["a $x_1*y_1$ b", "a\n$$\nx\n$$\nb", r"\(\frac{a}{b}\)"] {
        assert_eq!(plain_text(&parse_with(text, true), TextForm::WithUrls), text);
    }
}

#[test]
fn unclosed_formulas_take_linear_time() {
    for piece in [r"\(", r"\[", "$$ ", "$a ", r"\$$", "$$\n", "\\[\na\n", "$", "$a", r"a\("] {
        let text = piece.repeat(100_000 / piece.len());
        let start = std::time::Instant::now();
        assert!(!parse_with(&text, true).is_empty());
        assert!(start.elapsed().as_secs() < 20, "{piece:?}");
    }
}
