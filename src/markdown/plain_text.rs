//! A message's tree as plain text.

use super::tree::{Element, Kind, Node};

/// What is shown, without its looks: a line for each block, items with their bullet or number. With `addresses`, what a
/// link leads to stands behind it, unless it says so itself.
pub fn plain_text(nodes: &[Node], addresses: bool) -> String {
    let mut writer = Writer { text: String::new(), indent: String::new(), is_fresh: true, addresses };
    writer.blocks(nodes);
    writer.text.truncate(writer.text.trim_end().len());
    writer.text
}

struct Writer {
    text: String,
    /// What the lines of a quote or an item begin with.
    indent: String,
    /// Whether a block would be at the beginning of a line.
    is_fresh: bool,
    addresses: bool,
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
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.end_line();
            }
            if !line.is_empty() && (self.text.is_empty() || self.text.ends_with('\n')) {
                self.text.push_str(&self.indent);
            }
            self.text.push_str(line);
            self.is_fresh &= line.is_empty();
        }
    }

    fn end_line(&mut self) {
        self.text.push('\n');
        self.is_fresh = true;
    }

    /// Begins a line, unless one has just begun.
    fn line(&mut self) {
        if !self.is_fresh {
            self.end_line();
        }
    }

    fn within(&mut self, indent: &str, nodes: &[Node]) {
        let length = self.indent.len();
        self.indent.push_str(indent);
        self.blocks(nodes);
        self.indent.truncate(length);
    }

    fn element(&mut self, element: &Element) {
        let children = &element.children;
        match &element.kind {
            Kind::Paragraph | Kind::Heading(_) | Kind::CodeBlock | Kind::Table => {
                self.line();
                self.blocks(children);
                self.line();
            }
            Kind::Quote => {
                self.line();
                self.within("> ", children);
                self.line();
            }
            Kind::Bullets | Kind::Numbers(_) => {
                self.line();
                let mut number = match element.kind {
                    Kind::Numbers(first) => Some(first),
                    _ => None,
                };
                for child in children {
                    let Node::Element(item) = child else { continue };
                    self.line();
                    let bullet = number.map_or_else(|| "- ".to_owned(), |number| [&number.to_string(), ". "].concat());
                    self.write(&bullet);
                    self.is_fresh = true;
                    self.within(&" ".repeat(bullet.len()), &item.children);
                    number = number.map(|number| number.saturating_add(1));
                }
                self.line();
            }
            Kind::CheckBox(ticked) => self.write(if *ticked { "[x] " } else { "[ ] " }),
            Kind::Row => {
                self.line();
                for (at, cell) in children.iter().enumerate() {
                    if at > 0 {
                        self.write("\t");
                    }
                    self.blocks(std::slice::from_ref(cell));
                }
            }
            Kind::Rule => {
                self.line();
                self.write("---");
                self.line();
            }
            Kind::Break => self.end_line(),
            Kind::Link(address) | Kind::Picture(address) => {
                let from = self.text.len();
                self.blocks(children);
                let says_so =
                    self.text.get(from..).is_some_and(|said| address.contains(said.trim()) && !said.is_empty());
                if self.addresses && !says_so {
                    self.write(" (");
                    self.write(address);
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
    use super::plain_text;

    #[test]
    fn a_message_can_be_read_without_its_looks() {
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
            ("https://a.example/x", "https://a.example/x"),
            ("![a cat](https://a.example/c.png)", "a cat (https://a.example/c.png)"),
        ] {
            assert_eq!(plain_text(&parse(markdown), true), expected, "{markdown}");
        }
        assert_eq!(plain_text(&parse("[here](https://a.example/x)"), false), "here");
    }
}
