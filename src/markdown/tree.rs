//! What Markdown becomes.

/// A piece of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// Characters, to be shown as they are.
    Text(String),
    /// Something around other pieces.
    Element(Element),
}

/// An element and what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Which one.
    pub kind: Kind,
    /// From first to last.
    pub children: Vec<Node>,
}

/// The elements that a message can have. There are no others, whatever the text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A paragraph.
    Paragraph,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// Quoted blocks.
    Quote,
    /// A block of code; its text is its only child.
    CodeBlock,
    /// Code within a line; its text is its only child.
    Code,
    /// A list with bullets.
    Bullets,
    /// A numbered list and its first number.
    Numbers(u64),
    /// An item of a list.
    Item,
    /// A check box in front of an item, and whether it is ticked. Only shown, it cannot be changed.
    CheckBox(bool),
    /// A table; rows are its children, the first one is the head.
    Table,
    /// A row of a table.
    Row,
    /// A cell of a table's head.
    HeadCell(Align),
    /// Any other cell.
    Cell(Align),
    /// A line across.
    Rule,
    /// Emphasised text.
    Emphasis,
    /// Strongly emphasised text.
    Strong,
    /// Struck-out text.
    Strikethrough,
    /// A line break.
    Break,
    /// A link to an address that is safe to follow.
    Link(String),
    /// A picture at an address that is safe to load; its description is its child.
    Picture(String),
}

/// How a column of a table is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// As the text runs.
    Natural,
    /// To the left.
    Left,
    /// In the middle.
    Center,
    /// To the right.
    Right,
}

impl Element {
    pub(super) fn new(kind: Kind) -> Self {
        Self { kind, children: Vec::new() }
    }

    /// Adds a piece at the end; text grows together with text before it.
    pub(super) fn push(&mut self, node: Node) {
        if let (Node::Text(text), Some(Node::Text(before))) = (&node, self.children.last_mut()) {
            before.push_str(text);
        } else {
            self.children.push(node);
        }
    }

    pub(super) fn push_text(&mut self, text: &str) {
        self.push(Node::Text(text.to_owned()));
    }
}
