//! The bot cites sources in every form that real servers send.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use serde_json::{Value, json};
use support::session::TestSession;

/// The answer to a command, with the origin and the ids of its files replaced by placeholders.
fn cite(client: &TestSession, form: &str) -> (String, Vec<String>) {
    let answer = client.ask(&format!("cite {form}"));
    let attachments = answer["attachments"].as_array().unwrap();
    let ids: Vec<Value> = attachments.iter().map(|file| json!(file_id(file))).collect();
    assert_eq!(answer["metadata"]["cited_files"], json!(ids));
    assert_eq!(client.poll("?limit=1000").json()["messages"].as_array().unwrap().last(), Some(&answer));
    let mut text = answer["content"].as_str().unwrap().replace(client.server.host(), "HOST");
    for (index, id) in ids.iter().enumerate() {
        text = text.replace(&format!("/file/{id}/"), &format!("/file/ID{index}/"));
        text = text.replace(&format!(":{id})"), &format!(":ID{index})"));
    }
    (text, attachments.iter().map(|file| file["name"].as_str().unwrap().to_owned()).collect())
}

fn file_id(attachment: &Value) -> i64 {
    attachment["content_url"].as_str().unwrap().split('/').rev().nth(1).unwrap().parse().unwrap()
}

#[test]
fn sources_follow_the_text_after_a_blank_line() {
    let client = TestSession::new(json!({}));
    let (text, files) = cite(&client, "spaced-name");
    assert_eq!(
        text,
        "Water boils at 100 °C [^1]. It freezes at 0 °C [^2].\n\n\
         [^1]: [Physics handbook.pdf](http://HOST/a/demo/experiments/12/file/ID0/)\n\
         [^2]: [faq](https://example.org/faq)"
    );
    assert_eq!(files, ["Physics handbook.pdf", "faq"]);
    let (text, _) = cite(&client, "plain-name");
    assert!(
        text.contains("\n\n[^1]: [handbook.pdf](http://HOST/a/demo/experiments/12/file/ID0/)\n[^2]: [faq]"),
        "{text}"
    );
    let (text, _) = cite(&client, "brackets");
    assert!(text.contains("\n[^1]: [Results [final].pdf](http://HOST/a/demo/experiments/12/file/ID0/)\n"), "{text}");
    assert!(text.contains("\n[^2]: [Prices (2026).csv](http://HOST/a/demo/experiments/12/file/ID1/)\n"), "{text}");
    assert!(text.ends_with("\n[^3]: [Notes [old] (draft).txt](https://example.org/notes_(old))"), "{text}");
    let (text, _) = cite(&client, "adjacent");
    assert!(text.starts_with("Water boils at 100 °C[^1][^2]. It freezes at 0 °C[^1].\n\n[^1]: "), "{text}");
    let (text, _) = cite(&client, "plain");
    assert_eq!(text, "Water boils at 100 °C [^1].\n\n[^1]: https://example.org/faq");
}

#[test]
fn sources_of_older_assistants_have_other_numbers_and_addresses() {
    let client = TestSession::new(json!({}));
    let (text, files) = cite(&client, "zero");
    assert_eq!(
        text,
        "Water boils at 100 °C [^0]. It freezes at 0 °C [^1].\n\
         [^0]: [handbook.pdf](file:demo:12:ID0)\n[^1]: [faq list.md](assistant_file:demo:7:ID1)"
    );
    assert_eq!(files, ["handbook.pdf", "faq list.md"]);
    let (text, _) = cite(&client, "escaped");
    assert_eq!(text, "Water boils at 100 °C [^0].\n\\[^0\\]: Physics handbook.pdf");
    let (text, files) = cite(&client, "links");
    assert_eq!(
        text,
        "See [handbook.pdf](file:demo:12:ID0).\n\n![](file:demo:12:ID1)\n\n![chart.png](file:demo:12:ID1)"
    );
    assert_eq!(files, ["handbook.pdf", "chart.png"]);
    let (text, files) = cite(&client, "sandbox");
    assert!(text.contains("[The stored chart](http://HOST/a/demo/experiments/12/file/ID0/)"), "{text}");
    for address in ["chart.png", "data (1).csv", "lost.csv"] {
        assert!(text.contains(&format!("](sandbox:/mnt/data/{address})")), "{text}");
    }
    assert_eq!(files, ["chart.png", "data (1).csv"]);
}

#[test]
fn marks_and_sources_may_be_missing() {
    let client = TestSession::new(json!({}));
    let (text, _) = cite(&client, "unmarked");
    assert_eq!(text, "Water boils at 100 °C.\n\n[^1]: [handbook.pdf](http://HOST/a/demo/experiments/12/file/ID0/)");
    assert_eq!(cite(&client, "unlisted").0, "Water boils at 100 °C [^1]. It freezes at 0 °C [^2].");
    assert_eq!(cite(&client, "off").0, "Water boils at 100 °C . It freezes at 0 °C .");
    assert!(cite(&client, "unknown").0.starts_with("`cite spaced-name`, `cite plain-name`"));
    assert!(cite(&client, "").0.contains("[^1]: [Physics handbook.pdf]("), "the default form");
}

#[test]
fn link_to_a_cited_file_requires_no_login_and_has_no_cors_headers() {
    let client = TestSession::new(json!({}));
    let id = file_id(&client.ask("cite")["attachments"][0]);
    let path = format!("/a/demo/experiments/12/file/{id}/");
    let file = client.server.get(&path, &[("origin", "http://site.example")]);
    assert_eq!((file.status, file.header("content-type")), (200, Some("application/pdf")));
    assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"Physics handbook.pdf\""));
    assert!(file.header("access-control-allow-origin").is_none());
    assert_eq!(client.server.get("/a/demo/experiments/12/file/999/", &[]).status, 404);
    let within_session = client.server.get(&client.path(&format!("files/{id}/content/")), &client.headers());
    assert_eq!(within_session.bytes, file.bytes);
}
