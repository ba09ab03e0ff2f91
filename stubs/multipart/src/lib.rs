//! Replaces `multipart`, a dependency of wasm-bindgen's test server through `rouille`.
//!
//! The test server receives no forms. The original crate and its dependency `buf_redux` contain code that
//! future versions of Rust reject.

/// Forms that a server receives.
pub mod server {
    use std::io;
    use std::marker::PhantomData;

    /// A form without fields.
    #[derive(Debug)]
    pub struct Multipart<B>(PhantomData<B>);

    impl<B> Multipart<B> {
        /// Ignores the body of the request.
        pub fn with_body(_: B, _: impl Into<String>) -> Self {
            Self(PhantomData)
        }

        /// Returns `None`, because forms have no fields.
        ///
        /// # Errors
        /// None.
        pub const fn read_entry(&mut self) -> io::Result<Option<MultipartField<&mut Self>>> {
            Ok(None)
        }
    }

    /// A field of a form. None exists.
    #[derive(Debug)]
    pub struct MultipartField<M>(PhantomData<M>);

    /// The content of a field. None exists.
    #[derive(Debug)]
    pub struct MultipartData<M>(PhantomData<M>);
}
