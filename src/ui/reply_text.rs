//! The quick replies in the text of a rendered message, which is shown unless there are buttons in its place.

use leptos::prelude::document;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use web_sys::{Element, Node};

/// The text of the quick replies of one message.
#[derive(Clone, Default)]
pub(super) struct ReplyText(Rc<Shared>);

#[derive(Default)]
struct Shared {
    is_shown: Cell<bool>,
    parts: RefCell<Vec<Part>>,
}

/// A part with an element of the message around it.
struct Part {
    /// Contains the nodes that are not shown.
    store: Element,
    shown: Vec<Node>,
    /// Follows the shown nodes in the message. A comment does not change what selectors match.
    end: Node,
}

impl ReplyText {
    /// Adds a part at the end of an element. The caller renders it into `store`, and calls [`update`](Self::update).
    pub(super) fn add_part(&self, parent: &Element, store: Element) {
        let end = document().create_comment("").into();
        let _ = parent.append_child(&end);
        self.0.parts.borrow_mut().push(Part { store, shown: Vec::new(), end });
    }

    /// Shows or hides the text. Other nodes of the message stay as they are.
    pub(super) fn show(&self, is_shown: bool) {
        self.0.is_shown.set(is_shown);
        self.update();
    }

    /// Shows or hides what has been rendered.
    pub(super) fn update(&self) {
        for Part { store, shown, end } in &mut *self.0.parts.borrow_mut() {
            if !self.0.is_shown.get() {
                for node in shown.drain(..) {
                    let _ = store.append_child(&node);
                }
            } else if let Some(parent) = end.parent_node() {
                while let Some(node) = store.first_child() {
                    let _ = parent.insert_before(&node, Some(end));
                    shown.push(node);
                }
            }
        }
    }
}
