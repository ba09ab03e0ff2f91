//! Responses of the server match the Chat API of November 2026, which added consent, renewal and downloads.
//!
//! The tables name the endpoints, statuses and fields of the published API document of that month, and mark as nullable what
//! servers send as null.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use serde_json::{Value, json};
use support::{MULTIPART, TestResponse, TestServer, multipart};

/// By method and path: the documented statuses, each with the schema of its body.
const ENDPOINTS: [(&str, &[(u16, &str)]); 8] = [
    ("POST start", &[(201, "StartSession"), (401, "ErrorWithCode"), (409, "ErrorWithCode")]),
    ("POST message", &[(202, "SendMessage"), (403, "ConsentError")]),
    ("POST upload", &[(201, "Upload"), (403, "ConsentError")]),
    ("POST consent", &[(204, ""), (400, "Error"), (409, "ConsentError")]),
    ("POST token", &[(200, "SessionToken"), (401, "ErrorWithCode")]),
    ("GET poll", &[(200, "Poll")]),
    ("GET task", &[(200, "TaskPoll"), (404, "Detail"), (500, "TaskError")]),
    ("GET content", &[(200, "bytes")]),
];

/// By name: the fields of a response, which has no others. `?` marks optional ones.
const SCHEMAS: [(&str, &[(&str, &str)]); 18] = [
    ("Error", &[("error", "text")]),
    ("ErrorWithCode", &[("error", "text"), ("code", "text")]),
    ("Detail", &[("detail", "text")]),
    ("TaskError", &[("error", "text"), ("status", "text")]),
    ("ConsentError", &[("error", "text"), ("code", "text"), ("consent", "Consent")]),
    ("Consent", &[("required", "boolean"), ("form_version_id", "integer or null"), ("text", "text or null")]),
    (
        "StartSession",
        &[
            ("session_id", "text"),
            ("session_token", "text or null"),
            ("expires_at", "end or null"),
            ("chatbot", "Chatbot"),
            ("participant", "Participant"),
            ("consent", "Consent"),
        ],
    ),
    ("SessionToken", &[("session_id", "text"), ("session_token", "text"), ("expires_at", "end")]),
    (
        "Chatbot",
        &[
            ("id", "text"),
            ("name", "text"),
            ("url", "text"),
            ("version_number", "integer"),
            ("versions", "list of Version"),
        ],
    ),
    (
        "Version",
        &[
            ("name", "text"),
            ("version_number", "integer"),
            ("is_default_version", "boolean"),
            ("version_description", "text"),
        ],
    ),
    ("Participant", &[("identifier", "text"), ("remote_id", "text")]),
    ("SendMessage", &[("task_id", "text"), ("status", "text"), ("error?", "text")]),
    ("Upload", &[("files", "list of UploadedFile")]),
    ("UploadedFile", &[("id", "integer"), ("name", "text"), ("size", "integer"), ("content_type", "text")]),
    (
        "Poll",
        &[("messages", "list of Message"), ("has_more", "boolean"), ("session_status", "text"), ("consent", "Consent")],
    ),
    ("TaskPoll", &[("message", "Message or null"), ("status", "text")]),
    (
        "Message",
        &[
            ("created_at", "text"),
            ("role", "text"),
            ("content", "text"),
            ("metadata", "object"),
            ("tags", "list of text"),
            ("attachments", "list of File"),
        ],
    ),
    (
        "File",
        &[
            ("name", "text"),
            ("content_type?", "text"),
            ("size", "integer"),
            ("content_url", "text"),
            ("download_url", "text"),
        ],
    ),
];

