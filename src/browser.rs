//! The browser's window, and string properties of its objects. `web_sys::window()` also looks for the globals of workers and of other
//! engines, which takes more code.

use js_sys::Reflect;
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

/// A property that holds a string; `None` if it is missing or has another type. For properties that web-sys lacks, that may be missing
/// although web-sys expects them, or that it types as an enum, all names of which would be in the bundle.
pub fn string_property(object: &JsValue, name: &str) -> Option<String> {
    Reflect::get(object, &name.into()).ok()?.as_string()
}
