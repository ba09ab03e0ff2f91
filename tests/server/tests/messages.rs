//! Messages, uploads, tasks and the history behave as on a real server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use serde_json::{Value, json};
use support::TestResponse;
use support::session::{ORIGIN, TestSession, assert_html_page, assert_rejected};

#[test]
fn upload_stores_all_files_or_none() {
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
    let client = TestSession::new(json!({}));
    let stored = client.upload(&[
        ("files", Some("pixel.png"), "image/png", PNG),
        ("participant_remote_id", None, "", b"visitor"),
        ("files", Some("folder/däta.csv"), "text/csv", b"1,2"),
        ("files", Some("r.pdf"), "application/pdf", b"%PDF-1.4"),
        ("files", Some("empty.txt"), "text/plain", b""),
        ("files", Some("tool.exe"), "text/plain", b"x"),
    ]);
    assert_eq!(stored.status, 201, "{}", stored.text);
    let files = stored.json();
    let listed: Vec<_> = files["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| {
            (file["name"].as_str().unwrap(), file["size"].as_i64().unwrap(), file["content_type"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        listed,
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
    let error = |answer: TestResponse| {
        assert_eq!(answer.status, 400, "{}", answer.text);
        answer.json()["error"].as_str().unwrap().to_owned()
    };
    let exe = error(client.upload(&[good, ("files", Some("b.exe"), "application/x-msdownload", b"x")]));
    assert_eq!(
        exe,
        "File type '.exe' is not supported. Allowed types: .txt, .pdf, .doc, .docx, .xls, .xlsx, .xlsm, .csv, .jpg, \
         .jpeg, .png, .gif, .webp, .mp4, .mov, .avi, .mp3, .wav, .html, .htm, .css, .js, .xml, .md, .ics, .vcf, .rtf, .tsv, \
         .yaml, .yml, .py, .c"
    );
    assert!(error(client.upload(&[("files", Some("Makefile"), "", b"x")])).starts_with("File type '' is not"));
    let svg = "The image `p.svg` is not a supported image type. Supported types: GIF, HEIC, HEIF, JPEG, PNG, WEBP.";
    assert_eq!(error(client.upload(&[("files", Some("p.svg"), "text/plain", b"<svg/>")])), svg);
    assert!(error(client.upload(&[("files", Some("p.png"), "image/png", b"<svg/>")])).starts_with("The image `p.png`"));
    assert_eq!(error(client.upload(&[("file", Some("a.txt"), "text/plain", b"x")])), "No files provided");
    assert_eq!(error(client.upload(&[])), "No files provided");

    let limit = 50 * 1024 * 1024;
    let big = vec![b'x'; limit + 1];
    let too_big = error(client.upload(&[("files", Some("big.exe"), "application/x-msdownload", &big)]));
    assert_eq!(too_big, "File 'big.exe' exceeds maximum size of 50MB", "size is checked before type");
    assert_eq!(client.upload(&[("files", Some("big.txt"), "text/plain", &big[..limit])]).status, 201);
    let half = &big[..30 * 1024 * 1024];
    let both = [("files", Some("a.txt"), "text/plain", half), ("files", Some("b.txt"), "text/plain", half)];
    assert_eq!(error(client.upload(&both)), "Total file size exceeds maximum of 50MB");
    assert_eq!(client.upload(&vec![good; 100]).status, 201);
    assert_html_page(&client.upload(&vec![good; 101]), 400);

    let json = client.server.post(&client.path("upload/"), &client.headers(), "{}");
    assert_rejected(&json, 415, json!({ "detail": "Unsupported media type \"application/json\" in request." }));
    client.change(&json!({ "ended": true }));
    assert_eq!(error(client.upload(&[good])), "Session has ended");
}

#[test]
fn message_text_is_validated_and_trimmed() {
    let client = TestSession::new(json!({}));
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
        assert_rejected(&client.message(&body), 400, expected);
    }
    let versioned = client.message(&json!({ "message": "x", "version_number": 1 }));
    assert_rejected(&versioned, 403, json!({ "error": "Version number requires authentication" }));
    client.send_and_wait("   \n padded\r\n\tinside <b> \n ");
    assert_eq!(client.message(&json!({ "message": 42, "attachment_ids": [] })).status, 202);
    assert_eq!(client.message(&json!({ "message": "x".repeat(200_000) })).status, 202);
    let messages = client.poll("").json();
    assert_eq!(messages["messages"][0]["content"], "padded\r\n\tinside <b>");

    let id = client.upload(&[("files", Some("a.txt"), "text/plain", b"one")]).json()["files"][0]["id"].clone();
    let text_id = json!({ "message": "x", "attachment_ids": [id.to_string()] });
    assert_eq!(client.message(&text_id).status, 202, "a string with a number is accepted");
    let again = client.message(&text_id);
    assert_rejected(&again, 400, json!({ "error": "One or more file IDs are invalid" }));
    client.change(&json!({ "ended": true }));
    assert_rejected(&client.message(&json!({ "message": "x" })), 400, json!({ "error": "Session has ended" }));
    assert_eq!(client.poll("").json()["session_status"], "ended");
}

#[test]
fn history_keeps_the_attachments_of_a_message() {
    let client = TestSession::new(json!({}));
    let id = client.upload(&[("files", Some("a.txt"), "text/plain", b"one")]).json()["files"][0]["id"].clone();
    client.message(&json!({ "message": "see", "attachment_ids": [id] }));
    let messages = client.server.wait_for(|| {
        let messages = client.poll("").json()["messages"].clone();
        (messages.as_array()?.len() == 2).then_some(messages)
    });
    assert_eq!(messages[0]["attachments"][0]["name"], "a.txt");
    assert_eq!(messages[0]["attachments"][0]["size"], 3);
    assert_eq!(messages[0]["metadata"]["ocs_attachment_file_ids"], json!([id]));
    assert!(messages[1]["content"].as_str().unwrap().contains("**a.txt**, 3 bytes, text/plain"));
}

#[test]
fn task_goes_from_processing_to_complete_or_error() {
    let client = TestSession::new(json!({ "think_ms": 200 }));
    let task = |text: &str| {
        let sent = client.message(&json!({ "message": text })).json();
        assert_eq!(sent["status"], "processing");
        client.path(&format!("{}/poll/", sent["task_id"].as_str().unwrap()))
    };
    let poll = |task: &str| client.server.get(task, &client.headers());
    let end = |task: &str| {
        client.server.wait_for(|| Some(poll(task)).filter(|answer| answer.json()["status"] != "processing"))
    };
    let good = task("hey");
    let progress = poll(&good).json();
    assert_eq!(progress["status"], "processing");
    assert_eq!(progress["message"]["content"], "Thinking…");
    assert_eq!(progress["message"]["metadata"], json!({}));
    let answer = end(&good).json();
    assert_eq!(answer["status"], "complete");
    assert_eq!(answer["message"]["content"], "You said: hey");
    assert_eq!(answer["message"]["tags"], json!(["v1"]));
    assert_eq!(poll(&good).json(), answer, "polls of a completed task return the same answer");
    assert_eq!(client.poll("").json()["messages"][1], answer["message"]);

    let failed = end(&task("fail"));
    assert_eq!((failed.status, &failed.json()["status"]), (500, &json!("error")));
    let unreadable = end(&task("fail 400"));
    assert_eq!(unreadable.status, 400);
    assert_rejected(&end(&task("fail unknown")), 500, json!({ "error": "Unknown error" }));
    let stored = client.poll("").json();
    let last = stored["messages"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["metadata"], json!({}));
    assert!(last["content"].as_str().unwrap().starts_with("Sorry, something went wrong"));

    let unknown = client.server.get(&client.path("nonsense/poll/"), &client.headers());
    assert_eq!((unknown.status, unknown.json()), (200, json!({ "message": null, "status": "processing" })));
    let (session, token) = client.server.start_session(&client.chatbot, &client.key);
    let name = good.rsplit('/').nth(2).unwrap();
    let headers = [ORIGIN, ("x-embed-key", client.key.as_str()), ("x-session-token", token.as_deref().unwrap())];
    let foreign = client.server.get(&format!("/api/chat/{session}/{name}/poll/"), &headers);
    assert_rejected(&foreign, 404, json!({ "detail": "Not found." }));
}

#[test]
fn task_answer_may_differ_in_time_from_the_history_or_be_missing_there() {
    let client = &TestSession::new(json!({}));
    let finish = |text: &str| {
        let sent = client.message(&json!({ "message": text })).json();
        let task = client.path(&format!("{}/poll/", sent["task_id"].as_str().unwrap()));
        let poll = move || client.server.get(&task, &client.headers()).json();
        client.server.wait_for(|| Some(poll()).filter(|answer| answer["status"] == "complete"));
        poll
    };
    let retimed = finish("retimed")();
    let stored = client.poll("").json()["messages"][1].clone();
    assert_eq!(stored["content"], retimed["message"]["content"]);
    assert_ne!(stored["created_at"], retimed["message"]["created_at"]);

    let change = |fields: Value| client.server.change_chatbot(&client.chatbot, &fields);
    change(json!({ "visitor_allowed": false }));
    let poll = finish("let me in");
    let (one, two) = (poll(), poll());
    assert_eq!(one["message"]["content"], "Sorry, you are not allowed to chat to this bot");
    assert_ne!(one["message"]["created_at"], two["message"]["created_at"]);
    assert_eq!(client.poll("").json()["messages"].as_array().unwrap().len(), 2);
}

#[test]
fn history_pages_start_at_the_oldest_message_with_microsecond_cursors() {
    let client = TestSession::new(json!({}));
    let nothing = json!({ "required": false, "form_version_id": null, "text": null });
    let empty = json!({ "messages": [], "has_more": false, "session_status": "active", "consent": nothing });
    assert_eq!(client.poll("").json(), empty);
    for number in 0..30 {
        client.send_and_wait(&format!("say {number}"));
    }
    let first = client.poll("").json();
    let page = first["messages"].as_array().unwrap();
    assert_eq!((page.len(), &first["has_more"]), (50, &json!(true)));
    assert_eq!((&page[0]["role"], &page[0]["content"]), (&json!("user"), &json!("say 0")));
    assert!(page.is_sorted_by_key(|message| message["created_at"].as_str().unwrap().to_owned()));
    let since = page[49]["created_at"].as_str().unwrap();
    let rest = client.poll(&format!("?since={since}")).json();
    assert_eq!((rest["messages"].as_array().unwrap().len(), &rest["has_more"]), (10, &json!(false)));
    assert_ne!(rest["messages"][0], page[49], "the message at the cursor is excluded");
    // A cursor cut to milliseconds includes the last message again, unless its microseconds are zero.
    let cut = &since[..23];
    let is_whole_ms = usize::from(&since[23..] == "000Z");
    let again = client.poll(&format!("?since={cut}Z")).json();
    assert_eq!(again["messages"].as_array().unwrap().last(), rest["messages"].as_array().unwrap().last());
    assert!(again["messages"].as_array().unwrap().len() + is_whole_ms >= 11);

    assert_eq!(client.poll("?limit=7").json()["messages"].as_array().unwrap().len(), 7);
    for none in ["?limit=0", "?limit=-1"] {
        let answer = client.poll(none).json();
        assert_eq!((&answer["messages"], &answer["has_more"]), (&json!([]), &json!(true)), "{none}");
    }
    for invalid in ["?limit=-2", "?limit=abc", "?limit=", "?limit=1.5"] {
        assert_html_page(&client.poll(invalid), 500);
    }
    assert_eq!(client.poll("?since=&limit=100").json()["messages"].as_array().unwrap().len(), 60);
    assert_eq!(client.poll("?since=2020-01-01T00:00:00%2B00:00").status, 200);
    let format = json!({ "error": "Invalid 'since' parameter format. Use ISO format." });
    for invalid in ["?since=yesterday", "?since=1700000000", "?since=2020-01-01T00:00:00+00:00"] {
        assert_rejected(&client.poll(invalid), 400, format.clone());
    }
    client.change(&json!({ "say": "By the way" }));
    let history = client.poll("?limit=100").json();
    let last = history["messages"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["role"], &last["metadata"]["direct_to_user"]), (&json!("assistant"), &json!(true)));
}
