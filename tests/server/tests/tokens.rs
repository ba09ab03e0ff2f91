//! Session tokens expire and are renewed as on a real server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use serde_json::{Value, json};
use std::time::{Duration, Instant};
use support::session::{ORIGIN, TestSession, assert_html_page, assert_rejected};
use support::{MULTIPART, TestResponse, TestServer, multipart};

/// A session of a channel in OAuth mode, which was started with the first of these bearer tokens.
struct OAuthSession {
    server: TestServer,
    chatbot: String,
    key: String,
    started: Value,
}

const BEARER: (&str, &str) = ("authorization", "Bearer first");

impl OAuthSession {
    fn new(mut fields: Value) -> Self {
        let server = TestServer::start();
        for (name, value) in [("bearer", json!(["first", "second"])), ("think_ms", json!(0)), ("pickup_ms", json!(0))] {
            if fields.get(name).is_none() {
                fields[name] = value;
            }
        }
        let (chatbot, key) = server.add_chatbot(&fields);
        let body = json!({ "chatbot_id": chatbot }).to_string();
        let started = server.post("/api/chat/start/", &[ORIGIN, BEARER], &body);
        assert_eq!(started.status, 201, "{}", started.text);
        Self { server, chatbot, key, started: started.json() }
    }

    fn id(&self) -> &str {
        self.started["session_id"].as_str().unwrap()
    }

    fn token(&self) -> &str {
        self.started["session_token"].as_str().unwrap()
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/chat/{}/{rest}/", self.id())
    }

    /// Renews the token as the widget does: without a body.
    fn renew(&self, headers: &[(&str, &str)]) -> TestResponse {
        self.server.post(&self.path("token"), headers, "")
    }

    fn poll(&self, token: &str) -> TestResponse {
        self.server.get(&self.path("poll"), &[ORIGIN, ("x-session-token", token)])
    }

    fn control(&self, change: &Value) {
        self.server.post(&format!("/control/sessions/{}", self.id()), &[], &change.to_string());
    }
}

fn text(answer: &TestResponse, field: &str) -> String {
    answer.json()[field].as_str().unwrap_or_else(|| panic!("{field} in {}", answer.text)).to_owned()
}

fn denied() -> Value {
    json!({ "error": "Authentication required to chat with this chatbot", "code": "chat_access_denied" })
}

fn expired() -> Value {
    json!({ "error": "Session has expired", "code": "session_expired" })
}

/// Seconds from now to a time in the format of `expires_at`, for which whole seconds and `Z` are asserted.
fn seconds_until(time: &Value) -> i64 {
    let text = time.as_str().unwrap_or_else(|| panic!("{time}"));
    assert!(text.len() == 20 && text.ends_with('Z'), "{text}");
    (chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc() - chrono::Utc::now()).num_seconds()
}

#[test]
fn start_response_has_the_expiry_of_the_token() {
    let client = OAuthSession::new(json!({}));
    let week = 7 * 24 * 3_600;
    assert!((week - 5..=week).contains(&seconds_until(&client.started["expires_at"])), "{}", client.started);
    client.server.change_chatbot(&client.chatbot, &json!({ "token_lifetime": 300 }));
    let body = json!({ "chatbot_id": client.chatbot }).to_string();
    let short = client.server.post("/api/chat/start/", &[ORIGIN, BEARER], &body).json();
    assert!((295..=300).contains(&seconds_until(&short["expires_at"])), "{short}");

    // `expires_at` is null exactly where `session_token` is.
    let (chatbot, key) = client.server.add_chatbot(&json!({ "auth_level": "embed_key" }));
    let headers = [ORIGIN, ("x-embed-key", key.as_str())];
    let answer = client.server.post("/api/chat/start/", &headers, &json!({ "chatbot_id": chatbot }).to_string()).json();
    assert_eq!((&answer["session_token"], answer.get("expires_at")), (&Value::Null, Some(&Value::Null)));
}

#[test]
fn renewal_issues_another_token_beside_the_old_one() {
    let client = OAuthSession::new(json!({ "token_lifetime": 600 }));
    let renewed = client.renew(&[ORIGIN, BEARER]);
    assert_eq!(renewed.status, 200, "{}", renewed.text);
    let fields: Vec<String> = renewed.json().as_object().unwrap().keys().cloned().collect();
    assert_eq!(fields, ["session_id", "session_token", "expires_at"]);
    assert_eq!(renewed.json()["session_id"], client.started["session_id"]);
    assert!((595..=600).contains(&seconds_until(&renewed.json()["expires_at"])));
    assert_eq!(renewed.header("allow"), Some("POST, OPTIONS"));
    assert_eq!(renewed.header("access-control-allow-origin"), Some("*"));
    let new = text(&renewed, "session_token");
    assert_ne!(new, client.token());
    assert_eq!((client.poll(client.token()).status, client.poll(&new).status), (200, 200));
    // Neither a key nor a session token matters, not even wrong ones.
    let more = [ORIGIN, BEARER, ("x-embed-key", "wrong"), ("x-session-token", "wrong")];
    assert_eq!(client.renew(&more).status, 200);
    // A later change of the channel's lifetime does not affect tokens that were issued before.
    client.server.change_chatbot(&client.chatbot, &json!({ "token_lifetime": 0 }));
    assert_eq!(client.poll(&new).status, 200);
}

