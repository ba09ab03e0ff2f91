//! Replaces `wasm-streams`, a dependency of Leptos through `server_fn`.
//!
//! The widget calls no server functions. The original crate exports classes to JavaScript, which the linker cannot remove:
//! 3.3 KB, compressed with brotli.

use futures_util::stream::{self, Stream};
use wasm_bindgen::JsValue;

/// A JavaScript stream.
#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// Wraps a stream.
    #[must_use]
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// An undefined value in place of a stream: no code reads it.
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
