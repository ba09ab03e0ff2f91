//! Builds DOM elements and keeps them up to date with Leptos effects.
//!
//! One builder that is not generic replaces Leptos' typed views, which compile separate code for every shape of markup
//! (`view!` costs 24 KB brotli for a sixth of this interface). Signals, effects and owners are Leptos' own, and [`El`] is
//! a view that Leptos can mount.

use crate::event_loop::run_soon;
use crate::listener::Listener;
use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use leptos::reactive::owner::Owner;
use leptos::tachys::view::Render;
use std::any::Any;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlElement, Node};

const SVG_NAMESPACE: &str = "http://www.w3.org/2000/svg";

#[wasm_bindgen]
extern "C" {
    // Declared without `catch`: `createElement` only throws for invalid tag names, and ours are constants.
    #[wasm_bindgen(js_namespace = document, js_name = createElement)]
    pub(super) fn create_element(tag: &str) -> Element;

    #[wasm_bindgen(js_namespace = document, js_name = createElementNS)]
    fn create_element_ns(namespace: &str, tag: &str) -> Element;

    #[wasm_bindgen(js_namespace = document, js_name = createTextNode)]
    pub(super) fn create_text_node(text: &str) -> Node;
}

/// A DOM element under construction. Its listeners and effects belong to the current reactive owner and stop with it.
#[derive(Clone, PartialEq)]
pub(super) struct El(Element);

/// Identifies a child of a keyed list. A child is kept for as long as its key is listed.
pub(super) type ChildKey = (u64, u64);

/// Receives a function that applies changes to the DOM, and calls it.
type Commit = dyn Fn(&dyn Fn());

/// Creates an HTML element with these attributes.
pub(super) fn el(tag: &str, attributes: &[(&str, &str)]) -> El {
    El(create_element(tag)).attrs(attributes)
}

/// Creates an SVG element with these attributes.
pub(super) fn svg_el(tag: &str, attributes: &[(&str, &str)]) -> El {
    El(create_element_ns(SVG_NAMESPACE, tag)).attrs(attributes)
}

impl El {
    /// The DOM element.
    pub(super) fn element(&self) -> &Element {
        &self.0
    }

    /// The DOM element as its own interface. The caller knows the tag, so the cast is not checked.
    pub(super) fn cast<T: JsCast>(&self) -> &T {
        self.0.unchecked_ref()
    }

    /// Moves the focus to the element.
    pub(super) fn focus(&self) {
        let _ = self.cast::<HtmlElement>().focus();
    }

    /// Sets an attribute.
    pub(super) fn attr(self, name: &str, value: &str) -> Self {
        let _ = self.0.set_attribute(name, value);
        self
    }

    /// Sets several attributes.
    pub(super) fn attrs(self, attributes: &[(&str, &str)]) -> Self {
        attributes.iter().fold(self, |element, (name, value)| element.attr(name, value))
    }

    /// Appends a child.
    pub(super) fn child(self, child: &Self) -> Self {
        let _ = self.0.append_child(&child.0);
        self
    }

    /// Inserts a child before the first element.
    pub(super) fn prepend(self, child: &Self) -> Self {
        let _ = self.0.insert_before(&child.0, self.0.first_element_child().as_deref());
        self
    }

    /// Appends children.
    pub(super) fn children(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        for child in children {
            self = self.child(&child);
        }
        self
    }

    /// Appends a text node.
    pub(super) fn text(self, text: &str) -> Self {
        let _ = self.0.append_child(&create_text_node(text));
        self
    }

    /// Calls `run` in a microtask, when the tree under construction is in the document.
    pub(super) fn after_mount(self, run: impl FnOnce(Self) + 'static) -> Self {
        let this = self.clone();
        run_soon(Box::new(move || run(this)));
        self
    }

    /// Adds an event listener.
    pub(super) fn on(self, event: &'static str, listener: impl Fn(Event) + 'static) -> Self {
        self.add_listener(event, Closure::wrap(Box::new(listener)))
    }

    fn add_listener(self, event: &'static str, closure: Closure<dyn Fn(Event)>) -> Self {
        keep_alive(Box::new(Listener::with_closure(&self.0, event, closure)));
        self
    }

    /// Binds an attribute; `None` removes it.
    pub(super) fn bind_attr(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        self.bind_optional_attr(name, Box::new(value))
    }

    fn bind_optional_attr(self, name: &'static str, value: Box<dyn Fn() -> Option<String>>) -> Self {
        let element = self.0.clone();
        effect(Box::new(move || {
            let value = value();
            if value == element.get_attribute(name) {
                return;
            }
            let _ = match value {
                Some(value) => element.set_attribute(name, &value),
                None => element.remove_attribute(name),
            };
        }));
        self
    }

    /// Binds a boolean attribute.
    pub(super) fn bind_bool_attr(self, name: &'static str, is_set: impl Fn() -> bool + 'static) -> Self {
        self.bind_toggle(Box::new(is_set), move |element, is_set| {
            drop(element.toggle_attribute_with_force(name, is_set))
        })
    }

