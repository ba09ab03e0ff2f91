//! Runs futures in the browser's event loop.

use std::pin::Pin;

/// Runs a future. It is boxed, so that the queue is compiled once and not for each type of future.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    let boxed: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    wasm_bindgen_futures::spawn_local(boxed);
}
