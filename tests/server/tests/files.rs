//! Files of the bot and of the visitor are described and downloaded as on a real server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use serde_json::{Value, json};
use std::time::{Duration, Instant};
use support::TestResponse;
use support::session::{ORIGIN, TestSession, assert_html_page, assert_rejected};

fn file_id(attachment: &Value) -> i64 {
    let url = attachment["content_url"].as_str().unwrap();
    url.split('/').rev().nth(1).unwrap().parse().unwrap()
}

fn download(client: &TestSession, id: i64) -> TestResponse {
    client.server.get(&client.path(&format!("files/{id}/content/")), &client.headers())
}

#[test]
fn generated_file_is_an_attachment_with_a_download_url() {
    let client = TestSession::new(json!({}));
    let answer = client.ask("file report.csv");
    let id = file_id(&answer["attachments"][0]);
    let host = client.server.host();
    let attachment = json!({
        "name": "report.csv",
        "content_type": "text/csv",
        "size": 47,
        "content_url": format!("http://{host}/api/files/{id}/content"),
        "download_url": format!("http://{host}/api/chat/{}/files/{id}/content/", client.session),
    });
    assert_eq!(answer["attachments"], json!([attachment]));
    assert_eq!(
        (&answer["metadata"]["generated_files"], &answer["metadata"]["cited_files"]),
        (&json!([id]), &json!([]))
    );
    assert_eq!(client.poll("").json()["messages"][1], answer, "the history has the same attachment");

    let file = download(&client, id);
    assert_eq!((file.status, file.bytes.len()), (200, 47));
    for (name, value) in [
        ("content-type", "text/csv"),
        ("content-disposition", "attachment; filename=\"report.csv\""),
        ("content-length", "47"),
        ("access-control-allow-origin", "*"),
        ("access-control-expose-headers", "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After"),
        ("allow", "GET, HEAD, OPTIONS"),
        ("x-ratelimit-limit", "300"),
    ] {
        assert_eq!(file.header(name), Some(value), "{name}");
    }
    // `content_url` requires an API key, and has no CORS headers.
    let without_key = client.server.get(&format!("/api/files/{id}/content"), &client.headers());
    assert_eq!((without_key.status, without_key.header("content-type")), (401, Some("application/octet-stream")));
    assert!(without_key.json()["detail"].is_string());
    assert!(without_key.header("access-control-allow-origin").is_none());
}

#[test]
fn task_in_progress_has_no_attachments() {
    let client = TestSession::new(json!({ "think_ms": 400 }));
    let sent = client.message(&json!({ "message": "file" })).json();
    let task = client.path(&format!("{}/poll/", sent["task_id"].as_str().unwrap()));
    let progress = client.server.get(&task, &client.headers()).json();
    assert_eq!((&progress["status"], &progress["message"]["attachments"]), (&json!("processing"), &json!([])));
}

#[test]
fn files_are_valid_for_their_types() {
    let client = TestSession::new(json!({}));
    let answer = client.ask("files");
    let listed: Vec<_> = answer["attachments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| {
            let bytes = download(&client, file_id(file)).bytes;
            assert_eq!(file["size"], bytes.len());
            (file["name"].as_str().unwrap(), file["content_type"].as_str().unwrap(), bytes[..4].to_vec())
        })
        .collect();
    assert_eq!(
        listed,
        [
            ("report.csv", "text/csv", b"mont".to_vec()),
            ("chart.png", "image/png", b"\x89PNG".to_vec()),
            ("voice.wav", "audio/x-wav", b"RIFF".to_vec()),
            ("letter.pdf", "application/pdf", b"%PDF".to_vec()),
        ]
    );
    assert_eq!(client.ask("big 2")["attachments"][0]["size"], 2_000_000);

    let named = client.ask("file größe (2).csv");
    let file = download(&client, file_id(&named["attachments"][0]));
    let disposition = "attachment; filename*=utf-8''gr%C3%B6%C3%9Fe%20%282%29.csv";
    assert_eq!(file.header("content-disposition"), Some(disposition));

    // The content type of an attachment may be missing or empty. The download then has the one that the name suggests.
    let untyped = client.ask("untyped report.csv")["attachments"].clone();
    assert_eq!((untyped[0].get("content_type"), &untyped[1]["content_type"]), (None, &json!("")));
    for attachment in [&untyped[0], &untyped[1]] {
        assert_eq!(download(&client, file_id(attachment)).header("content-type"), Some("text/csv"));
    }
}

