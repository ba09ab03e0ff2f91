//! Keyboard events.

use crate::browser::string_property;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

/// Whether a `keydown` event is for this key, outside of an input method's composition.
pub(super) fn is_key(event: &Event, key: &str) -> bool {
    let event: &KeyboardEvent = event.unchecked_ref();
    // Safari sends `compositionend` before the Enter that ended the composition; that event has keyCode 229.
    key_of(event) == key && !event.is_composing() && event.key_code() != 229
}

/// The key of a `keydown` event. Scripts and extensions that fill fields dispatch events of this name without a key.
pub(super) fn key_of(event: &Event) -> String {
    string_property(event, "key").unwrap_or_default()
}

/// Moves the focus among the children of a list: with the arrow keys, and to the ends with Home and End. The focused
/// child becomes the one in the tab order.
pub(super) fn move_focus(list: &Element, event: &Event) {
    let key: &KeyboardEvent = event.unchecked_ref();
    // Alt+Left is the browser's Back.
    if key.alt_key() || key.ctrl_key() || key.meta_key() || key.shift_key() {
        return;
    }
    let current = list.query_selector(":focus").ok().flatten();
    let (first, last) = (|| list.first_element_child(), || list.last_element_child());
    let next = || current.as_ref().and_then(Element::next_element_sibling).or_else(first);
    let previous = || current.as_ref().and_then(Element::previous_element_sibling).or_else(last);
    let is_rtl = || list.matches("[dir=rtl] *").unwrap_or_default();
    let pressed = key_of(event);
    let target = match &*pressed {
        "ArrowDown" => next(),
        "ArrowUp" => previous(),
        "ArrowLeft" | "ArrowRight" if (pressed == "ArrowLeft") == is_rtl() => next(),
        "ArrowLeft" | "ArrowRight" => previous(),
        "Home" => first(),
        "End" => last(),
        _ => return,
    };
    // The same keys scroll the transcript.
    event.stop_propagation();
    event.prevent_default();
    if let Some(target) = target {
        if let Some(current) = current {
            let _ = current.set_attribute("tabindex", "-1");
        }
        let _ = target.set_attribute("tabindex", "0");
        let _ = target.unchecked_ref::<HtmlElement>().focus();
    }
}
