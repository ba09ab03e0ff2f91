//! The time.

use crate::chat::Now;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

/// Both clocks of the browser.
pub(super) fn now() -> Now {
    // Rounded up: a timer may fire a fraction of a millisecond before its time, and must not be set once more for it.
    Now { monotonic: performance_now().ceil().max(0.0) as u64, wall: js_sys::Date::now() }
}