#[test]
fn only_attached_files_of_the_session_are_readable() {
    let client = TestSession::new(json!({}));
    let not_found = json!({ "detail": "No File matches the given query." });
    let uploaded = client.upload(&[("files", Some("a.txt"), "text/plain", b"one")]).json()["files"][0]["id"].clone();
    let id = uploaded.as_i64().unwrap();
    assert_rejected(&download(&client, id), 404, not_found.clone());
    client.message(&json!({ "message": "see", "attachment_ids": [id] }));
    let messages = client.server.wait_for(|| {
        let messages = client.poll("").json()["messages"].clone();
        (messages.as_array()?.len() == 2).then_some(messages)
    });
    let sent = download(&client, id);
    assert_eq!((sent.status, sent.text.as_str(), sent.header("content-type")), (200, "one", Some("text/plain")));
    let path = format!("/files/{id}/content/");
    assert!(messages[0]["attachments"][0]["download_url"].as_str().unwrap().ends_with(&path));

    let (other, token) = client.server.start_session(&client.chatbot, &client.key);
    let headers = [ORIGIN, ("x-session-token", token.as_deref().unwrap())];
    assert_rejected(&client.server.get(&format!("/api/chat/{other}{path}"), &headers), 404, not_found.clone());
    assert_rejected(&download(&client, 999), 404, not_found.clone());
    assert_html_page(&client.server.get(&client.path("files/abc/content/"), &client.headers()), 404);
    client.change(&json!({ "files_lost": true }));
    assert_rejected(&download(&client, id), 404, not_found);
    client.change(&json!({ "files_lost": false }));
    // Neither the end of the session nor a missing consent prevents a download.
    client.change(&json!({ "ended": true }));
    client.server.change_chatbot(&client.chatbot, &json!({ "consent": { "id": 1, "text": "<p>Please</p>" } }));
    assert_eq!(download(&client, id).status, 200);
}

#[test]
fn downloads_require_the_credentials_of_the_session() {
    let client = TestSession::new(json!({ "allowed_domains": ["site.example"] }));
    let id = file_id(&client.ask("file")["attachments"][0]);
    let path = client.path(&format!("files/{id}/content/"));
    let get = |headers: &[(&str, &str)]| client.server.get(&path, headers);
    let (key, token) = (("x-embed-key", client.key.as_str()), ("x-session-token", client.token.as_str()));
    assert_eq!(get(&[token, ("accept", "*/*")]).status, 200);
    let required = json!({ "error": "Session token required", "code": "session_token_required" });
    assert_rejected(&get(&[ORIGIN, key]), 403, required);
    let invalid = json!({ "error": "Invalid session token", "code": "session_token_invalid" });
    assert_rejected(&get(&[ORIGIN, key, ("x-session-token", "wrong")]), 403, invalid);
    let forbidden = json!({ "detail": "You do not have permission to perform this action." });
    assert_rejected(&get(&[("origin", "http://evil.example"), key, token]), 403, forbidden);
    let not_acceptable = json!({ "detail": "Could not satisfy the request Accept header." });
    assert_rejected(&get(&[ORIGIN, key, token, ("accept", "image/*")]), 406, not_acceptable);
    let unknown = format!("/api/chat/99999999-9999-4999-8999-999999999999/files/{id}/content/");
    assert_rejected(&client.server.get(&unknown, &[ORIGIN, key]), 403, json!({ "detail": "Session does not exist" }));
    client.change(&json!({ "expired": true }));
    let expired = json!({ "error": "Session has expired", "code": "session_expired" });
    assert_rejected(&get(&[ORIGIN, key, token]), 403, expired);
}

#[test]
fn downloads_can_be_slow_cut_off_and_limited() {
    let client = TestSession::new(json!({}));
    let id = file_id(&client.ask("file")["attachments"][0]);
    let fault = |kind: Value| {
        let mut fault = json!({ "chatbot": client.chatbot, "on": "download", "times": 1 });
        fault.as_object_mut().unwrap().extend(kind.as_object().unwrap().clone());
        client.server.inject_fault(&fault);
    };
    fault(json!({ "kind": "slow_body", "ms": 300 }));
    let start = Instant::now();
    let slow = download(&client, id);
    assert_eq!((slow.bytes.len(), slow.header("content-length")), (47, Some("47")));
    assert!(start.elapsed() >= Duration::from_millis(300));
    fault(json!({ "kind": "cut_off" }));
    let cut = download(&client, id);
    assert_eq!((cut.status, cut.header("content-length"), cut.is_complete), (200, Some("47"), false));
    assert!(download(&client, id).is_complete);
    let rate = json!({ "limit": 1, "window": 60, "enforce": true });
    client.server.change_chatbot(&client.chatbot, &json!({ "rate": rate }));
    let limited = download(&client, id);
    assert_eq!(limited.status, 429);
    assert!(limited.header("retry-after").is_some());
}

#[test]
fn urls_behind_a_proxy_have_another_origin() {
    let client = TestSession::new(json!({ "public_url": "https://chat.example" }));
    let attachment = client.ask("file")["attachments"][0].clone();
    let id = file_id(&attachment);
    let url = format!("https://chat.example/api/chat/{}/files/{id}/content/", client.session);
    assert_eq!(attachment["download_url"], url);
    assert_eq!(download(&client, id).status, 200);
}

#[test]
fn server_from_before_downloads_has_neither_the_endpoint_nor_the_field() {
    let client = TestSession::new(json!({ "missing_endpoints": ["download", "consent"] }));
    let attachment = client.ask("file")["attachments"][0].clone();
    let names: Vec<_> = attachment.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["name", "content_type", "size", "content_url"]);
    assert_html_page(&download(&client, file_id(&attachment)), 404);
    let polled = client.poll("").json();
    let names: Vec<_> = polled.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["messages", "has_more", "session_status"]);
    let consent = client.server.post(&client.path("consent/"), &client.headers(), r#"{"form_version_id":1}"#);
    assert_html_page(&consent, 404);
}
