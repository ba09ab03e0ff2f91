//! The browser's window. The bindings that libraries have for it also look for the globals of workers and other engines.

use wasm_bindgen::prelude::*;
use web_sys::Window;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = self)]
    static WINDOW: Window;
}

/// The window for this instance. In the widget each has its own, whose listeners end with it: `self` is the parameter with which
/// `xtask/src/build/glue.rs` replaces the global.
pub fn window() -> Window {
    WINDOW.with(Window::clone)
}
