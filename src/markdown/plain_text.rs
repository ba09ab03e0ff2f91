//! Converts a parsed message to plain text.

use super::parse::parse_with;
use super::tree::{Element, Kind, Node};
use crate::text::{all_bytes, concat, decimal, repeat, split, trim_whitespace};

/// The text of a message for use outside of the conversation: its source text or, if it has sources or quick replies,
/// its plain text. The labels of footnotes and the addresses of quick replies have a meaning only within their message.
#[must_use]
pub fn portable_text(text: &str, formulas_enabled: bool) -> String {
    let writer = write(&parse_with(text, formulas_enabled), TextForm::WithUrls);
    if writer.is_portable { text.to_owned() } else { writer.text }
}

/// The purpose of the plain text of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextForm {
    /// A line for each block, and a bullet or number for each list item. Sources start with their numbers.
    Text,
    /// The same, and the URL of a link follows its text unless the text is the URL.
    WithUrls,
    /// A line for each block and each row of a table, to be spoken. A mark stands for code and for each URL:
    /// `www/widget/read-aloud/` replaces it with a word. Bullets, citations and sources are left out.
    Speech,
}

/// The marks of [`TextForm::Speech`].
const CODE_MARK: &str = "\u{2}";
const URL_MARK: &str = "\u{3}";

/// The plain text of a message.
pub fn plain_text(nodes: &[Node], form: TextForm) -> String {
    write(nodes, form).text
}

/// Whether a speech synthesizer reads a code span as words, as it does with `config.toml`.
fn is_speakable(code: &[Node]) -> bool {
    let is_word_byte = |byte: u8| byte.is_ascii_alphanumeric() || !byte.is_ascii() || b" .-_".contains(&byte);
    code.iter().all(|node| matches!(node, Node::Text(text) if all_bytes(text, &is_word_byte)))
}

fn write(nodes: &[Node], form: TextForm) -> Writer {
    let mut writer =
        Writer { text: String::new(), indent: String::new(), is_at_line_start: true, form, is_portable: true };
    writer.blocks(nodes);
    writer.text.truncate(writer.text.trim_ascii_end().len());
    writer
}

struct Writer {
    text: String,
    /// The prefix of every line in a quote or a list item.
    indent: String,
    /// Whether a block can start without a line ending. Also true after a bullet.
    is_at_line_start: bool,
    form: TextForm,
    /// Whether the source text has a meaning outside of the conversation.
    is_portable: bool,
}

impl Writer {
    fn blocks(&mut self, nodes: &[Node]) {
        for node in nodes {
            match node {
                Node::Text(text) => self.write(text),
                Node::Element(element) => self.element(element),
            }
        }
    }

    fn write(&mut self, text: &str) {
        for (index, line) in split(text, "\n").enumerate() {
            if index > 0 {
                self.end_line();
            }
            if !line.is_empty() && (self.text.is_empty() || self.text.ends_with('\n')) {
                self.text.push_str(&self.indent);
            }
            self.text.push_str(line);
            self.is_at_line_start &= line.is_empty();
        }
    }

    fn end_line(&mut self) {
        self.text.push('\n');
        self.is_at_line_start = true;
    }

    /// Starts a line, unless one has just been started.
    fn start_line(&mut self) {
        if !self.is_at_line_start {
            self.end_line();
        }
    }

    fn indented(&mut self, indent: &str, nodes: &[Node]) {
        let length = self.indent.len();
        self.indent.push_str(indent);
        self.blocks(nodes);
        self.indent.truncate(length);
    }

