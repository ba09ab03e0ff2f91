//! Keyboard events.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

/// Whether a `keydown` event is for this key, outside of an input method's composition.
pub(super) fn is_key(event: &Event, key: &str) -> bool {
    let event: &KeyboardEvent = event.unchecked_ref();
    // Safari sends `compositionend` before the Enter that ended the composition; that event has keyCode 229.
    event.key() == key && !event.is_composing() && event.key_code() != 229
}

/// Moves the focus among the children of a list, of which the focused one is in the tab order: with the arrow keys, and to the
/// ends with Home and End.
pub(super) fn move_focus(list: &Element, event: &Event) {
    let (first, last) = (":first-child", ":last-child");
    let (next, previous) = ((":focus + *", first), (":has(+ :focus)", last));
    let is_rtl = || list.matches("[dir=rtl] *").unwrap_or_default();
    let (target, otherwise) = match &*event.unchecked_ref::<KeyboardEvent>().key() {
        "ArrowDown" => next,
        "ArrowUp" => previous,
        "ArrowLeft" if is_rtl() => next,
        "ArrowLeft" => previous,
        "ArrowRight" if is_rtl() => previous,
        "ArrowRight" => next,
        "Home" => (first, first),
        "End" => (last, last),
        _ => return,
    };
    // The same keys scroll the transcript.
    event.stop_propagation();
    event.prevent_default();
    let find = |selector| list.query_selector(selector).ok().flatten();
    if let Some(target) = find(target).or_else(|| find(otherwise)) {
        if let Some(current) = find(":focus") {
            let _ = current.set_attribute("tabindex", "-1");
        }
        let _ = target.set_attribute("tabindex", "0");
        let _ = target.unchecked_ref::<HtmlElement>().focus();
    }
}
