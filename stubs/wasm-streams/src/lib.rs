//! Stands in for `wasm-streams`, which Leptos brings along by way of `server_fn`.
//!
//! The widget calls no server functions, but the real crate exports classes to JavaScript, which no linker can remove:
//! 3.3 KB, compressed with brotli, for every visitor.

use futures_util::stream::{self, Stream};
use wasm_bindgen::JsValue;

/// A stream of JavaScript's.
#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// Wraps a stream.
    #[must_use]
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// An empty stream: nothing reads what would have been in it.
    pub fn from_stream(_: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        Self(JsValue::UNDEFINED.into())
    }

    /// The wrapped stream.
    #[must_use]
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// An empty stream.
    pub fn into_stream(self) -> stream::Empty<Result<JsValue, JsValue>> {
        stream::empty()
    }
}
