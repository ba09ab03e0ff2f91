//! Responses of the server match the published API document in `api-document.txt`, on which older clients rely.
//!
//! `contract_autumn.rs` covers what was added by November 2026.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use serde_json::{Value, json};
use std::collections::BTreeMap;
use support::{MULTIPART, TestResponse, TestServer, multipart};

const DOCUMENT: &str = include_str!("api-document.txt");

/// The endpoints and schemas of the document.
struct Document {
    /// By method and path: the name of the schema for each status.
    endpoints: BTreeMap<String, BTreeMap<u16, String>>,
    /// By name: each field with its type and whether it is required.
    schemas: BTreeMap<String, Vec<(String, String, bool)>>,
}

impl Document {
    fn parse() -> Self {
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
                // The schema of the request body precedes all statuses.
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

    /// Asserts that a response matches the schema that the document has for its status.
    fn check(&self, endpoint: &str, answer: &TestResponse) {
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
                // Real servers send `null` for optional fields.
                Some(Value::Null) if !required => {}
                Some(field) => assert!(self.matches_type(kind, field), "{schema}.{name} is no {kind}: {field}"),
            }
        }
    }

    fn matches_type(&self, kind: &str, value: &Value) -> bool {
        match kind {
            "string" => value.is_string(),
            "integer" => value.is_i64(),
            "boolean" => value.is_boolean(),
            "object" => value.is_object(),
            "Unknown" => !value.is_null(),
            "ChatTaskPollStatusEnum" => ["processing", "complete", "error"].iter().any(|status| value == status),
            // The document does not list the fields of these two; the server's own schema does.
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
                let kind = list.strip_prefix("array of ").unwrap_or_else(|| panic!("unknown type {list:?}"));
                value.as_array().is_some_and(|items| items.iter().all(|item| self.matches_type(kind, item)))
            }
        }
    }
}

#[test]
fn document_has_five_endpoints_with_schemas() {
    let document = Document::parse();
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
fn responses_of_all_endpoints_match_the_document() {
    let (document, server) = (Document::parse(), TestServer::start());
    let (chatbot, key) = server.add_chatbot(&json!({ "think_ms": 150 }));
    let start_headers = [("origin", "http://site.example"), ("x-embed-key", key.as_str())];
    let body = json!({
        "chatbot_id": chatbot,
        "session_data": { "source": "widget" },
        "participant_remote_id": "visitor",
        "participant_name": "Pat",
    });
    let started = server.post("/api/chat/start/", &start_headers, &body.to_string());
    document.check("POST /api/chat/start/", &started);

    let session = started.json()["session_id"].as_str().unwrap().to_owned();
    let token = started.json()["session_token"].as_str().unwrap().to_owned();
    let headers = [start_headers[0], start_headers[1], ("x-session-token", token.as_str())];
    let path = |rest: &str| format!("/api/chat/{session}/{rest}/");

    let upload = multipart(&[("files", Some("a.txt"), "text/plain", b"one")]);
    let uploaded =
        server.send("POST", &path("upload"), &[headers[0], headers[1], headers[2], MULTIPART], Some(&upload));
    document.check("POST /api/chat/{session_id}/upload/", &uploaded);

    let body = json!({ "message": "markdown", "attachment_ids": [uploaded.json()["files"][0]["id"]] });
    let sent = server.post(&path("message"), &headers, &body.to_string());
    document.check("POST /api/chat/{session_id}/message/", &sent);

    let task = path(&format!("{}/poll", sent.json()["task_id"].as_str().unwrap()));
    let processing = server.get(&task, &headers);
    document.check("GET /api/chat/{session_id}/{task_id}/poll/", &processing);
    assert_eq!(processing.json()["status"], "processing");
    let complete =
        server.wait_for(|| Some(server.get(&task, &headers)).filter(|answer| answer.json()["status"] == "complete"));
    document.check("GET /api/chat/{session_id}/{task_id}/poll/", &complete);

    let polled = server.get(&path("poll"), &headers);
    document.check("GET /api/chat/{session_id}/poll/", &polled);
    assert_eq!(polled.json()["messages"].as_array().unwrap().len(), 2);

    let failing = server.post(&path("message"), &headers, r#"{"message": "fail"}"#);
    let task = path(&format!("{}/poll", failing.json()["task_id"].as_str().unwrap()));
    let failed = server.wait_for(|| Some(server.get(&task, &headers)).filter(|answer| answer.status != 200));
    assert_eq!(failed.status, 500);
    document.check("GET /api/chat/{session_id}/{task_id}/poll/", &failed);
}
