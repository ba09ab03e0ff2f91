//! What real servers were seen to send, case by case.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use serde_json::{Value, json};
use support::{Answer, MULTIPART, Running, multipart};

const ORIGIN: (&str, &str) = ("origin", "http://site.example");

fn refused(answer: &Answer, status: u16, body: Value) {
    assert_eq!((answer.status, answer.json()), (status, body), "{}", answer.text);
}

/// A page of HTML, as for a path or a value that the server has no words for.
fn is_page(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
}

/// A session in which a test can do things.
struct Inside {
    server: Running,
    chatbot: String,
    key: String,
    session: String,
    token: String,
}

impl Inside {
    fn new(mut fields: Value) -> Self {
        let server = Running::start();
        for (name, value) in [("think_ms", 0), ("pickup_ms", 0)] {
            if fields.get(name).is_none() {
                fields[name] = json!(value);
            }
        }
        let (chatbot, key) = server.chatbot(&fields);
        let (session, token) = server.session(&chatbot, &key);
        Self { server, chatbot, key, session, token: token.unwrap_or_default() }
    }

    fn headers(&self) -> Vec<(&str, &str)> {
        vec![ORIGIN, ("x-embed-key", &self.key), ("x-session-token", &self.token)]
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/chat/{}/{rest}", self.session)
    }

    fn message(&self, body: &Value) -> Answer {
        self.server.post(&self.path("message/"), &self.headers(), &body.to_string())
    }

    fn poll(&self, query: &str) -> Answer {
        self.server.get(&self.path(&format!("poll/{query}")), &self.headers())
    }

    fn upload(&self, parts: &[(&str, Option<&str>, &str, &[u8])]) -> Answer {
        let mut headers = self.headers();
        headers.push(MULTIPART);
        self.server.send("POST", &self.path("upload/"), &headers, Some(&multipart(parts)))
    }

    fn change(&self, change: &Value) {
        self.server.post(&format!("/control/sessions/{}", self.session), &[], &change.to_string());
    }

    /// Says something and waits until the answer is in the history.
    fn say(&self, text: &str) {
        let before = self.poll("?limit=1000").json()["messages"].as_array().unwrap().len();
        assert_eq!(self.message(&json!({ "message": text })).status, 202);
        self.server.until(|| {
            let now = self.poll("?limit=1000").json()["messages"].as_array().unwrap().len();
            (now == before + 2).then_some(())
        });
    }
}