#[test]
fn every_session_call_with_an_expired_token_is_refused_until_renewal() {
    let client = OAuthSession::new(json!({}));
    let sent = client.server.post(
        &client.path("message"),
        &[ORIGIN, ("x-session-token", client.token())],
        r#"{"message":"hi"}"#,
    );
    let task = client.path(&format!("{}/poll", text(&sent, "task_id")));
    client.control(&json!({ "expired": true }));
    let calls = |token: &str| {
        let headers = [ORIGIN, ("x-session-token", token)];
        let upload = multipart(&[("files", Some("a.txt"), "text/plain", b"one")]);
        let upload_headers = [ORIGIN, ("x-session-token", token), MULTIPART];
        [
            client.server.post(&client.path("message"), &headers, r#"{"message":"hi"}"#),
            client.server.send("POST", &client.path("upload"), &upload_headers, Some(&upload)),
            client.poll(token),
            client.server.get(&task, &headers),
            client.server.post(&client.path("consent"), &headers, r#"{"form_version_id":1}"#),
        ]
    };
    for refused in calls(client.token()) {
        assert_rejected(&refused, 403, expired());
    }
    // The old token does not matter for a renewal.
    let new = text(&client.renew(&[ORIGIN, BEARER]), "session_token");
    let statuses = calls(&new).map(|answer| answer.status);
    assert_eq!(statuses, [202, 201, 200, 200, 409]);
    assert_rejected(&client.poll(client.token()), 403, expired());
}

#[test]
fn lifetime_is_counted_from_the_issue_and_not_extended_by_use() {
    let client = OAuthSession::new(json!({ "token_lifetime": 1 }));
    let start = Instant::now();
    client.server.wait_for(|| (client.poll(client.token()).status == 403).then_some(()));
    assert!(start.elapsed() < Duration::from_secs(3));
    assert_rejected(&client.poll(client.token()), 403, expired());
    // The fault also expires all tokens so far.
    client.server.change_chatbot(&client.chatbot, &json!({ "token_lifetime": 600 }));
    let long = text(&client.renew(&[ORIGIN, BEARER]), "session_token");
    assert_eq!(client.poll(&long).status, 200);
    client
        .server
        .inject_fault(&json!({ "chatbot": client.chatbot, "on": "poll", "kind": "session_expired", "times": 1 }));
    assert_rejected(&client.poll(&long), 403, expired());
    assert_eq!(client.poll(&text(&client.renew(&[ORIGIN, BEARER]), "session_token")).status, 200);
}

#[test]
fn every_refusal_of_a_renewal_is_the_same_401() {
    let client = OAuthSession::new(json!({ "allowed_domains": ["site.example"] }));
    let refuse = |answer: TestResponse| {
        assert_rejected(&answer, 401, denied());
        assert_eq!(answer.header("www-authenticate"), Some("Bearer realm=\"api\""));
        assert!(answer.header("x-ratelimit-limit").is_none());
    };
    refuse(client.renew(&[ORIGIN]));
    refuse(client.renew(&[ORIGIN, ("x-session-token", client.token())]));
    refuse(client.renew(&[ORIGIN, ("x-embed-key", &client.key)]));
    refuse(client.renew(&[ORIGIN, ("authorization", "Bearer other")]));
    refuse(client.renew(&[ORIGIN, ("authorization", "Basic first")]));
    refuse(client.renew(&[("origin", "http://evil.example"), BEARER]));
    refuse(client.renew(&[("origin", "null"), BEARER]));
    refuse(client.renew(&[BEARER]));
    assert_eq!(client.renew(&[("referer", "https://site.example/page"), BEARER]).status, 200);
    let unknown = "/api/chat/99999999-9999-4999-8999-999999999999/token/";
    refuse(client.server.post(unknown, &[ORIGIN, BEARER], ""));
    assert_html_page(&client.server.post("/api/chat/nonsense/token/", &[ORIGIN, BEARER], ""), 404);

    client.server.change_chatbot(&client.chatbot, &json!({ "enabled": false }));
    refuse(client.renew(&[ORIGIN, BEARER]));
    client.server.change_chatbot(&client.chatbot, &json!({ "enabled": true, "bearer": null }));
    refuse(client.renew(&[ORIGIN, BEARER]));

    let by_key = TestSession::new(json!({}));
    refuse(by_key.server.post(&by_key.path("token/"), &[ORIGIN, BEARER], ""));
    let body = json!({ "chatbot_id": client.chatbot }).to_string();
    let without_channel = client.server.post("/api/chat/start/", &[], &body).json();
    client.server.change_chatbot(&client.chatbot, &json!({ "bearer": "first" }));
    let path = format!("/api/chat/{}/token/", without_channel["session_id"].as_str().unwrap());
    refuse(client.server.post(&path, &[ORIGIN, BEARER], ""));
}

#[test]
fn oauth_channel_without_domains_accepts_servers_only() {
    let server = TestServer::start();
    let (chatbot, key) = server.add_chatbot(&json!({ "bearer": "first", "allowed_domains": [] }));
    let body = json!({ "chatbot_id": chatbot }).to_string();
    let start = |headers: &[(&str, &str)]| server.post("/api/chat/start/", headers, &body);
    assert_rejected(&start(&[ORIGIN, BEARER]), 401, denied());
    assert_rejected(&start(&[("referer", "http://site.example/"), BEARER]), 401, denied());
    let started = start(&[BEARER]);
    assert_eq!(started.status, 201);
    let path = format!("/api/chat/{}/token/", text(&started, "session_id"));
    assert_rejected(&server.post(&path, &[ORIGIN, BEARER], ""), 401, denied());
    assert_eq!(server.post(&path, &[BEARER], "").status, 200);
    // The embed key alone does not start a session in OAuth mode, and is ignored together with a bearer token.
    server.change_chatbot(&chatbot, &json!({ "allowed_domains": ["*"] }));
    assert_rejected(&start(&[ORIGIN, ("x-embed-key", &key)]), 401, denied());
    assert_eq!(start(&[ORIGIN, BEARER, ("x-embed-key", "wrong")]).status, 201);
    let session = start(&[ORIGIN, BEARER]);
    let poll = format!("/api/chat/{}/poll/", text(&session, "session_id"));
    let required = json!({ "error": "Session token required", "code": "session_token_required" });
    server.change_chatbot(&chatbot, &json!({ "auth_level": "none" }));
    assert_rejected(&server.get(&poll, &[ORIGIN]), 403, required);
}

#[test]
fn renewals_share_the_rate_limit_of_their_application() {
    let rate = json!({ "limit": 2, "window": 60, "enforce": true });
    let client = OAuthSession::new(json!({ "rate": rate }));
    let body = json!({ "chatbot_id": client.chatbot }).to_string();
    let other = client.server.post("/api/chat/start/", &[ORIGIN, BEARER], &body);
    let path = format!("/api/chat/{}/token/", text(&other, "session_id"));
    assert_eq!(client.renew(&[ORIGIN, BEARER]).header("x-ratelimit-remaining"), Some("1"));
    assert_eq!(client.server.post(&path, &[ORIGIN, BEARER], "").header("x-ratelimit-remaining"), Some("0"));
    let limited = client.renew(&[ORIGIN, BEARER]);
    assert_eq!((limited.status, &limited.json()["detail"]), (429, &json!("Rate limit exceeded.")));
    assert!(limited.header("retry-after").is_some());
    assert_eq!(client.poll(client.token()).status, 200, "a session has its own limit");
}

#[test]
fn stale_bearer_token_is_refused_until_it_is_replaced() {
    let client = OAuthSession::new(json!({}));
    client
        .server
        .inject_fault(&json!({ "chatbot": client.chatbot, "on": "token", "kind": "stale_bearer", "times": 1 }));
    assert_rejected(&client.renew(&[ORIGIN, BEARER]), 401, denied());
    assert_rejected(&client.renew(&[ORIGIN, BEARER]), 401, denied());
    assert_eq!(client.renew(&[ORIGIN, ("authorization", "Bearer second")]).status, 200);
}

#[test]
fn renewals_can_fail_and_be_slow() {
    let client = OAuthSession::new(json!({}));
    let fault = |kind: Value| {
        let mut fault = json!({ "chatbot": client.chatbot, "on": "token", "times": 1 });
        fault.as_object_mut().unwrap().extend(kind.as_object().unwrap().clone());
        client.server.inject_fault(&fault);
    };
    fault(json!({ "kind": "status", "status": 500 }));
    assert_html_page(&client.renew(&[ORIGIN, BEARER]), 500);
    fault(json!({ "kind": "delay", "ms": 300 }));
    let start = Instant::now();
    assert_eq!(client.renew(&[ORIGIN, BEARER]).status, 200);
    assert!(start.elapsed() >= Duration::from_millis(300));
    let received = client.server.get(&format!("/control/received?chatbot={}", client.chatbot), &[]).json();
    let calls: Vec<_> = received.as_array().unwrap().iter().map(|one| &one["call"]).collect();
    assert_eq!(calls, ["start", "token", "token"]);
}

#[test]
fn server_from_before_renewals_has_neither_the_endpoint_nor_the_field() {
    let client = OAuthSession::new(json!({ "missing_endpoints": ["token"], "token_lifetime": 600 }));
    assert!(client.started.get("expires_at").is_none());
    assert_html_page(&client.renew(&[ORIGIN, BEARER]), 404);
    // Its tokens have no end of their own: the session's age counts.
    assert_eq!(client.poll(client.token()).status, 200);
    client.server.change_chatbot(&client.chatbot, &json!({ "token_lifetime": 0 }));
    assert_rejected(&client.poll(client.token()), 403, expired());
}
