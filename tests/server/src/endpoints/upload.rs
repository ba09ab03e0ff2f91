//! `POST /api/chat/{session}/upload/`

use super::consent;
use crate::response::{self, Answer};
use crate::router::in_session;
use crate::state::{Server, StoredFile};
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::{Value, json};

const MOST_BYTES: usize = 50 * 1024 * 1024;
const MOST_FILES: usize = 100;
const EXTENSIONS: [&str; 30] = [
    ".txt", ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".csv", ".jpg", ".jpeg", ".png", ".gif", ".webp", ".mp4", ".mov",
    ".avi", ".mp3", ".wav", ".html", ".htm", ".css", ".js", ".xml", ".md", ".ics", ".vcf", ".rtf", ".tsv", ".yaml",
    ".yml", ".py",
];
/// The last one of the list, kept apart so that the list reads as the server's does.
const LAST_EXTENSION: &str = ".c";
const IMAGES: [&str; 10] = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".svgz", ".bmp", ".tif", ".tiff"];

struct Part {
    name: String,
    content_type: String,
    bytes: Bytes,
}

pub(crate) async fn upload(server: &Server, session: &str, parts: &Parts, body: Bytes) -> Answer {
    let parsed = read_parts(parts, body).await;
    in_session(server, session, &parts.headers, |chatbot, session| {
        consent::check(chatbot, session, &parts.headers)?;
        let files = parsed?;
        if files.is_empty() {
            return Err(response::error(400, "No files provided"));
        }
        for file in &files {
            check(file)?;
        }
        if files.iter().map(|file| file.bytes.len()).sum::<usize>() > MOST_BYTES {
            return Err(response::error(400, "Total file size exceeds maximum of 50MB"));
        }
        if let Some(file) = files.iter().find(|file| is_unreadable_image(file)) {
            let words = format!(
                "The image `{}` is not a supported image type. Supported types: GIF, HEIC, HEIF, JPEG, PNG, WEBP.",
                file.name
            );
            return Err(response::error(400, &words));
        }
        if session.ended {
            return Err(response::error(400, "Session has ended"));
        }
        let mut world = server.world();
        let stored: Vec<Value> = files
            .into_iter()
            .map(|file| {
                let id = world.next_file();
                let content_type = sniff(&file.bytes);
                let entry = json!({
                    "id": id, "name": file.name, "size": file.bytes.len(), "content_type": content_type,
                });
                world.files.insert(
                    id,
                    StoredFile {
                        session: session.id.clone(),
                        name: file.name,
                        size: file.bytes.len(),
                        content_type,
                        used: false,
                    },
                );
                entry
            })
            .collect();
        Ok(response::json(201, &json!({ "files": stored })))
    })
}

/// What a request carried, for a test to look at.
pub(crate) async fn describe(parts: &Parts, body: Bytes) -> Value {
    let size = body.len();
    match read_parts(parts, body).await {
        Ok(files) => {
            let one = |file: &Part| json!({ "name": file.name, "size": file.bytes.len(), "type": file.content_type });
            json!({ "files": files.iter().map(one).collect::<Vec<_>>() })
        }
        Err(_) => json!({ "bytes": size }),
    }
}

async fn read_parts(parts: &Parts, body: Bytes) -> Result<Vec<Part>, Response> {
    let given = parts.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !given.to_lowercase().starts_with("multipart/form-data") {
        return Err(response::detail(415, &format!("Unsupported media type \"{given}\" in request.")));
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
        if count > MOST_FILES {
            return Err(response::html(400, "Bad Request"));
        }
        let is_ours = field.name() == Some("files");
        let content_type = field.content_type().unwrap_or_default().to_owned();
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|_| malformed())?;
        if is_ours && !name.is_empty() {
            files.push(Part { name, content_type, bytes });
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

fn check(file: &Part) -> Result<(), Response> {
    if file.bytes.len() > MOST_BYTES {
        let words = format!("File '{}' exceeds maximum size of 50MB", file.name);
        return Err(response::error(400, &words));
    }
    let extension = extension(&file.name);
    let listed = extension == LAST_EXTENSION || EXTENSIONS.contains(&extension.as_str());
    if listed || file.content_type.starts_with("text/") {
        return Ok(());
    }
    let allowed = EXTENSIONS.join(", ");
    let words = format!("File type '{extension}' is not supported. Allowed types: {allowed}, {LAST_EXTENSION}");
    Err(response::error(400, &words))
}

fn is_unreadable_image(file: &Part) -> bool {
    let readable = ["image/gif", "image/heic", "image/heif", "image/jpeg", "image/png", "image/webp"];
    IMAGES.contains(&extension(&file.name).as_str()) && !readable.contains(&sniff(&file.bytes).as_str())
}

/// The content type that the bytes speak of.
fn sniff(bytes: &Bytes) -> String {
    match infer::get(bytes) {
        Some(kind) => kind.mime_type().to_owned(),
        None if std::str::from_utf8(bytes).is_ok() && !bytes.contains(&0) => "text/plain".to_owned(),
        None => "application/octet-stream".to_owned(),
    }
}
