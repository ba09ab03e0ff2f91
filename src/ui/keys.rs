//! Keyboard events.

use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};

/// Whether a `keydown` event is for this key, outside of an input method's composition.
pub(super) fn is_key(event: &Event, key: &str) -> bool {
    let event: &KeyboardEvent = event.unchecked_ref();
    // Safari sends `compositionend` before the Enter that ended the composition; that event has keyCode 229.
    event.key() == key && !event.is_composing() && event.key_code() != 229
}
