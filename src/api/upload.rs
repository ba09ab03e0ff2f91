//! Uploads: multipart requests that report their progress.

use super::client::{Abort, Client};
use super::error::{ApiError, Endpoint};
use super::headers::{Auth, request_headers};
use super::request::path;
use super::response::{decode, validate};
use super::wire::{SessionCredentials, UploadResponse};
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{FormData, XmlHttpRequest};

/// Allows 50 MB, the server's limit, on a connection with 0.5 Mbit/s.
const UPLOAD_TIMEOUT_MS: u32 = 900_000;

/// Files for one upload.
#[derive(Debug)]
pub struct UploadRequest {
    /// The credentials of the session that the files belong to.
    pub credentials: SessionCredentials,
    /// The response lists them in the same order.
    pub files: Vec<web_sys::File>,
    /// The page's own id for the visitor.
    pub participant_remote_id: Option<String>,
    /// The visitor's name.
    pub participant_name: Option<String>,
}

impl Client {
    /// `POST /api/chat/{session}/upload/`. `on_progress` receives the bytes sent and the bytes in total.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn upload(
        &self,
        request: UploadRequest,
        on_progress: impl Fn(f64, f64) + 'static,
    ) -> Result<UploadResponse, ApiError> {
        let form = FormData::new().map_err(|_| ApiError::Network)?;
        for file in &request.files {
            form.append_with_blob_and_filename("files", file, &file.name()).map_err(|_| ApiError::Network)?;
        }
        let participant =
            [("participant_remote_id", request.participant_remote_id), ("participant_name", request.participant_name)];
        for (name, value) in participant {
            if let Some(value) = value {
                form.append_with_str(name, &value).map_err(|_| ApiError::Network)?;
            }
        }
        // `fetch` cannot report the progress of an upload.
        let xhr = XmlHttpRequest::new().map_err(|_| ApiError::Network)?;
        let url = self.config.url(&path(&request.credentials.session, "upload/"));
        xhr.open("POST", &url).map_err(|_| ApiError::Network)?;
        xhr.set_timeout(UPLOAD_TIMEOUT_MS);
        for (name, value) in request_headers(&self.config, &Auth::of_session(&request.credentials), true) {
            xhr.set_request_header(name, &value).map_err(|_| ApiError::Network)?;
        }
        let _in_flight = self.register(Abort::Upload(xhr.clone()));
        let on_progress =
            Closure::<dyn Fn(web_sys::ProgressEvent)>::wrap(Box::new(move |event: web_sys::ProgressEvent| {
                on_progress(event.loaded(), event.total());
            }));
        if let Ok(upload) = xhr.upload() {
            upload.set_onprogress(Some(on_progress.as_ref().unchecked_ref()));
        }
        // `loadend` follows load, error, timeout and abort alike. The status tells them apart.
        let ended = Promise::new(&mut |resolve, _| xhr.set_onloadend(Some(&resolve)));
        xhr.send_with_opt_form_data(Some(&form)).map_err(|_| ApiError::Network)?;
        JsFuture::from(ended).await.map_err(|_| ApiError::Network)?;
        let status = xhr.status().unwrap_or(0);
        if status == 0 {
            return Err(ApiError::Network);
        }
        let retry_after = xhr.get_response_header("Retry-After").ok().flatten();
        let text = xhr.response_text().ok().flatten().unwrap_or_default();
        decode(validate(Endpoint::Upload, request.credentials.token.is_some(), status, retry_after, &text))
    }
}