    /// Binds the presence of a class.
    pub(super) fn bind_class(self, name: &'static str, has_class: impl Fn() -> bool + 'static) -> Self {
        self.bind_toggle(Box::new(has_class), move |element, has| {
            drop(element.class_list().toggle_with_force(name, has))
        })
    }

    fn bind_toggle(self, is_on: Box<dyn Fn() -> bool>, toggle: impl Fn(&Element, bool) + 'static) -> Self {
        let element = self.0.clone();
        effect(Box::new(move || toggle(&element, is_on())));
        self
    }

    /// Binds the text content, which replaces all children.
    pub(super) fn bind_text(self, text: impl Fn() -> String + 'static) -> Self {
        self.bind_text_content(Box::new(text))
    }

    fn bind_text_content(self, text: Box<dyn Fn() -> String>) -> Self {
        let element = self.0.clone();
        effect(Box::new(move || {
            let text = text();
            if element.text_content().as_deref() != Some(&*text) {
                element.set_text_content(Some(&text));
            }
        }));
        self
    }

    /// Appends children that are replaced whenever a signal changes that `build` has read, unless it returns the same elements.
    pub(super) fn bind_children(self, build: impl Fn() -> Vec<Self> + 'static) -> Self {
        self.add_dynamic_children(Box::new(build))
    }

    fn add_dynamic_children(self, build: Box<dyn Fn() -> Vec<Self>>) -> Self {
        let end = self.append_marker();
        let current = RefCell::new(Vec::<Self>::new());
        effect(Box::new(move || {
            let children = build();
            // Elements that are inserted again lose the focus.
            if children == *current.borrow() {
                return;
            }
            for old in current.take() {
                old.0.remove();
            }
            for child in &children {
                insert(&child.0, &end);
            }
            current.replace(children);
        }));
        self
    }

    /// Appends a keyed list: children with a listed key stay, others are built or removed, in the order of `keys`. `commit`
    /// receives a function that applies the changes to the DOM, and must call it.
    pub(super) fn bind_keyed_children(
        self,
        keys: impl Fn() -> Vec<ChildKey> + 'static,
        build: impl Fn(ChildKey) -> Self + 'static,
        commit: impl Fn(&dyn Fn()) + 'static,
    ) -> Self {
        self.add_keyed_children(Box::new(keys), Box::new(build), Box::new(commit))
    }

    fn add_keyed_children(
        self,
        keys: Box<dyn Fn() -> Vec<ChildKey>>,
        build: Box<dyn Fn(ChildKey) -> Self>,
        commit: Box<Commit>,
    ) -> Self {
        let end = self.append_marker();
        let Some(owner) = Owner::current() else { return self };
        let current = RefCell::new(Vec::<(ChildKey, Self, Owner)>::new());
        effect(Box::new(move || {
            let keys = keys();
            commit(&|| {
                let mut old = current.take();
                old.retain(|(key, child, owner)| {
                    let is_kept = keys.contains(key);
                    if !is_kept {
                        child.0.remove();
                        owner.cleanup();
                    }
                    is_kept
                });
                let mut children = Vec::with_capacity(keys.len());
                for key in &keys {
                    let position = old.iter().position(|(other, ..)| other == key);
                    let next = old.first().map_or(end.clone(), |(_, child, _)| child.0.clone().into());
                    let child = match position {
                        Some(position) => {
                            // The first of the remaining children is already in place.
                            if position != 0
                                && let Some((_, child, _)) = old.get(position)
                            {
                                insert(&child.0, &next);
                            }
                            old.remove(position)
                        }
                        None => {
                            let owner = owner.child();
                            let child = owner.with(|| untrack(|| build(*key)));
                            insert(&child.0, &next);
                            (*key, child, owner)
                        }
                    };
                    children.push(child);
                }
                current.replace(children);
            });
        }));
        self
    }

    /// Appends an empty text node that marks the end of dynamic children.
    fn append_marker(&self) -> Node {
        let marker = create_text_node("");
        let _ = self.0.append_child(&marker);
        marker
    }
}

fn insert(child: &Element, before: &Node) {
    if let Some(parent) = before.parent_node() {
        let _ = parent.insert_before(child, Some(before));
    }
}

/// Runs `run` now, and again whenever a signal changes that it has read.
pub(super) fn effect(run: Box<dyn Fn()>) {
    keep_alive(Box::new(RenderEffect::new(move |_| run())));
}

/// Keeps a value until the current owner is cleaned up.
pub(super) fn keep_alive(value: Box<dyn Any>) {
    StoredValue::new_local(value);
}

impl Render for El {
    type State = Element;

    fn build(self) -> Element {
        self.0
    }

    fn rebuild(self, state: &mut Element) {
        let _ = state.replace_with_with_node_1(&self.0);
        *state = self.0;
    }
}
