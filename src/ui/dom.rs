//! Elements of the page, made and kept up to date.
//!
//! Leptos' typed views are compiled anew for every shape of markup; with them, two thirds of what visitors downloaded was
//! code that builds elements. Here one piece of code, compiled once, makes all of them. Leptos does the rest: its signals
//! and effects keep them up to date, its owners let go of them, and [`Markup`] is a view that it can mount.

use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use leptos::reactive::owner::Owner;
use leptos::tachys::view::Render;
use std::any::Any;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlElement, Node};

#[wasm_bindgen]
extern "C" {
    /// The page's document, whose own methods are as good as ours: a tag that we name is made or the page is broken.
    #[wasm_bindgen(js_namespace = document, js_name = createElement)]
    fn create(tag: &str) -> Element;

    #[wasm_bindgen(js_namespace = document, js_name = createElementNS)]
    fn create_in(namespace: &str, tag: &str) -> Element;
}

/// An element and, in its listeners and effects, what it does.
#[derive(Clone)]
pub(super) struct Markup(Element);

/// Tells the children of a list apart: two numbers that are the same for as long as the child is.
pub(super) type ItemKey = (u64, u64);

/// What is done around a change.
type Around = dyn Fn(&dyn Fn());

/// An element with these attributes: `name=value; name=value`.
pub(super) fn markup(tag: &str, attributes: &str) -> Markup {
    Markup(create(tag)).with(attributes)
}

/// A button with a word on it.
pub(super) fn button(attributes: &str, text: &str) -> Markup {
    markup("button", "type=button").with(attributes).text(text)
}

/// A button with a pictogram on it, which has a name all the same.
pub(super) fn icon_button(attributes: &str, label: &str, path: &str) -> Markup {
    markup("button", "type=button")
        .with(attributes)
        .set("aria-label", label)
        .set("title", label)
        .add(&super::icons::icon(path))
}

impl Markup {
    /// A part of a drawing.
    pub(super) fn drawn(tag: &str) -> Self {
        Self(create_in("http://www.w3.org/2000/svg", tag))
    }

    /// What is in the page.
    pub(super) fn element(&self) -> &Element {
        &self.0
    }

    /// The same as what it is known to be.
    pub(super) fn as_a<T: JsCast>(&self) -> &T {
        self.0.unchecked_ref()
    }

    /// Gives it the focus.
    pub(super) fn focus(&self) {
        let _ = self.as_a::<HtmlElement>().focus();
    }

    /// Gives it attributes: `name=value; name=value`.
    pub(super) fn with(self, attributes: &str) -> Self {
        for attribute in attributes.split("; ") {
            let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
            if !name.is_empty() {
                let _ = self.0.set_attribute(name, value);
            }
        }
        self
    }

    /// Gives it an attribute.
    pub(super) fn set(self, name: &str, value: &str) -> Self {
        let _ = self.0.set_attribute(name, value);
        self
    }

    /// Puts a child at its end.
    pub(super) fn add(self, child: &Self) -> Self {
        let _ = self.0.append_child(&child.0);
        self
    }

    /// Puts a child at its beginning.
    pub(super) fn add_first(self, child: &Self) -> Self {
        let _ = self.0.prepend_with_node_1(&child.0);
        self
    }

    /// Puts children at its end.
    pub(super) fn add_all(self, children: impl IntoIterator<Item = Self>) -> Self {
        children.into_iter().fold(self, |parent, child| parent.add(&child))
    }

    /// Puts text at its end.
    pub(super) fn text(self, text: &str) -> Self {
        let _ = self.0.append_child(&document().create_text_node(text));
        self
    }

    /// Does something as soon as what is being made has been put into the page.
    pub(super) fn once_shown(self, act: impl FnOnce(Self) + 'static) -> Self {
        let this = self.clone();
        queue_microtask(move || act(this));
        self
    }

    /// Listens for as long as the element is wanted.
    pub(super) fn on(self, event: &str, heard: impl Fn(Event) + 'static) -> Self {
        self.listen(event, Closure::new(heard))
    }

    fn listen(self, event: &str, closure: Closure<dyn Fn(Event)>) -> Self {
        let _ = self.0.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        keep(Box::new(closure));
        self
    }

