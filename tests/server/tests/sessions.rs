//! Session start, credentials and consent behave as on a real server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use serde_json::{Value, json};
use support::session::{ORIGIN, TestSession, assert_html_page, assert_rejected};
use support::{TestResponse, TestServer};

#[test]
fn backends_get_tokens_that_start_sessions() {
    let server = TestServer::start();
    let application = json!({ "client_id": "site", "client_secret": "hush", "expires_in": 60 });
    let (chatbot, _) = server.add_chatbot(&json!({ "client_credentials": application }));
    let start = |token: &str| {
        let headers = [ORIGIN, ("authorization", token)];
        server.post("/api/chat/start/", &headers, &json!({ "chatbot_id": chatbot }).to_string()).status
    };
    let request = |authorization: &str, body: &str| {
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("authorization", authorization)];
        server.post("/o/token/", &headers, body)
    };
    let (good, wrong) = ("Basic c2l0ZTpodXNo", "Basic c2l0ZTp3cm9uZw==");
    let body = "grant_type=client_credentials&scope=chat%3Astart";
    let issued = request(good, body);
    assert_eq!((issued.status, issued.header("cache-control")), (200, Some("no-store")));
    assert_eq!((&issued.json()["expires_in"], &issued.json()["token_type"]), (&json!(60), &json!("Bearer")));
    assert_eq!(start(&format!("Bearer {}", issued.json()["access_token"].as_str().unwrap())), 201);
    assert_eq!(start("Bearer other"), 401);
    assert_rejected(&request(wrong, body), 401, json!({ "error": "invalid_client" }));
    assert_rejected(&request(good, "grant_type=password"), 400, json!({ "error": "unsupported_grant_type" }));
    assert_rejected(&request(good, "grant_type=client_credentials"), 400, json!({ "error": "invalid_scope" }));
}