/// Asserts that a response has a documented status, and exactly the fields of its schema.
fn check(endpoint: &str, answer: &TestResponse) {
    let (_, statuses) = ENDPOINTS.iter().find(|(name, _)| *name == endpoint).unwrap();
    let (_, schema) = statuses
        .iter()
        .find(|(status, _)| *status == answer.status)
        .unwrap_or_else(|| panic!("{endpoint} does not document {}: {}", answer.status, answer.text));
    match *schema {
        "" => assert_eq!(answer.text, ""),
        "bytes" => assert_eq!(answer.header("content-disposition").map(|value| &value[..10]), Some("attachment")),
        schema => {
            assert_eq!(answer.header("content-type"), Some("application/json"));
            check_type(schema, &answer.json(), endpoint);
        }
    }
}

fn check_type(kind: &str, value: &Value, place: &str) {
    if let Some(kind) = kind.strip_suffix(" or null") {
        if !value.is_null() {
            check_type(kind, value, place);
        }
        return;
    }
    if let Some(kind) = kind.strip_prefix("list of ") {
        for item in value.as_array().unwrap_or_else(|| panic!("{place}: {value}")) {
            check_type(kind, item, place);
        }
        return;
    }
    let matches = match kind {
        "text" => value.is_string(),
        "integer" => value.is_i64(),
        "boolean" => value.is_boolean(),
        "object" => value.is_object(),
        // Whole seconds in UTC: 2026-11-28T12:00:00Z.
        "end" => value.as_str().is_some_and(|text| text.len() == 20 && text.ends_with('Z')),
        schema => {
            check_fields(schema, value, place);
            true
        }
    };
    assert!(matches, "{place} is no {kind}: {value}");
}

fn check_fields(schema: &str, value: &Value, place: &str) {
    let (_, fields) = SCHEMAS.iter().find(|(name, _)| *name == schema).unwrap_or_else(|| panic!("no schema {schema}"));
    let object = value.as_object().unwrap_or_else(|| panic!("{place}, {schema}: {value}"));
    for (name, kind) in *fields {
        match object.get(name.trim_end_matches('?')) {
            Some(field) => check_type(kind, field, &format!("{place}, {schema}.{name}")),
            None => assert!(name.ends_with('?'), "{place}: {schema} lacks {name}: {value}"),
        }
    }
    for name in object.keys() {
        let is_known = fields.iter().any(|(known, _)| known.trim_end_matches('?') == name);
        assert!(is_known, "{place}: {schema} has no {name}: {value}");
    }
}

const ORIGIN: (&str, &str) = ("origin", "http://site.example");
const BEARER: (&str, &str) = ("authorization", "Bearer first");

/// Asserts that the answer of each endpoint to these calls is documented, and returns the statuses.
fn statuses(calls: Vec<(&str, TestResponse)>) -> Vec<(&str, u16)> {
    calls
        .into_iter()
        .map(|(endpoint, answer)| {
            check(endpoint, &answer);
            (endpoint, answer.status)
        })
        .collect()
}

