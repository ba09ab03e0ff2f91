//! The Chat API: what goes over the wire, what can go wrong, and the client that speaks it.
//!
//! The types and the classification of errors are pure and tested natively; only [`Client`] needs a browser.

#[cfg(target_arch = "wasm32")]
mod client;
mod error;
mod wire;

#[cfg(target_arch = "wasm32")]
pub use client::{ApiConfig, Ask, Client, Sunset, UploadRequest, understand};
pub use error::{ApiError, Endpoint, ErrorBody, FileError, RejectedFiles};
pub use wire::{
    Attachment, Consent, ConsentRequest, Metadata, PollResponse, Role, SendRequest, SendResponse, SessionCredentials,
    SessionData, SessionStatus, StartRequest, StartResponse, TaskPollResponse, TaskStatus, UploadResponse,
    UploadedFile, WireMessage,
};