    fn element(&mut self, element: &Element) {
        let children = &element.children;
        let is_speech = self.form == TextForm::Speech;
        self.is_portable &= !matches!(element.kind, Kind::Sources | Kind::Reply(_));
        match &element.kind {
            Kind::CheckBox(_) | Kind::Citation(_) | Kind::Sources if is_speech => {}
            Kind::Code if is_speech && !is_speakable(children) => self.write(CODE_MARK),
            Kind::Formula if is_speech => self.write(CODE_MARK),
            Kind::Paragraph | Kind::Heading(_) | Kind::CodeBlock(_) | Kind::Table => {
                self.start_line();
                if is_speech && matches!(element.kind, Kind::CodeBlock(_)) {
                    self.write(CODE_MARK);
                } else {
                    self.blocks(children);
                }
                self.start_line();
            }
            Kind::Quote => {
                self.start_line();
                self.indented(if is_speech { "" } else { "> " }, children);
                self.start_line();
            }
            Kind::BulletList | Kind::OrderedList(_) | Kind::Sources => {
                self.start_line();
                let mut number = match element.kind {
                    Kind::OrderedList(first) => Some(first),
                    _ => None,
                };
                for child in children {
                    let Node::Element(item) = child else { continue };
                    self.start_line();
                    let bullet = match (&item.kind, number) {
                        (Kind::Source { number, .. }, _) => concat(&["[", &decimal(*number as u64), "] "]),
                        (_, Some(number)) => concat(&[&decimal(number), ". "]),
                        _ if is_speech => String::new(),
                        _ => "- ".to_owned(),
                    };
                    self.write(&bullet);
                    self.is_at_line_start = true;
                    self.indented(&repeat(" ", bullet.len()), &item.children);
                    // The line of an empty item also ends.
                    self.is_at_line_start &= !item.children.is_empty();
                    number = number.map(|number| number.saturating_add(1));
                }
                self.start_line();
            }
            Kind::CheckBox(is_checked) => self.write(if *is_checked { "[x] " } else { "[ ] " }),
            Kind::Row => {
                self.start_line();
                for (index, cell) in children.iter().enumerate() {
                    if index > 0 {
                        self.write(if is_speech { ", " } else { "\t" });
                    }
                    self.blocks(std::slice::from_ref(cell));
                }
            }
            Kind::ThematicBreak => {
                self.start_line();
                self.write("---");
                self.start_line();
            }
            Kind::LineBreak => self.end_line(),
            Kind::Link(url) | Kind::Image(url) => {
                let from = self.text.len();
                self.blocks(children);
                // The text of a bare URL may lack the scheme.
                let scheme = self.text.get(from..).and_then(|text| url.strip_suffix(trim_whitespace(text)));
                let is_url =
                    scheme.is_some_and(|scheme| scheme.is_empty() || scheme.ends_with(':') || scheme.ends_with("//"));
                if is_speech && is_url {
                    self.text.truncate(from);
                    self.write(URL_MARK);
                } else if self.form == TextForm::WithUrls && !is_url {
                    self.write(" (");
                    self.write(url);
                    self.write(")");
                }
            }
            _ => self.blocks(children),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn only_messages_with_sources_or_quick_replies_lose_their_markdown() {
        assert_eq!(portable_text("**a** [^1]", false), "**a** [^1]");
        assert_eq!(
            portable_text("**a** [^x]\n\n[^x]: [b](https://b.example)", false),
            "a [1]\n[1] b (https://b.example)"
        );
        assert_eq!(portable_text("**a** [b](reply:c) d", false), "a b d");
        assert_eq!(portable_text("**a** `[b](reply:c)`", false), "**a** `[b](reply:c)`");
    }

    #[test]
    fn markdown_is_converted_to_plain_text() {
        for (markdown, expected) in [
            ("a **b** `c`", "a b c"),
            ("one\ntwo\n\nthree", "one\ntwo\nthree"),
            ("# Title\ntext", "Title\ntext"),
            ("- a\n- b\n  - c\n\nend", "- a\n- b\n  - c\nend"),
            ("9. x\n10. y", "9. x\n10. y"),
            ("- [x] done", "- [x] done"),
            ("> said\n> so", "> said\n> so"),
            ("```\na\n  b\n```\nafter", "a\n  b\nafter"),
            ("|a|b|\n|-|-|\n|1|2|", "a\tb\n1\t2"),
            ("a\n\n---\n\nb", "a\n---\nb"),
            ("[here](https://a.example/x)", "here (https://a.example/x)"),
            ("[x](https://a.example/x)", "x (https://a.example/x)"),
            ("https://a.example/x", "https://a.example/x"),
            ("www.a.example, b@a.example", "www.a.example, b@a.example"),
            (
                "a [^x].\n\n[^x]: [b [c].pdf](https://a.example/b)\n[^y]: d",
                "a [1].\n[1] b [c].pdf (https://a.example/b)\n[2] d",
            ),
            ("![a cat](https://a.example/c.png)", "a cat (https://a.example/c.png)"),
            ("a [^1] [^2]\n\n[^1]:\n\n[^2]: b", "a [1] [2]\n[1] \n[2] b"),
            ("-\n- b", "- \n- b"),
        ] {
            assert_eq!(plain_text(&parse(markdown), TextForm::WithUrls), expected, "{markdown}");
        }
        assert_eq!(plain_text(&parse("[here](https://a.example/x)"), TextForm::Text), "here");
    }

    #[test]
    fn spoken_text_has_only_words_and_marks_for_code_and_urls() {
        for (markdown, expected) in [
            ("a **b** ~~c~~ *d*", "a b c d"),
            ("# Title\ntext\n\nmore", "Title\ntext\nmore"),
            ("- a\n- b\n  - c\n\nend", "a\nb\nc\nend"),
            ("9. x\n10. y", "9. x\n10. y"),
            ("- [x] done\n- [ ] not", "done\nnot"),
            ("> said\n> so", "said\nso"),
            ("|Size|Price|\n|-|-|\n|S|1 €|\n|L|2 €|", "Size, Price\nS, 1 €\nL, 2 €"),
            ("run\n```sh\nrm -rf /\n```\nafter", "run\n\u{2}\nafter"),
            ("open `config.toml` or `größe 2`", "open config.toml or größe 2"),
            ("call `f(&x)` now", "call \u{2} now"),
            ("[here](https://a.example/x) and ![a cat](https://a.example/c.png)", "here and a cat"),
            ("![](https://a.example/c.png) x", " x"),
            ("see https://a.example/x, www.a.example\nb@a.example", "see \u{3}, \u{3}\n\u{3}"),
            ("<https://a.example/x>\n\nend", "\u{3}\nend"),
            ("a [^x].\n\n[^x]: [b](https://a.example/b)", "a ."),
            ("Go on?\n\n[Yes](reply:) [No](reply:never)", "Go on?\nYes No"),
        ] {
            assert_eq!(plain_text(&parse(markdown), TextForm::Speech), expected, "{markdown}");
        }
    }
}