#[test]
fn successful_responses_of_all_endpoints_match_the_document() {
    let server = TestServer::start();
    let consent = json!({ "id": 7, "text": "<p>Please</p>" });
    let (chatbot, _) =
        server.add_chatbot(&json!({ "think_ms": 200, "bearer": ["first", "second"], "consent": consent }));
    let body = json!({
        "chatbot_id": chatbot,
        "session_data": { "source": "widget" },
        "participant_remote_id": "visitor",
        "participant_name": "Pat",
        // A time zone that the server does not know is ignored.
        "timezone": "Mars/Olympus_Mons",
    });
    let started = server.post("/api/chat/start/", &[ORIGIN, BEARER], &body.to_string());
    let id = started.json()["session_id"].as_str().unwrap().to_owned();
    let token = started.json()["session_token"].as_str().unwrap().to_owned();
    let headers = [ORIGIN, ("x-session-token", token.as_str()), ("x-ocs-widget-version", "0.13.0")];
    let path = |rest: &str| format!("/api/chat/{id}/{rest}/");
    let send_files = || {
        let files = multipart(&[("files", Some("a.txt"), "text/plain", b"one")]);
        server.send("POST", &path("upload"), &[headers[0], headers[1], headers[2], MULTIPART], Some(&files))
    };
    let message = |body: Value| server.post(&path("message"), &headers, &body.to_string());

    let before_consent = statuses(vec![
        ("POST start", started),
        ("POST upload", send_files()),
        ("POST message", message(json!({ "message": "hi" }))),
        ("GET poll", server.get(&path("poll"), &headers)),
        ("POST consent", server.post(&path("consent"), &headers, r#"{"form_version_id":6}"#)),
        ("POST consent", server.post(&path("consent"), &headers, r#"{"form_version_id":7}"#)),
    ]);
    assert_eq!(before_consent.iter().map(|(_, status)| *status).collect::<Vec<_>>(), [201, 403, 403, 200, 409, 204]);

    let uploaded = send_files();
    let sent = message(json!({ "message": "files", "attachment_ids": [uploaded.json()["files"][0]["id"]] }));
    let task = path(&format!("{}/poll", sent.json()["task_id"].as_str().unwrap()));
    let processing = server.get(&task, &headers);
    let complete =
        server.wait_for(|| Some(server.get(&task, &headers)).filter(|answer| answer.json()["status"] == "complete"));
    let file = complete.json()["message"]["attachments"][0]["download_url"].as_str().unwrap().to_owned();
    let file_path = file.strip_prefix(&format!("http://{}", server.host())).unwrap();
    let later = statuses(vec![
        ("POST upload", uploaded),
        ("POST message", sent),
        ("GET task", processing),
        ("GET task", complete),
        ("GET poll", server.get(&path("poll"), &headers)),
        ("GET content", server.get(file_path, &headers)),
        ("POST token", server.post(&path("token"), &[ORIGIN, BEARER], "")),
    ]);
    assert_eq!(later.iter().map(|(_, status)| *status).collect::<Vec<_>>(), [201, 202, 200, 200, 200, 200, 200]);
}

#[test]
fn documented_errors_have_the_documented_bodies() {
    let server = TestServer::start();
    let (chatbot, key) = server.add_chatbot(&json!({ "think_ms": 0, "pickup_ms": 0 }));
    let (session, token) = server.start_session(&chatbot, &key);
    let (other, other_token) = server.start_session(&chatbot, &key);
    let headers = [ORIGIN, ("x-session-token", token.as_deref().unwrap())];
    let sent = server.post(&format!("/api/chat/{session}/message/"), &headers, r#"{"message":"fail"}"#);
    let task = sent.json()["task_id"].as_str().unwrap().to_owned();
    let poll = || server.get(&format!("/api/chat/{session}/{task}/poll/"), &headers);
    let failed = server.wait_for(|| Some(poll()).filter(|answer| answer.status != 200));
    let other_headers = [ORIGIN, ("x-session-token", other_token.as_deref().unwrap())];
    let foreign = server.get(&format!("/api/chat/{other}/{task}/poll/"), &other_headers);
    server.post(&format!("/control/sessions/{session}"), &[], r#"{"ended":true}"#);
    let ended = server.post(&format!("/api/chat/{session}/consent/"), &headers, r#"{"form_version_id":1}"#);
    let token_refused = server.post(&format!("/api/chat/{session}/token/"), &[ORIGIN, BEARER], "");

    let start = |chatbot: &str, headers: &[(&str, &str)]| {
        server.post("/api/chat/start/", headers, &json!({ "chatbot_id": chatbot }).to_string())
    };
    let denied = start(&chatbot, &[ORIGIN, BEARER]);
    let (unpublished, public_key) = server.add_chatbot(&json!({ "public_link": true, "published": false }));
    let refused = start(&unpublished, &[("origin", "http://localhost"), ("x-embed-key", &public_key)]);
    let statuses = statuses(vec![
        ("GET task", failed),
        ("GET task", foreign),
        ("POST consent", ended),
        ("POST token", token_refused),
        ("POST start", denied),
        ("POST start", refused),
    ]);
    assert_eq!(statuses.iter().map(|(_, status)| *status).collect::<Vec<_>>(), [500, 404, 400, 401, 401, 409]);
}
