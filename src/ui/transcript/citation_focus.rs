//! Moves the focus between the citation marks of a message and their sources, which `markdown_view.rs` shows.

use crate::text::concat;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Moves the focus from a mark to its source.
pub(super) fn show_source(mark: &Element) {
    let set_latest = |mark: &Element, is_latest| drop(mark.class_list().toggle_with_force("latest", is_latest));
    if let Some(earlier) = find(mark, ".latest") {
        set_latest(&earlier, false);
    }
    set_latest(mark, true);
    focus(find(mark, "li"));
}

/// Moves the focus from the button of a source back to the mark that led to it, or else to the source's first mark.
pub(super) fn return_to_mark(button: &Element) {
    focus(find(button, ".latest").or_else(|| find(button, ".citation")));
}

/// The first element in the same message that matches a selector and has the same number.
fn find(button: &Element, selector: &str) -> Option<Element> {
    let number = button.get_attribute("value")?;
    let message = button.closest(".markdown").ok()??;
    message.query_selector(&concat(&[selector, "[value='", &number, "']"])).ok()?
}

fn focus(element: Option<Element>) {
    if let Some(element) = element {
        let _ = element.unchecked_ref::<HtmlElement>().focus();
    }
}
