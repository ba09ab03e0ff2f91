//! Uploads of files: the multipart form, and the request that sends it.

use super::bodies::{SessionCredentials, UploadResponse};
use super::client::{Client, Fetch};
use super::error::{ApiError, Endpoint};
use super::headers::Auth;
use super::receive::decode;
use super::request::{Request, path};
use wasm_bindgen::JsValue;
use web_sys::{File, FormData};

/// The body of an upload: files, the visitor's id (from the page, or generated and stored), and the visitor's name.
///
/// # Errors
/// The exception that the browser throws.
pub fn upload_form(files: &[File], participant_id: &str, participant_name: Option<&str>) -> Result<FormData, JsValue> {
    let form = FormData::new()?;
    for file in files {
        form.append_with_blob_and_filename("files", file, &file.name())?;
    }
    form.append_with_str("participant_remote_id", participant_id)?;
    if let Some(name) = participant_name {
        form.append_with_str("participant_name", name)?;
    }
    Ok(form)
}

impl Client {
    /// `POST /api/chat/{session}/upload/`. The response lists the files in the order of the form.
    ///
    /// `fetch` receives a request without a body and sends it with the form: the browser's `fetch` cannot report the progress
    /// of an upload.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn upload(&self, credentials: &SessionCredentials, fetch: Fetch<'_>) -> Result<UploadResponse, ApiError> {
        let path = path(&credentials.session, "upload/");
        let auth = Auth::of_session(credentials);
        let request = Request { endpoint: Endpoint::Upload, path, auth, body: None, transfer: None };
        decode(self.send(request, fetch).await)
    }
}
