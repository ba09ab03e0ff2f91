//! Converts a parsed message to plain text.

use super::parse::parse_with;
use super::tree::{Element, Kind, Node};
use crate::text::{concat, decimal, repeat, split};

/// The text of a message outside of the conversation: its source text or, if it has sources or quick replies, its plain text.
/// The labels of footnotes and the addresses of quick replies have a meaning in one message only.
#[must_use]
pub fn portable_text(text: &str, has_formulas: bool) -> String {
    let writer = write(&parse_with(text, has_formulas), true);
    if writer.is_portable { text.to_owned() } else { writer.text }
}

/// The text of a message, with a line for each block and a bullet or number for each list item. With `with_urls`, the URL of
/// a link follows its text unless the text is the URL. Sources start with their numbers.
pub fn plain_text(nodes: &[Node], with_urls: bool) -> String {
    write(nodes, with_urls).text
}

fn write(nodes: &[Node], with_urls: bool) -> Writer {
    let mut writer =
        Writer { text: String::new(), indent: String::new(), is_at_line_start: true, with_urls, is_portable: true };
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
    with_urls: bool,
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
        self.is_portable &= !matches!(element.kind, Kind::Sources | Kind::Reply(_));
        match &element.kind {
            Kind::Paragraph | Kind::Heading(_) | Kind::CodeBlock(_) | Kind::Table => {
                self.start_line();
                self.blocks(children);
                self.start_line();
            }
            Kind::Quote => {
                self.start_line();
                self.indented("> ", children);
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
                        _ => "- ".to_owned(),
                    };
                    self.write(&bullet);
                    self.is_at_line_start = true;
                    self.indented(&repeat(" ", bullet.len()), &item.children);
                    number = number.map(|number| number.saturating_add(1));
                }
                self.start_line();
            }
            Kind::CheckBox(is_checked) => self.write(if *is_checked { "[x] " } else { "[ ] " }),
            Kind::Row => {
                self.start_line();
                for (index, cell) in children.iter().enumerate() {
                    if index > 0 {
                        self.write("\t");
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
                let scheme = self.text.get(from..).and_then(|text| url.strip_suffix(text.trim()));
                let is_url =
                    scheme.is_some_and(|scheme| scheme.is_empty() || scheme.ends_with(':') || scheme.ends_with("//"));
                if self.with_urls && !is_url {
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
        ] {
            assert_eq!(plain_text(&parse(markdown), true), expected, "{markdown}");
        }
        assert_eq!(plain_text(&parse("[here](https://a.example/x)"), false), "here");
    }
}
