//! Receives the content of a file that is downloaded.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use web_sys::Request;

#[wasm_bindgen]
extern "C" {
    /// `Transfer` in `www/widget/files/transfer.ts`.
    #[derive(Debug, Clone)]
    pub type FileTransfer;

    /// Sends the request. On success keeps the content and resolves with an empty 204 response. Fails after 30 seconds
    /// without progress.
    #[wasm_bindgen(method)]
    pub(super) fn send(this: &FileTransfer, request: &Request) -> Promise;

    /// Ends the transfer; `is_complete` if the content can be used, `is_gone` if the server does not have the file.
    #[wasm_bindgen(method)]
    pub fn end(this: &FileTransfer, is_complete: bool, is_gone: bool);
}
