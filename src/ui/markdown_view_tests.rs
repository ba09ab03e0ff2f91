//! Tests of rendered messages.
#![allow(clippy::unwrap_used)]
use super::markdown_view::{Labels, render};
use crate::api::Attachment;
use crate::markdown::parse_with;
use std::rc::Rc;
use wasm_bindgen_test::wasm_bindgen_test;

fn rendered(text: &str) -> String {
    let document = web_sys::window().unwrap().document().unwrap();
    let parent = document.create_element("div").unwrap();
    let [picture, show_picture, copy_code, source, sources, back] =
        ["Picture", "Show picture from {host}", "Copy code", "Source {number}", "Sources", "Back"].map(str::to_owned);
    let labels = Labels { picture, show_picture, copy_code, source, sources, back };
    let url = "https://a.example/api/chat/s/files/2/content/".to_owned();
    let file = Attachment { name: "c.csv".into(), download_url: Some(url), ..Attachment::default() };
    let nodes = Rc::new(parse_with(text, true));
    render(nodes, vec![file], labels, &parent, None);
    parent.inner_html()
}

#[wasm_bindgen_test]
fn markdown_is_rendered_as_elements() {
    assert_eq!(rendered("a *b*\nc"), "<p>a <em>b</em><br>c</p>");
    assert_eq!(rendered("2. x"), r#"<ol start="2" dir="auto"><li>x</li></ol>"#);
    let code = rendered("```\n<b>\n```");
    assert!(
        code.starts_with(
            "<div class=\"code\"><pre tabindex=\"0\" part=\"code-block\"><code>&lt;b&gt;\n</code></pre><button"
        ),
        "{code}"
    );
    assert!(code.contains("aria-label=\"Copy code\""), "{code}");
    assert!(rendered("```rust\nx\n```").contains("<code class=\"language-rust\">x\n</code>"));
    assert_eq!(rendered("a $x_1$"), "<p>a <span class=\"formula\">$x_1$</span></p>");
    assert_eq!(
        rendered("- [x] a\n  - b"),
        "<ul dir=\"auto\"><li><input type=\"checkbox\" disabled=\"\" checked=\"\" aria-label=\"a\">a<ul dir=\"auto\"><li>b</li></ul></li></ul>"
    );
    assert_eq!(
        rendered("|a|\n|-:|\n|1|"),
        "<div class=\"scroll\" tabindex=\"0\"><table><tr><th class=\"to-right\">a</th></tr>\
         <tr><td class=\"to-right\">1</td></tr></table></div>"
    );
    assert_eq!(
        rendered("![alt](https://a.example/p.png)"),
        "<p><span class=\"offer\"><a part=\"link\" href=\"https://a.example/p.png\" target=\"_blank\" \
         rel=\"noopener noreferrer nofollow ugc\">Picture: alt</a><button type=\"button\" part=\"show-picture\" \
         class=\"link show-picture\">Show picture from a.example</button></span></p>"
    );
    assert_eq!(
        rendered("[![alt](https://a.example/p.png)](https://b.example)"),
        "<p><a part=\"link\" href=\"https://b.example\" target=\"_blank\" rel=\"noopener noreferrer nofollow ugc\">\
         <span>Picture: alt</span></a></p>"
    );
}

#[wasm_bindgen_test]
fn citations_are_buttons_and_sources_a_list() {
    let html = rendered("a[^x]\n\n[^x]: b\n[^y]: [c](file:d:1:2)");
    assert!(
        html.starts_with(
            "<p>a<button type=\"button\" part=\"citation\" class=\"citation\" value=\"1\" aria-label=\"Source 1\">[1]\
             </button></p><ol part=\"sources\" class=\"sources\" aria-label=\"Sources\">\
             <li value=\"1\" tabindex=\"-1\">b<button type=\"button\" part=\"citation-back\" class=\"quiet small back\" \
             value=\"1\" aria-label=\"Back\""
        ),
        "{html}"
    );
    assert!(html.contains("<li value=\"2\" tabindex=\"-1\"><button type=\"button\" part=\"cited-file\""), "{html}");
}

#[wasm_bindgen_test]
fn links_to_files_of_the_message_are_buttons() {
    let button = |text| {
        format!("<p><button type=\"button\" part=\"cited-file\" class=\"cited-file\" value=\"1\">{text}</button></p>")
    };
    assert_eq!(rendered("[the *data*](sandbox:/mnt/c.csv)"), button("the <em>data</em>"));
    assert_eq!(rendered("![](file:d:1:2)"), button("c.csv"));
    assert_eq!(rendered("[the data](https://dead.example/a/t/experiments/1/file/2/)"), button("the data"));
    assert_eq!(rendered("[lost](sandbox:/mnt/d.csv)"), "<p><span>lost</span></p>");
}

#[wasm_bindgen_test]
fn quick_replies_and_files_are_not_links() {
    assert_eq!(rendered("[a](reply:javascript:x) [b](file:d:1:3)"), "<p><span>a</span> <span>b</span></p>");
}

#[wasm_bindgen_test]
fn html_in_the_text_stays_text() {
    assert_eq!(rendered("<img src=x onerror=alert(1)>"), "<p>&lt;img src=x onerror=alert(1)&gt;</p>");
}
