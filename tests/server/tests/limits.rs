//! CORS, rate limits, disabled channels, outdated clients, and the faults that tests inject.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use serde_json::{Value, json};
use support::TestServer;
use support::session::{ORIGIN, TestSession, assert_html_page, assert_rejected};

#[test]
fn preflight_allows_only_listed_headers_and_methods() {
    let server = TestServer::start();
    for (method, path) in [
        ("POST", "/api/chat/start/"),
        ("GET", "/api/chat/99999999-9999-4999-8999-999999999999/poll/"),
        ("GET", "/api/chat/nonsense"),
    ] {
        let headers = [
            ("origin", "null"),
            ("access-control-request-method", method),
            ("access-control-request-headers", "idempotency-key"),
        ];
        let answer = server.send("OPTIONS", path, &headers, None);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.text, "");
        for (name, value) in [
            ("access-control-allow-origin", "*"),
            (
                "access-control-allow-headers",
                "accept, accept-encoding, content-type, dnt, origin, user-agent, x-requested-with, \
                 x-ocs-widget-version, x-embed-key, x-session-token, authorization",
            ),
            ("access-control-allow-methods", "DELETE, GET, OPTIONS, PATCH, POST, PUT"),
            ("access-control-max-age", "86400"),
            ("content-length", "0"),
            ("vary", "origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{name}");
        }
        assert!(answer.header("access-control-allow-credentials").is_none());
        assert!(answer.header("access-control-allow-private-network").is_none());
    }
    // Errors have CORS headers too; requests without an origin get none.
    let path = "/api/chat/nonsense/poll/";
    assert_eq!(server.get(path, &[ORIGIN]).header("access-control-allow-origin"), Some("*"));
    assert!(server.get(path, &[]).header("access-control-allow-origin").is_none());
    let versioned =
        server.post("/api/v1/chat/start/", &[ORIGIN], r#"{"chatbot_id":"11111111-1111-4111-8111-111111111111"}"#);
    assert_eq!(versioned.status, 201);
    assert!(versioned.header("access-control-allow-origin").is_none());
    assert_eq!(server.post("/api/v2/chat/start/", &[ORIGIN], "{}").status, 404);
    let moved = server.post("/api/chat/start", &[ORIGIN], "{}");
    assert_eq!((moved.status, moved.header("location")), (301, Some("/api/chat/start/")));
    assert_rejected(
        &server.get("/api/chat/start/", &[ORIGIN, ("accept", "text/event-stream")]),
        406,
        json!({ "detail": "Could not satisfy the request Accept header." }),
    );
    assert_eq!(moved.header("set-cookie"), Some("ocs_language=en; Path=/"));
    let options = server.send("OPTIONS", "/api/chat/start/", &[], None);
    assert_eq!((options.status, options.header("allow")), (200, Some("POST, OPTIONS")));
    assert_html_page(&server.post("/api/chat/start//", &[ORIGIN], "{}"), 404);
    assert_rejected(
        &server.get("/api/chat/start/", &[ORIGIN]),
        405,
        json!({ "detail": "Method \"GET\" not allowed." }),
    );
}

#[test]
fn rate_limit_counts_by_session_and_rejects_only_when_enforced() {
    let rate = json!({ "limit": 3, "window": 60, "enforce": true });
    let client = TestSession::new(json!({ "rate": rate }));
    for remaining in ["2", "1", "0"] {
        let answer = client.poll("");
        assert_eq!((answer.status, answer.header("x-ratelimit-remaining")), (200, Some(remaining)));
    }
    let rejection = client.poll("");
    assert_eq!(rejection.status, 429);
    let wait: u64 = rejection.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait));
    assert_eq!(rejection.header("x-ratelimit-reset"), rejection.header("retry-after"));
    assert_eq!(rejection.header("x-ratelimit-limit"), Some("3"));
    assert_eq!(rejection.json(), json!({ "detail": "Rate limit exceeded.", "available_in": wait }));
    assert_eq!(rejection.header("access-control-allow-origin"), Some("*"));
    let (other, token) = client.server.start_session(&client.chatbot, &client.key);
    let headers = [ORIGIN, ("x-session-token", token.as_deref().unwrap())];
    assert_eq!(
        client.server.get(&format!("/api/chat/{other}/poll/"), &headers).status,
        200,
        "each session has its own limit"
    );

    let counting = TestSession::new(json!({ "rate": { "limit": 1, "window": 60, "enforce": false } }));
    counting.poll("");
    let over = counting.poll("");
    assert_eq!((over.status, over.header("x-ratelimit-remaining")), (200, Some("0")));
}

