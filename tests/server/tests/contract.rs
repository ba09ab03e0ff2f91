//! The server against the API document's own words: `api-document.txt`, as published.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use serde_json::{Value, json};
use std::collections::BTreeMap;
use support::{Answer, MULTIPART, Running, multipart};

const DOCUMENT: &str = include_str!("api-document.txt");

/// What the document says of the API.
struct Document {
    /// By method and path: statuses with the names of their schemas.
    endpoints: BTreeMap<String, BTreeMap<u16, String>>,
    /// By name: fields with their types and whether they are required.
    schemas: BTreeMap<String, Vec<(String, String, bool)>>,
}

impl Document {
    fn read() -> Self {
        let (mut endpoints, mut schemas) = (BTreeMap::new(), BTreeMap::new());
        let (mut endpoint, mut status, mut schema) = (String::new(), 0, String::new());
        for line in DOCUMENT.lines() {
            let text = line.trim();
            if line.starts_with("GET ") || line.starts_with("POST ") {
                endpoint = line.to_owned();
                endpoints.insert(endpoint.clone(), BTreeMap::new());
                status = 0;
            } else if let Ok(number) = text.trim_end_matches(':').parse::<u16>() {
                status = number;
            } else if let Some(name) = text.strip_prefix("Schema: ") {
                // The schema of the request body comes before any status.
                if status != 0 {
                    endpoints.get_mut(&endpoint).unwrap().insert(status, name.to_owned());
                }
            } else if line.starts_with("SECURITY:") {
                break;
            } else if !line.starts_with(' ') && line.ends_with(':') {
                schema = line.trim_end_matches(':').to_owned();
                schemas.insert(schema.clone(), Vec::new());
            } else if let Some((name, kind)) = text.strip_prefix("- ").and_then(|field| field.split_once(": "))
                && let Some(fields) = schemas.get_mut(&schema)
            {
                let required = kind.ends_with(" (required)");
                let kind = kind.trim_end_matches(" (required)").to_owned();
                fields.push((name.to_owned(), kind, required));
            }
        }
        Self { endpoints, schemas }
    }

    /// Checks an answer against the schema that the endpoint has for its status.
    fn check(&self, endpoint: &str, answer: &Answer) {
        let statuses = self.endpoints.get(endpoint).unwrap_or_else(|| panic!("{endpoint} is not in the document"));
        let schema = statuses
            .get(&answer.status)
            .unwrap_or_else(|| panic!("{endpoint} does not document {}: {}", answer.status, answer.text));
        assert_eq!(answer.header("content-type"), Some("application/json"));
        self.check_object(schema, &answer.json());
    }

    fn check_object(&self, schema: &str, value: &Value) {
        let object = value.as_object().unwrap_or_else(|| panic!("{schema}: {value}"));
        for (name, kind, required) in &self.schemas[schema] {
            match object.get(name) {
                None => assert!(!required, "{schema} lacks {name}: {value}"),
                // Servers send `null` where the document has an optional field.
                Some(Value::Null) if !required => {}
                Some(field) => assert!(self.fits(kind, field), "{schema}.{name} is no {kind}: {field}"),
            }
        }
    }

    fn fits(&self, kind: &str, value: &Value) -> bool {
        match kind {
            "string" => value.is_string(),
            "integer" => value.is_i64(),
            "boolean" => value.is_boolean(),
            "object" => value.is_object(),
            "Unknown" => !value.is_null(),
            "ChatTaskPollStatusEnum" => ["processing", "complete", "error"].iter().any(|status| value == status),
            // Not spelled out in the document, but by the server's own schema.
            "Message" => {
                value["created_at"].is_string()
                    && ["user", "assistant", "system"].iter().any(|role| value["role"] == *role)
                    && value["content"].is_string()
                    && value["metadata"].is_object()
                    && value["tags"].is_array()
                    && value["attachments"].is_array()
            }
            "UploadedFile" => {
                value["id"].is_i64()
                    && value["name"].is_string()
                    && value["size"].is_i64()
                    && value["content_type"].is_string()
            }
            list => {
                let kind = list.strip_prefix("array of ").unwrap_or_else(|| panic!("the type {list:?} is new"));
                value.as_array().is_some_and(|items| items.iter().all(|item| self.fits(kind, item)))
            }
        }
    }
}

#[test]
fn the_document_has_the_five_endpoints_and_their_schemas() {
    let document = Document::read();
    let endpoints: Vec<_> = document.endpoints.keys().map(String::as_str).collect();
    assert_eq!(
        endpoints,
        [
            "GET /api/chat/{session_id}/poll/",
            "GET /api/chat/{session_id}/{task_id}/poll/",
            "POST /api/chat/start/",
            "POST /api/chat/{session_id}/message/",
            "POST /api/chat/{session_id}/upload/",
        ]
    );
    assert_eq!(document.endpoints["POST /api/chat/start/"], BTreeMap::from([(201, "ChatStartSessionResponse".into())]));
    assert_eq!(document.schemas["ChatPollResponse"].len(), 3);
}

#[test]
fn all_five_endpoints_answer_as_the_document_says() {
    let (document, server) = (Document::read(), Running::start());
    let (chatbot, key) = server.chatbot(&json!({ "think_ms": 150 }));
    let open = [("origin", "http://site.example"), ("x-embed-key", key.as_str())];
    let body = json!({
        "chatbot_id": chatbot,
        "session_data": { "source": "widget" },
        "participant_remote_id": "visitor",
        "participant_name": "Pat",
    });
    let started = server.post("/api/chat/start/", &open, &body.to_string());
    document.check("POST /api/chat/start/", &started);

    let session = started.json()["session_id"].as_str().unwrap().to_owned();
    let token = started.json()["session_token"].as_str().unwrap().to_owned();
    let inside = [open[0], open[1], ("x-session-token", token.as_str())];
    let path = |rest: &str| format!("/api/chat/{session}/{rest}/");

    let upload = multipart(&[("files", Some("a.txt"), "text/plain", b"one")]);
    let uploaded = server.send("POST", &path("upload"), &[inside[0], inside[1], inside[2], MULTIPART], Some(&upload));
    document.check("POST /api/chat/{session_id}/upload/", &uploaded);

    let body = json!({ "message": "markdown", "attachment_ids": [uploaded.json()["files"][0]["id"]] });
    let sent = server.post(&path("message"), &inside, &body.to_string());
    document.check("POST /api/chat/{session_id}/message/", &sent);

    let task = path(&format!("{}/poll", sent.json()["task_id"].as_str().unwrap()));
    let processing = server.get(&task, &inside);
    document.check("GET /api/chat/{session_id}/{task_id}/poll/", &processing);
    assert_eq!(processing.json()["status"], "processing");
    let complete =
        server.until(|| Some(server.get(&task, &inside)).filter(|answer| answer.json()["status"] == "complete"));
    document.check("GET /api/chat/{session_id}/{task_id}/poll/", &complete);

    let polled = server.get(&path("poll"), &inside);
    document.check("GET /api/chat/{session_id}/poll/", &polled);
    assert_eq!(polled.json()["messages"].as_array().unwrap().len(), 2);

    let failing = server.post(&path("message"), &inside, r#"{"message": "fail"}"#);
    let task = path(&format!("{}/poll", failing.json()["task_id"].as_str().unwrap()));
    let failed = server.until(|| Some(server.get(&task, &inside)).filter(|answer| answer.status != 200));
    assert_eq!(failed.status, 500);
    document.check("GET /api/chat/{session_id}/{task_id}/poll/", &failed);
}