    /// An attribute that changes; `None` takes it away.
    pub(super) fn bind(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        let element = self.0.clone();
        watch(Box::new(move || {
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

    /// An attribute that is there or not.
    pub(super) fn flag(self, name: &'static str, is_set: impl Fn() -> bool + 'static) -> Self {
        let element = self.0.clone();
        watch(Box::new(move || drop(element.toggle_attribute_with_force(name, is_set()))));
        self
    }

    /// A class that it has or not.
    pub(super) fn class(self, name: &'static str, has: impl Fn() -> bool + 'static) -> Self {
        let element = self.0.clone();
        watch(Box::new(move || drop(element.class_list().toggle_with_force(name, has()))));
        self
    }

    /// Text that changes, in place of all its children.
    pub(super) fn says(self, text: impl Fn() -> String + 'static) -> Self {
        let element = self.0.clone();
        watch(Box::new(move || {
            let text = text();
            if element.text_content().as_deref() != Some(&*text) {
                element.set_text_content(Some(&text));
            }
        }));
        self
    }

    /// Children that are made anew whenever what they were made from changes, after those that are there already.
    pub(super) fn children(self, make: impl Fn() -> Vec<Self> + 'static) -> Self {
        self.region(Box::new(make))
    }

    fn region(self, make: Box<dyn Fn() -> Vec<Self>>) -> Self {
        let end = self.mark();
        let shown = RefCell::new(Vec::<Self>::new());
        watch(Box::new(move || {
            let made = make();
            for old in shown.take() {
                old.0.remove();
            }
            for child in &made {
                insert(&child.0, &end);
            }
            shown.replace(made);
        }));
        self
    }

    /// Children that stay for as long as their keys are listed, in that order. `around` is called with what puts them in
    /// place, which it has to call.
    pub(super) fn list(
        self,
        keys: impl Fn() -> Vec<ItemKey> + 'static,
        make: impl Fn(ItemKey) -> Self + 'static,
        around: impl Fn(&dyn Fn()) + 'static,
    ) -> Self {
        self.keyed(Box::new(keys), Box::new(make), Box::new(around))
    }

    fn keyed(
        self,
        keys: Box<dyn Fn() -> Vec<ItemKey>>,
        make: Box<dyn Fn(ItemKey) -> Self>,
        around: Box<Around>,
    ) -> Self {
        let end = self.mark();
        let Some(owner) = Owner::current() else { return self };
        let shown = RefCell::new(Vec::<(ItemKey, Self, Owner)>::new());
        watch(Box::new(move || {
            let keys = keys();
            around(&|| {
                let mut old = shown.take();
                old.retain(|(key, child, owner)| {
                    let stays = keys.contains(key);
                    if !stays {
                        child.0.remove();
                        owner.cleanup();
                    }
                    stays
                });
                let mut now = Vec::with_capacity(keys.len());
                for key in &keys {
                    let at = old.iter().position(|(other, ..)| other == key);
                    // In its place if it is the next of those that were there.
                    let next = old.first().map_or(end.clone(), |(_, child, _)| child.0.clone().into());
                    let row = match at {
                        Some(at) => {
                            if at != 0
                                && let Some((_, child, _)) = old.get(at)
                            {
                                insert(&child.0, &next);
                            }
                            old.remove(at)
                        }
                        None => {
                            let owner = owner.child();
                            let child = owner.with(|| untrack(|| make(*key)));
                            insert(&child.0, &next);
                            (*key, child, owner)
                        }
                    };
                    now.push(row);
                }
                shown.replace(now);
            });
        }));
        self
    }

    /// Where children that change end.
    fn mark(&self) -> Node {
        let mark = document().create_comment("");
        let _ = self.0.append_child(&mark);
        mark.into()
    }
}

fn insert(child: &Element, before: &Node) {
    if let Some(parent) = before.parent_node() {
        let _ = parent.insert_before(child, Some(before));
    }
}

/// Does something now, and again whenever a signal that it has read changes.
pub(super) fn watch(act: Box<dyn Fn()>) {
    keep(Box::new(RenderEffect::new(move |_| act())));
}

/// Lets go of something together with what is being made.
fn keep(what: Box<dyn Any>) {
    StoredValue::new_local(what);
}

impl Render for Markup {
    type State = Element;

    fn build(self) -> Element {
        self.0
    }

    fn rebuild(self, state: &mut Element) {
        let _ = state.replace_with_with_node_1(&self.0);
        *state = self.0;
    }
}