#[test]
fn disabled_channel_fails_the_tasks_of_open_sessions() {
    let client = TestSession::new(json!({}));
    let change = |fields: Value| client.server.change_chatbot(&client.chatbot, &fields);
    let last_poll = || {
        let sent = client.message(&json!({ "message": "x" }));
        assert_eq!(sent.status, 202);
        let task = client.path(&format!("{}/poll/", sent.json()["task_id"].as_str().unwrap()));
        let poll = || client.server.get(&task, &client.headers());
        client.server.wait_for(|| Some(poll()).filter(|answer| answer.json()["status"] != "processing"))
    };
    change(json!({ "enabled": false }));
    assert_rejected(&last_poll(), 500, json!({ "error": "Unknown error" }));
    change(json!({ "disabled_message": "Back at 18:00." }));
    let completed = last_poll().json();
    assert_eq!(
        (&completed["status"], &completed["message"]["content"]),
        (&json!("complete"), &json!("Back at 18:00."))
    );
}

#[test]
fn outdated_widget_versions_get_deprecation_headers() {
    let client = TestSession::new(json!({}));
    let start = |more: &[(&str, &str)], body: Value| {
        let mut headers = vec![ORIGIN, ("x-embed-key", client.key.as_str())];
        headers.extend(more);
        client.server.post("/api/chat/start/", &headers, &body.to_string())
    };
    let id = json!({ "chatbot_id": client.chatbot });
    let widget = json!({ "chatbot_id": client.chatbot, "session_data": { "source": "widget" } });
    for (version, old) in [("0.5.9", true), ("my-widget/1.0", true), ("0.6.0", false), ("1.0.0", false)] {
        let answer = start(&[("x-ocs-widget-version", version)], id.clone());
        assert_eq!(answer.header("deprecation"), old.then_some("true"), "{version}");
        assert_eq!(answer.header("sunset"), old.then_some("Thu, 01 Oct 2026 00:00:00 GMT"));
        assert_eq!(answer.header("link").is_some(), old);
    }
    assert!(start(&[], id).header("deprecation").is_none());
    assert!(start(&[], widget).header("deprecation").is_some());
    let mut headers = client.headers();
    headers.push(("x-ocs-widget-version", "0.1.0"));
    let message = client.server.post(&client.path("message/"), &headers, r#"{"message":"x"}"#);
    assert!(message.header("deprecation").is_some());
    assert!(client.server.get(&client.path("poll/"), &headers).header("deprecation").is_none());
}

#[test]
fn injected_faults_occur_the_requested_number_of_times() {
    let client = TestSession::new(json!({}));
    let fault = |fault: Value| client.server.inject_fault(&fault);
    let on = |call: &str, kind: &str| json!({ "chatbot": client.chatbot, "on": call, "kind": kind, "times": 1 });
    let mut status = on("poll", "status");
    status["status"] = json!(503);
    fault(status);
    assert_html_page(&client.poll(""), 503);
    assert_eq!(client.poll("").status, 200);
    fault(on("poll", "html"));
    assert_html_page(&client.poll(""), 200);
    fault(on("poll", "broken_json"));
    let broken = client.poll("");
    assert_eq!((broken.status, broken.json()), (200, Value::Null));
    fault(on("poll", "session_ended"));
    assert_eq!(client.poll("").json()["session_status"], "ended");
    fault(on("poll", "session_expired"));
    assert_eq!(client.poll("").json()["code"], "session_expired");
    let stored = client.upload(&[("files", Some("a.txt"), "text/plain", b"one")]);
    assert_eq!(stored.status, 403);
    let received = client.server.get(&format!("/control/received?chatbot={}", client.chatbot), &[]).json();
    let polls = received.as_array().unwrap().iter().filter(|one| one["call"] == "poll").count();
    assert_eq!(polls, 6);
    let last = received.as_array().unwrap().last().unwrap();
    assert_eq!(last["body"], json!({ "files": [{ "name": "a.txt", "size": 3, "type": "text/plain" }] }));
    assert_eq!((&last["status"], &last["headers"]["x-embed-key"]), (&json!(403), &json!(client.key)));
}
