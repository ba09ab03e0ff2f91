//! The browser's clocks.

use crate::chat::Now;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

/// The monotonic clock and the wall clock.
pub(super) fn now() -> Now {
    // Rounded up, because a timer may fire a fraction of a millisecond early and would have to be set again.
    Now { monotonic: performance_now().ceil().max(0.0) as u64, wall: js_sys::Date::now() }
}
