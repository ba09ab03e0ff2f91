//! Schedules work in the browser's event loop.
//!
//! Futures and callbacks are boxed, so that the code around them is compiled once and not for each type.

use crate::browser::window;
use gloo_timers::callback::Timeout;
use js_sys::Promise;
use std::pin::Pin;
use wasm_bindgen::prelude::*;

/// Runs a future.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    let boxed: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    wasm_bindgen_futures::spawn_local(boxed);
}

/// Calls `run` in a microtask: after the listeners of the current event.
pub fn run_soon(run: Box<dyn FnOnce()>) {
    spawn(async { run() });
}

/// Calls `run` before the browser paints the next frame.
pub fn run_in_next_frame(run: Box<dyn FnOnce()>) {
    let _ = window().request_animation_frame(Closure::once_into_js(run).unchecked_ref());
}

/// Calls `run` after this many milliseconds, unless the timer is dropped before.
pub fn run_after(milliseconds: u32, run: Box<dyn FnOnce()>) -> Timeout {
    Timeout::new(milliseconds, run)
}

/// A promise that is fulfilled with `undefined` after this many milliseconds. gloo's `TimeoutFuture` would add a channel to the
/// module.
pub fn delay(milliseconds: u32) -> Promise {
    Promise::new(&mut |resolve, _| {
        run_after(milliseconds, Box::new(move || drop(resolve.call0(&JsValue::UNDEFINED)))).forget();
    })
}