#[test]
fn start_answers_with_all_that_a_session_needs() {
    let server = Running::start();
    let (chatbot, key) = server.chatbot(&json!({ "name": "Robo" }));
    let headers = [ORIGIN, ("x-embed-key", key.as_str()), ("x-ocs-widget-version", "1.0.0")];
    let body = json!({ "chatbot_id": chatbot, "participant_remote_id": "visitor", "unknown": [1] }).to_string();
    let one = server.post("/api/chat/start/", &headers, &body);
    let two = server.post("/api/chat/start/", &headers, &body);
    assert_eq!(one.status, 201);
    assert_eq!(one.json()["chatbot"]["name"], "Robo");
    assert_eq!(one.json()["chatbot"]["versions"][0]["is_default_version"], true);
    assert_eq!(one.json()["participant"]["remote_id"], "visitor");
    // Every start makes a new participant, whoever says it is the same one.
    let identifier = |answer: &Answer| answer.json()["participant"]["identifier"].as_str().unwrap().to_owned();
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
fn start_refuses_in_the_servers_words() {
    let server = Running::start();
    let (chatbot, key) = server.chatbot(&json!({ "allowed_domains": ["site.example", "*.shop.example"] }));
    let (other, _) = server.chatbot(&json!({}));
    let (off, off_key) = server.chatbot(&json!({ "enabled": false }));
    let words = json!({ "enabled": false, "disabled_message": "Down for maintenance, back at 18:00." });
    let (worded, worded_key) = server.chatbot(&words);
    let (oauth, oauth_key) = server.chatbot(&json!({ "bearer": "good" }));
    let start = |headers: &[(&str, &str)], body: Value| server.post("/api/chat/start/", headers, &body.to_string());
    let with = |key| [ORIGIN, ("x-embed-key", key)];
    let id = |id: &str| json!({ "chatbot_id": id });
    let unknown = "99999999-9999-4999-8999-999999999999";
    let invalid_key = json!({ "detail": "Invalid widget embed key" });
    let forbidden = json!({ "detail": "You do not have permission to perform this action." });

    let wrong = start(&with("wrong"), id(&chatbot));
    refused(&wrong, 401, invalid_key.clone());
    assert_eq!(wrong.header("www-authenticate"), Some("Bearer realm=\"api\""));
    assert!(wrong.header("x-ratelimit-limit").is_none(), "refusals at the door are not counted");
    refused(&start(&with(&key), id(&other)), 401, invalid_key.clone());
    refused(&start(&with(&key), id(unknown)), 401, invalid_key);
    for origin in ["http://evil.example", "null", "http://shop.example"] {
        refused(&start(&[("origin", origin), ("x-embed-key", &key)], id(&chatbot)), 403, forbidden.clone());
    }
    refused(&start(&[("x-embed-key", &key)], id(&chatbot)), 403, forbidden);
    assert_eq!(start(&[("referer", "https://a.shop.example/x"), ("x-embed-key", &key)], id(&chatbot)).status, 201);
    refused(&start(&[], id(unknown)), 404, json!({ "detail": "No Experiment matches the given query." }));
    refused(&start(&with(&off_key), id(&off)), 403, json!({ "error": "This chatbot is currently unavailable." }));
    refused(&start(&with(&worded_key), id(&worded)), 403, json!({ "error": "Down for maintenance, back at 18:00." }));

    let denied = json!({
        "error": "Authentication required to chat with this chatbot", "code": "chat_access_denied",
    });
    refused(&start(&with(&oauth_key), id(&oauth)), 401, denied.clone());
    let bearer = |key, token| [ORIGIN, ("x-embed-key", key), ("authorization", token)];
    refused(&start(&bearer(&key, "Bearer good"), id(&chatbot)), 401, denied);
    assert_eq!(start(&bearer(&oauth_key, "Bearer good"), id(&oauth)).status, 201);

    let fields = |more: Value| {
        let mut body = id(&chatbot);
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        start(&with(&key), body)
    };
    let login = json!({ "error": "Version number requires authentication" });
    refused(&fields(json!({ "version_number": 1 })), 403, login);
    assert_eq!(fields(json!({ "version_number": null })).status, 201);
    let blank = json!(["This field may not be blank."]);
    refused(
        &fields(json!({ "participant_remote_id": "", "participant_name": "" })),
        400,
        json!({ "participant_remote_id": blank, "participant_name": blank }),
    );
    let null = json!({ "participant_remote_id": ["This field may not be null."] });
    refused(&fields(json!({ "participant_remote_id": null })), 400, null);
    let not_object = json!({ "session_data": ["Expected a dictionary of items but got type \"str\"."] });
    refused(&fields(json!({ "session_data": "x" })), 400, not_object);

    refused(&start(&with(&key), id("x")), 400, json!({ "detail": "chatbot_id must be a valid UUID" }));
    refused(&start(&[], id("x")), 400, json!({ "chatbot_id": ["Must be a valid UUID."] }));
    let missing = json!({ "detail": "Experiment ID required for embedded widget authentication" });
    refused(&start(&with(&key), json!({})), 400, missing);
    refused(&start(&[], json!({})), 400, json!({ "chatbot_id": ["This field is required."] }));
    let broken = server.post("/api/chat/start/", &with(&key), "{x");
    assert_eq!(broken.status, 400);
    assert!(broken.json()["detail"].as_str().unwrap().starts_with("JSON parse error - Expecting property name"));
    let plain = [ORIGIN, ("x-embed-key", key.as_str()), ("content-type", "text/plain")];
    refused(
        &server.post("/api/chat/start/", &plain, "x"),
        415,
        json!({ "detail": "Unsupported media type \"text/plain\" in request." }),
    );
}

#[test]
fn a_session_without_a_key_belongs_to_nobodys_channel() {
    let server = Running::start();
    for level in ["session_token", "embed_key", "none"] {
        let (chatbot, key) = server.chatbot(&json!({ "auth_level": level, "allowed_domains": [] }));
        let body = json!({ "chatbot_id": chatbot }).to_string();
        let started = server.post("/api/chat/start/", &[], &body).json();
        let token = started["session_token"].as_str().unwrap();
        let path = format!("/api/chat/{}/poll/", started["session_id"].as_str().unwrap());
        assert_eq!(server.get(&path, &[("x-session-token", token)]).status, 200);
        let required = json!({ "error": "Session token required", "code": "session_token_required" });
        refused(&server.get(&path, &[]), 403, required);
        assert_eq!(server.get(&path, &[ORIGIN, ("x-embed-key", &key)]).status, 403);
    }
}

#[test]
fn the_three_levels_let_in_whom_they_should() {
    let invalid_key = || json!({ "detail": "Invalid widget embed key" });
    let forbidden = || json!({ "detail": "You do not have permission to perform this action." });
    let no_credentials = || json!({ "detail": "Authentication credentials were not provided." });

    let inside = Inside::new(json!({ "allowed_domains": ["site.example"] }));
    let other = inside.server.session(&inside.chatbot, &inside.key).1.unwrap();
    let poll = |headers: &[(&str, &str)]| inside.server.get(&inside.path("poll/"), headers);
    let (key, token) = (("x-embed-key", inside.key.as_str()), ("x-session-token", inside.token.as_str()));
    assert_eq!(poll(&[ORIGIN, key, token]).status, 200);
    assert_eq!(poll(&[token]).status, 200, "without a key the origin does not count");
    assert_eq!(poll(&[token, ("origin", "http://evil.example")]).status, 200);
    let required = json!({ "error": "Session token required", "code": "session_token_required" });
    refused(&poll(&[ORIGIN, key]), 403, required.clone());
    refused(
        &inside.server.get(&inside.path(&format!("poll/?session_token={}", inside.token)), &[ORIGIN, key]),
        403,
        required,
    );
    let invalid = json!({ "error": "Invalid session token", "code": "session_token_invalid" });
    refused(&poll(&[ORIGIN, key, ("x-session-token", "x:y:z")]), 403, invalid.clone());
    refused(&poll(&[ORIGIN, key, ("x-session-token", &other)]), 403, invalid);
    refused(&poll(&[ORIGIN, ("x-embed-key", "wrong"), token]), 403, invalid_key());
    refused(&poll(&[key, token]), 403, forbidden());
    refused(&poll(&[("origin", "http://evil.example"), key, token]), 403, forbidden());
    let unknown = "/api/chat/99999999-9999-4999-8999-999999999999/poll/";
    let nobody = json!({ "detail": "Session does not exist" });
    refused(&inside.server.get(unknown, &[ORIGIN, key]), 403, nobody);
    refused(&inside.server.get(unknown, &[token]), 403, no_credentials());
    is_page(&inside.server.get("/api/chat/nonsense/poll/", &[ORIGIN, key]), 404);
    inside.change(&json!({ "expired": true }));
    let expired = json!({ "error": "Session has expired", "code": "session_expired" });
    refused(&poll(&[ORIGIN, key, token]), 403, expired.clone());
    refused(&inside.message(&json!({ "message": "x" })), 403, expired);

    let inside = Inside::new(json!({ "auth_level": "embed_key", "allowed_domains": ["site.example"] }));
    assert_eq!(inside.token, "");
    let poll = |headers: &[(&str, &str)]| inside.server.get(&inside.path("poll/"), headers);
    let key = ("x-embed-key", inside.key.as_str());
    assert_eq!(poll(&[ORIGIN, key]).status, 200);
    assert_eq!(poll(&[ORIGIN, key, ("x-session-token", "made-up")]).status, 200);
    refused(&poll(&[ORIGIN]), 403, no_credentials());
    refused(&poll(&[ORIGIN, ("x-embed-key", "wrong")]), 403, invalid_key());
    refused(&poll(&[("origin", "http://evil.example"), key]), 403, forbidden());

    let inside = Inside::new(json!({ "auth_level": "none", "allowed_domains": ["site.example"] }));
    let poll = |headers: &[(&str, &str)]| inside.server.get(&inside.path("poll/"), headers);
    assert_eq!(poll(&[]).status, 200);
    refused(&poll(&[ORIGIN, ("x-embed-key", "wrong")]), 403, invalid_key());
    refused(&poll(&[("origin", "http://evil.example"), ("x-embed-key", &inside.key)]), 403, forbidden());
}

#[test]
fn a_token_lives_as_long_as_the_channel_says() {
    let inside = Inside::new(json!({ "token_lifetime": 0 }));
    assert_eq!(inside.poll("").json()["code"], "session_expired");
}

#[test]
fn uploads_are_taken_whole_or_not_at_all() {
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
    let inside = Inside::new(json!({}));
    let stored = inside.upload(&[
        ("files", Some("pixel.png"), "image/png", PNG),
        ("participant_remote_id", None, "", b"visitor"),
        ("files", Some("folder/däta.csv"), "text/csv", b"1,2"),
        ("files", Some("r.pdf"), "application/pdf", b"%PDF-1.4"),
        ("files", Some("empty.txt"), "text/plain", b""),
        ("files", Some("tool.exe"), "text/plain", b"x"),
    ]);
    assert_eq!(stored.status, 201, "{}", stored.text);
    let files = stored.json();
    let told: Vec<_> = files["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| {
            (file["name"].as_str().unwrap(), file["size"].as_i64().unwrap(), file["content_type"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        told,
        [
            ("pixel.png", PNG.len() as i64, "image/png"),
            ("däta.csv", 3, "text/plain"),
            ("r.pdf", 8, "application/pdf"),
            ("empty.txt", 0, "text/plain"),
            ("tool.exe", 1, "text/plain"),
        ]
    );
    assert!(files["files"][0]["id"].is_i64());

    let good: (&str, Option<&str>, &str, &[u8]) = ("files", Some("a.txt"), "text/plain", b"x");
    let words = |answer: Answer| {
        assert_eq!(answer.status, 400, "{}", answer.text);
        answer.json()["error"].as_str().unwrap().to_owned()
    };
    let exe = words(inside.upload(&[good, ("files", Some("b.exe"), "application/x-msdownload", b"x")]));
    assert_eq!(
        exe,
        "File type '.exe' is not supported. Allowed types: .txt, .pdf, .doc, .docx, .xls, .xlsx, .csv, .jpg, .jpeg, \
         .png, .gif, .webp, .mp4, .mov, .avi, .mp3, .wav, .html, .htm, .css, .js, .xml, .md, .ics, .vcf, .rtf, .tsv, \
         .yaml, .yml, .py, .c"
    );
    assert!(words(inside.upload(&[("files", Some("Makefile"), "", b"x")])).starts_with("File type '' is not"));
    let svg = "The image `p.svg` is not a supported image type. Supported types: GIF, HEIC, HEIF, JPEG, PNG, WEBP.";
    assert_eq!(words(inside.upload(&[("files", Some("p.svg"), "text/plain", b"<svg/>")])), svg);
    assert!(words(inside.upload(&[("files", Some("p.png"), "image/png", b"<svg/>")])).starts_with("The image `p.png`"));
    assert_eq!(words(inside.upload(&[("file", Some("a.txt"), "text/plain", b"x")])), "No files provided");
    assert_eq!(words(inside.upload(&[])), "No files provided");

    let limit = 50 * 1024 * 1024;
    let big = vec![b'x'; limit + 1];
    let too_big = words(inside.upload(&[("files", Some("big.exe"), "application/x-msdownload", &big)]));
    assert_eq!(too_big, "File 'big.exe' exceeds maximum size of 50MB", "size is checked before type");
    assert_eq!(inside.upload(&[("files", Some("big.txt"), "text/plain", &big[..limit])]).status, 201);
    let half = &big[..30 * 1024 * 1024];
    let both = [("files", Some("a.txt"), "text/plain", half), ("files", Some("b.txt"), "text/plain", half)];
    assert_eq!(words(inside.upload(&both)), "Total file size exceeds maximum of 50MB");
    assert_eq!(inside.upload(&vec![good; 100]).status, 201);
    is_page(&inside.upload(&vec![good; 101]), 400);

    let json = inside.server.post(&inside.path("upload/"), &inside.headers(), "{}");
    refused(&json, 415, json!({ "detail": "Unsupported media type \"application/json\" in request." }));
    inside.change(&json!({ "ended": true }));
    assert_eq!(words(inside.upload(&[good])), "Session has ended");
}

#[test]
fn messages_are_checked_and_trimmed() {
    let inside = Inside::new(json!({}));
    let cases = [
        (json!({ "message": "" }), json!({ "message": ["This field may not be blank."] })),
        (json!({ "message": "   \n " }), json!({ "message": ["This field may not be blank."] })),
        (json!({}), json!({ "message": ["This field is required."] })),
        (json!({ "message": null }), json!({ "message": ["This field may not be null."] })),
        (json!({ "message": ["x"] }), json!({ "message": ["Not a valid string."] })),
        (json!({ "message": true }), json!({ "message": ["Not a valid string."] })),
        (json!({ "message": "a\u{0}b" }), json!({ "message": ["Null characters are not allowed."] })),
        (json!({ "message": "x", "attachment_ids": [99] }), json!({ "error": "One or more file IDs are invalid" })),
        (
            json!({ "message": "x", "attachment_ids": null }),
            json!({ "attachment_ids": ["This field may not be null."] }),
        ),
        (
            json!({ "message": "x", "context": "y" }),
            json!({ "context": ["Expected a dictionary of items but got type \"str\"."] }),
        ),
    ];
    for (body, expected) in cases {
        refused(&inside.message(&body), 400, expected);
    }
    let versioned = inside.message(&json!({ "message": "x", "version_number": 1 }));
    refused(&versioned, 403, json!({ "error": "Version number requires authentication" }));
    inside.say("   \n padded\r\n\tinside <b> \n ");
    assert_eq!(inside.message(&json!({ "message": 42, "attachment_ids": [] })).status, 202);
    assert_eq!(inside.message(&json!({ "message": "x".repeat(200_000) })).status, 202);
    let messages = inside.poll("").json();
    assert_eq!(messages["messages"][0]["content"], "padded\r\n\tinside <b>");

    let id = inside.upload(&[("files", Some("a.txt"), "text/plain", b"one")]).json()["files"][0]["id"].clone();
    let text_id = json!({ "message": "x", "attachment_ids": [id.to_string()] });
    assert_eq!(inside.message(&text_id).status, 202, "a number in a string is good enough");
    let again = inside.message(&text_id);
    refused(&again, 400, json!({ "error": "One or more file IDs are invalid" }));
    inside.change(&json!({ "ended": true }));
    refused(&inside.message(&json!({ "message": "x" })), 400, json!({ "error": "Session has ended" }));
    assert_eq!(inside.poll("").json()["session_status"], "ended");
}

#[test]
fn a_message_keeps_its_files_in_the_history() {
    let inside = Inside::new(json!({}));
    let id = inside.upload(&[("files", Some("a.txt"), "text/plain", b"one")]).json()["files"][0]["id"].clone();
    inside.message(&json!({ "message": "see", "attachment_ids": [id] }));
    let said = inside.server.until(|| {
        let said = inside.poll("").json()["messages"].clone();
        (said.as_array()?.len() == 2).then_some(said)
    });
    assert_eq!(said[0]["attachments"][0]["name"], "a.txt");
    assert_eq!(said[0]["attachments"][0]["size"], 3);
    assert_eq!(said[0]["metadata"]["ocs_attachment_file_ids"], json!([id]));
    assert!(said[1]["content"].as_str().unwrap().contains("**a.txt**, 3 bytes, text/plain"));
}

#[test]
fn tasks_go_from_processing_to_their_end() {
    let inside = Inside::new(json!({ "think_ms": 200 }));
    let task = |text: &str| {
        let sent = inside.message(&json!({ "message": text })).json();
        assert_eq!(sent["status"], "processing");
        inside.path(&format!("{}/poll/", sent["task_id"].as_str().unwrap()))
    };
    let poll = |task: &str| inside.server.get(task, &inside.headers());
    let end =
        |task: &str| inside.server.until(|| Some(poll(task)).filter(|answer| answer.json()["status"] != "processing"));
    let good = task("hey");
    let progress = poll(&good).json();
    assert_eq!(progress["status"], "processing");
    assert_eq!(progress["message"]["content"], "Thinking…");
    assert_eq!(progress["message"]["metadata"], json!({}));
    let answer = end(&good).json();
    assert_eq!(answer["status"], "complete");
    assert_eq!(answer["message"]["content"], "You said: hey");
    assert_eq!(answer["message"]["tags"], json!(["v1"]));
    assert_eq!(poll(&good).json(), answer, "it can be asked for again");
    assert_eq!(inside.poll("").json()["messages"][1], answer["message"]);

    let failed = end(&task("fail"));
    assert_eq!((failed.status, &failed.json()["status"]), (500, &json!("error")));
    let unreadable = end(&task("fail 400"));
    assert_eq!(unreadable.status, 400);
    refused(&end(&task("fail unknown")), 500, json!({ "error": "Unknown error" }));
    let stored = inside.poll("").json();
    let last = stored["messages"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["metadata"], json!({}));
    assert!(last["content"].as_str().unwrap().starts_with("Sorry, something went wrong"));

    let unknown = inside.server.get(&inside.path("nonsense/poll/"), &inside.headers());
    assert_eq!((unknown.status, unknown.json()), (200, json!({ "message": null, "status": "processing" })));
    let (session, token) = inside.server.session(&inside.chatbot, &inside.key);
    let name = good.rsplit('/').nth(2).unwrap();
    let headers = [ORIGIN, ("x-embed-key", inside.key.as_str()), ("x-session-token", token.as_deref().unwrap())];
    let foreign = inside.server.get(&format!("/api/chat/{session}/{name}/poll/"), &headers);
    refused(&foreign, 404, json!({ "detail": "Not found." }));
}

#[test]
fn an_answer_may_be_told_with_another_time_or_never_be_stored() {
    let inside = &Inside::new(json!({}));
    let finish = |text: &str| {
        let sent = inside.message(&json!({ "message": text })).json();
        let task = inside.path(&format!("{}/poll/", sent["task_id"].as_str().unwrap()));
        let poll = move || inside.server.get(&task, &inside.headers()).json();
        inside.server.until(|| Some(poll()).filter(|answer| answer["status"] == "complete"));
        poll
    };
    let retimed = finish("retimed")();
    let stored = inside.poll("").json()["messages"][1].clone();
    assert_eq!(stored["content"], retimed["message"]["content"]);
    assert_ne!(stored["created_at"], retimed["message"]["created_at"]);

    let change = |body: Value| {
        let path = format!("/control/chatbots/{}", inside.chatbot);
        inside.server.send("PATCH", &path, &[("content-type", "application/json")], Some(body.to_string().as_bytes()));
    };
    change(json!({ "visitor_allowed": false }));
    let poll = finish("let me in");
    let (one, two) = (poll(), poll());
    assert_eq!(one["message"]["content"], "Sorry, you are not allowed to chat to this bot");
    assert_ne!(one["message"]["created_at"], two["message"]["created_at"]);
    assert_eq!(inside.poll("").json()["messages"].as_array().unwrap().len(), 2);
}

#[test]
fn nothing_is_taken_before_the_visitor_has_agreed() {
    let inside = Inside::new(json!({ "consent": { "id": 7, "text": "<p>Please <strong>agree</strong></p>" } }));
    let asked = json!({ "required": true, "form_version_id": 7, "text": "<p>Please <strong>agree</strong></p>" });
    assert_eq!(inside.poll("").json()["consent"], asked);
    let new = ("x-ocs-widget-version", "0.13.0");
    let send = |version: Option<(&'static str, &'static str)>| {
        let mut headers = inside.headers();
        headers.extend(version);
        inside.server.post(&inside.path("message/"), &headers, r#"{"message":"hi"}"#)
    };
    let refusal = |code: &str, words: &str| json!({ "error": words, "code": code, "consent": asked });
    refused(&send(Some(new)), 403, refusal("consent_required", "Consent is required"));
    // Widgets that know nothing of it are not held back.
    assert_eq!(send(Some(("x-ocs-widget-version", "0.12.0"))).status, 202);
    assert_eq!(send(None).status, 202);
    let agree = |form: &str| {
        let body = format!("{{\"form_version_id\":{form}}}");
        inside.server.post(&inside.path("consent/"), &inside.headers(), &body)
    };
    refused(&agree("8"), 409, refusal("consent_stale", "The consent form has changed"));
    assert_eq!(agree("\"x\"").status, 400);
    assert_eq!((agree("7").status, agree("7").status), (204, 204));
    assert_eq!(send(Some(new)).status, 202);
    let agreed = json!({ "required": false, "form_version_id": 7, "text": null });
    assert_eq!(inside.poll("").json()["consent"], agreed);
    inside.change(&json!({ "ended": true }));
    assert_eq!(agree("7").status, 400);
}

#[test]
fn the_history_is_paged_from_the_oldest_at_microseconds() {
    let inside = Inside::new(json!({}));
    let nothing = json!({ "required": false, "form_version_id": null, "text": null });
    let empty = json!({ "messages": [], "has_more": false, "session_status": "active", "consent": nothing });
    assert_eq!(inside.poll("").json(), empty);
    for number in 0..30 {
        inside.say(&format!("say {number}"));
    }
    let first = inside.poll("").json();
    let page = first["messages"].as_array().unwrap();
    assert_eq!((page.len(), &first["has_more"]), (50, &json!(true)));
    assert_eq!((&page[0]["role"], &page[0]["content"]), (&json!("user"), &json!("say 0")));
    assert!(page.is_sorted_by_key(|message| message["created_at"].as_str().unwrap().to_owned()));
    let since = page[49]["created_at"].as_str().unwrap();
    let rest = inside.poll(&format!("?since={since}")).json();
    assert_eq!((rest["messages"].as_array().unwrap().len(), &rest["has_more"]), (10, &json!(false)));
    assert_ne!(rest["messages"][0], page[49], "the cursor itself is not told again");
    // Cut to milliseconds, the last message comes again, unless it was said at a whole one.
    let cut = &since[..23];
    let whole = usize::from(&since[23..] == "000Z");
    let again = inside.poll(&format!("?since={cut}Z")).json();
    assert_eq!(again["messages"].as_array().unwrap().last(), rest["messages"].as_array().unwrap().last());
    assert!(again["messages"].as_array().unwrap().len() + whole >= 11);

    assert_eq!(inside.poll("?limit=7").json()["messages"].as_array().unwrap().len(), 7);
    for none in ["?limit=0", "?limit=-1"] {
        let answer = inside.poll(none).json();
        assert_eq!((&answer["messages"], &answer["has_more"]), (&json!([]), &json!(true)), "{none}");
    }
    for wrong in ["?limit=-2", "?limit=abc", "?limit=", "?limit=1.5"] {
        is_page(&inside.poll(wrong), 500);
    }
    assert_eq!(inside.poll("?since=&limit=100").json()["messages"].as_array().unwrap().len(), 60);
    assert_eq!(inside.poll("?since=2020-01-01T00:00:00%2B00:00").status, 200);
    let format = json!({ "error": "Invalid 'since' parameter format. Use ISO format." });
    for wrong in ["?since=yesterday", "?since=1700000000", "?since=2020-01-01T00:00:00+00:00"] {
        refused(&inside.poll(wrong), 400, format.clone());
    }
    inside.change(&json!({ "say": "By the way" }));
    let said = inside.poll("?limit=100").json();
    let last = said["messages"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["role"], &last["metadata"]["direct_to_user"]), (&json!("assistant"), &json!(true)));
}

#[test]
fn preflights_allow_what_is_listed_and_nothing_else() {
    let server = Running::start();
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
    // Errors can be read across origins too; without an origin there is nothing to allow.
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
    refused(
        &server.get("/api/chat/start/", &[ORIGIN, ("accept", "text/event-stream")]),
        406,
        json!({ "detail": "Could not satisfy the request Accept header." }),
    );
    assert_eq!(moved.header("set-cookie"), Some("ocs_language=en; Path=/"));
    let options = server.send("OPTIONS", "/api/chat/start/", &[], None);
    assert_eq!((options.status, options.header("allow")), (200, Some("POST, OPTIONS")));
    is_page(&server.post("/api/chat/start//", &[ORIGIN], "{}"), 404);
    refused(&server.get("/api/chat/start/", &[ORIGIN]), 405, json!({ "detail": "Method \"GET\" not allowed." }));
}

#[test]
fn rate_limits_count_by_session_and_refuse_only_when_enforced() {
    let rate = json!({ "limit": 3, "window": 60, "enforce": true });
    let inside = Inside::new(json!({ "rate": rate }));
    for remaining in ["2", "1", "0"] {
        let answer = inside.poll("");
        assert_eq!((answer.status, answer.header("x-ratelimit-remaining")), (200, Some(remaining)));
    }
    let refusal = inside.poll("");
    assert_eq!(refusal.status, 429);
    let wait: u64 = refusal.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait));
    assert_eq!(refusal.header("x-ratelimit-reset"), refusal.header("retry-after"));
    assert_eq!(refusal.header("x-ratelimit-limit"), Some("3"));
    assert_eq!(refusal.json(), json!({ "detail": "Rate limit exceeded.", "available_in": wait }));
    assert_eq!(refusal.header("access-control-allow-origin"), Some("*"));
    let (other, token) = inside.server.session(&inside.chatbot, &inside.key);
    let headers = [ORIGIN, ("x-session-token", token.as_deref().unwrap())];
    assert_eq!(
        inside.server.get(&format!("/api/chat/{other}/poll/"), &headers).status,
        200,
        "each session has its own"
    );

    let counting = Inside::new(json!({ "rate": { "limit": 1, "window": 60, "enforce": false } }));
    counting.poll("");
    let over = counting.poll("");
    assert_eq!((over.status, over.header("x-ratelimit-remaining")), (200, Some("0")));
}

#[test]
fn a_channel_switched_off_while_a_session_is_open_fails_its_tasks() {
    let inside = Inside::new(json!({}));
    let change = |body: Value| {
        let path = format!("/control/chatbots/{}", inside.chatbot);
        inside.server.send("PATCH", &path, &[("content-type", "application/json")], Some(body.to_string().as_bytes()));
    };
    let end = || {
        let sent = inside.message(&json!({ "message": "x" }));
        assert_eq!(sent.status, 202);
        let task = inside.path(&format!("{}/poll/", sent.json()["task_id"].as_str().unwrap()));
        let poll = || inside.server.get(&task, &inside.headers());
        inside.server.until(|| Some(poll()).filter(|answer| answer.json()["status"] != "processing"))
    };
    change(json!({ "enabled": false }));
    refused(&end(), 500, json!({ "error": "Unknown error" }));
    change(json!({ "disabled_message": "Back at 18:00." }));
    let told = end().json();
    assert_eq!((&told["status"], &told["message"]["content"]), (&json!("complete"), &json!("Back at 18:00.")));
}

#[test]
fn old_widgets_are_told_so() {
    let inside = Inside::new(json!({}));
    let start = |more: &[(&str, &str)], body: Value| {
        let mut headers = vec![ORIGIN, ("x-embed-key", inside.key.as_str())];
        headers.extend(more);
        inside.server.post("/api/chat/start/", &headers, &body.to_string())
    };
    let id = json!({ "chatbot_id": inside.chatbot });
    let widget = json!({ "chatbot_id": inside.chatbot, "session_data": { "source": "widget" } });
    for (version, old) in [("0.5.9", true), ("my-widget/1.0", true), ("0.6.0", false), ("1.0.0", false)] {
        let answer = start(&[("x-ocs-widget-version", version)], id.clone());
        assert_eq!(answer.header("deprecation"), old.then_some("true"), "{version}");
        assert_eq!(answer.header("sunset"), old.then_some("Thu, 01 Oct 2026 00:00:00 GMT"));
        assert_eq!(answer.header("link").is_some(), old);
    }
    assert!(start(&[], id).header("deprecation").is_none());
    assert!(start(&[], widget).header("deprecation").is_some());
    let mut headers = inside.headers();
    headers.push(("x-ocs-widget-version", "0.1.0"));
    let message = inside.server.post(&inside.path("message/"), &headers, r#"{"message":"x"}"#);
    assert!(message.header("deprecation").is_some());
    assert!(inside.server.get(&inside.path("poll/"), &headers).header("deprecation").is_none());
}

#[test]
fn faults_strike_as_often_as_they_are_told() {
    let inside = Inside::new(json!({}));
    let fault = |fault: Value| {
        let answer = inside.server.post("/control/faults", &[], &fault.to_string());
        assert_eq!(answer.status, 201, "{}", answer.text);
    };
    let on = |call: &str, kind: &str| json!({ "chatbot": inside.chatbot, "on": call, "kind": kind, "times": 1 });
    let mut status = on("poll", "status");
    status["status"] = json!(503);
    fault(status);
    is_page(&inside.poll(""), 503);
    assert_eq!(inside.poll("").status, 200);
    fault(on("poll", "html"));
    is_page(&inside.poll(""), 200);
    fault(on("poll", "broken_json"));
    let broken = inside.poll("");
    assert_eq!((broken.status, broken.json()), (200, Value::Null));
    fault(on("poll", "session_ended"));
    assert_eq!(inside.poll("").json()["session_status"], "ended");
    fault(on("poll", "session_expired"));
    assert_eq!(inside.poll("").json()["code"], "session_expired");
    let stored = inside.upload(&[("files", Some("a.txt"), "text/plain", b"one")]);
    assert_eq!(stored.status, 403);
    let received = inside.server.get(&format!("/control/received?chatbot={}", inside.chatbot), &[]).json();
    let polls = received.as_array().unwrap().iter().filter(|one| one["call"] == "poll").count();
    assert_eq!(polls, 6);
    let last = received.as_array().unwrap().last().unwrap();
    assert_eq!(last["body"], json!({ "files": [{ "name": "a.txt", "size": 3, "type": "text/plain" }] }));
    assert_eq!((&last["status"], &last["headers"]["x-embed-key"]), (&json!(403), &json!(inside.key)));
}
