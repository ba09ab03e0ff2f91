//! The tree of safe elements that a message is parsed into.

/// The deepest nesting of elements. The parsers replace deeper ones with their content, because rendering is recursive.
pub(super) const MAX_DEPTH: usize = 24;

/// A node of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// Text to show verbatim.
    Text(String),
    /// An element with its children.
    Element(Element),
}

/// An element and its children.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// The kind of element.
    pub kind: Kind,
    /// The children, in order.
    pub children: Vec<Node>,
}

/// All elements that a message can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A paragraph.
    Paragraph,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A block quote.
    Quote,
    /// A block of code, and the name of its language, which may be empty; its text is its only child.
    CodeBlock(String),
    /// A code span; its text is its only child.
    Code,
    /// A formula; its source text with its delimiters is its only child.
    Formula,
    /// A bullet list.
    BulletList,
    /// An ordered list and its first number.
    OrderedList(u64),
    /// A list item.
    Item,
    /// The read-only check box of a task list item, and whether it is checked.
    CheckBox(bool),
    /// A table. Its children are rows, and the first one is the header row.
    Table,
    /// A row of a table.
    Row,
    /// A cell of the header row.
    HeaderCell(Align),
    /// A cell of any other row.
    Cell(Align),
    /// A thematic break.
    ThematicBreak,
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Strikethrough.
    Strikethrough,
    /// A line break.
    LineBreak,
    /// A link to a safe URL.
    Link(String),
    /// An image at a safe URL. Its children are its description.
    Image(String),
    /// A link to, or an image of, a file of the chatbot, with an address that is not a URL. Its children are the text
    /// of the link.
    File(String),
    /// A link to a quick reply, with an address that is not a URL. Its children are the label.
    Reply(String),
    /// The mark of a citation, and the number of its source. Its child is the text "[number]".
    Citation(usize),
    /// The sources of a message and its other footnotes, each with an element of its own: the last element of the message.
    Sources,
    /// A source.
    Source {
        /// Its number, from 1.
        number: usize,
        /// Whether a mark cites it.
        is_cited: bool,
    },
}

/// The alignment of a table column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// The alignment of the text's direction.
    Start,
    /// Left.
    Left,
    /// Centered.
    Center,
    /// Right.
    Right,
}

impl Element {
    pub(super) fn new(kind: Kind) -> Self {
        Self { kind, children: Vec::new() }
    }

    /// Appends a node. Adjacent text nodes are merged.
    pub(super) fn push(&mut self, node: Node) {
        if let (Node::Text(text), Some(Node::Text(before))) = (&node, self.children.last_mut()) {
            before.push_str(text);
        } else {
            self.children.push(node);
        }
    }

    pub(super) fn push_all(&mut self, nodes: Vec<Node>) {
        for node in nodes {
            self.push(node);
        }
    }

    pub(super) fn push_text(&mut self, text: &str) {
        self.push(Node::Text(text.to_owned()));
    }
}
