//! Public links, logged-in users, archived chatbots and long bodies are treated as on a real server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use serde_json::{Value, json};
use support::session::{ORIGIN, TestSession, assert_rejected};
use support::{MULTIPART, TestResponse, TestServer, multipart};

const OWN_PAGE: (&str, &str) = ("origin", "http://localhost:8000");
const COOKIE: (&str, &str) = ("cookie", "ocs_language=en; sessionid=abc");

fn unpublished() -> Value {
    json!({ "error": "This chatbot has no published version", "code": "no_published_version" })
}

fn denied() -> Value {
    json!({ "error": "Authentication required to chat with this chatbot", "code": "chat_access_denied" })
}

fn text(answer: &TestResponse, field: &str) -> String {
    answer.json()[field].as_str().unwrap_or_else(|| panic!("{field} in {}", answer.text)).to_owned()
}

/// Sends a message and an upload within a session.
fn message_and_upload(server: &TestServer, session: &str, headers: &[(&str, &str)]) -> [TestResponse; 2] {
    let upload = multipart(&[("files", Some("a.exe"), "application/x-msdownload", b"one")]);
    let mut upload_headers = headers.to_vec();
    upload_headers.push(MULTIPART);
    [
        server.post(&format!("/api/chat/{session}/message/"), headers, r#"{"message":"hi","attachment_ids":[99]}"#),
        server.send("POST", &format!("/api/chat/{session}/upload/"), &upload_headers, Some(&upload)),
    ]
}

#[test]
fn public_link_requires_its_key_the_servers_own_page_and_a_published_version() {
    let server = TestServer::start();
    let fields = json!({ "name": "Draft", "published_name": "Robo", "public_link": true, "auth_level": "none" });
    let (chatbot, key) = server.add_chatbot(&fields);
    let start = |headers: &[(&str, &str)]| {
        server.post("/api/chat/start/", headers, &json!({ "chatbot_id": chatbot }).to_string())
    };
    let headers = [OWN_PAGE, ("x-embed-key", key.as_str())];
    let started = start(&headers);
    let chatbot_fields = &started.json()["chatbot"];
    assert_eq!((&chatbot_fields["name"], &chatbot_fields["version_number"]), (&json!("Robo"), &json!(1)));
    let (session, token) = (text(&started, "session_id"), text(&started, "session_token"));
    let forbidden = json!({ "detail": "You do not have permission to perform this action." });
    assert_rejected(&start(&[ORIGIN, headers[1]]), 403, forbidden);
    // A public link is never in OAuth mode.
    server.change_chatbot(&chatbot, &json!({ "bearer": "first" }));
    assert_rejected(&start(&[OWN_PAGE, ("authorization", "Bearer first")]), 401, denied());
    assert_eq!(start(&headers).status, 201);

    let with_token = [OWN_PAGE, ("x-session-token", token.as_str())];
    server.change_chatbot(&chatbot, &json!({ "published": false }));
    assert_rejected(&start(&headers), 409, unpublished());
    // The version is checked before the consent and the files, and the end of the session before the version.
    server.change_chatbot(&chatbot, &json!({ "consent": { "id": 1, "text": "<p>Please</p>" } }));
    let new_widget = [with_token[0], with_token[1], ("x-ocs-widget-version", "0.13.0")];
    for answer in message_and_upload(&server, &session, &new_widget) {
        assert_rejected(&answer, 409, unpublished());
    }
    assert_eq!(server.get(&format!("/api/chat/{session}/poll/"), &with_token).status, 200);
    server.change_chatbot(&chatbot, &json!({ "enabled": false, "disabled_message": "Closed." }));
    assert_rejected(&start(&headers), 403, json!({ "error": "Closed." }));
    server.change_chatbot(&chatbot, &json!({ "enabled": true, "published": true }));
    for answer in message_and_upload(&server, &session, &new_widget) {
        assert_eq!((answer.status, &answer.json()["code"]), (403, &json!("consent_required")));
    }

    // A new link ends the sessions of the old one.
    server.change_chatbot(&chatbot, &json!({ "embed_key": "another", "published": false }));
    assert_rejected(&start(&headers), 401, json!({ "detail": "Invalid widget embed key" }));
    for answer in message_and_upload(&server, &session, &with_token) {
        assert_rejected(&answer, 400, json!({ "error": "Session has ended" }));
    }
}

#[test]
fn unpublished_chatbot_answers_on_other_channels() {
    let client = TestSession::new(json!({ "published": false }));
    assert_eq!(client.ask("hey")["content"], "You said: hey");
}

#[test]
fn starts_through_a_public_link_are_counted_by_address() {
    let server = TestServer::start();
    let rate = json!({ "limit": 1, "window": 60, "enforce": true });
    let start = || {
        let (chatbot, key) = server.add_chatbot(&json!({ "public_link": true, "rate": rate }));
        let body = json!({ "chatbot_id": chatbot }).to_string();
        server.post("/api/chat/start/", &[OWN_PAGE, ("x-embed-key", &key)], &body).status
    };
    assert_eq!((start(), start()), (201, 429));
}

#[test]
fn logged_in_user_needs_membership_or_a_key_and_the_right_remote_id() {
    let server = TestServer::start();
    let login = |is_member: bool| json!({ "login": { "email": "pat@example.org", "is_member": is_member } });
    let (chatbot, key) = server.add_chatbot(&login(false));
    let start = |headers: &[(&str, &str)], more: Value| {
        let mut body = json!({ "chatbot_id": chatbot, "participant_remote_id": "pat@example.org" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        server.post("/api/chat/start/", headers, &body.to_string())
    };
    let no_access = json!({ "error": "You do not have access to this chatbot" });
    let with_key = [ORIGIN, COOKIE, ("x-embed-key", key.as_str())];
    assert_rejected(&start(&[ORIGIN, COOKIE], json!({})), 403, no_access.clone());
    assert_rejected(&start(&[ORIGIN, COOKIE, ("x-embed-key", "wrong")], json!({})), 403, no_access);
    assert_eq!(start(&with_key, json!({})).status, 201, "with a valid key, any user may start a session");
    assert_eq!(start(&[ORIGIN], json!({})).status, 201, "without the cookie nobody is logged in");

    server.change_chatbot(&chatbot, &login(true));
    let started = start(&[ORIGIN, COOKIE], json!({}));
    assert_eq!(started.status, 201);
    assert_eq!(started.json()["participant"], json!({ "identifier": "pat@example.org", "remote_id": "" }));
    let mismatch = json!({ "error": "Remote ID must match your email address" });
    assert_rejected(&start(&[ORIGIN, COOKIE], json!({ "participant_remote_id": "visitor" })), 400, mismatch.clone());
    assert_rejected(&start(&with_key, json!({ "participant_remote_id": "visitor" })), 400, mismatch);

    // Only users may request a version.
    let unknown = json!({ "detail": "Experiment with version 7 not found" });
    assert_rejected(&start(&[ORIGIN, COOKIE], json!({ "version_number": 7 })), 404, unknown);
    let first = start(&[ORIGIN, COOKIE], json!({ "version_number": 1 }));
    assert_eq!((first.status, &first.json()["chatbot"]["version_number"]), (201, &json!(1)));

    // The consent of a user is kept for later sessions; visitors are asked in each.
    server.change_chatbot(&chatbot, &json!({ "consent": { "id": 5, "text": "<p>Please</p>" } }));
    let session = start(&with_key, json!({}));
    assert_eq!(session.json()["consent"]["required"], true);
    let path = format!("/api/chat/{}/consent/", text(&session, "session_id"));
    let headers = [ORIGIN, ("x-session-token", &text(&session, "session_token"))];
    assert_eq!(server.post(&path, &headers, r#"{"form_version_id":5}"#).status, 204);
    let agreed = json!({ "required": false, "form_version_id": 5, "text": null });
    assert_eq!(start(&with_key, json!({})).json()["consent"], agreed);
    assert_eq!(start(&with_key[..1], json!({})).json()["consent"]["required"], true);
}

#[test]
fn members_start_unpublished_public_chatbots_with_any_remote_id() {
    let server = TestServer::start();
    let login = json!({ "email": "pat@example.org", "is_member": true });
    let (chatbot, key) = server.add_chatbot(&json!({ "public_link": true, "published": false, "login": login }));
    let body = json!({ "chatbot_id": chatbot, "participant_remote_id": "visitor" }).to_string();
    let headers = [OWN_PAGE, COOKIE, ("x-embed-key", key.as_str())];
    let started = server.post("/api/chat/start/", &headers, &body);
    assert_eq!(started.status, 201);
    let headers = [OWN_PAGE, ("x-session-token", &text(&started, "session_token"))];
    let message = format!("/api/chat/{}/message/", text(&started, "session_id"));
    assert_eq!(server.post(&message, &headers, r#"{"message":"hi"}"#).status, 202);
}

#[test]
fn archived_chatbot_is_not_found_and_its_sessions_do_not_exist() {
    let client = TestSession::new(json!({}));
    client.server.change_chatbot(&client.chatbot, &json!({ "archived": true }));
    let start =
        |headers: &[(&str, &str)], body: Value| client.server.post("/api/chat/start/", headers, &body.to_string());
    let not_found = json!({ "detail": "No Experiment matches the given query." });
    let key = [ORIGIN, ("x-embed-key", client.key.as_str())];
    let id = json!({ "chatbot_id": client.chatbot });
    assert_rejected(&start(&key, id.clone()), 404, not_found.clone());
    assert_rejected(&start(&[ORIGIN], id.clone()), 404, not_found.clone());
    let invalid = json!({ "chatbot_id": client.chatbot, "participant_name": "" });
    let blank = json!({ "participant_name": ["This field may not be blank."] });
    assert_rejected(&start(&key, invalid), 400, blank);
    assert_rejected(&client.poll(""), 403, json!({ "detail": "Session does not exist" }));
    let sent = client.message(&json!({ "message": "hi" }));
    assert_rejected(&sent, 403, json!({ "detail": "Session does not exist" }));
    client.server.change_chatbot(&client.chatbot, &json!({ "bearer": "first" }));
    let bearer = [ORIGIN, ("authorization", "Bearer first")];
    assert_rejected(&start(&bearer, id), 404, not_found);
    assert_rejected(&client.server.post(&client.path("token/"), &bearer, ""), 401, denied());
}

#[test]
fn sessions_without_token_are_refused_after_a_change_to_oauth() {
    let client = TestSession::new(json!({ "auth_level": "embed_key" }));
    assert_eq!(client.poll("").status, 200);
    client.server.change_chatbot(&client.chatbot, &json!({ "bearer": "first" }));
    let forbidden = json!({ "detail": "You do not have permission to perform this action." });
    assert_rejected(&client.poll(""), 403, forbidden);
}

#[test]
fn body_that_is_too_long_is_rejected_with_the_limit() {
    let client = TestSession::new(json!({ "max_body_bytes": 4_000_000 }));
    let too_long = json!({ "detail": "Request body too large. The maximum is 4000000 bytes." });
    assert_eq!(client.message(&json!({ "message": "x".repeat(3_900_000) })).status, 202);
    assert_rejected(&client.message(&json!({ "message": "x".repeat(4_000_000) })), 413, too_long.clone());
    let data = json!({ "chatbot_id": client.chatbot, "session_data": { "x": "x".repeat(4_000_000) } });
    let headers = [ORIGIN, ("x-embed-key", client.key.as_str())];
    let started = client.server.post("/api/chat/start/", &headers, &data.to_string());
    assert_rejected(&started, 413, too_long);
    assert_eq!(started.header("access-control-allow-origin"), Some("*"));
}
