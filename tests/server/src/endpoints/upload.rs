//! `POST /api/chat/{session}/upload/`: validates and stores files.

use super::chat_precondition;
use super::with_session::with_session;
use crate::response::{self, HandlerResult};
use crate::state::{Server, StoredFile};
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::{Value, json};

/// The largest size of one file, and of all files of a request.
const MAX_BYTES: usize = 50 * 1024 * 1024;
const MAX_FILES: usize = 100;
/// Accepted extensions, in the order in which the server's error message lists them.
const EXTENSIONS: [&str; 32] = [
    ".txt", ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".xlsm", ".csv", ".jpg", ".jpeg", ".png", ".gif", ".webp",
    ".mp4", ".mov", ".avi", ".mp3", ".wav", ".html", ".htm", ".css", ".js", ".xml", ".md", ".ics", ".vcf", ".rtf",
    ".tsv", ".yaml", ".yml", ".py", ".c",
];
const IMAGE_EXTENSIONS: [&str; 10] =
    [".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".svgz", ".bmp", ".tif", ".tiff"];
const SUPPORTED_IMAGE_TYPES: [&str; 6] =
    ["image/gif", "image/heic", "image/heif", "image/jpeg", "image/png", "image/webp"];

struct UploadedFile {
    name: String,
    content_type: String,
    bytes: Bytes,
}

pub(crate) async fn post(server: &Server, session: &str, parts: &Parts, body: Bytes) -> HandlerResult {
    let parsed = parse_files(parts, body).await;
    with_session(server, session, &parts.headers, |chatbot, session| {
        let files = parsed?;
        chat_precondition::check(chatbot, session, &parts.headers)?;
        if files.is_empty() {
            return Err(response::error(400, "No files provided"));
        }
        for file in &files {
            check_file(file)?;
        }
        if files.iter().map(|file| file.bytes.len()).sum::<usize>() > MAX_BYTES {
            return Err(response::error(400, "Total file size exceeds maximum of 50MB"));
        }
        if let Some(file) = files.iter().find(|file| is_unsupported_image(file)) {
            let message = format!(
                "The image `{}` is not a supported image type. Supported types: GIF, HEIC, HEIF, JPEG, PNG, WEBP.",
                file.name
            );
            return Err(response::error(400, &message));
        }
        let mut state = server.state();
        let stored: Vec<Value> = files
            .into_iter()
            .map(|file| {
                let id = state.next_file_id();
                let content_type = detect_content_type(&file.bytes);
                let entry = json!({
                    "id": id, "name": file.name, "size": file.bytes.len(), "content_type": content_type,
                });
                state.files.insert(
                    id,
                    StoredFile {
                        session_id: session.id.clone(),
                        name: file.name,
                        content_type: Some(content_type),
                        bytes: file.bytes,
                        is_attached: false,
                        is_lost: false,
                    },
                );
                entry
            })
            .collect();
        Ok(response::json(201, &json!({ "files": stored })))
    })
}

/// The files of a request, for `/control/received`.
pub(crate) async fn describe(parts: &Parts, body: Bytes) -> Value {
    let size = body.len();
    match parse_files(parts, body).await {
        Ok(files) => {
            let entry =
                |file: &UploadedFile| json!({ "name": file.name, "size": file.bytes.len(), "type": file.content_type });
            json!({ "files": files.iter().map(entry).collect::<Vec<_>>() })
        }
        Err(_) => json!({ "bytes": size }),
    }
}

async fn parse_files(parts: &Parts, body: Bytes) -> Result<Vec<UploadedFile>, Response> {
    let content_type = parts.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !content_type.to_lowercase().starts_with("multipart/form-data") {
        return Err(response::detail(415, &format!("Unsupported media type \"{content_type}\" in request.")));
    }
    let mut request = Request::new(Body::from(body));
    *request.headers_mut() = parts.headers.clone();
    axum::extract::DefaultBodyLimit::disable().apply(&mut request);
    let malformed = || response::detail(400, "Multipart form parse error - Invalid boundary in multipart: None");
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| malformed())?;
    let mut files = Vec::new();
    let mut count = 0;
    while let Some(field) = form.next_field().await.map_err(|_| malformed())? {
        let Some(path) = field.file_name().map(str::to_owned) else { continue };
        count += 1;
        if count > MAX_FILES {
            return Err(response::html(400, "Bad Request"));
        }
        let is_files_field = field.name() == Some("files");
        let content_type = field.content_type().unwrap_or_default().to_owned();
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|_| malformed())?;
        if is_files_field && !name.is_empty() {
            files.push(UploadedFile { name, content_type, bytes });
        }
    }
    Ok(files)
}

fn extension(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => format!(".{}", extension.to_lowercase()),
        _ => String::new(),
    }
}

fn check_file(file: &UploadedFile) -> Result<(), Response> {
    if file.bytes.len() > MAX_BYTES {
        let message = format!("File '{}' exceeds maximum size of 50MB", file.name);
        return Err(response::error(400, &message));
    }
    let extension = extension(&file.name);
    if EXTENSIONS.contains(&extension.as_str()) || file.content_type.starts_with("text/") {
        return Ok(());
    }
    let allowed = EXTENSIONS.join(", ");
    let message = format!("File type '{extension}' is not supported. Allowed types: {allowed}");
    Err(response::error(400, &message))
}

fn is_unsupported_image(file: &UploadedFile) -> bool {
    IMAGE_EXTENSIONS.contains(&extension(&file.name).as_str())
        && !SUPPORTED_IMAGE_TYPES.contains(&detect_content_type(&file.bytes).as_str())
}

/// The content type that the bytes indicate.
fn detect_content_type(bytes: &Bytes) -> String {
    match infer::get(bytes) {
        Some(kind) => kind.mime_type().to_owned(),
        None if std::str::from_utf8(bytes).is_ok() && !bytes.contains(&0) => "text/plain".to_owned(),
        None => "application/octet-stream".to_owned(),
    }
}
