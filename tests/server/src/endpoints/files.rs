//! `GET /api/chat/{session}/files/{file}/content/`, and the two URLs of files outside of the Chat API.

use super::with_session::with_session;
use crate::response::{self, HandlerResult};
use crate::state::{Server, StoredFile};
use axum::body::Body;
use axum::http::request::Parts;
use axum::response::Response;

/// Returns the bytes of a file that is attached to a message of the session: one that the visitor sent, or one of the bot. Neither
/// a missing consent nor the end of the session prevents that.
///
/// Any other file is 404, never 403, so that ids cannot be probed: one of another session, one that was uploaded but not
/// sent, and one whose content is lost.
pub(crate) fn download(server: &Server, session: &str, file_id: i64, parts: &Parts) -> HandlerResult {
    with_session(server, session, &parts.headers, |_, session| {
        let file = server.state().files.get(&file_id).cloned();
        file.filter(|file| file.session_id == session.id && file.is_attached && !file.is_lost)
            .map(|file| with_content(&file))
            .ok_or_else(|| response::detail(404, "No File matches the given query."))
    })
}

/// Responds to a request outside of the Chat API, if it is for a file. These responses have no CORS headers.
///
/// `/a/{team}/experiments/{number}/file/{file}/`, the address of cited files, requires no credentials.
/// `/api/files/{file}/content`, the `content_url` of attachments, requires an API key, which a widget does not have.
pub(crate) fn outside_of_chat(server: &Server, path: &str) -> Option<Response> {
    let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
    match segments.as_slice() {
        ["a", _, "experiments", _, "file", id] => {
            let file = id.parse().ok().and_then(|id: i64| server.state().files.get(&id).cloned());
            let file = file.filter(|file| file.is_attached && !file.is_lost);
            Some(file.map_or_else(|| response::html(404, "Not Found"), |file| with_content(&file)))
        }
        ["api", "files", id, "content"] if id.parse::<i64>().is_ok() => {
            let mut rejection = response::detail(401, "Authentication credentials were not provided.");
            response::set_header(&mut rejection, "content-type", "application/octet-stream");
            Some(rejection)
        }
        _ => None,
    }
}

/// The bytes with the stored content type, or else the one that the name suggests, and the name in `Content-Disposition`.
fn with_content(file: &StoredFile) -> Response {
    let stored = file.content_type.as_deref().filter(|content_type| !content_type.is_empty());
    let mut response = Response::new(Body::from(file.bytes.clone()));
    response::set_header(&mut response, "content-type", stored.unwrap_or_else(|| content_type_of_name(&file.name)));
    response::set_header(&mut response, "content-length", &file.bytes.len().to_string());
    response::set_header(&mut response, "content-disposition", &content_disposition(&file.name));
    response
}

/// The header as Django writes it. Names outside of ASCII are percent-encoded.
fn content_disposition(name: &str) -> String {
    if name.is_ascii() {
        let escaped = name.replace('\\', "\\\\").replace('"', "\\\"");
        return format!("attachment; filename=\"{escaped}\"");
    }
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-~/".contains(&byte);
    let encoded: String = name
        .bytes()
        .map(|byte| if is_unreserved(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    format!("attachment; filename*=utf-8''{encoded}")
}

/// The content type for the extension of a name, as Python's `mimetypes` guesses it.
pub(crate) fn content_type_of_name(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default().to_lowercase().as_str() {
        "csv" => "text/csv",
        "txt" => "text/plain",
        "html" => "text/html",
        "md" => "text/markdown",
        "json" => "application/json",
        "pdf" => "application/pdf",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        "mp3" => "audio/mpeg",
        "wav" => "audio/x-wav",
        "mp4" => "video/mp4",
        "zip" => "application/zip",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_disposition_is_written_as_django_writes_it() {
        assert_eq!(content_disposition("report.csv"), "attachment; filename=\"report.csv\"");
        assert_eq!(content_disposition("a \"b\".txt"), "attachment; filename=\"a \\\"b\\\".txt\"");
        assert_eq!(content_disposition("größe 1.csv"), "attachment; filename*=utf-8''gr%C3%B6%C3%9Fe%201.csv");
    }
}
