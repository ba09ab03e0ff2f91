//! The Chat API: requests, responses, errors, and the client.
//!
//! The types, file addresses and the classification of errors are pure and tested natively. The other modules need a
//! browser and are compiled for WebAssembly only.

mod bodies;
mod cited_file;
#[cfg(target_arch = "wasm32")]
mod client;
#[cfg(target_arch = "wasm32")]
mod config;
mod error;
mod file_address;
#[cfg(target_arch = "wasm32")]
mod file_transfer;
#[cfg(target_arch = "wasm32")]
mod headers;
#[cfg(target_arch = "wasm32")]
mod last_poll;
#[cfg(target_arch = "wasm32")]
mod receive;
#[cfg(target_arch = "wasm32")]
mod request;
#[cfg(target_arch = "wasm32")]
mod upload;
#[cfg(target_arch = "wasm32")]
mod warning;

pub use bodies::{
    Attachment, Consent, ConsentRequest, Metadata, PollResponse, RenewResponse, Role, SendRequest, SendResponse,
    SessionCredentials, SessionData, SessionStatus, StartRequest, StartResponse, TaskPollResponse, TaskStatus,
    UploadResponse, UploadedFile, WireMessage,
};
pub use cited_file::{file_by_reference, file_by_url};
#[cfg(target_arch = "wasm32")]
pub use client::Client;
#[cfg(target_arch = "wasm32")]
pub use config::ApiConfig;
pub use error::{ApiError, Endpoint, ErrorBody, FileError, RejectedFiles};
pub use file_address::FileAddress;
#[cfg(target_arch = "wasm32")]
pub use file_transfer::FileTransfer;
#[cfg(target_arch = "wasm32")]
pub use receive::{DeprecationNotice, decode};
#[cfg(target_arch = "wasm32")]
pub use request::Request;
#[cfg(target_arch = "wasm32")]
pub use upload::upload_form;
#[cfg(target_arch = "wasm32")]
pub(crate) use warning::warning_name;