#[test]
fn start_response_has_every_documented_field() {
    let server = TestServer::start();
    let (chatbot, key) = server.add_chatbot(&json!({ "name": "Robo" }));
    let headers = [ORIGIN, ("x-embed-key", key.as_str()), ("x-ocs-widget-version", "1.0.0")];
    let body = json!({ "chatbot_id": chatbot, "participant_remote_id": "visitor", "unknown": [1] }).to_string();
    let one = server.post("/api/chat/start/", &headers, &body);
    let two = server.post("/api/chat/start/", &headers, &body);
    assert_eq!(one.status, 201);
    assert_eq!(one.json()["chatbot"]["name"], "Robo");
    assert_eq!(one.json()["chatbot"]["versions"][0]["is_default_version"], true);
    assert_eq!(one.json()["participant"]["remote_id"], "visitor");
    // Every start creates a new participant, even with the same remote id.
    let identifier = |answer: &TestResponse| answer.json()["participant"]["identifier"].as_str().unwrap().to_owned();
    assert!(identifier(&one).starts_with("anon:"));
    assert_ne!(identifier(&one), identifier(&two));
    assert_ne!(one.json()["session_id"], two.json()["session_id"]);
    for (name, value) in [
        ("allow", "POST, OPTIONS"),
        ("x-frame-options", "DENY"),
        ("vary", "Accept-Language, Cookie, origin"),
        ("content-language", "en"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("access-control-allow-origin", "*"),
        ("set-cookie", "ocs_language=en; Path=/"),
        ("x-ratelimit-limit", "300"),
        ("x-ratelimit-remaining", "299"),
        ("access-control-expose-headers", "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After"),
    ] {
        assert_eq!(one.header(name), Some(value), "{name}");
    }
    assert!(one.header("deprecation").is_none());
}

#[test]
fn rejected_start_has_the_servers_status_and_body() {
    let server = TestServer::start();
    let (chatbot, key) = server.add_chatbot(&json!({ "allowed_domains": ["site.example", "*.shop.example"] }));
    let (other, _) = server.add_chatbot(&json!({}));
    let (off, off_key) = server.add_chatbot(&json!({ "enabled": false }));
    let fields = json!({ "enabled": false, "disabled_message": "Down for maintenance, back at 18:00." });
    let (off_with_message, off_with_message_key) = server.add_chatbot(&fields);
    let (oauth, oauth_key) = server.add_chatbot(&json!({ "bearer": "good" }));
    let start = |headers: &[(&str, &str)], body: Value| server.post("/api/chat/start/", headers, &body.to_string());
    let with = |key| [ORIGIN, ("x-embed-key", key)];
    let id = |id: &str| json!({ "chatbot_id": id });
    let unknown = "99999999-9999-4999-8999-999999999999";
    let invalid_key = json!({ "detail": "Invalid widget embed key" });
    let forbidden = json!({ "detail": "You do not have permission to perform this action." });

    let wrong = start(&with("wrong"), id(&chatbot));
    assert_rejected(&wrong, 401, invalid_key.clone());
    assert_eq!(wrong.header("www-authenticate"), Some("Bearer realm=\"api\""));
    assert!(wrong.header("x-ratelimit-limit").is_none(), "requests without valid credentials are not counted");
    assert_rejected(&start(&with(&key), id(&other)), 401, invalid_key.clone());
    assert_rejected(&start(&with(&key), id(unknown)), 401, invalid_key);
    for origin in ["http://evil.example", "null", "http://shop.example"] {
        assert_rejected(&start(&[("origin", origin), ("x-embed-key", &key)], id(&chatbot)), 403, forbidden.clone());
    }
    assert_rejected(&start(&[("x-embed-key", &key)], id(&chatbot)), 403, forbidden);
    assert_eq!(start(&[("referer", "https://a.shop.example/x"), ("x-embed-key", &key)], id(&chatbot)).status, 201);
    assert_rejected(&start(&[], id(unknown)), 404, json!({ "detail": "No Experiment matches the given query." }));
    assert_rejected(
        &start(&with(&off_key), id(&off)),
        403,
        json!({ "error": "This chatbot is currently unavailable." }),
    );
    assert_rejected(
        &start(&with(&off_with_message_key), id(&off_with_message)),
        403,
        json!({ "error": "Down for maintenance, back at 18:00." }),
    );

    let denied = json!({
        "error": "Authentication required to chat with this chatbot", "code": "chat_access_denied",
    });
    assert_rejected(&start(&with(&oauth_key), id(&oauth)), 401, denied.clone());
    let bearer = |key, token| [ORIGIN, ("x-embed-key", key), ("authorization", token)];
    assert_rejected(&start(&bearer(&key, "Bearer good"), id(&chatbot)), 401, denied);
    assert_eq!(start(&bearer(&oauth_key, "Bearer good"), id(&oauth)).status, 201);

    let fields = |more: Value| {
        let mut body = id(&chatbot);
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        start(&with(&key), body)
    };
    let login = json!({ "error": "Version number requires authentication" });
    assert_rejected(&fields(json!({ "version_number": 1 })), 403, login);
    assert_eq!(fields(json!({ "version_number": null })).status, 201);
    let blank = json!(["This field may not be blank."]);
    assert_rejected(
        &fields(json!({ "participant_remote_id": "", "participant_name": "" })),
        400,
        json!({ "participant_remote_id": blank, "participant_name": blank }),
    );
    let null = json!({ "participant_remote_id": ["This field may not be null."] });
    assert_rejected(&fields(json!({ "participant_remote_id": null })), 400, null);
    let not_object = json!({ "session_data": ["Expected a dictionary of items but got type \"str\"."] });
    assert_rejected(&fields(json!({ "session_data": "x" })), 400, not_object);

    assert_rejected(&start(&with(&key), id("x")), 400, json!({ "detail": "chatbot_id must be a valid UUID" }));
    assert_rejected(&start(&[], id("x")), 400, json!({ "chatbot_id": ["Must be a valid UUID."] }));
    let missing = json!({ "detail": "Experiment ID required for embedded widget authentication" });
    assert_rejected(&start(&with(&key), json!({})), 400, missing);
    assert_rejected(&start(&[], json!({})), 400, json!({ "chatbot_id": ["This field is required."] }));
    let broken = server.post("/api/chat/start/", &with(&key), "{x");
    assert_eq!(broken.status, 400);
    assert!(broken.json()["detail"].as_str().unwrap().starts_with("JSON parse error - Expecting property name"));
    let plain = [ORIGIN, ("x-embed-key", key.as_str()), ("content-type", "text/plain")];
    assert_rejected(
        &server.post("/api/chat/start/", &plain, "x"),
        415,
        json!({ "detail": "Unsupported media type \"text/plain\" in request." }),
    );
}

#[test]
fn session_without_embed_key_has_no_channel() {
    let server = TestServer::start();
    for level in ["session_token", "embed_key", "none"] {
        let (chatbot, key) = server.add_chatbot(&json!({ "auth_level": level, "allowed_domains": [] }));
        let body = json!({ "chatbot_id": chatbot }).to_string();
        let started = server.post("/api/chat/start/", &[], &body).json();
        let token = started["session_token"].as_str().unwrap();
        let path = format!("/api/chat/{}/poll/", started["session_id"].as_str().unwrap());
        assert_eq!(server.get(&path, &[("x-session-token", token)]).status, 200);
        let required = json!({ "error": "Session token required", "code": "session_token_required" });
        assert_rejected(&server.get(&path, &[]), 403, required);
        assert_eq!(server.get(&path, &[ORIGIN, ("x-embed-key", &key)]).status, 403);
    }
}

#[test]
fn each_auth_level_accepts_only_its_credentials() {
    let invalid_key = || json!({ "detail": "Invalid widget embed key" });
    let forbidden = || json!({ "detail": "You do not have permission to perform this action." });
    let no_credentials = || json!({ "detail": "Authentication credentials were not provided." });

    let client = TestSession::new(json!({ "allowed_domains": ["site.example"] }));
    let other = client.server.start_session(&client.chatbot, &client.key).1.unwrap();
    let poll = |headers: &[(&str, &str)]| client.server.get(&client.path("poll/"), headers);
    let (key, token) = (("x-embed-key", client.key.as_str()), ("x-session-token", client.token.as_str()));
    assert_eq!(poll(&[ORIGIN, key, token]).status, 200);
    assert_eq!(poll(&[token]).status, 200, "without an embed key the origin is not checked");
    assert_eq!(poll(&[token, ("origin", "http://evil.example")]).status, 200);
    let required = json!({ "error": "Session token required", "code": "session_token_required" });
    assert_rejected(&poll(&[ORIGIN, key]), 403, required.clone());
    assert_rejected(
        &client.server.get(&client.path(&format!("poll/?session_token={}", client.token)), &[ORIGIN, key]),
        403,
        required,
    );
    let invalid = json!({ "error": "Invalid session token", "code": "session_token_invalid" });
    assert_rejected(&poll(&[ORIGIN, key, ("x-session-token", "x:y:z")]), 403, invalid.clone());
    assert_rejected(&poll(&[ORIGIN, key, ("x-session-token", &other)]), 403, invalid);
    assert_rejected(&poll(&[ORIGIN, ("x-embed-key", "wrong"), token]), 403, invalid_key());
    assert_rejected(&poll(&[key, token]), 403, forbidden());
    assert_rejected(&poll(&[("origin", "http://evil.example"), key, token]), 403, forbidden());
    let unknown = "/api/chat/99999999-9999-4999-8999-999999999999/poll/";
    let not_found = json!({ "detail": "Session does not exist" });
    assert_rejected(&client.server.get(unknown, &[ORIGIN, key]), 403, not_found);
    assert_rejected(&client.server.get(unknown, &[token]), 403, no_credentials());
    assert_html_page(&client.server.get("/api/chat/nonsense/poll/", &[ORIGIN, key]), 404);
    client.change(&json!({ "expired": true }));
    let expired = json!({ "error": "Session has expired", "code": "session_expired" });
    assert_rejected(&poll(&[ORIGIN, key, token]), 403, expired.clone());
    assert_rejected(&client.message(&json!({ "message": "x" })), 403, expired);

    let client = TestSession::new(json!({ "auth_level": "embed_key", "allowed_domains": ["site.example"] }));
    assert_eq!(client.token, "");
    let poll = |headers: &[(&str, &str)]| client.server.get(&client.path("poll/"), headers);
    let key = ("x-embed-key", client.key.as_str());
    assert_eq!(poll(&[ORIGIN, key]).status, 200);
    assert_eq!(poll(&[ORIGIN, key, ("x-session-token", "made-up")]).status, 200);
    assert_rejected(&poll(&[ORIGIN]), 403, no_credentials());
    assert_rejected(&poll(&[ORIGIN, ("x-embed-key", "wrong")]), 403, invalid_key());
    assert_rejected(&poll(&[("origin", "http://evil.example"), key]), 403, forbidden());

    // A session from before the level was raised gets the same response as a refused origin.
    client.server.change_chatbot(&client.chatbot, &json!({ "auth_level": "session_token" }));
    assert_rejected(&poll(&[ORIGIN, key]), 403, forbidden());

    let client = TestSession::new(json!({ "auth_level": "none", "allowed_domains": ["site.example"] }));
    let poll = |headers: &[(&str, &str)]| client.server.get(&client.path("poll/"), headers);
    assert_eq!(poll(&[]).status, 200);
    assert_rejected(&poll(&[ORIGIN, ("x-embed-key", "wrong")]), 403, invalid_key());
    assert_rejected(&poll(&[("origin", "http://evil.example"), ("x-embed-key", &client.key)]), 403, forbidden());
}

#[test]
fn session_token_expires_after_the_channels_lifetime() {
    let client = TestSession::new(json!({ "token_lifetime": 0 }));
    assert_eq!(client.poll("").json()["code"], "session_expired");
}

#[test]
fn calls_before_consent_are_rejected() {
    let client = TestSession::new(json!({ "consent": { "id": 7, "text": "<p>Please <strong>agree</strong></p>" } }));
    let required = json!({ "required": true, "form_version_id": 7, "text": "<p>Please <strong>agree</strong></p>" });
    assert_eq!(client.poll("").json()["consent"], required);
    let new = ("x-ocs-widget-version", "0.13.0");
    let send = |version: Option<(&'static str, &'static str)>| {
        let mut headers = client.headers();
        headers.extend(version);
        client.server.post(&client.path("message/"), &headers, r#"{"message":"hi"}"#)
    };
    let rejection = |code: &str, message: &str| json!({ "error": message, "code": code, "consent": required });
    assert_rejected(&send(Some(new)), 403, rejection("consent_required", "Consent is required before chatting"));
    // Widgets without support for consent are exempt.
    assert_eq!(send(Some(("x-ocs-widget-version", "0.12.0"))).status, 202);
    assert_eq!(send(None).status, 202);
    let agree = |form: &str| {
        let body = format!("{{\"form_version_id\":{form}}}");
        client.server.post(&client.path("consent/"), &client.headers(), &body)
    };
    assert_rejected(&agree("8"), 409, rejection("consent_stale", "The consent form has changed"));
    let invalid = json!({ "form_version_id": ["A valid integer is required."] });
    assert_rejected(&agree("\"x\""), 400, invalid);
    assert_eq!((agree("7").status, agree("7").status), (204, 204));
    let mut headers = client.headers();
    headers.push(("x-ocs-widget-version", "0.1.0"));
    let outdated = client.server.post(&client.path("consent/"), &headers, r#"{"form_version_id":7}"#);
    assert_eq!((outdated.status, outdated.header("deprecation")), (204, Some("true")));
    assert_eq!(send(Some(new)).status, 202);
    let agreed = json!({ "required": false, "form_version_id": 7, "text": null });
    assert_eq!(client.poll("").json()["consent"], agreed);
    // A new version of the form requires consent in the running session, too, and polls return it.
    client.server.change_chatbot(&client.chatbot, &json!({ "consent": { "id": 9, "text": "<p>New</p>" } }));
    let asked_again = json!({ "required": true, "form_version_id": 9, "text": "<p>New</p>" });
    assert_eq!(client.poll("").json()["consent"], asked_again);
    assert_eq!(send(Some(new)).json()["consent"], asked_again);
    client.server.change_chatbot(&client.chatbot, &json!({ "consent": null }));
    let none = json!({ "required": false, "form_version_id": null, "text": null });
    let stale = json!({ "error": "The consent form has changed", "code": "consent_stale", "consent": none });
    assert_rejected(&agree("9"), 409, stale);
    client.change(&json!({ "ended": true }));
    assert_rejected(&agree("7"), 400, json!({ "error": "Session has ended" }));
}
