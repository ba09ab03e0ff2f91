//! The browser's window. `web_sys::window()` also looks for the globals of workers and of other engines, which takes more code.

use wasm_bindgen::prelude::*;
use web_sys::Window;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = self)]
    static WINDOW: Window;
}

/// The window. In the bundle, `self` is a parameter of `createGlue` (`xtask/src/build/glue.rs`) that hides the global of this
/// name: each instance gets an object of its own, whose listeners are removed when the instance ends.
pub fn window() -> Window {
    WINDOW.with(Window::clone)
}
